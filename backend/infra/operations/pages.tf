# What pages: symptoms that belong together. A burning budget alone is a ticket; a burning budget with a cause in sight, or a door
# that is down as seen from outside and from inside, gets somebody up.
locals {
  alarm = merge(
    { for name, alarm in aws_cloudwatch_metric_alarm.symptom : name => "ALARM(\"${alarm.alarm_name}\")" },
    { for name, alarm in aws_cloudwatch_metric_alarm.burn : name => "ALARM(\"${alarm.alarm_name}\")" },
    { for name, alarm in aws_cloudwatch_metric_alarm.stream_age : "${name}-behind" => "ALARM(\"${alarm.alarm_name}\")" },
    { for name, alarm in aws_cloudwatch_metric_alarm.canary : name => "ALARM(\"${alarm.alarm_name}\")" },
  )

  function_alarms = {
    errors    = [for function in local.functions : "ALARM(\"${function.error_alarm}\")"]
    throttles = [for name in keys(local.functions) : local.alarm["${name}-throttles"]]
  }
  gathered = {
    for kind, alarms in local.function_alarms : kind => join(" OR ", [
      for index, part in chunklist(alarms, 50) : "ALARM(\"${aws_cloudwatch_composite_alarm.functions["${kind}-${index}"].alarm_name}\")"
    ])
  }
  function_errors = local.gathered.errors
  throttles       = local.gathered.throttles
  data_trouble    = join(" OR ", [local.alarm["table-throttled"], local.alarm["table-errors"]])

  burning = {
    for door in keys(local.doors) : door => join(" OR ", [
      for speed in ["fast", "slow"] : "(${local.alarm["${door}-burn-${speed}-long"]} AND ${local.alarm["${door}-burn-${speed}-short"]})"
    ])
  }

  pages = {
    rest-partner = {
      rule = "(${local.burning.rest}) AND (${join(" OR ", [local.alarm["rest-faults"], local.alarm["rest-latency"], local.function_errors, local.throttles, local.data_trouble])})"
      says = "Partners' calls fail, and something of ours is failing with them."
    }
    graphql-mobile = {
      rule = "(${local.burning.graphql}) AND (${join(" OR ", [local.alarm["graphql-faults"], local.alarm["graphql-latency"], local.function_errors, local.data_trouble])})"
      says = "Couriers' and managers' calls fail, and something of ours is failing with them."
    }
    subscriptions = {
      rule = "(${local.alarm["realtime-refused"]} OR ${local.alarm["realtime-lost"]}) AND (${join(" OR ", concat([local.alarm["graphql-faults"], local.function_errors], [for name in keys(aws_cloudwatch_metric_alarm.stream_age) : local.alarm["${name}-behind"]]))})"
      says = "The live view is not live."
    }
    iot-ingest = {
      rule = "(${local.alarm["device-rule"]} OR ${local.alarm["device-pipe"]} OR ${local.alarm["events-undelivered"]}) AND (${join(" OR ", concat([local.function_errors], [for name in keys(local.app.queues) : local.alarm["${name}-age"] if name != "delivery-failures"]))})"
      says = "What lockers report does not arrive."
    }
    data = {
      rule = "${local.alarm["table-errors"]} AND (${local.alarm["rest-faults"]} OR ${local.alarm["graphql-faults"]})"
      says = "The table fails and both doors feel it: consider the failover."
    }
  }
}

# Pages name these in place of every function: a rule names 100 alarms at most (CloudWatch API Reference, "PutCompositeAlarm").
resource "aws_cloudwatch_composite_alarm" "functions" {
  for_each = merge([
    for kind, alarms in local.function_alarms : { for index, part in chunklist(alarms, 50) : "${kind}-${index}" => part }
  ]...)

  alarm_name        = "${local.name}-functions-${each.key}"
  alarm_description = "A function has ${split("-", each.key)[0]}; the alarms that this one names say which. ${local.runbook}#alarms"
  alarm_rule        = join(" OR ", each.value)
}

resource "aws_cloudwatch_composite_alarm" "page" {
  for_each = local.pages

  alarm_name        = "${local.name}-page-${each.key}"
  alarm_description = "${each.value.says} ${local.runbook}#alarms"
  alarm_rule        = each.value.rule
  alarm_actions     = [aws_sns_topic.main["page"].arn]
  ok_actions        = [aws_sns_topic.main["page"].arn]
}

# A budget that burns without a cause in sight is looked at in the morning.
resource "aws_cloudwatch_composite_alarm" "ticket" {
  for_each = local.burning

  alarm_name        = "${local.name}-ticket-${each.key}-budget"
  alarm_description = "The error budget of ${each.key} burns. ${local.runbook}#alarms"
  alarm_rule        = each.value
  alarm_actions     = [aws_sns_topic.main["ticket"].arn]

  actions_suppressor {
    alarm            = aws_cloudwatch_composite_alarm.page[each.key == "rest" ? "rest-partner" : "graphql-mobile"].alarm_name
    wait_period      = 60
    extension_period = 300
  }
}
