variables {
  environment      = "prod"
  domain_name      = "northwind-lockers.example"
  primary_region   = "eu-central-1"
  secondary_region = "eu-west-1"
  state_bucket     = "northwind-prod-terraform-state"
  cost_center      = "platform"
}

run "the_pipeline_comes_by_openid_connect" {
  assert {
    condition = { for name, role in aws_iam_role.pipeline : name => one(flatten([
      for statement in jsondecode(role.assume_role_policy).Statement : statement.Condition.StringEquals["token.actions.githubusercontent.com:sub"]
      ])) } == {
      apply = "repo:northwind-lockers/partner-kit:environment:prod"
      plan  = "repo:northwind-lockers/partner-kit:environment:prod-plan"
    }
    error_message = "Only this repository, and only from the environment that has reviewers."
  }
  assert {
    condition     = keys(aws_iam_role_policy_attachment.pipeline) == ["apply arn:aws:iam::aws:policy/AdministratorAccess", "plan arn:aws:iam::aws:policy/ReadOnlyAccess"]
    error_message = "A plan reads, an apply changes."
  }
}
