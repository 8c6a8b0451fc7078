variables {
  environment      = "prod"
  domain_name      = "northwind-lockers.example"
  primary_region   = "eu-central-1"
  secondary_region = "eu-west-1"
  state_bucket     = "northwind-prod-terraform-state"
  cost_center      = "platform"
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

run "table" {
  assert {
    condition = aws_dynamodb_table.main.deletion_protection_enabled && alltrue([
      for replica in aws_dynamodb_table.main.replica : replica.deletion_protection_enabled && replica.region_name == "eu-west-1"
    ])
    error_message = "Protected in both Regions."
  }
  assert {
    condition     = toset([for index in aws_dynamodb_table.main.global_secondary_index : index.name]) == toset([for index in local.table.globalSecondaryIndexes : index.name])
    error_message = "The indexes are the definition's."
  }
}

run "dev_may_be_thrown_away" {
  command = plan
  variables {
    environment = "dev"
  }
  assert {
    condition     = !aws_dynamodb_table.main.deletion_protection_enabled
    error_message = "dev can be destroyed."
  }
}

run "buckets_replicate_both_ways" {
  assert {
    condition = alltrue([
      for place, replication in aws_s3_bucket_replication_configuration.main :
      replication.rule[0].destination[0].bucket != "arn:aws:s3:::${replication.bucket}"
    ])
    error_message = "No bucket replicates to itself."
  }
  assert {
    condition     = length(aws_s3_bucket_replication_configuration.main) == 2 * length(local.bucket_names)
    error_message = "Every bucket replicates from both Regions."
  }
}

run "what_stays_is_tiered" {
  command = plan
  assert {
    condition = alltrue([
      for place, bucket in module.bucket : bucket.tiered == (coalesce(try(local.buckets[local.bucket_places[place].name].expireAfterDays, null), 36500) > 90)
    ])
    error_message = "Intelligent-Tiering is for what stays."
  }
}
