# As functions/resources.ts says them: what functions publish to, for phones and for people.
resource "aws_sns_topic" "main" {
  for_each = local.resources.topics

  name              = "${local.name}-${each.key}"
  kms_master_key_id = local.key_arn
  tracing_config    = "Active"
}

# Who hears of them: each partner of its own deliveries, by the attributes that push-notifier sets.
resource "aws_sns_topic_subscription" "partner" {
  for_each = var.status_subscriptions

  topic_arn     = aws_sns_topic.main[each.value.topic].arn
  protocol      = each.value.protocol
  endpoint      = each.value.endpoint
  filter_policy = jsonencode({ partnerId = [each.value.partner_id] })

  lifecycle {
    precondition {
      condition     = can(regex(local.manifest.idPatterns.PartnerId, each.value.partner_id))
      error_message = "A subscription is one partner's: partner_id has the form of the contract's PartnerId."
    }
  }
}

data "aws_iam_policy_document" "topic" {
  for_each = aws_sns_topic.main

  statement {
    sid       = "RefusePlainText"
    effect    = "Deny"
    actions   = ["sns:Publish"]
    resources = [each.value.arn]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}

resource "aws_sns_topic_policy" "main" {
  for_each = aws_sns_topic.main

  arn    = each.value.arn
  policy = data.aws_iam_policy_document.topic[each.key].json
}
