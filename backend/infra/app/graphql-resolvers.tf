# Data sources, pipeline functions and resolvers, one for one as codegen listed them from the schema and the resolvers' definitions.
locals {
  fields = jsondecode(file("${local.generated}/fields.json"))

  data_sources      = { for source in local.fields.dataSources : source.name => source }
  pipeline_steps    = { for step in local.fields.functions : step.name => step }
  resolvers         = { for field in local.fields.fields : "${field.type}.${field.field}" => field }
  lambda_sources    = { for name, source in local.data_sources : name => source if source.type == "AWS_LAMBDA" }
  table_sources     = { for name, source in local.data_sources : name => source if source.type == "AMAZON_DYNAMODB" }
  bundles           = "${path.module}/../../dist"
  table_placeholder = one([for placeholder, meaning in local.fields.placeholders : placeholder if meaning == "table name"])

  runtime = { name = "APPSYNC_JS", version = "1.0.0" }

  # A name that AppSync takes: letters, digits, underscores.
  source_names = { for name in keys(local.data_sources) : name => replace(name, "-", "_") }
}

resource "aws_appsync_datasource" "main" {
  for_each = local.data_sources

  api_id           = aws_appsync_graphql_api.main.id
  name             = local.source_names[each.key]
  description      = "As the resolvers' definitions name it: ${each.key}"
  type             = each.value.type
  service_role_arn = each.value.type == "NONE" ? null : aws_iam_role.data_source[each.key].arn

  dynamic "dynamodb_config" {
    for_each = each.value.type == "AMAZON_DYNAMODB" ? [true] : []
    content {
      table_name = local.data.table.name
      region     = var.region
    }
  }

  dynamic "lambda_config" {
    for_each = each.value.type == "AWS_LAMBDA" ? [each.value.function] : []
    content {
      function_arn = module.function[lambda_config.value].function.alias_arn
    }
  }
}

resource "aws_iam_role" "data_source" {
  for_each = merge(local.lambda_sources, local.table_sources)

  name               = "${local.name}-graphql-${each.key}-${var.region}"
  description        = "AppSync's data source ${each.key}"
  assume_role_policy = data.aws_iam_policy_document.assume_graphql.json
}

data "aws_iam_policy_document" "data_source" {
  for_each = merge(local.lambda_sources, local.table_sources)

  dynamic "statement" {
    for_each = each.value.type == "AWS_LAMBDA" ? [each.value.function] : []
    content {
      sid       = "Invoke"
      actions   = ["lambda:InvokeFunction"]
      resources = [module.function[statement.value].function.alias_arn]
    }
  }

  dynamic "statement" {
    for_each = try(each.value.access, [])
    content {
      sid       = "Access${statement.key}"
      actions   = statement.value.actions
      resources = try([for gsi in tolist(statement.value.on) : "${local.table_arn}/index/${gsi}"], [local.table_arn])

      condition {
        test     = "ForAllValues:StringLike"
        variable = "dynamodb:LeadingKeys"
        values   = statement.value.leadingKeys
      }
    }
  }

  dynamic "statement" {
    for_each = each.value.type == "AMAZON_DYNAMODB" ? [true] : []
    content {
      sid       = "UseDataKey"
      actions   = ["kms:Decrypt", "kms:Encrypt"]
      resources = [local.key_arn]
    }
  }
}

resource "aws_iam_role_policy" "data_source" {
  for_each = aws_iam_role.data_source

  name   = "own-needs"
  role   = each.value.id
  policy = data.aws_iam_policy_document.data_source[each.key].json
}

resource "aws_appsync_function" "main" {
  for_each = local.pipeline_steps

  api_id         = aws_appsync_graphql_api.main.id
  name           = each.key
  data_source    = aws_appsync_datasource.main[each.value.dataSource].name
  max_batch_size = try(each.value.maxBatchSize, null)
  code           = replace(file("${local.bundles}/${each.value.code}"), local.table_placeholder, local.data.table.name)

  runtime {
    name            = local.runtime.name
    runtime_version = local.runtime.version
  }
}

resource "aws_appsync_resolver" "main" {
  for_each = local.resolvers

  api_id         = aws_appsync_graphql_api.main.id
  type           = each.value.type
  field          = each.value.field
  kind           = upper(each.value.kind)
  data_source    = each.value.kind == "unit" ? aws_appsync_datasource.main[each.value.dataSource].name : null
  max_batch_size = try(each.value.maxBatchSize, null)
  code           = replace(file("${local.bundles}/${each.value.code}"), local.table_placeholder, local.data.table.name)

  runtime {
    name            = local.runtime.name
    runtime_version = local.runtime.version
  }

  dynamic "pipeline_config" {
    for_each = each.value.kind == "pipeline" ? [each.value.functions] : []
    content {
      functions = [for step in pipeline_config.value : aws_appsync_function.main[step].function_id]
    }
  }

  # Only where the definition says for how long and by what an answer may be kept.
  dynamic "caching_config" {
    for_each = var.graphql_cache == null ? [] : compact([try(tostring(each.value.caching.ttlSeconds), null)])
    content {
      ttl          = tonumber(caching_config.value)
      caching_keys = each.value.caching.keys
    }
  }
}
