# Burn rates of the error budget, as in Google's SRE Workbook, "Alerting on SLOs": fast (2 % of a month's budget in an hour) and
# slow (5 % in six hours), each confirmed by a window a twelfth as long, so that an alarm ends soon after its cause.
locals {
  doors = {
    rest = {
      faults   = { namespace = "AWS/ApiGateway", metric = "5XXError", stat = "Sum", dimensions = local.rest_dimensions }
      requests = { namespace = "AWS/ApiGateway", metric = "Count", stat = "SampleCount", dimensions = local.rest_dimensions }
    }
    graphql = {
      faults   = { namespace = "AWS/AppSync", metric = "5XXError", stat = "Sum", dimensions = local.graphql_dimensions }
      requests = { namespace = "AWS/AppSync", metric = "Latency", stat = "SampleCount", dimensions = local.graphql_dimensions }
    }
  }

  windows = {
    fast-long  = { seconds = 3600, rate = 14.4 }
    fast-short = { seconds = 300, rate = 14.4 }
    slow-long  = { seconds = 21600, rate = 6 }
    slow-short = { seconds = 1800, rate = 6 }
  }

  burns = {
    for pair in setproduct(keys(local.doors), keys(local.windows)) :
    "${pair[0]}-burn-${pair[1]}" => merge(local.doors[pair[0]], local.windows[pair[1]], { door = pair[0] })
  }
}

resource "aws_cloudwatch_metric_alarm" "burn" {
  for_each = local.burns

  alarm_name          = "${local.name}-${each.key}"
  alarm_description   = "${each.value.door} burns its error budget ${each.value.rate} times too fast over ${each.value.seconds / 60} minutes. ${local.runbook}#alarms"
  evaluation_periods  = 1
  threshold           = each.value.rate
  comparison_operator = "GreaterThanThreshold"
  treat_missing_data  = "notBreaching"

  metric_query {
    id          = "burn"
    label       = "Burn rate"
    expression  = "IF(requests > 0, (faults / requests) / ${1 - var.availability_objective}, 0)"
    return_data = true
  }

  dynamic "metric_query" {
    for_each = { faults = each.value.faults, requests = each.value.requests }
    content {
      id = metric_query.key
      metric {
        namespace   = metric_query.value.namespace
        metric_name = metric_query.value.metric
        dimensions  = metric_query.value.dimensions
        period      = each.value.seconds
        stat        = metric_query.value.stat
      }
    }
  }
}
