# Lockers are things named by their id. A device may speak on its own two topics and be nobody else.
resource "aws_iot_thing_type" "locker" {
  name = "${local.name}-locker"
  properties {
    description           = "A locker's controller"
    searchable_attributes = ["buildingId"]
  }
}

resource "aws_iot_thing_group" "lockers" {
  name = "${local.name}-lockers"
  properties {
    description = "Every locker of ${var.environment}"
  }
}

locals {
  # `northwind/lockers/{lockerId}/events` and `…/commands`, as schema/events names them; the id is the thing's name.
  device_message = jsondecode(file("${path.module}/../../../schema/events/device-message.schema.json"))
  device_command = jsondecode(file("${path.module}/../../../schema/events/device-command.schema.json"))

  own_topic   = replace(local.device_message["x-mqtt-topic"], "{lockerId}", "$${iot:Connection.Thing.ThingName}")
  own_command = replace(local.device_command["x-mqtt-topic"], "{lockerId}", "$${iot:Connection.Thing.ThingName}")
  iot_arn     = "arn:aws:iot:${var.region}:${local.account_id}"
}

resource "aws_iot_policy" "locker" {
  name = "${local.name}-locker"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "BeItself"
        Effect    = "Allow"
        Action    = "iot:Connect"
        Resource  = "${local.iot_arn}:client/$${iot:Connection.Thing.ThingName}"
        Condition = { Bool = { "iot:Connection.Thing.IsAttached" = "true" } }
      },
      { Sid = "Report", Effect = "Allow", Action = "iot:Publish", Resource = "${local.iot_arn}:topic/${local.own_topic}" },
      { Sid = "AskForCommands", Effect = "Allow", Action = "iot:Subscribe", Resource = "${local.iot_arn}:topicfilter/${local.own_command}" },
      { Sid = "TakeCommands", Effect = "Allow", Action = "iot:Receive", Resource = "${local.iot_arn}:topic/${local.own_command}" },
    ]
  })
}

# thingName and receivedAt are what only the broker can vouch for; the schema of the event's detail names them.
resource "aws_iot_topic_rule" "devices" {
  name        = replace("${local.name}_devices", "-", "_")
  description = "Device messages to the ingest queue"
  enabled     = true
  sql         = local.device_path.topicRule.sql
  sql_version = local.device_path.topicRule.sqlVersion

  sqs {
    queue_url  = module.device_ingest.queue.url
    role_arn   = aws_iam_role.iot_rule.arn
    use_base64 = false
  }

  error_action {
    sqs {
      queue_url  = module.delivery_failures.queue.url
      role_arn   = aws_iam_role.iot_rule.arn
      use_base64 = false
    }
  }
}

data "aws_iam_policy_document" "assume_iot" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["iot.amazonaws.com"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account_id]
    }
  }
}

resource "aws_iam_role" "iot_rule" {
  name               = "${local.name}-iot-rule-${var.region}"
  assume_role_policy = data.aws_iam_policy_document.assume_iot.json
}

data "aws_iam_policy_document" "iot_rule" {
  statement {
    sid       = "HandOver"
    actions   = ["sqs:SendMessage"]
    resources = [module.device_ingest.queue.arn, module.delivery_failures.queue.arn]
  }
  statement {
    sid       = "UseDataKey"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = [local.key_arn]
  }
}

resource "aws_iam_role_policy" "iot_rule" {
  name   = "hand-over"
  role   = aws_iam_role.iot_rule.id
  policy = data.aws_iam_policy_document.iot_rule.json
}

# What the broker itself refuses: failed connections and publishes.
resource "aws_cloudwatch_log_group" "iot" {
  name              = "AWSIotLogsV2"
  retention_in_days = var.log_retention_days
}

data "aws_iam_policy_document" "iot_logs" {
  statement {
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.iot.arn}:*"]
  }
}

resource "aws_iam_role" "iot_logs" {
  name               = "${local.name}-iot-logs-${var.region}"
  assume_role_policy = data.aws_iam_policy_document.assume_iot.json
}

resource "aws_iam_role_policy" "iot_logs" {
  name   = "write-log"
  role   = aws_iam_role.iot_logs.id
  policy = data.aws_iam_policy_document.iot_logs.json
}

resource "aws_iot_logging_options" "main" {
  default_log_level = "ERROR"
  role_arn          = aws_iam_role.iot_logs.arn
}

data "aws_iot_endpoint" "data" {
  endpoint_type = "iot:Data-ATS"
}
