locals {
  secrets = toset(flatten([
    for function in local.functions : [for value in values(function.environment) : value.secret if value.from == "secret"]
  ]))
}

# What they call is of all Regions and has no endpoint in a VPC.
locals {
  outside_vpc = [
    for name, function in local.functions : name if anytrue([for access in function.access : access.kind == "edge-store"])
  ]
}

# In the function's environment, encrypted with the data key; the name is the same in both Regions.
data "aws_secretsmanager_secret_version" "main" {
  for_each  = local.secrets
  secret_id = local.data.secrets[each.key]
}

module "function" {
  source   = "../modules/lambda-function"
  for_each = local.functions

  name               = "${local.name}-${each.key}"
  description        = each.value.description
  region_code        = var.region
  package            = "${path.module}/../../dist/functions/${each.key}.zip"
  memory_size        = each.value.memorySize
  timeout            = each.value.timeout
  kms_key_arn        = local.key_arn
  network            = contains(local.outside_vpc, each.key) ? null : local.network
  log_retention_days = var.log_retention_days

  environment = {
    for variable, value in each.value.environment : variable => (
      value.from == "literal" ? value.value :
      value.from == "table" ? local.data.table.name :
      value.from == "bucket" ? local.buckets[value.bucket].name :
      value.from == "queue" ? module.queue[value.queue].queue.url :
      value.from == "topic" ? aws_sns_topic.main[value.topic].arn :
      value.from == "user-pool" ? local.identity.user_pool.id :
      value.from == "failover-name" ? local.edge.hosts.active :
      value.from == "primary-region" ? var.primary_region :
      value.from == "primary-health-check" ? local.edge.health_check_ids[var.primary_region] :
      value.from == "edge-store" ? local.edge.edge_store :
      value.from == "graphql-url" ? aws_appsync_graphql_api.main.uris["GRAPHQL"] :
      value.from == "iot-data-endpoint" ? "https://${data.aws_iot_endpoint.data.endpoint_address}" :
      value.from == "secret" ? data.aws_secretsmanager_secret_version.main[value.secret].secret_string :
      null
    )
  }

  statements = concat(local.own_statements[each.key], local.trigger_statements[each.key], local.key_statements[each.key])

  reserved_concurrency = lookup(var.reserved_concurrency, each.key, -1)
  provisioned          = lookup(local.provisioned, each.key, null)

  deployment = {
    application   = aws_codedeploy_app.main.name
    configuration = var.deployment_configuration
    role_arn      = aws_iam_role.deployment.arn
  }
}

# Every function that somebody waits for, each with a peak of its own: a door's function needs ten times as many as one behind a button.
# In the primary Region: a standby that takes over starts its environments with the first calls, a thousand of each function in ten seconds
# if need be (Lambda Developer Guide, "Lambda scaling behavior"), after the half minute that a failover takes to be seen.
locals {
  latency_critical = [for name, function in local.functions : name if function.latencyCritical]
  provisioned = var.provisioned_concurrency == null || !local.is_primary ? {} : {
    for name in local.latency_critical : name => merge(var.provisioned_concurrency, {
      peak = lookup(var.provisioned_concurrency.peak, name, var.provisioned_concurrency.base)
    })
  }
  unknown_peaks = setsubtract(try(keys(var.provisioned_concurrency.peak), []), local.latency_critical)
}

# The budget of concurrency: no function can be promised what the account does not have.
resource "terraform_data" "concurrency_budget" {
  input = { reserved = sum(concat([0], values(var.reserved_concurrency))), account = var.account_concurrency }

  lifecycle {
    precondition {
      condition     = sum(concat([0], values(var.reserved_concurrency))) <= var.account_concurrency - 100
      error_message = "reserved_concurrency promises more than account_concurrency less the 100 that AWS keeps unreserved."
    }
    precondition {
      condition     = length(setsubtract(keys(var.reserved_concurrency), keys(local.functions))) == 0
      error_message = "reserved_concurrency names a function that there is not: ${join(", ", setsubtract(keys(var.reserved_concurrency), keys(local.functions)))}."
    }
    precondition {
      condition     = length(local.unknown_peaks) == 0
      error_message = "provisioned_concurrency has a peak for what is no latency-critical function: ${join(", ", local.unknown_peaks)}."
    }
  }
}

