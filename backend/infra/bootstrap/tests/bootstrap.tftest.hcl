variables {
  environment      = "prod"
  domain_name      = "northwind-lockers.example"
  primary_region   = "eu-central-1"
  secondary_region = "eu-west-1"
  state_bucket     = "northwind-prod-terraform-state"
  cost_center      = "platform"

  organization_account_id = "210987654321"
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

run "a_plan_reads_no_secret_of_a_partner" {
  assert {
    condition = toset([
      for statement in jsondecode(aws_iam_role_policy.read_state.policy).Statement :
      "${statement.Action} ${statement.Resource}" if statement.Effect == "Deny" && !can(statement.Condition)
      ]) == toset([
      "cognito-idp:DescribeUserPoolClient *",
      "secretsmanager:GetSecretValue arn:aws:secretsmanager:*:${data.aws_caller_identity.current.account_id}:secret:northwind-prod/partners/*",
    ])
    error_message = "Whoever gets a branch planned would be any partner."
  }
  assert {
    condition     = aws_iam_role_policy.read_state.role == aws_iam_role.pipeline["plan"].id
    error_message = "It is the plan's role that is refused."
  }
}

run "every_region_is_recorded" {
  assert {
    condition     = keys(module.config_recorder.recording) == ["eu-central-1", "eu-west-1", "us-east-1"]
    error_message = "A rule of the organization finds a recorder in both Regions, and in us-east-1 for CloudFront."
  }
  assert {
    condition     = [for region, records_world in module.config_recorder.recording : region if records_world] == ["us-east-1"]
    error_message = "Roles and policies are recorded, and paid, once."
  }
}
