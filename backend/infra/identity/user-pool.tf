resource "aws_cognito_user_pool" "main" {
  name                = local.name
  deletion_protection = local.protected ? "ACTIVE" : "INACTIVE"

  # PLUS has threat protection; machine tokens through the V3 trigger need ESSENTIALS at least.
  user_pool_tier           = "PLUS"
  mfa_configuration        = var.environment == "dev" ? local.user_pool.developmentMfa : local.user_pool.mfa
  username_attributes      = ["email"]
  auto_verified_attributes = ["email"]

  username_configuration {
    case_sensitive = local.user_pool.usernameCaseSensitive
  }

  # People are invited; nobody registers alone.
  admin_create_user_config {
    allow_admin_create_user_only = true
  }

  software_token_mfa_configuration {
    enabled = true
  }

  user_pool_add_ons {
    advanced_security_mode = "ENFORCED"
  }

  password_policy {
    minimum_length                   = local.user_pool.passwordPolicy.minimumLength
    require_lowercase                = local.user_pool.passwordPolicy.requireLowercase
    require_uppercase                = local.user_pool.passwordPolicy.requireUppercase
    require_numbers                  = local.user_pool.passwordPolicy.requireNumbers
    require_symbols                  = local.user_pool.passwordPolicy.requireSymbols
    password_history_size            = local.user_pool.passwordHistorySize
    temporary_password_validity_days = local.user_pool.temporaryPasswordDays
  }

  account_recovery_setting {
    recovery_mechanism {
      name     = "verified_email"
      priority = 1
    }
  }

  user_attribute_update_settings {
    attributes_require_verification_before_update = ["email"]
  }

  # V3_0 is the version that runs for client credentials too (Cognito Developer Guide, "Pre token generation Lambda trigger").
  lambda_config {
    pre_token_generation_config {
      lambda_arn     = local.token_trigger_arn
      lambda_version = "V3_0"
    }
  }
}

# Stolen passwords are refused, odd sign-ins have to show a second factor, and the worst are blocked.
resource "aws_cognito_risk_configuration" "main" {
  user_pool_id = aws_cognito_user_pool.main.id

  compromised_credentials_risk_configuration {
    actions {
      event_action = "BLOCK"
    }
  }

  account_takeover_risk_configuration {
    actions {
      low_action {
        event_action = "MFA_IF_CONFIGURED"
        notify       = false
      }
      medium_action {
        event_action = "MFA_REQUIRED"
        notify       = false
      }
      high_action {
        event_action = "BLOCK"
        notify       = false
      }
    }
  }
}

resource "aws_cloudwatch_log_group" "sign_in" {
  name              = "/aws/vendedlogs/cognito/${local.name}"
  retention_in_days = var.log_retention_days
}

resource "aws_cognito_log_delivery_configuration" "main" {
  user_pool_id = aws_cognito_user_pool.main.id

  log_configurations {
    event_source = "userAuthEvents"
    log_level    = "INFO"
    cloud_watch_logs_configuration {
      log_group_arn = aws_cloudwatch_log_group.sign_in.arn
    }
  }
}

resource "aws_cognito_resource_server" "main" {
  user_pool_id = aws_cognito_user_pool.main.id
  identifier   = local.resource_server
  name         = "Northwind API"

  dynamic "scope" {
    for_each = local.scopes
    content {
      scope_name        = trimprefix(scope.key, "${local.resource_server}/")
      scope_description = scope.value
    }
  }
}

resource "aws_cognito_user_group" "main" {
  for_each = local.groups

  user_pool_id = aws_cognito_user_pool.main.id
  name         = each.key
  description  = "Named by the contracts as the ${each.key} group."
  precedence   = local.group_precedence[each.key]
  role_arn     = aws_iam_role.group[each.key].arn
}

# Somebody has to invite the first admin; everybody after is invited by one, over REST (`createUser`). What becomes of the account then is
# the business of its owner.
resource "aws_cognito_user" "first_admin" {
  count = var.first_admin == null ? 0 : 1

  user_pool_id             = aws_cognito_user_pool.main.id
  username                 = var.first_admin
  attributes               = { email = var.first_admin, email_verified = "true" }
  desired_delivery_mediums = ["EMAIL"]

  lifecycle {
    ignore_changes = [attributes, enabled]
  }
}

resource "aws_cognito_user_in_group" "first_admin" {
  count = var.first_admin == null ? 0 : 1

  user_pool_id = aws_cognito_user_pool.main.id
  group_name   = aws_cognito_user_group.main["admin"].name
  username     = aws_cognito_user.first_admin[0].username
}

resource "aws_cognito_identity_provider" "google" {
  count = var.google == null ? 0 : 1

  user_pool_id  = aws_cognito_user_pool.main.id
  provider_name = "Google"
  provider_type = "Google"
  provider_details = {
    client_id        = var.google.client_id
    client_secret    = var.google.client_secret
    authorize_scopes = "openid email profile"
  }
  attribute_mapping = { email = "email", username = "sub" }
}

resource "aws_cognito_identity_provider" "apple" {
  count = var.apple == null ? 0 : 1

  user_pool_id  = aws_cognito_user_pool.main.id
  provider_name = "SignInWithApple"
  provider_type = "SignInWithApple"
  provider_details = {
    client_id        = var.apple.services_id
    team_id          = var.apple.team_id
    key_id           = var.apple.key_id
    private_key      = var.apple.private_key
    authorize_scopes = "email name"
  }
  attribute_mapping = { email = "email", username = "sub" }
}

# Cognito asks for an A record at the parent name; network-edge has one at the apex.
resource "aws_cognito_user_pool_domain" "main" {
  user_pool_id          = aws_cognito_user_pool.main.id
  domain                = local.edge.hosts.sign_in
  certificate_arn       = local.edge.certificate_arns["us-east-1"]
  managed_login_version = 2
}

resource "aws_route53_record" "sign_in" {
  for_each = toset(["A", "AAAA"])

  zone_id = local.edge.zone_id
  name    = local.edge.hosts.sign_in
  type    = each.key

  alias {
    name                   = aws_cognito_user_pool_domain.main.cloudfront_distribution
    zone_id                = aws_cognito_user_pool_domain.main.cloudfront_distribution_zone_id
    evaluate_target_health = false
  }
}
