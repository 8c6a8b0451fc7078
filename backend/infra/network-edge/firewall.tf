module "web_acl" {
  source = "../modules/web-acl"

  name              = "${local.name}-edge"
  scope             = "CLOUDFRONT"
  region            = local.global_region
  default_action    = "allow"
  rate_limit_action = var.rate_limit_action
  bot_control       = true
  # Live streams ask all day which Region answers, and the edge says it to anybody.
  allowed            = { Discovery = { order = 0, match = "EXACTLY", value = local.manifest.graphqlDiscoveryPath } }
  open_path          = { path = local.health_path, limit = 120 }
  log_retention_days = var.log_retention_days
}

# Shield Standard needs no resource: every distribution and zone has it.
resource "aws_shield_protection" "main" {
  for_each = var.shield_advanced ? {
    edge      = aws_cloudfront_distribution.edge.arn
    dashboard = aws_cloudfront_distribution.dashboard.arn
    zone      = aws_route53_zone.main.arn
  } : {}

  name         = "${local.name}-${each.key}"
  resource_arn = each.value
}
