# One key for the environment's data, the same key material in both Regions, so that what one Region wrote the other can read.
data "aws_iam_policy_document" "key" {
  # Without this the key could be locked away from everybody (KMS Developer Guide, "Default key policy"). In a key policy the
  # resource `*` is the key itself.
  statement {
    sid       = "Account"
    actions   = ["kms:*"]
    resources = ["*"]
    principals {
      type        = "AWS"
      identifiers = [provider::aws::arn_build("aws", "iam", "", local.account_id, "root")]
    }
  }

  statement {
    sid       = "DashboardFiles"
    actions   = ["kms:Decrypt"]
    resources = ["*"]
    principals {
      type        = "Service"
      identifiers = ["cloudfront.amazonaws.com"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:SourceArn"
      values   = [local.edge.distributions.dashboard.arn]
    }
  }

  # Services that put messages into our encrypted queues and topics, and keep what passed the event bus.
  statement {
    sid       = "Messages"
    actions   = ["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey", "kms:ReEncryptFrom", "kms:ReEncryptTo"]
    resources = ["*"]
    principals {
      type        = "Service"
      identifiers = ["budgets.amazonaws.com", "cloudwatch.amazonaws.com", "events.amazonaws.com", "sns.amazonaws.com"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account_id]
    }
  }
}

resource "aws_kms_key" "data" {
  description             = "Data of ${local.name}"
  multi_region            = true
  enable_key_rotation     = true
  deletion_window_in_days = 30
  policy                  = data.aws_iam_policy_document.key.json
}

resource "aws_kms_replica_key" "data" {
  region                  = var.secondary_region
  description             = "Data of ${local.name}"
  primary_key_arn         = aws_kms_key.data.arn
  deletion_window_in_days = 30
  policy                  = data.aws_iam_policy_document.key.json
}

locals {
  key_arns = {
    (var.primary_region)   = aws_kms_key.data.arn
    (var.secondary_region) = aws_kms_replica_key.data.arn
  }
}

resource "aws_kms_alias" "data" {
  for_each = { (var.primary_region) = aws_kms_key.data.key_id, (var.secondary_region) = aws_kms_replica_key.data.key_id }

  region        = each.key
  name          = "alias/${local.name}-data"
  target_key_id = each.value
}
