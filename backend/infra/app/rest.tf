# The REST door is the generated gateway document: routes, scopes, validators, integrations, caching and gateway answers.
locals {
  gateway_file = "${local.generated}/gateway.json"

  # Known before anything exists, unlike the rendered document, so it can be a key.
  gateway_digest = sha256(join("", [file(local.gateway_file), coalesce(var.lambda_authorizer_function_name, "user-pool")]))

  gateway_document = templatefile(local.gateway_file, merge(
    { user_pool_arn = local.identity.user_pool.arn },
    { for name, kinds in local.trigger_kinds : "invoke_arn_${replace(name, "-", "_")}" => module.function[name].function.alias_invoke_arn if contains(kinds, "api") },
  ))
}

resource "aws_api_gateway_rest_api" "main" {
  name        = local.name
  description = "REST door, from schema/openapi.yaml ${local.manifest.version}"
  body        = local.lambda_authorizer == null ? local.gateway_document : local.gateway_document_with_lambda_authorizer

  # What API Gateway would ignore fails instead; what is no longer in the document goes.
  fail_on_warnings  = true
  put_rest_api_mode = "overwrite"

  # The custom domains are the only way in.
  disable_execute_api_endpoint = true
  api_key_source               = "HEADER"
  minimum_compression_size     = tostring(jsondecode(file(local.gateway_file))["x-amazon-apigateway-minimum-compression-size"])

  endpoint_configuration {
    types = ["REGIONAL"]
  }
}

# A deployment is a snapshot. While a canary runs, the one before stays.
resource "aws_api_gateway_deployment" "main" {
  for_each = toset(compact([local.gateway_digest, try(var.api_canary.stable_digest, null)]))

  rest_api_id = aws_api_gateway_rest_api.main.id
  description = each.key

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_api_gateway_stage" "main" {
  rest_api_id          = aws_api_gateway_rest_api.main.id
  deployment_id        = aws_api_gateway_deployment.main[var.api_canary == null ? local.gateway_digest : var.api_canary.stable_digest].id
  stage_name           = "live"
  xray_tracing_enabled = true

  access_log_settings {
    destination_arn = aws_cloudwatch_log_group.rest_access.arn
    # Who, what, how long and why; no header, no query, no body.
    format = jsonencode({
      requestId          = "$context.requestId"
      extendedRequestId  = "$context.extendedRequestId"
      traceId            = "$context.xrayTraceId"
      time               = "$context.requestTimeEpoch"
      method             = "$context.httpMethod"
      resource           = "$context.resourcePath"
      operationId        = "$context.operationName"
      status             = "$context.status"
      latency            = "$context.responseLatency"
      integrationLatency = "$context.integrationLatency"
      responseLength     = "$context.responseLength"
      clientId           = "$context.authorizer.claims.client_id"
      partnerId          = "$context.authorizer.claims.partner_id"
      apiKeyId           = "$context.identity.apiKeyId"
      sourceIp           = "$context.identity.sourceIp"
      errorType          = "$context.error.responseType"
      wafStatus          = "$context.waf.status"
    })
  }

  dynamic "canary_settings" {
    for_each = var.api_canary == null ? [] : [var.api_canary]
    content {
      deployment_id   = aws_api_gateway_deployment.main[local.gateway_digest].id
      percent_traffic = canary_settings.value.percent
      use_stage_cache = false
    }
  }

  depends_on = [aws_api_gateway_account.main, aws_cloudwatch_log_group.rest_execution]
}

# A line a call that is asked only when something is wrong: the class that costs half, has no metric filters and no live tail (CloudWatch
# Logs User Guide, "Log classes"). Metrics of the door are API Gateway's own.
resource "aws_cloudwatch_log_group" "rest_access" {
  name              = "/northwind/${var.environment}/rest-access"
  log_group_class   = "INFREQUENT_ACCESS"
  retention_in_days = var.log_retention_days
}

# API Gateway would make it itself, and keep it for ever.
resource "aws_cloudwatch_log_group" "rest_execution" {
  name              = "API-Gateway-Execution-Logs_${aws_api_gateway_rest_api.main.id}/live"
  retention_in_days = var.log_retention_days
}

# Every method by itself, with its own limits. None is cached: the cache would keep what a function refused, and leave undeclared
# parameters out of its key. Slashes of a resource's path are written `~1` (API Gateway REST API reference, "MethodSetting"); settings
# under a plain nested path would be stored, without an error, for a method that does not exist.
resource "aws_api_gateway_method_settings" "main" {
  for_each = local.manifest.operations

  rest_api_id = aws_api_gateway_rest_api.main.id
  stage_name  = aws_api_gateway_stage.main.stage_name
  method_path = "${replace(each.value.path, "/", "~1")}/${each.value.method}"

  settings {
    # Paid for as custom metrics (API Gateway Developer Guide, "Amazon API Gateway dimensions and metrics"), and each function writes those
    # of its operations already; the door's own, over all of them, are sent anyway.
    metrics_enabled    = false
    logging_level      = "ERROR"
    data_trace_enabled = false

    throttling_rate_limit  = each.value.method == "GET" ? var.method_throttle.read.rate : var.method_throttle.write.rate
    throttling_burst_limit = each.value.method == "GET" ? var.method_throttle.read.burst : var.method_throttle.write.burst
  }
}

# A function that serves operations may be called by the API. One for each function and not for each operation: a function's policy ends at 20 KB (Lambda Developer Guide, "Lambda quotas"), which
# is 50 operations. Which operation calls which function says the document alone.
resource "aws_lambda_permission" "rest" {
  for_each = toset([for operation in local.manifest.operations : operation.function])

  statement_id  = "RestApi"
  action        = "lambda:InvokeFunction"
  function_name = module.function[each.key].function.name
  qualifier     = module.function[each.key].function.alias
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_api_gateway_rest_api.main.execution_arn}/*/*"
}

# One per account and Region: the right of API Gateway to write logs.
resource "aws_api_gateway_account" "main" {
  cloudwatch_role_arn = aws_iam_role.gateway_logs.arn

  # API Gateway tries the role out when it is set.
  depends_on = [aws_iam_role_policy_attachment.gateway_logs]
}

data "aws_iam_policy_document" "assume_gateway" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["apigateway.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "gateway_logs" {
  name               = "${local.name}-gateway-logs-${var.region}"
  assume_role_policy = data.aws_iam_policy_document.assume_gateway.json
}

# AWS's own: API Gateway refuses a role that may less (API Gateway Developer Guide, "Set up CloudWatch logging for REST APIs").
resource "aws_iam_role_policy_attachment" "gateway_logs" {
  role       = aws_iam_role.gateway_logs.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs"
}
