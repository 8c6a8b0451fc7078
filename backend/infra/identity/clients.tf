locals {
  identity_providers = concat(
    ["COGNITO"],
    [for provider in aws_cognito_identity_provider.google : provider.provider_name],
    [for provider in aws_cognito_identity_provider.apple : provider.provider_name],
  )

  # The dashboard's own address is known here only; a developer's machine is let in in dev only.
  callback_urls = {
    for channel, client in local.user_pool.userClients : channel => concat(
      client.callbackUrls,
      channel == "web" ? ["https://${local.edge.hosts.dashboard}/"] : [],
      var.environment == "dev" ? client.developmentCallbackUrls : [],
    )
  }
}

# SRP inside the app, authorization code with PKCE on the sign-in page. Public clients: they have no secret to lose.
resource "aws_cognito_user_pool_client" "user" {
  for_each = local.user_pool.userClients

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
  allowed_oauth_scopes                 = local.user_pool.userClientScopes
  callback_urls                        = local.callback_urls[each.key]
  logout_urls                          = local.callback_urls[each.key]
  supported_identity_providers         = local.identity_providers

  access_token_validity  = each.value.accessTokenMinutes
  id_token_validity      = each.value.accessTokenMinutes
  refresh_token_validity = each.value.refreshTokenHours
  auth_session_validity  = 5

  token_validity_units {
    access_token  = "minutes"
    id_token      = "minutes"
    refresh_token = "hours"
  }

  refresh_token_rotation {
    feature                    = "ENABLED"
    retry_grace_period_seconds = local.user_pool.refreshGraceSeconds
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

  access_token_validity = local.user_pool.partnerClient.accessTokenMinutes
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
