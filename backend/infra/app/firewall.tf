# Only the edge gets through: the origins have public names, but not without the token that CloudFront adds. What may come
# directly is the health check of Route 53 and, to GraphQL, a call signed by one of our own roles, which AppSync then verifies.
locals {
  health_path   = "${local.manifest.basePath}${local.manifest.operations["getHealth"].path}"
  origin_tokens = compact([var.origin_token, var.origin_token_accepted])
}

module "rest_web_acl" {
  source = "../modules/web-acl"

  name               = "${local.name}-rest"
  scope              = "REGIONAL"
  region             = var.region
  default_action     = "block"
  origin_tokens      = local.origin_tokens
  log_retention_days = var.log_retention_days
  open_path          = { path = local.health_path, limit = 120 }
  allowed            = { HealthCheck = { order = 0, match = "EXACTLY", value = local.health_path } }
}

module "graphql_web_acl" {
  source = "../modules/web-acl"

  name               = "${local.name}-graphql"
  scope              = "REGIONAL"
  region             = var.region
  default_action     = "block"
  origin_tokens      = local.origin_tokens
  log_retention_days = var.log_retention_days
  allowed = {
    Signed = { order = 0, header = "authorization", match = "STARTS_WITH", value = "AWS4-HMAC-SHA256 " }
  }
}

resource "aws_wafv2_web_acl_association" "rest" {
  resource_arn = aws_api_gateway_stage.main.arn
  web_acl_arn  = module.rest_web_acl.arn
}

resource "aws_wafv2_web_acl_association" "graphql" {
  resource_arn = aws_appsync_graphql_api.main.arn
  web_acl_arn  = module.graphql_web_acl.arn
}
