output "function" {
  description = "Name and ARNs; whoever invokes it uses the alias."
  value = {
    name             = aws_lambda_function.main.function_name
    version          = aws_lambda_function.main.version
    arn              = aws_lambda_function.main.arn
    alias            = local.alias.name
    alias_arn        = local.alias.arn
    alias_invoke_arn = local.alias.invoke_arn
    log_group        = aws_cloudwatch_log_group.main.name
    role             = aws_iam_role.main.name
    error_alarm      = aws_cloudwatch_metric_alarm.errors.alarm_name
  }
}

output "provisioned" {
  description = "Most environments kept warm; null for a function that has none."
  value       = one(distinct([for action in aws_appautoscaling_scheduled_action.provisioned : action.scalable_target_action[0].max_capacity if strcontains(action.name, "-peak-begins-")]))
}

output "schedules" {
  description = "When environments begin and cease to be kept warm."
  value       = [for action in aws_appautoscaling_scheduled_action.provisioned : action.schedule]
}

output "subnet_ids" {
  description = "Subnets it lives in; null outside a VPC."
  value       = one([for network in aws_lambda_function.main.vpc_config : network.subnet_ids])
}
