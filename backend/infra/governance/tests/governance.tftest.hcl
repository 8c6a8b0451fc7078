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

run "rules_wait_for_the_recorders" {
  command = plan
  assert {
    condition     = length(aws_config_organization_managed_rule.main) == 0 && keys(module.config_recorder.recording) == ["eu-central-1", "us-east-1"]
    error_message = "The first apply makes recorders, and no rule that would fail in an account without one."
  }
}

run "rules_are_where_they_exist" {
  command = plan
  variables {
    rules_enabled = true
  }
  assert {
    condition = alltrue([
      for rule in aws_config_organization_managed_rule.main : (rule.region == "us-east-1") == startswith(rule.rule_identifier, "CLOUDFRONT_")
    ])
    error_message = "Rules about CloudFront exist in us-east-1 only."
  }
  assert {
    condition     = toset(aws_organizations_organization.main.enabled_policy_types) == toset(["SERVICE_CONTROL_POLICY", "TAG_POLICY"]) && contains(aws_organizations_organization.main.aws_service_access_principals, "config-multiaccountsetup.amazonaws.com")
    error_message = "The organization trusts the services that act in every account, and knows the types of its policies."
  }
}
