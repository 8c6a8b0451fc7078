# locker → MQTT → IoT rule → queue → pipe → event bus → rule → queue → sensor-projector. IoT rules have no action for EventBridge
# (IoT Developer Guide, "AWS IoT rule actions"), so a pipe carries the messages over, and its queue keeps what a pause would lose.
locals {
  device_message = jsondecode(file("${path.module}/../../../schema/events/device-message.schema.json"))
  device_event   = jsondecode(file("${path.module}/../../../schema/events/device-event-detail.schema.json"))
  device_command = jsondecode(file("${path.module}/../../../schema/events/device-command.schema.json"))

  device_source      = local.device_event["x-eventbridge-source"]
  device_detail_type = local.device_event["x-eventbridge-detail-type"]

  # `northwind/lockers/{lockerId}/events`, as the rule listens to it and as a device may use it.
  device_topic       = local.device_message["x-mqtt-topic"]
  command_topic      = local.device_command["x-mqtt-topic"]
  device_topic_level = index(split("/", local.device_topic), "{lockerId}") + 1

  # Event rule → the queue whose function works off what the rule matches.
  rules = {
    device-messages = {
      pattern  = { source = [local.device_source], detail-type = [local.device_detail_type] }
      function = "sensor-projector"
    }
  }
  rule_queues = {
    for rule, definition in local.rules : rule => one([
      for trigger in local.functions[definition.function].triggers : trigger.queue if trigger.kind == "queue"
    ])
  }
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
  description    = "To ${each.value.function}"
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
    maximum_event_age_in_seconds = 3600
    maximum_retry_attempts       = 20
  }

  dead_letter_config {
    arn = module.queue[each.value].dead_letter.arn
  }
}

module "device_ingest" {
  source = "../modules/queue"

  name               = "${local.name}-device-ingest"
  fifo               = false
  visibility_timeout = 60
  message_retention  = 345600
  max_receive_count  = 5
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
      batch_size                         = 10
      maximum_batching_window_in_seconds = 0
    }
  }

  target_parameters {
    # The message's body becomes the event's detail.
    input_template = "<$.body>"
    eventbridge_event_bus_parameters {
      source      = local.device_source
      detail_type = local.device_detail_type
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
