variables {
  environment        = "prod"
  domain_name        = "northwind-lockers.example"
  primary_region     = "eu-central-1"
  secondary_region   = "eu-west-1"
  state_bucket       = "northwind-prod-terraform-state"
  cost_center        = "platform"
  region             = "eu-central-1"
  monthly_budget_usd = 4000
  page_emails        = ["on-call@northwind-lockers.example"]
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

override_data {
  target = data.terraform_remote_state.data
  values = {
    outputs = {
      table       = { name = "northwind-prod-northwind" }
      key_arns    = { "eu-central-1" = "arn:aws:kms:eu-central-1:123456789012:key/66666666-6666-4666-8666-666666666666", "eu-west-1" = "arn:aws:kms:eu-west-1:123456789012:key/77777777-7777-4777-8777-777777777777" }
      log_buckets = { "eu-central-1" = "logs-1", "eu-west-1" = "logs-2" }
    }
  }
}

override_data {
  target = data.terraform_remote_state.app
  values = {
    outputs = {
      rest        = { name = "northwind-prod", stage = "live", public = "https://api.northwind-lockers.example/v1", access = "/northwind/prod/rest-access" }
      graphql     = { api_id = "abcdefghijklmnopqrstuvwxyz", public_url = "https://api.northwind-lockers.example/graphql", log_group = "/aws/appsync/apis/abcdefghijklmnopqrstuvwxyz" }
      queues      = { exports = { name = "northwind-prod-exports.fifo", dead_letter = "northwind-prod-exports-dlq.fifo" }, delivery-failures = { name = "northwind-prod-delivery-failures", dead_letter = "northwind-prod-delivery-failures-dlq" } }
      events      = { bus = "northwind-prod", iot_rule = "northwind_prod_devices", pipe = "northwind-prod-devices" }
      concurrency = { account = 3000, reserved = 100 }
      functions = {
        "invoices-api"  = { name = "northwind-prod-invoices-api", alias = "live", log_group = "/aws/lambda/northwind-prod-invoices-api", error_alarm = "northwind-prod-invoices-api-errors", latency_critical = true, reads_stream = false }
        "failover"      = { name = "northwind-prod-failover", alias = "live", log_group = "/aws/lambda/northwind-prod-failover", error_alarm = "northwind-prod-failover-errors", latency_critical = false, reads_stream = false }
        "stream-fanout" = { name = "northwind-prod-stream-fanout", alias = "live", log_group = "/aws/lambda/northwind-prod-stream-fanout", error_alarm = "northwind-prod-stream-fanout-errors", latency_critical = false, reads_stream = true }
      }
    }
  }
}

run "an_objective_is_a_share" {
  command = plan
  variables {
    availability_objective = 99.9
  }
  expect_failures = [var.availability_objective]
}

run "pages" {
  assert {
    condition     = keys(aws_cloudwatch_composite_alarm.page) == ["data", "graphql-mobile", "iot-ingest", "rest-partner", "subscriptions"]
    error_message = "One page a channel, and one for the data below."
  }
  assert {
    condition     = alltrue([for alarm in aws_cloudwatch_composite_alarm.page : strcontains(alarm.alarm_rule, " AND ")])
    error_message = "Nothing pages for one symptom."
  }
  assert {
    condition     = alltrue([for alarm in aws_cloudwatch_metric_alarm.symptom : length(coalesce(alarm.alarm_actions, [])) == 0])
    error_message = "Symptoms page nobody."
  }
  assert {
    condition     = strcontains(aws_cloudwatch_composite_alarm.page["subscriptions"].alarm_rule, "northwind-prod-stream-fanout-behind")
    error_message = "The live view is judged by the stream's reader too."
  }
}

run "burn_rates_follow_the_objective" {
  variables {
    availability_objective = 0.99
  }
  assert {
    condition = alltrue([
      for alarm in aws_cloudwatch_metric_alarm.burn :
      one([for query in alarm.metric_query : strcontains(query.expression, " / 0.01") if query.id == "burn"])
    ])
    error_message = "A hundredth of the answers is the budget."
  }
}

run "every_dead_letter_is_a_ticket" {
  assert {
    condition     = keys(aws_cloudwatch_metric_alarm.dead_letter) == ["delivery-failures", "exports"] && alltrue([for alarm in aws_cloudwatch_metric_alarm.dead_letter : alarm.threshold == 1])
    error_message = "One message is enough."
  }
}

run "the_standby_has_no_budget_and_no_health_alarms_of_its_own" {
  command = plan
  variables {
    region = "eu-west-1"
  }
  assert {
    condition     = length(aws_budgets_budget.main) == 0 && length(aws_cloudwatch_metric_alarm.health_check) == 0
    error_message = "Both are the environment's."
  }
}

run "dashboards_are_per_channel" {
  assert {
    condition     = keys(aws_cloudwatch_dashboard.channel) == ["graphql-mobile", "iot-ingest", "rest-partner", "subscriptions"]
    error_message = "Four channels."
  }
}

run "symptoms_are_summed_over_dimensions_that_nobody_lists" {
  assert {
    condition = one([
      for query in aws_cloudwatch_metric_alarm.symptom["table-errors"].metric_query : query.expression
    ]) == "SELECT SUM(SystemErrors) FROM SCHEMA(\"AWS/DynamoDB\", Operation, TableName) WHERE TableName = '${local.data.table.name}'"
    error_message = "SystemErrors is published by table and operation; an alarm on the table alone never fires."
  }
}
