variables {
  environment      = "prod"
  domain_name      = "northwind-lockers.example"
  primary_region   = "eu-central-1"
  secondary_region = "eu-west-1"
  state_bucket     = "northwind-prod-terraform-state"
  cost_center      = "platform"
  region           = "eu-central-1"
  origin_token     = "0123456789abcdef0123456789abcdef"
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
        active            = "active.northwind-lockers.example"
        rest              = "rest.northwind-lockers.example"
        rest_by_region    = { "eu-central-1" = "rest.eu-central-1.northwind-lockers.example", "eu-west-1" = "rest.eu-west-1.northwind-lockers.example" }
        graphql_by_region = { "eu-central-1" = "graphql.eu-central-1.northwind-lockers.example", "eu-west-1" = "graphql.eu-west-1.northwind-lockers.example" }
      }
      distributions = {
        edge      = { id = "EDGE", arn = "arn:aws:cloudfront::123456789012:distribution/EDGE" }
        dashboard = { id = "DASHBOARD", arn = "arn:aws:cloudfront::123456789012:distribution/DASHBOARD" }
      }
      dashboard_buckets = { "eu-central-1" = "northwind-prod-dashboard-123456789012-eu-central-1", "eu-west-1" = "northwind-prod-dashboard-123456789012-eu-west-1" }
      vpcs = {
        "eu-central-1" = { vpc_id = "vpc-1", subnet_ids = ["subnet-1", "subnet-2", "subnet-3"], function_security_group_id = "sg-1" }
        "eu-west-1"    = { vpc_id = "vpc-2", subnet_ids = ["subnet-4", "subnet-5", "subnet-6"], function_security_group_id = "sg-2" }
      }
      edge_store       = "arn:aws:cloudfront::123456789012:key-value-store/66666666-6666-4666-8666-666666666666"
      web_acl          = { name = "northwind-prod-edge", arn = "arn:aws:wafv2:us-east-1:123456789012:global/webacl/edge/1" }
      health_check_ids = { "eu-central-1" = "44444444-4444-4444-8444-444444444444", "eu-west-1" = "55555555-5555-4555-8555-555555555555" }
    }
  }
}

