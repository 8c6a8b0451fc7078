# locker → MQTT → IoT rule → queue → pipe → event bus → rule → queue → sensor-projector, as functions/device-event-path.ts says it.
# IoT rules have no action for EventBridge (IoT Developer Guide, "AWS IoT rule actions"), so a pipe carries the messages over, and
# its queue keeps what a pause would lose.
locals {
  device_path = local.resources.deviceEventPath

  # Event rule → pattern and the queue whose function works off what the rule matches.
  rules       = { (local.device_path.eventRule.queue) = local.device_path.eventRule }
  rule_queues = { for rule, definition in local.rules : rule => definition.queue }
}

resource "aws_cloudwatch_event_bus" "main" {
  name               = local.name
  description        = "What happens at lockers."
  kms_key_identifier = local.key_arn

  dead_letter_config {
    arn = module.delivery_failures.queue.arn
  }
}

# What was on the bus can be played again after a fault was mended.
resource "aws_cloudwatch_event_archive" "main" {
  name               = local.name
  event_source_arn   = aws_cloudwatch_event_bus.main.arn
  kms_key_identifier = local.key_arn
  retention_days     = var.log_retention_days
}

resource "aws_cloudwatch_event_rule" "main" {
  for_each = local.rules

  name           = "${local.name}-${each.key}"
  description    = "To the queue ${each.value.queue}"
  event_bus_name = aws_cloudwatch_event_bus.main.name
  event_pattern  = jsonencode(each.value.pattern)
}

resource "aws_cloudwatch_event_target" "main" {
  for_each = local.rule_queues

  rule           = aws_cloudwatch_event_rule.main[each.key].name
  event_bus_name = aws_cloudwatch_event_bus.main.name
  target_id      = each.value
  arn            = module.queue[each.value].queue.arn

  dynamic "sqs_target" {
    for_each = local.resources.queues[each.value].fifo ? [true] : []
    content {
      message_group_id = each.key
    }
  }

  retry_policy {
    maximum_event_age_in_seconds = local.rules[each.key].maximumEventAge
    maximum_retry_attempts       = local.rules[each.key].maximumRetryAttempts
  }

  dead_letter_config {
    arn = module.queue[each.value].dead_letter.arn
  }
}

module "device_ingest" {
  source = "../modules/queue"

  name               = "${local.name}-device-ingest"
  fifo               = local.device_path.ingestQueue.fifo
  visibility_timeout = local.device_path.ingestQueue.visibilityTimeout
  message_retention  = local.device_path.ingestQueue.messageRetention
  max_receive_count  = local.device_path.ingestQueue.maxReceiveCount
  kms_key_arn        = local.key_arn
}

resource "aws_pipes_pipe" "devices" {
  name        = "${local.name}-devices"
  description = "Device messages from the broker to the bus"
  role_arn    = aws_iam_role.pipe.arn
  source      = module.device_ingest.queue.arn
  target      = aws_cloudwatch_event_bus.main.arn

  source_parameters {
    sqs_queue_parameters {
      batch_size                         = local.device_path.pipe.batchSize
      maximum_batching_window_in_seconds = 0
    }
  }

  target_parameters {
    # The message's body becomes the event's detail.
    input_template = "<$.body>"
    eventbridge_event_bus_parameters {
      source      = local.device_path.pipe.source
      detail_type = local.device_path.pipe.detailType
    }
  }

  log_configuration {
    level = "ERROR"
    cloudwatch_logs_log_destination {
      log_group_arn = aws_cloudwatch_log_group.pipe.arn
    }
  }

  depends_on = [aws_iam_role_policy.pipe]
}

resource "aws_cloudwatch_log_group" "pipe" {
  name              = "/aws/vendedlogs/pipes/${local.name}-devices"
  retention_in_days = var.log_retention_days
}

data "aws_iam_policy_document" "assume_pipe" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["pipes.amazonaws.com"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account_id]
    }
  }
}

resource "aws_iam_role" "pipe" {
  name               = "${local.name}-devices-pipe-${var.region}"
  assume_role_policy = data.aws_iam_policy_document.assume_pipe.json
}

data "aws_iam_policy_document" "pipe" {
  statement {
    sid       = "TakeFromQueue"
    actions   = ["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"]
    resources = [module.device_ingest.queue.arn]
  }
  statement {
    sid       = "PutOnBus"
    actions   = ["events:PutEvents"]
    resources = [aws_cloudwatch_event_bus.main.arn]
  }
  statement {
    sid       = "UseDataKey"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = [local.key_arn]
  }
}

resource "aws_iam_role_policy" "pipe" {
  name   = "carry"
  role   = aws_iam_role.pipe.id
  policy = data.aws_iam_policy_document.pipe.json
}
