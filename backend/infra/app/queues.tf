# As functions/resources.ts says them; each with its dead-letter queue.
module "queue" {
  source   = "../modules/queue"
  for_each = local.resources.queues

  name               = "${local.name}-${each.key}"
  fifo               = each.value.fifo
  visibility_timeout = each.value.visibilityTimeout
  message_retention  = each.value.messageRetention
  max_receive_count  = each.value.maxReceiveCount
  kms_key_arn        = local.key_arn
  event_source_arns  = { for rule, queue in local.rule_queues : rule => aws_cloudwatch_event_rule.main[rule].arn if queue == each.key }
}

# What a schedule, an IoT rule or a pipe could not hand over. Its own dead-letter queue takes what nobody can read from it.
module "delivery_failures" {
  source = "../modules/queue"

  name               = "${local.name}-delivery-failures"
  fifo               = false
  visibility_timeout = 60
  message_retention  = 1209600
  max_receive_count  = 10
  kms_key_arn        = local.key_arn
  event_source_arns  = { bus = aws_cloudwatch_event_bus.main.arn }
}
