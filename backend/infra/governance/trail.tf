data "aws_caller_identity" "current" {}

locals {
  trail_name   = "northwind-organization"
  trail_bucket = "northwind-organization-trail-${data.aws_caller_identity.current.account_id}"
  trail_arn    = provider::aws::arn_build("aws", "cloudtrail", var.home_region, data.aws_caller_identity.current.account_id, "trail/${local.trail_name}")
}

# Who did what, in every account and Region, in files that nobody can change unseen.
resource "aws_cloudtrail" "main" {
  name                          = local.trail_name
  s3_bucket_name                = module.trail_bucket.bucket.name
  kms_key_id                    = aws_kms_key.trail.arn
  is_organization_trail         = true
  is_multi_region_trail         = true
  include_global_service_events = true
  enable_log_file_validation    = true
  cloud_watch_logs_group_arn    = "${aws_cloudwatch_log_group.trail.arn}:*"
  cloud_watch_logs_role_arn     = aws_iam_role.trail.arn

  insight_selector {
    insight_type = "ApiCallRateInsight"
  }
  insight_selector {
    insight_type = "ApiErrorRateInsight"
  }

  # CloudTrail tries out the organization's trust, the bucket's policy and the role when the trail is made.
  depends_on = [aws_organizations_organization.main, module.trail_bucket, aws_iam_role_policy.trail]
}

module "trail_bucket" {
  source = "../modules/bucket"

  name              = local.trail_bucket
  region            = var.home_region
  kms_key_arn       = aws_kms_key.trail.arn
  expire_after_days = var.trail_retention_days
  policies          = [data.aws_iam_policy_document.trail_bucket.json]
}

# As CloudTrail asks (CloudTrail User Guide, "Amazon S3 bucket policy for CloudTrail").
data "aws_iam_policy_document" "trail_bucket" {
  statement {
    sid       = "TrailChecks"
    actions   = ["s3:GetBucketAcl"]
    resources = [provider::aws::arn_build("aws", "s3", "", "", local.trail_bucket)]
    principals {
      type        = "Service"
      identifiers = ["cloudtrail.amazonaws.com"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:SourceArn"
      values   = [local.trail_arn]
    }
  }

  statement {
    sid     = "TrailWrites"
    actions = ["s3:PutObject"]
    resources = [
      provider::aws::arn_build("aws", "s3", "", "", "${local.trail_bucket}/AWSLogs/${data.aws_caller_identity.current.account_id}/*"),
      provider::aws::arn_build("aws", "s3", "", "", "${local.trail_bucket}/AWSLogs/${var.organization_id}/*"),
    ]
    principals {
      type        = "Service"
      identifiers = ["cloudtrail.amazonaws.com"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:SourceArn"
      values   = [local.trail_arn]
    }
    condition {
      test     = "StringEquals"
      variable = "s3:x-amz-acl"
      values   = ["bucket-owner-full-control"]
    }
  }
}

data "aws_iam_policy_document" "trail_key" {
  statement {
    sid       = "Account"
    actions   = ["kms:*"]
    resources = ["*"]
    principals {
      type        = "AWS"
      identifiers = [provider::aws::arn_build("aws", "iam", "", data.aws_caller_identity.current.account_id, "root")]
    }
  }

  statement {
    sid       = "Trail"
    actions   = ["kms:DescribeKey", "kms:GenerateDataKey"]
    resources = ["*"]
    principals {
      type        = "Service"
      identifiers = ["cloudtrail.amazonaws.com"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:SourceArn"
      values   = [local.trail_arn]
    }
  }
}

resource "aws_kms_key" "trail" {
  description             = "The organization's trail"
  enable_key_rotation     = true
  deletion_window_in_days = 30
  policy                  = data.aws_iam_policy_document.trail_key.json
}

resource "aws_cloudwatch_log_group" "trail" {
  name              = "/northwind/organization/trail"
  retention_in_days = 365
}

data "aws_iam_policy_document" "assume_trail" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["cloudtrail.amazonaws.com"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:SourceArn"
      values   = [local.trail_arn]
    }
  }
}

resource "aws_iam_role" "trail" {
  name               = "northwind-organization-trail"
  assume_role_policy = data.aws_iam_policy_document.assume_trail.json
}

data "aws_iam_policy_document" "trail" {
  statement {
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.trail.arn}:*"]
  }
}

resource "aws_iam_role_policy" "trail" {
  name   = "write-log"
  role   = aws_iam_role.trail.id
  policy = data.aws_iam_policy_document.trail.json
}
