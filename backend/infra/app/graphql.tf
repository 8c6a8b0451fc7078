# The GraphQL door: the contract as AppSync's parser takes it, resolvers as they were bundled.
resource "aws_appsync_graphql_api" "main" {
  name                = local.name
  authentication_type = "AMAZON_COGNITO_USER_POOLS"
  schema              = file("${local.generated}/appsync.graphql")
  xray_enabled        = true
  visibility          = "GLOBAL"

  # Whoever explores, explores the contract; production does not hand out the schema.
  introspection_config = var.environment == "prod" ? "DISABLED" : "ENABLED"
  query_depth_limit    = local.fields.limits.queryDepth
  resolver_count_limit = local.fields.limits.resolverCount

  # DENY: a field without a group directive is closed, not open. One pool serves both Regions.
  user_pool_config {
    user_pool_id   = local.identity.user_pool.id
    aws_region     = local.identity.user_pool.region
    default_action = "DENY"
  }

  # The system's own mutations (@aws_iam), signed by a function's role.
  additional_authentication_provider {
    authentication_type = "AWS_IAM"
  }

  log_config {
    cloudwatch_logs_role_arn = aws_iam_role.graphql_logs.arn
    field_log_level          = "ERROR"
    exclude_verbose_content  = true
  }

  # Paid for as custom metrics (CloudWatch): by field, where no function writes any. By data source the same would be counted once more, and
  # by operation what clients named theirs.
  enhanced_metrics_config {
    data_source_level_metrics_behavior = "PER_DATA_SOURCE_METRICS"
    operation_level_metrics_config     = "DISABLED"
    resolver_level_metrics_behavior    = "FULL_REQUEST_RESOLVER_METRICS"
  }
}

resource "aws_cloudwatch_log_group" "graphql" {
  name              = "/aws/appsync/apis/${aws_appsync_graphql_api.main.id}"
  retention_in_days = var.log_retention_days
}

data "aws_iam_policy_document" "assume_graphql" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["appsync.amazonaws.com"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account_id]
    }
  }
}

resource "aws_iam_role" "graphql_logs" {
  name               = "${local.name}-graphql-logs-${var.region}"
  assume_role_policy = data.aws_iam_policy_document.assume_graphql.json
}

# The API's id is not known before the role, so the group is a pattern of this account's APIs.
data "aws_iam_policy_document" "graphql_logs" {
  statement {
    actions   = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"]
    resources = [provider::aws::arn_build("aws", "logs", var.region, local.account_id, "log-group:/aws/appsync/apis/*")]
  }
}

resource "aws_iam_role_policy" "graphql_logs" {
  name   = "write-log"
  role   = aws_iam_role.graphql_logs.id
  policy = data.aws_iam_policy_document.graphql_logs.json
}

resource "aws_appsync_api_cache" "main" {
  count = var.graphql_cache == null ? 0 : 1

  api_id                     = aws_appsync_graphql_api.main.id
  api_caching_behavior       = "PER_RESOLVER_CACHING"
  type                       = var.graphql_cache.type
  ttl                        = var.graphql_cache.ttl_seconds
  at_rest_encryption_enabled = true
  transit_encryption_enabled = true
}
