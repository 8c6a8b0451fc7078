variables {
  environment      = "prod"
  domain_name      = "northwind-lockers.example"
  primary_region   = "eu-central-1"
  secondary_region = "eu-west-1"
  state_bucket     = "northwind-prod-terraform-state"
  cost_center      = "platform"
  origin_token     = "0123456789abcdef0123456789abcdef"
}

run "a_wrong_environment_is_refused" {
  command = plan
  variables {
    environment = "production"
  }
  expect_failures = [var.environment]
}

run "a_short_origin_token_is_refused" {
  command = plan
  variables {
    origin_token = "short"
  }
  expect_failures = [var.origin_token]
}

run "one_region_is_no_standby" {
  command = plan
  variables {
    secondary_region = "eu-central-1"
  }
  expect_failures = [var.secondary_region]
}

run "failover_asks_the_deep_health_of_both_regions" {
  assert {
    condition = alltrue([
      for check in aws_route53_health_check.rest : endswith(check.resource_path, "/health?deep=true") && check.type == "HTTPS"
    ])
    error_message = "Health checks ask getHealth?deep=true over TLS."
  }
  assert {
    condition = { for region, record in aws_route53_record.rest : region => record.failover_routing_policy[0].type } == {
      "eu-central-1" = "PRIMARY"
      "eu-west-1"    = "SECONDARY"
    }
    error_message = "The primary answers while it is healthy."
  }
  assert {
    condition     = length(module.vpc) == 0 && length(aws_shield_protection.main) == 0
    error_message = "No VPC and no Shield Advanced unless asked for."
  }
}

run "latency_routing_is_a_variable" {
  command = plan
  variables {
    routing_policy = "latency"
  }
  assert {
    condition = alltrue([
      for region, record in aws_route53_record.rest :
      record.latency_routing_policy[0].region == region && length(record.failover_routing_policy) == 0
    ])
    error_message = "Each Region is the nearest to somebody."
  }
}

run "one_function_leads_graphql_and_says_where" {
  command = apply
  assert {
    condition = {
      for origin in aws_cloudfront_distribution.edge.origin : origin.origin_id => origin.domain_name if startswith(origin.origin_id, "graphql-")
      } == {
      "graphql-eu-central-1" = "graphql.eu-central-1.northwind-lockers.example"
      "graphql-eu-west-1"    = "graphql.eu-west-1.northwind-lockers.example"
    }
    error_message = "The edge can lead to both Regions."
  }
  assert {
    condition = one(distinct(flatten([
      for behavior in aws_cloudfront_distribution.edge.ordered_cache_behavior : [
        for association in behavior.function_association : association.function_arn
      ]
    ]))) == aws_cloudfront_function.graphql.arn
    error_message = "And one function decides, for requests, sockets and what is said."
  }
  assert {
    condition     = aws_cloudfrontkeyvaluestore_key.graphql.value == "eu-central-1"
    error_message = "It begins with the primary."
  }
}

run "vpc_and_shield_advanced_are_variables" {
  command = plan
  variables {
    vpc_enabled     = true
    shield_advanced = true
  }
  assert {
    condition     = keys(module.vpc) == ["eu-central-1", "eu-west-1"]
    error_message = "A VPC in each Region."
  }
  assert {
    condition     = keys(aws_shield_protection.main) == ["dashboard", "edge", "zone"]
    error_message = "Shield Advanced covers distributions and zone."
  }
}
