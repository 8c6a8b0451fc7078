# One function, one role, one log group, one alias. Traffic reaches the alias only; CodeDeploy moves it from version to version.
resource "aws_cloudwatch_log_group" "main" {
  name              = "/aws/lambda/${var.name}"
  retention_in_days = var.log_retention_days
}

data "aws_iam_policy_document" "assume" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}

# Roles are global, so the Region is part of their name.
resource "aws_iam_role" "main" {
  name               = "${var.name}-${var.region_code}"
  description        = "What ${var.name} may do, and nothing else."
  assume_role_policy = data.aws_iam_policy_document.assume.json
}

data "aws_iam_policy_document" "main" {
  statement {
    sid       = "WriteOwnLog"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.main.arn}:*"]
  }

  # X-Ray knows no resources for these two (Service Authorization Reference, "Actions, resources, and condition keys for AWS X-Ray").
  statement {
    sid       = "WriteTraces"
    actions   = ["xray:PutTelemetryRecords", "xray:PutTraceSegments"]
    resources = ["*"]
  }

  # Lambda's own need in a VPC; the calls have no resource-level form (Lambda Developer Guide, "Giving Lambda functions access to
  # resources in an Amazon VPC").
  dynamic "statement" {
    for_each = var.network == null ? [] : [true]
    content {
      sid = "AttachToVpc"
      actions = [
        "ec2:AssignPrivateIpAddresses", "ec2:CreateNetworkInterface", "ec2:DeleteNetworkInterface",
        "ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets", "ec2:UnassignPrivateIpAddresses",
      ]
      resources = ["*"]
    }
  }

  dynamic "statement" {
    for_each = var.statements
    content {
      sid       = statement.value.sid
      actions   = statement.value.actions
      resources = statement.value.resources

      # True of a request that has no key as well (IAM User Guide, "Multivalued context keys"); the only such one, Scan, is in no role.
      dynamic "condition" {
        for_each = statement.value.leading_keys == null ? [] : [statement.value.leading_keys]
        content {
          test     = "ForAllValues:StringLike"
          variable = "dynamodb:LeadingKeys"
          values   = condition.value
        }
      }
    }
  }
}

resource "aws_iam_role_policy" "main" {
  name   = "own-needs"
  role   = aws_iam_role.main.id
  policy = data.aws_iam_policy_document.main.json
}

resource "aws_lambda_function" "main" {
  function_name = var.name
  description   = var.description
  role          = aws_iam_role.main.arn

  architectures    = ["arm64"]
  runtime          = var.runtime
  handler          = "index.handler"
  filename         = var.package
  source_code_hash = filebase64sha256(var.package)
  memory_size      = var.memory_size
  timeout          = var.timeout
  publish          = true
  kms_key_arn      = var.kms_key_arn

  reserved_concurrent_executions = var.reserved_concurrency

  environment {
    variables = var.environment
  }

  logging_config {
    log_format            = "JSON"
    log_group             = aws_cloudwatch_log_group.main.name
    application_log_level = "INFO"
    # Below INFO is what went wrong: a time limit, a crash, an environment that did not begin. Start and report of every invocation would be
    # more than all that functions write; what they say is in Lambda's own metrics, and a function notes its cold starts itself.
    system_log_level = "WARN"
  }

  tracing_config {
    mode = "Active"
  }

  dynamic "vpc_config" {
    for_each = var.network == null ? [] : [var.network]
    content {
      subnet_ids         = vpc_config.value.subnet_ids
      security_group_ids = [vpc_config.value.function_security_group_id]
    }
  }

  # Without the policy the first invocations could neither log nor read.
  depends_on = [aws_iam_role_policy.main]
}

# Terraform makes it; afterwards CodeDeploy decides which version it names, so that a new version gets its traffic by canary.
resource "aws_lambda_alias" "live" {
  count = var.deployment == null ? 0 : 1

  name             = "live"
  description      = "The version that takes traffic."
  function_name    = aws_lambda_function.main.function_name
  function_version = aws_lambda_function.main.version

  lifecycle {
    ignore_changes = [function_version, routing_config]
  }
}

# Without CodeDeploy the newest version takes all traffic at once.
resource "aws_lambda_alias" "newest" {
  count = var.deployment == null ? 1 : 0

  name             = "live"
  description      = "The newest version."
  function_name    = aws_lambda_function.main.function_name
  function_version = aws_lambda_function.main.version
}

locals {
  alias = one(concat(aws_lambda_alias.live, aws_lambda_alias.newest))
}

resource "aws_cloudwatch_metric_alarm" "errors" {
  alarm_name          = "${var.name}-errors"
  alarm_description   = "The live alias fails: a canary that raises this is rolled back by itself."
  namespace           = "AWS/Lambda"
  metric_name         = "Errors"
  dimensions          = { FunctionName = aws_lambda_function.main.function_name, Resource = "${aws_lambda_function.main.function_name}:live" }
  statistic           = "Sum"
  period              = 60
  evaluation_periods  = 2
  datapoints_to_alarm = 2
  threshold           = 5
  comparison_operator = "GreaterThanOrEqualToThreshold"
  treat_missing_data  = "notBreaching"
}

resource "aws_codedeploy_deployment_group" "main" {
  count = var.deployment == null ? 0 : 1

  app_name               = var.deployment.application
  deployment_group_name  = var.name
  deployment_config_name = var.deployment.configuration
  service_role_arn       = var.deployment.role_arn

  deployment_style {
    deployment_option = "WITH_TRAFFIC_CONTROL"
    deployment_type   = "BLUE_GREEN"
  }

  auto_rollback_configuration {
    enabled = true
    events  = ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM", "DEPLOYMENT_STOP_ON_REQUEST"]
  }

  alarm_configuration {
    enabled = true
    alarms  = [aws_cloudwatch_metric_alarm.errors.alarm_name]
  }
}

# Provisioned concurrency is a scalable target whose least and most are the same number, changed by schedule: zero all year, the
# peak's number by day in the peak, when lockers are opened (Application Auto Scaling User Guide, "AWS Lambda and Application Auto Scaling").
resource "aws_appautoscaling_target" "provisioned" {
  count = var.provisioned == null ? 0 : 1

  service_namespace  = "lambda"
  scalable_dimension = "lambda:function:ProvisionedConcurrency"
  resource_id        = "function:${aws_lambda_function.main.function_name}:${local.alias.name}"
  min_capacity       = var.provisioned.base
  max_capacity       = max(var.provisioned.base, var.provisioned.peak)

  # The schedules move both; a plan in December must not take them back.
  lifecycle {
    ignore_changes = [min_capacity, max_capacity]
  }
}

resource "aws_appautoscaling_scheduled_action" "provisioned" {
  for_each = var.provisioned == null ? {} : merge([
    for index, days in var.provisioned.peak_days : {
      "peak-begins-${index}" = { schedule = "cron(0 ${var.provisioned.peak_from} ${days} ? *)", capacity = var.provisioned.peak }
      "peak-ends-${index}"   = { schedule = "cron(0 ${var.provisioned.peak_to} ${days} ? *)", capacity = var.provisioned.base }
    }
  ]...)

  name               = "${var.name}-${each.key}"
  service_namespace  = aws_appautoscaling_target.provisioned[0].service_namespace
  scalable_dimension = aws_appautoscaling_target.provisioned[0].scalable_dimension
  resource_id        = aws_appautoscaling_target.provisioned[0].resource_id
  schedule           = each.value.schedule
  timezone           = "Europe/Berlin"

  scalable_target_action {
    min_capacity = each.value.capacity
    max_capacity = each.value.capacity
  }
}
