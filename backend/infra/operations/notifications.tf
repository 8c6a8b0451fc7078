# Two topics: what gets somebody out of bed, and what can wait.
locals {
  subscribers = merge(
    { for address in var.page_emails : "page ${address}" => { topic = "page", address = address } },
    { for address in var.ticket_emails : "ticket ${address}" => { topic = "ticket", address = address } },
  )
}

resource "aws_sns_topic" "main" {
  for_each = toset(["page", "ticket"])

  name              = "${local.name}-${each.key}"
  kms_master_key_id = local.data.key_arns[var.region]
}

data "aws_iam_policy_document" "topic" {
  for_each = aws_sns_topic.main

  statement {
    sid       = "Alarms"
    actions   = ["sns:Publish"]
    resources = [each.value.arn]
    principals {
      type        = "Service"
      identifiers = ["cloudwatch.amazonaws.com", "budgets.amazonaws.com"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account_id]
    }
  }
}

resource "aws_sns_topic_policy" "main" {
  for_each = aws_sns_topic.main

  arn    = each.value.arn
  policy = data.aws_iam_policy_document.topic[each.key].json
}

resource "aws_sns_topic_subscription" "email" {
  for_each = local.subscribers

  topic_arn = aws_sns_topic.main[each.value.topic].arn
  protocol  = "email"
  endpoint  = each.value.address
}
