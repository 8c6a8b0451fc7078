variables {
  environment      = "prod"
  domain_name      = "northwind-lockers.example"
  primary_region   = "eu-central-1"
  secondary_region = "eu-west-1"
  state_bucket     = "northwind-prod-terraform-state"
  cost_center      = "platform"
  partners = {
    prt_01J9A0B1C2D3E4F5G6H7J8K9M0 = { name = "One" }
    prt_01J9A0B1C2D3E4F5G6H7J8K9M1 = { name = "Two", scopes = ["northwind/lockers.read"] }
  }
}

override_data {
  target = data.terraform_remote_state.network_edge
  values = {
    outputs = {
      zone_id = "Z0123456789ABCDEFGHIJ"
      certificate_arns = {
        "eu-central-1" = "arn:aws:acm:eu-central-1:123456789012:certificate/11111111-1111-4111-8111-111111111111"
        "eu-west-1"    = "arn:aws:acm:eu-west-1:123456789012:certificate/22222222-2222-4222-8222-222222222222"
        "us-east-1"    = "arn:aws:acm:us-east-1:123456789012:certificate/33333333-3333-4333-8333-333333333333"
      }
      hosts = {
        apex              = "northwind-lockers.example"
        edge              = "api.northwind-lockers.example"
        dashboard         = "dashboard.northwind-lockers.example"
        sign_in           = "auth.northwind-lockers.example"
        rest              = "rest.northwind-lockers.example"
        rest_by_region    = { "eu-central-1" = "rest.eu-central-1.northwind-lockers.example", "eu-west-1" = "rest.eu-west-1.northwind-lockers.example" }
        graphql_by_region = { "eu-central-1" = "graphql.eu-central-1.northwind-lockers.example", "eu-west-1" = "graphql.eu-west-1.northwind-lockers.example" }
      }
      distributions = {
        edge      = { id = "EDGE", arn = "arn:aws:cloudfront::123456789012:distribution/EDGE" }
        dashboard = { id = "DASHBOARD", arn = "arn:aws:cloudfront::123456789012:distribution/DASHBOARD" }
      }
      dashboard_buckets = { "eu-central-1" = "northwind-prod-dashboard-123456789012-eu-central-1", "eu-west-1" = "northwind-prod-dashboard-123456789012-eu-west-1" }
      vpcs              = {}
      web_acl           = { name = "northwind-prod-edge", arn = "arn:aws:wafv2:us-east-1:123456789012:global/webacl/edge/1" }
      health_check_ids  = { "eu-central-1" = "44444444-4444-4444-8444-444444444444", "eu-west-1" = "55555555-5555-4555-8555-555555555555" }
    }
  }
}

run "a_partner_id_has_its_form" {
  command = plan
  variables {
    partners = { hallmark = { name = "Hallmark" } }
  }
  expect_failures = [var.partners]
}

run "a_partner_cannot_have_a_scope_that_the_contract_lacks" {
  command = plan
  variables {
    partners = { prt_01J9A0B1C2D3E4F5G6H7J8K9M0 = { name = "One", scopes = ["northwind/everything"] } }
  }
  expect_failures = [aws_cognito_user_pool_client.partner]
}

run "pool" {
  assert {
    condition     = aws_cognito_user_pool.main.deletion_protection == "ACTIVE" && aws_cognito_user_pool.main.mfa_configuration == "ON"
    error_message = "Protected, and with a second factor for everybody."
  }
  assert {
    condition     = aws_cognito_user_pool.main.lambda_config[0].pre_token_generation_config[0].lambda_version == "V3_0"
    error_message = "Only V3 runs for machines."
  }
  assert {
    condition     = endswith(aws_cognito_user_pool.main.lambda_config[0].pre_token_generation_config[0].lambda_arn, ":function:northwind-prod-pre-token-generation:live")
    error_message = "The trigger is the function that the manifest marks."
  }
  assert {
    condition     = toset(keys(aws_cognito_user_group.main)) == toset(["admin", "courier", "manager", "partner"])
    error_message = "The four groups."
  }
  assert {
    condition     = length(aws_cognito_identity_provider.google) + length(aws_cognito_identity_provider.apple) == 0
    error_message = "No social sign-in unless asked for."
  }
}

run "clients_are_of_their_kind" {
  assert {
    condition     = alltrue([for client in aws_cognito_user_pool_client.partner : tolist(client.allowed_oauth_flows) == tolist(["client_credentials"])])
    error_message = "Partners have client credentials and nothing else."
  }
  assert {
    condition     = aws_cognito_user_pool_client.partner["prt_01J9A0B1C2D3E4F5G6H7J8K9M1"].allowed_oauth_scopes == toset(["northwind/lockers.read"])
    error_message = "A partner may have fewer scopes."
  }
  assert {
    condition     = alltrue([for client in aws_cognito_user_pool_client.user : !contains(client.allowed_oauth_flows, "client_credentials") && client.refresh_token_rotation[0].feature == "ENABLED"])
    error_message = "People's clients rotate refresh tokens and have no client credentials."
  }
}

run "social_sign_in_is_a_variable" {
  command = plan
  variables {
    google = { client_id = "google", client_secret = "google" }
    apple  = { services_id = "apple", team_id = "team", key_id = "key", private_key = "key" }
  }
  assert {
    condition     = contains(aws_cognito_user_pool_client.user["web"].supported_identity_providers, "Google") && contains(aws_cognito_user_pool_client.user["web"].supported_identity_providers, "SignInWithApple")
    error_message = "Both providers are offered."
  }
}
