variables {
  home_region       = "eu-central-1"
  organization_id   = "o-nw0l0ckers1"
  allowed_regions   = ["eu-central-1", "eu-west-1", "us-east-1"]
  workload_unit_ids = { production = "ou-nw01-product1" }
}

run "without_us_east_1_there_is_no_edge" {
  command = plan
  variables {
    allowed_regions = ["eu-central-1"]
  }
  expect_failures = [var.allowed_regions]
}

run "policies" {
  assert {
    condition     = keys(aws_organizations_policy.service_control) == ["allowed-regions", "deny-public-buckets", "protect-trail", "require-encryption"]
    error_message = "The four guardrails."
  }
  assert {
    condition = alltrue([
      for policy in aws_organizations_policy.service_control : alltrue([for statement in jsondecode(policy.content).Statement : statement.Effect == "Deny"])
    ])
    error_message = "A service control policy here only denies."
  }
  assert {
    condition     = alltrue([for policy in aws_organizations_policy.service_control : length(policy.content) <= 5120])
    error_message = "Longer policies are refused (Organizations User Guide, quotas)."
  }
  assert {
    condition     = length(aws_organizations_policy_attachment.service_control) == 4 && length(aws_organizations_policy_attachment.tags) == 1
    error_message = "Every policy binds every unit."
  }
}

run "trail" {
  assert {
    condition     = aws_cloudtrail.main.is_organization_trail && aws_cloudtrail.main.is_multi_region_trail && aws_cloudtrail.main.enable_log_file_validation
    error_message = "Every account, every Region, files that cannot be changed unseen."
  }
}
