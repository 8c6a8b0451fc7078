# Sees what a partner sees: through the edge, from outside.
module "canary_bucket" {
  source = "../modules/bucket"
  count  = var.canary == null ? 0 : 1

  name              = "${local.name}-canary-${local.account_id}-${var.region}"
  region            = var.region
  kms_key_arn       = local.data.key_arns[var.region]
  access_log        = { bucket = local.data.log_buckets[var.region] }
  expire_after_days = 30
  force_destroy     = true
}

data "aws_iam_policy_document" "assume_canary" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "canary" {
  count = var.canary == null ? 0 : 1

  name               = "${local.name}-canary-${var.region}"
  assume_role_policy = data.aws_iam_policy_document.assume_canary.json
}

data "aws_iam_policy_document" "canary" {
  count = var.canary == null ? 0 : 1

  statement {
    sid       = "KeepArtifacts"
    actions   = ["s3:PutObject"]
    resources = ["${module.canary_bucket[0].bucket.arn}/*"]
  }
  statement {
    sid       = "FindBucket"
    actions   = ["s3:GetBucketLocation"]
    resources = [module.canary_bucket[0].bucket.arn]
  }
  statement {
    sid       = "UseDataKey"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = [local.data.key_arns[var.region]]
  }
  statement {
    sid       = "WriteLog"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = [provider::aws::arn_build("aws", "logs", var.region, local.account_id, "log-group:/aws/lambda/cwsyn-${local.canary_name}-*")]
  }
  # These four know no resource (Service Authorization Reference); the metric is bound by its namespace.
  statement {
    sid       = "TellResult"
    actions   = ["cloudwatch:PutMetricData"]
    resources = ["*"]
    condition {
      test     = "StringEquals"
      variable = "cloudwatch:namespace"
      values   = ["CloudWatchSynthetics"]
    }
  }
  statement {
    sid       = "WriteTraces"
    actions   = ["s3:ListAllMyBuckets", "xray:PutTelemetryRecords", "xray:PutTraceSegments"]
    resources = ["*"]
  }
}

resource "aws_iam_role_policy" "canary" {
  count = var.canary == null ? 0 : 1

  name   = "own-needs"
  role   = aws_iam_role.canary[0].id
  policy = data.aws_iam_policy_document.canary[0].json
}

locals {
  # At most 21 characters (CloudWatch API Reference, "CreateCanary").
  canary_name = "${local.name}-doors"
}

resource "aws_synthetics_canary" "doors" {
  count = var.canary == null ? 0 : 1

  name                     = local.canary_name
  artifact_s3_location     = "s3://${module.canary_bucket[0].bucket.name}/"
  execution_role_arn       = aws_iam_role.canary[0].arn
  runtime_version          = var.canary.runtime
  handler                  = "canary.handler"
  zip_file                 = "${path.module}/../../dist/canary.zip"
  start_canary             = true
  delete_lambda            = true
  success_retention_period = 7
  failure_retention_period = 30

  schedule {
    expression = "rate(${var.canary.minutes} minutes)"
  }

  run_config {
    timeout_in_seconds = 60
    active_tracing     = true
    environment_variables = {
      REST_URL    = local.app.rest.public
      GRAPHQL_URL = local.app.graphql.public_url
    }
  }

  artifact_config {
    s3_encryption {
      encryption_mode = "SSE_KMS"
      kms_key_arn     = local.data.key_arns[var.region]
    }
  }

  depends_on = [aws_iam_role_policy.canary]
}

resource "aws_cloudwatch_metric_alarm" "canary" {
  for_each = var.canary == null ? {} : { canary = aws_synthetics_canary.doors[0].name }

  alarm_name          = "${local.name}-canary"
  alarm_description   = "The doors do not answer as they should, seen through the edge. ${local.runbook}#alarms"
  namespace           = "CloudWatchSynthetics"
  metric_name         = "SuccessPercent"
  dimensions          = { CanaryName = each.value }
  statistic           = "Average"
  period              = var.canary.minutes * 60
  evaluation_periods  = 3
  datapoints_to_alarm = 2
  threshold           = 100
  comparison_operator = "LessThanThreshold"
  treat_missing_data  = "breaching"
  alarm_actions       = [aws_sns_topic.main["ticket"].arn]
}
