# People and programs reach the pool without the edge, so it has a firewall of its own: known bad addresses, and no guessing of passwords or
# secrets from one address (Cognito Developer Guide, "Associate an AWS WAF web ACL with a user pool"). An office of a thousand people
# behind one address signs in within the minute.
module "web_acl" {
  source = "../modules/web-acl"

  name               = "${local.name}-sign-in"
  scope              = "REGIONAL"
  region             = var.primary_region
  default_action     = "allow"
  rate_limit_action  = "block"
  key_rate_limit     = null
  content_inspected  = false
  log_retention_days = var.log_retention_days
}

resource "aws_wafv2_web_acl_association" "user_pool" {
  resource_arn = aws_cognito_user_pool.main.arn
  web_acl_arn  = module.web_acl.arn
}
