# A new version gets a tenth of the traffic for five minutes; an alarm in that time takes it back.
resource "aws_codedeploy_app" "main" {
  name             = local.name
  compute_platform = "Lambda"
}

data "aws_iam_policy_document" "assume_deployment" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["codedeploy.amazonaws.com"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account_id]
    }
  }
}

resource "aws_iam_role" "deployment" {
  name               = "${local.name}-deployment-${var.region}"
  description        = "CodeDeploy moves the aliases of this environment's functions."
  assume_role_policy = data.aws_iam_policy_document.assume_deployment.json
}

locals {
  function_arns = {
    for name in keys(local.functions) :
    name => provider::aws::arn_build("aws", "lambda", var.region, local.account_id, "function:${local.name}-${name}")
  }
}

data "aws_iam_policy_document" "deployment" {
  statement {
    sid     = "MoveAliases"
    actions = ["lambda:GetAlias", "lambda:UpdateAlias"]
    # The function, not its alias: AWS authorizes both actions on the unqualified ARN (Lambda Developer Guide, "Resources and
    # conditions for Lambda actions").
    resources = [for arn in local.function_arns : arn]
  }

  statement {
    sid       = "ReadProvisionedConcurrency"
    actions   = ["lambda:GetProvisionedConcurrencyConfig"]
    resources = [for arn in local.function_arns : "${arn}:live"]
  }

  # CloudWatch knows no resource for it (Service Authorization Reference, "Amazon CloudWatch": DescribeAlarms lists).
  statement {
    sid       = "WatchAlarms"
    actions   = ["cloudwatch:DescribeAlarms"]
    resources = ["*"]
  }
}

resource "aws_iam_role_policy" "deployment" {
  name   = "shift-traffic"
  role   = aws_iam_role.deployment.id
  policy = data.aws_iam_policy_document.deployment.json
}
