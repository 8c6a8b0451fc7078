output "roles" {
  description = "What the GitHub environments' variables AWS_PLAN_ROLE and AWS_APPLY_ROLE hold."
  value       = { for name, role in aws_iam_role.pipeline : name => role.arn }
}

output "account_id" {
  description = "The account of this environment."
  value       = data.aws_caller_identity.current.account_id
}
