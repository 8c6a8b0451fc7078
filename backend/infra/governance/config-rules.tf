# What somebody changed by hand, found within the day, in every account. Managed rules of AWS Config, by their identifiers.
locals {
  rules = {
    api-gateway-waf        = { identifier = "API_GW_ASSOCIATED_WITH_WAF" }
    api-gateway-tracing    = { identifier = "API_GW_XRAY_ENABLED" }
    api-gateway-cache      = { identifier = "API_GW_CACHE_ENABLED_AND_ENCRYPTED" }
    appsync-waf            = { identifier = "APPSYNC_ASSOCIATED_WITH_WAF" }
    backup-of-tables       = { identifier = "DYNAMODB_IN_BACKUP_PLAN" }
    bucket-encryption      = { identifier = "S3_DEFAULT_ENCRYPTION_KMS" }
    bucket-public-read     = { identifier = "S3_BUCKET_PUBLIC_READ_PROHIBITED" }
    bucket-public-write    = { identifier = "S3_BUCKET_PUBLIC_WRITE_PROHIBITED" }
    bucket-transport       = { identifier = "S3_BUCKET_SSL_REQUESTS_ONLY" }
    cloudfront-tls         = { identifier = "CLOUDFRONT_NO_DEPRECATED_SSL_PROTOCOLS" }
    cloudfront-waf         = { identifier = "CLOUDFRONT_ASSOCIATED_WITH_WAF" }
    function-public        = { identifier = "LAMBDA_FUNCTION_PUBLIC_ACCESS_PROHIBITED" }
    iam-no-admin           = { identifier = "IAM_POLICY_NO_STATEMENTS_WITH_ADMIN_ACCESS" }
    iam-no-user-keys       = { identifier = "IAM_USER_NO_POLICIES_CHECK" }
    key-rotation           = { identifier = "CMK_BACKING_KEY_ROTATION_ENABLED" }
    log-retention          = { identifier = "CW_LOGGROUP_RETENTION_PERIOD_CHECK" }
    point-in-time-recovery = { identifier = "DYNAMODB_PITR_ENABLED" }
    root-mfa               = { identifier = "ROOT_ACCOUNT_MFA_ENABLED" }
    table-deletion         = { identifier = "DYNAMODB_TABLE_DELETION_PROTECTION_ENABLED" }
    topic-encryption       = { identifier = "SNS_ENCRYPTED_KMS" }
    trail-on               = { identifier = "CLOUD_TRAIL_ENABLED" }
    required-tags          = { identifier = "REQUIRED_TAGS", parameters = { tag1Key = "Application", tag2Key = "Environment", tag3Key = "CostCenter" } }
  }
}

# Rules about CloudFront exist in us-east-1 only (Config Developer Guide, "List of AWS Config Managed Rules by Region Availability"). An
# organization rule fails in an account without a recorder; bootstrap makes that of every account, so the rules come last.
resource "aws_config_organization_managed_rule" "main" {
  for_each = { for name, rule in local.rules : name => rule if var.rules_enabled }

  region           = startswith(each.value.identifier, "CLOUDFRONT_") ? local.global_region : var.home_region
  name             = "northwind-${each.key}"
  rule_identifier  = each.value.identifier
  input_parameters = try(jsonencode(each.value.parameters), null)

  depends_on = [module.config_recorder, aws_organizations_organization.main]
}

locals {
  global_region = "us-east-1"
  config_bucket = "northwind-organization-config-${data.aws_caller_identity.current.account_id}"
}

# This account's own recorder; the environments' accounts have theirs from bootstrap.
module "config_recorder" {
  source = "../modules/config-recorder"

  regions       = toset([var.home_region, local.global_region])
  global_region = local.global_region
  bucket        = module.config_bucket.bucket.name

  # Config writes to the bucket to try it out, so its policy has to be there.
  depends_on = [module.config_bucket]
}

module "config_bucket" {
  source = "../modules/bucket"

  name              = local.config_bucket
  region            = var.home_region
  kms_key_arn       = null # Config writes with the bucket's own encryption.
  expire_after_days = var.trail_retention_days
  policies          = [data.aws_iam_policy_document.config_bucket.json]
}

# CloudTrail and Config ask alike (Config Developer Guide, "Permissions for the Amazon S3 Bucket for the AWS Config Delivery Channel").
data "aws_iam_policy_document" "config_bucket" {
  statement {
    sid       = "ConfigChecks"
    actions   = ["s3:GetBucketAcl", "s3:ListBucket"]
    resources = [provider::aws::arn_build("aws", "s3", "", "", local.config_bucket)]
    principals {
      type        = "Service"
      identifiers = ["config.amazonaws.com"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:SourceOrgID"
      values   = [var.organization_id]
    }
  }

  statement {
    sid       = "ConfigWrites"
    actions   = ["s3:PutObject"]
    resources = [provider::aws::arn_build("aws", "s3", "", "", "${local.config_bucket}/AWSLogs/*")]
    principals {
      type        = "Service"
      identifiers = ["config.amazonaws.com"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:SourceOrgID"
      values   = [var.organization_id]
    }
  }
}