# ---- who may call them

resource "aws_lambda_permission" "user_pool" {
  for_each = local.is_primary ? { for name, kinds in local.trigger_kinds : name => kinds if contains(kinds, "user-pool") } : {}

  statement_id  = "UserPool"
  action        = "lambda:InvokeFunction"
  function_name = module.function[each.key].function.name
  qualifier     = module.function[each.key].function.alias
  principal     = "cognito-idp.amazonaws.com"
  source_arn    = local.identity.user_pool.arn
}

# ---- what calls them

resource "aws_lambda_event_source_mapping" "queue" {
  for_each = merge([
    for name, function in local.functions : {
      for trigger in function.triggers : "${name} ${trigger.queue}" => merge(trigger, { function = name }) if trigger.kind == "queue"
    }
  ]...)

  function_name           = module.function[each.value.function].function.alias_arn
  event_source_arn        = module.queue[each.value.queue].queue.arn
  batch_size              = each.value.batchSize
  function_response_types = each.value.partialBatchResponse ? ["ReportBatchItemFailures"] : []

  dynamic "scaling_config" {
    for_each = compact([try(each.value.maximumConcurrency, null)])
    content {
      maximum_concurrency = scaling_config.value
    }
  }
}

# In both Regions: the functions of the active one publish (`active-region.ts`). A mapping that is switched on begins to read minutes later
# (Lambda Developer Guide, "Using AWS Lambda with Amazon DynamoDB").
resource "aws_lambda_event_source_mapping" "stream" {
  for_each = merge([
    for name, function in local.functions : {
      for trigger in function.triggers : name => merge(trigger, { function = name }) if trigger.kind == "stream"
    }
  ]...)

  function_name                  = module.function[each.value.function].function.alias_arn
  event_source_arn               = local.table_stream_arn
  starting_position              = "LATEST"
  batch_size                     = each.value.batchSize
  bisect_batch_on_function_error = each.value.bisectOnError
  maximum_retry_attempts         = each.value.maximumRetryAttempts
  maximum_record_age_in_seconds  = 3600
  function_response_types        = each.value.partialBatchResponse ? ["ReportBatchItemFailures"] : []

  destination_config {
    on_failure {
      destination_arn = module.queue[each.value.onFailureQueue].queue.arn
    }
  }

  dynamic "filter_criteria" {
    for_each = [for some in [length(each.value.filters) > 0] : some if some]
    content {
      dynamic "filter" {
        for_each = each.value.filters
        content {
          pattern = jsonencode(filter.value)
        }
      }
    }
  }
}

resource "aws_scheduler_schedule" "main" {
  for_each = merge([
    for name, function in local.functions : {
      for trigger in function.triggers : name => trigger.expression if trigger.kind == "schedule"
    }
  ]...)

  name                = "${local.name}-${each.key}"
  schedule_expression = each.value

  flexible_time_window {
    mode = "OFF"
  }

  target {
    arn      = module.function[each.key].function.alias_arn
    role_arn = aws_iam_role.scheduler[each.key].arn
    dead_letter_config {
      arn = module.delivery_failures.queue.arn
    }
  }
}

data "aws_iam_policy_document" "assume_scheduler" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["scheduler.amazonaws.com"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account_id]
    }
  }
}

resource "aws_iam_role" "scheduler" {
  for_each = { for name, kinds in local.trigger_kinds : name => kinds if contains(kinds, "schedule") }

  name               = "${local.name}-${each.key}-schedule-${var.region}"
  assume_role_policy = data.aws_iam_policy_document.assume_scheduler.json
}

data "aws_iam_policy_document" "scheduler" {
  for_each = aws_iam_role.scheduler

  statement {
    actions   = ["lambda:InvokeFunction"]
    resources = [module.function[each.key].function.alias_arn]
  }
  statement {
    actions   = ["sqs:SendMessage"]
    resources = [module.delivery_failures.queue.arn]
  }
  statement {
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = [local.key_arn]
  }
}

resource "aws_iam_role_policy" "scheduler" {
  for_each = aws_iam_role.scheduler

  name   = "start"
  role   = each.value.id
  policy = data.aws_iam_policy_document.scheduler[each.key].json
}