override_data {
  target = data.terraform_remote_state.identity
  values = {
    outputs = {
      user_pool = {
        id     = "eu-central-1_Ab1Cd2Ef3"
        arn    = "arn:aws:cognito-idp:eu-central-1:123456789012:userpool/eu-central-1_Ab1Cd2Ef3"
        region = "eu-central-1"
      }
      partners = {
        prt_01J9A0B1C2D3E4F5G6H7J8K9M0 = { name = "One", plan = "standard", client_id = "client-of-one", secret_arn = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:one" }
        prt_01J9A0B1C2D3E4F5G6H7J8K9M1 = { name = "Two", plan = "premium", client_id = "client-of-two", secret_arn = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:two" }
      }
    }
  }
}

override_data {
  target = data.terraform_remote_state.data
  values = {
    outputs = {
      table = {
        name    = "northwind-prod-northwind"
        indexes = ["gsi1"]
        by_region = {
          "eu-central-1" = { arn = "arn:aws:dynamodb:eu-central-1:123456789012:table/northwind-prod-northwind", stream_arn = "arn:aws:dynamodb:eu-central-1:123456789012:table/northwind-prod-northwind/stream/1" }
          "eu-west-1"    = { arn = "arn:aws:dynamodb:eu-west-1:123456789012:table/northwind-prod-northwind", stream_arn = "arn:aws:dynamodb:eu-west-1:123456789012:table/northwind-prod-northwind/stream/1" }
        }
      }
      key_arns = {
        "eu-central-1" = "arn:aws:kms:eu-central-1:123456789012:key/66666666-6666-4666-8666-666666666666"
        "eu-west-1"    = "arn:aws:kms:eu-west-1:123456789012:key/77777777-7777-4777-8777-777777777777"
      }
      buckets = {
        "eu-central-1" = { exports = { name = "exports-1", arn = "arn:aws:s3:::exports-1" }, signatures = { name = "signatures-1", arn = "arn:aws:s3:::signatures-1" } }
        "eu-west-1"    = { exports = { name = "exports-2", arn = "arn:aws:s3:::exports-2" }, signatures = { name = "signatures-2", arn = "arn:aws:s3:::signatures-2" } }
      }
      log_buckets = { "eu-central-1" = "logs-1", "eu-west-1" = "logs-2" }
      secrets     = { cursor-keys = "northwind-prod/cursor-keys" }
    }
  }
}

override_data {
  target = data.terraform_remote_state.primary_app[0]
  values = {
    outputs = {
      api_keys = { prt_01J9A0B1C2D3E4F5G6H7J8K9M0 = "key-of-one", prt_01J9A0B1C2D3E4F5G6H7J8K9M1 = "key-of-two" }
    }
  }
}

run "a_subscription_is_one_partners" {
  command = plan
  plan_options {
    target = [aws_sns_topic_subscription.partner]
  }
  variables {
    status_subscriptions = {
      one    = { protocol = "sqs", endpoint = "arn:aws:sqs:eu-central-1:210987654321:deliveries", partner_id = "prt_01J9A0B1C2D3E4F5G6H7J8K9M0" }
      nobody = { protocol = "https", endpoint = "https://partner.example/status", partner_id = "*" }
    }
  }
  expect_failures = [aws_sns_topic_subscription.partner["nobody"]]
}

run "concurrency_has_a_budget" {
  command = plan
  plan_options {
    target = [terraform_data.concurrency_budget]
  }
  variables {
    account_concurrency  = 1000
    reserved_concurrency = { invoices-api = 901 }
  }
  expect_failures = [terraform_data.concurrency_budget]
}

run "concurrency_is_for_functions_that_there_are" {
  command = plan
  plan_options {
    target = [terraform_data.concurrency_budget]
  }
  variables {
    reserved_concurrency = { invented-api = 10 }
  }
  expect_failures = [terraform_data.concurrency_budget]
}

run "an_unknown_usage_plan_is_refused" {
  command = plan
  variables {
    usage_plans = { standard = { rate = 1, burst = 1, daily = 1 } }
  }
  expect_failures = [aws_api_gateway_usage_plan.partner]
}

run "doors" {
  command = plan
  assert {
    condition     = aws_api_gateway_rest_api.main.fail_on_warnings && aws_api_gateway_rest_api.main.disable_execute_api_endpoint
    error_message = "Nothing is ignored at import, and there is no way around the domain."
  }
  assert {
    condition     = keys(aws_api_gateway_method_settings.main) == keys(local.manifest.operations)
    error_message = "Every operation has its limits."
  }
  assert {
    condition     = length(aws_appsync_resolver.main) == length(local.fields.fields)
    error_message = "Every field has its resolver."
  }
  assert {
    condition     = aws_appsync_graphql_api.main.introspection_config == "DISABLED"
    error_message = "Production does not hand out the schema."
  }
  assert {
    condition     = keys(aws_api_gateway_usage_plan.partner) == keys(aws_dynamodb_table_item.client)
    error_message = "Every partner has a plan, and the token trigger knows its client."
  }
}

run "canary_keeps_the_stable_document" {
  variables {
    api_canary = { percent = 10, stable_digest = "0000000000000000000000000000000000000000000000000000000000000000" }
  }
  assert {
    condition = (
      length(aws_api_gateway_deployment.main) == 2 &&
      aws_api_gateway_stage.main.canary_settings[0].percent_traffic == 10 &&
      aws_api_gateway_stage.main.deployment_id == aws_api_gateway_deployment.main["0000000000000000000000000000000000000000000000000000000000000000"].id
    )
    error_message = "A tenth goes to the new document, the rest to the one before."
  }
}

run "a_lambda_authorizer_takes_the_place_of_the_user_pool" {
  variables {
    lambda_authorizer_function_name = "own-authorizer"
  }
  assert {
    condition     = length(regexall("\"type\":\"request\"", aws_api_gateway_rest_api.main.body)) == 1 && length(regexall("cognito_user_pools", aws_api_gateway_rest_api.main.body)) == 0
    error_message = "The REQUEST authorizer stands in the document, and the user pool does not."
  }
  assert {
    condition     = jsondecode(aws_api_gateway_rest_api.main.body).paths["/invoices"].get.operationId == "listInvoices"
    error_message = "The rest of the document is as it was."
  }
}

run "a_peak_of_no_function_is_refused" {
  command = plan
  variables {
    provisioned_concurrency = { base = 0, peak = { invoice-api = 6 } }
  }
  expect_failures = [terraform_data.concurrency_budget]
}

run "the_peak_is_warm" {
  command = plan
  variables {
    provisioned_concurrency = { base = 0, peak = { invoices-api = 6 } }
  }
  assert {
    condition     = tonumber(module.function["invoices-api"].provisioned) == 6 && tonumber(module.function["deliveries-api"].provisioned) == 0
    error_message = "Each function has its own peak, and the base where it has none."
  }
  assert {
    condition     = [for name, function in module.function : name if function.provisioned != null] == [for name, function in local.functions : name if function.latencyCritical]
    error_message = "Every function that somebody waits for has environments kept warm, and no other."
  }
  assert {
    condition     = toset(module.function["invoices-api"].schedules) == toset(["cron(0 6 25-30 11 ? *)", "cron(0 22 25-30 11 ? *)", "cron(0 6 * 12 ? *)", "cron(0 22 * 12 ? *)"])
    error_message = "They are kept by day, from the last days of November to the end of December."
  }
}

run "the_standby_is_not_kept_warm" {
  command = plan
  variables {
    region                  = "eu-west-1"
    provisioned_concurrency = { base = 0, peak = { invoices-api = 6 } }
  }
  assert {
    condition     = alltrue([for function in module.function : function.provisioned == null])
    error_message = "Nobody waits for the standby's functions, and environments are paid for by the hour."
  }
}

run "the_standby_takes_over_the_keys" {
  command = plan
  variables {
    region = "eu-west-1"
  }
  assert {
    condition     = aws_api_gateway_api_key.partner["prt_01J9A0B1C2D3E4F5G6H7J8K9M0"].value == "key-of-one"
    error_message = "One key opens both Regions' doors."
  }
  assert {
    condition     = length(aws_dynamodb_table_item.client) == 0 && length(aws_lambda_permission.user_pool) == 0
    error_message = "Only the primary writes clients and serves the user pool."
  }
}

run "functions_move_into_the_vpc_by_a_variable" {
  command = plan
  variables {
    vpc_enabled = true
  }
  assert {
    condition = alltrue([
      for name, function in module.function : name == "failover" ? function.subnet_ids == null : function.subnet_ids == toset(["subnet-1", "subnet-2", "subnet-3"])
    ])
    error_message = "Every function is in the Region's own subnets, but for the one whose services have no endpoint there."
  }
}
