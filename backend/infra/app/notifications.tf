# As functions/resources.ts says them: what functions publish to, for phones and for people.
resource "aws_sns_topic" "main" {
  for_each = local.resources.topics

  name              = "${local.name}-${each.key}"
  kms_master_key_id = local.key_arn
  tracing_config    = "Active"
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
