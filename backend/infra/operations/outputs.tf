output "page_topic" {
  description = "Where a pager subscribes."
  value       = aws_sns_topic.main["page"].arn
}

output "dashboards" {
  description = "Channel → name of its dashboard."
  value       = { for channel, dashboard in aws_cloudwatch_dashboard.channel : channel => dashboard.dashboard_name }
}
