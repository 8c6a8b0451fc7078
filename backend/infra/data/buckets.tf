# What functions keep in S3 is said in backend/src/functions/resources.ts; the dashboard's files are the edge's.
locals {
  bucket_names = merge(
    { for name in keys(local.buckets) : name => { for region in local.regions : region => "${local.name}-${name}-${local.account_id}-${region}" } },
    { dashboard = local.edge.dashboard_buckets },
  )
  bucket_places = {
    for place in setproduct(keys(local.bucket_names), local.regions) :
    "${place[0]} ${place[1]}" => { name = place[0], region = place[1] }
  }
}

module "log_bucket" {
  source   = "../modules/bucket"
  for_each = local.regions

  name              = "${local.name}-access-logs-${local.account_id}-${each.key}"
  region            = each.key
  kms_key_arn       = null # S3 delivers access logs to buckets with its own encryption only.
  expire_after_days = 90
  force_destroy     = !local.protected
  policies          = [data.aws_iam_policy_document.log_delivery[each.key].json]
}

data "aws_iam_policy_document" "log_delivery" {
  for_each = local.regions

  statement {
    sid       = "AccessLogs"
    actions   = ["s3:PutObject"]
    resources = [provider::aws::arn_build("aws", "s3", "", "", "${local.name}-access-logs-${local.account_id}-${each.key}/*")]
    principals {
      type        = "Service"
      identifiers = ["logging.s3.amazonaws.com"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account_id]
    }
  }
}

module "bucket" {
  source   = "../modules/bucket"
  for_each = local.bucket_places

  name              = local.bucket_names[each.value.name][each.value.region]
  region            = each.value.region
  kms_key_arn       = local.key_arns[each.value.region]
  access_log        = { bucket = module.log_bucket[each.value.region].bucket.name }
  expire_after_days = try(local.buckets[each.value.name].expireAfterDays, null)
  cors_origins      = each.value.name == "dashboard" ? [] : concat(["https://${local.edge.hosts.dashboard}"], var.upload_origins)
  force_destroy     = !local.protected
  policies          = each.value.name == "dashboard" ? [data.aws_iam_policy_document.dashboard[each.value.region].json] : []
}

# Origin access control: the one distribution, and nobody else, reads the dashboard's files.
data "aws_iam_policy_document" "dashboard" {
  for_each = local.regions

  statement {
    sid       = "Distribution"
    actions   = ["s3:GetObject"]
    resources = [provider::aws::arn_build("aws", "s3", "", "", "${local.bucket_names.dashboard[each.key]}/*")]
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
}
