locals {
  identity_providers = concat(
    ["COGNITO"],
    [for provider in aws_cognito_identity_provider.google : provider.provider_name],
    [for provider in aws_cognito_identity_provider.apple : provider.provider_name],
  )

  # Couriers keep their phone for weeks; a browser on a desk is signed in for a day.
  user_clients = {
    mobile = {
      access_minutes = 60
      refresh_hours  = 30 * 24
      callback_urls  = var.mobile_callback_urls
    }
    web = {
      access_minutes = 30
      refresh_hours  = 12
      callback_urls  = concat(["https://${local.edge.hosts.dashboard}/"], var.web_callback_urls)
    }
  }
}

# SRP inside the app, authorization code with PKCE on the sign-in page. Public clients: they have no secret to lose.
resource "aws_cognito_user_pool_client" "user" {
  for_each = local.user_clients

  user_pool_id = aws_cognito_user_pool.main.id
  name         = "${local.name}-${each.key}"

  # Without ALLOW_REFRESH_TOKEN_AUTH, which rotation excludes (Cognito Developer Guide, "Refresh tokens").
  explicit_auth_flows                           = ["ALLOW_USER_SRP_AUTH"]
  generate_secret                               = false
  prevent_user_existence_errors                 = "ENABLED"
  enable_token_revocation                       = true
  enable_propagate_additional_user_context_data = false

  allowed_oauth_flows_user_pool_client = true
  allowed_oauth_flows                  = ["code"]
  allowed_oauth_scopes                 = ["email", "openid", "profile", "aws.cognito.signin.user.admin"]
  callback_urls                        = each.value.callback_urls
  logout_urls                          = each.value.callback_urls
  supported_identity_providers         = local.identity_providers

  access_token_validity  = each.value.access_minutes
  id_token_validity      = each.value.access_minutes
  refresh_token_validity = each.value.refresh_hours
  auth_session_validity  = 5

  token_validity_units {
    access_token  = "minutes"
    id_token      = "minutes"
    refresh_token = "hours"
  }

  # The grace period, 60 s at most, is for a response that was lost on the way: the SDK has repeated a refresh by then.
  refresh_token_rotation {
    feature                    = "ENABLED"
    retry_grace_period_seconds = 60
  }
}

# One machine client per partner, and the only kind that may use client credentials.
resource "aws_cognito_user_pool_client" "partner" {
  for_each = var.partners

  user_pool_id = aws_cognito_user_pool.main.id
  name         = "${local.name}-partner-${each.key}"

  # Left out, this would be three flows for people.
  explicit_auth_flows                  = ["ALLOW_REFRESH_TOKEN_AUTH"]
  generate_secret                      = true
  prevent_user_existence_errors        = "ENABLED"
  enable_token_revocation              = true
  allowed_oauth_flows_user_pool_client = true
  allowed_oauth_flows                  = ["client_credentials"]
  allowed_oauth_scopes                 = coalesce(each.value.scopes, local.partner_scopes)

  access_token_validity = 60
  token_validity_units {
    access_token = "minutes"
  }

  lifecycle {
    precondition {
      condition     = length(setsubtract(coalesce(each.value.scopes, local.partner_scopes), keys(local.scopes))) == 0
      error_message = "Partner ${each.key} asks for a scope that the contract does not have."
    }
  }

  depends_on = [aws_cognito_resource_server.main]
}

# The sign-in page of version 2 shows nothing until a client has a style.
resource "aws_cognito_managed_login_branding" "user" {
  for_each = aws_cognito_user_pool_client.user

  user_pool_id                = aws_cognito_user_pool.main.id
  client_id                   = each.value.id
  use_cognito_provided_values = true

  depends_on = [aws_cognito_user_pool_domain.main]
}
