# The whole environment, both Regions, by its tag; so only the primary's apply makes it. The tags themselves are made visible to
# billing by the governance layer: only the organization's payer may.
resource "aws_budgets_budget" "main" {
  count = local.is_primary ? 1 : 0

  name         = local.name
  budget_type  = "COST"
  time_unit    = "MONTHLY"
  limit_amount = tostring(var.monthly_budget_usd)
  limit_unit   = "USD"

  cost_filter {
    name   = "TagKeyValue"
    values = [join("$", ["user:Environment", var.environment])]
  }

  dynamic "notification" {
    for_each = { ACTUAL = 80, FORECASTED = 100 }
    content {
      notification_type          = notification.key
      comparison_operator        = "GREATER_THAN"
      threshold                  = notification.value
      threshold_type             = "PERCENTAGE"
      subscriber_sns_topic_arns  = [aws_sns_topic.main["ticket"].arn]
      subscriber_email_addresses = var.ticket_emails
    }
  }
}
