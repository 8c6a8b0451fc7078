# Single symptoms. They page nobody: they are what the composite alarms and a person at a dashboard look at.
# `dimensions` names one metric. `where` and `across` sum all metrics that have both: AWS publishes these under a dimension whose values
# nobody lists here, and an alarm on fewer dimensions than a metric has watches nothing.
locals {
  symptoms = merge(
    {
      rest-faults = {
        namespace = "AWS/ApiGateway", metric = "5XXError", dimensions = local.rest_dimensions, statistic = "Average"
        threshold = 0.01, periods = 5, of = 3, says = "More than 1 % of REST answers are faults."
      }
      rest-latency = {
        namespace = "AWS/ApiGateway", metric = "Latency", dimensions = local.rest_dimensions, statistic = "p99"
        threshold = var.latency_objective_ms.rest, periods = 5, of = 4, says = "REST is slower than its objective."
      }
      graphql-faults = {
        namespace = "AWS/AppSync", metric = "5XXError", dimensions = local.graphql_dimensions, statistic = "Sum"
        threshold = 5, periods = 5, of = 3, says = "GraphQL answers with faults."
      }
      graphql-latency = {
        namespace = "AWS/AppSync", metric = "Latency", dimensions = local.graphql_dimensions, statistic = "p99"
        threshold = var.latency_objective_ms.graphql, periods = 5, of = 4, says = "GraphQL is slower than its objective."
      }
      realtime-refused = {
        namespace = "AWS/AppSync", metric = "ConnectServerError", dimensions = local.graphql_dimensions, statistic = "Sum"
        threshold = 5, periods = 5, of = 3, says = "Real-time connections fail for a reason of the server."
      }
      realtime-lost = {
        namespace = "AWS/AppSync", metric = "PublishDataMessageServerError", dimensions = local.graphql_dimensions, statistic = "Sum"
        threshold = 1, periods = 5, of = 3, says = "Events are not delivered to subscribers."
      }
      table-throttled = {
        namespace = "AWS/DynamoDB", metric = "ThrottledRequests", where = { TableName = local.data.table.name }, across = ["Operation"], statistic = "Sum"
        threshold = 10, periods = 5, of = 3, says = "The table refuses requests: a hot partition, or more growth than on-demand follows."
      }
      table-errors = {
        namespace = "AWS/DynamoDB", metric = "SystemErrors", where = { TableName = local.data.table.name }, across = ["Operation"], statistic = "Sum"
        threshold = 5, periods = 5, of = 3, says = "DynamoDB itself fails."
      }
      table-replication = {
        namespace  = "AWS/DynamoDB", metric = "ReplicationLatency"
        dimensions = { TableName = local.data.table.name, ReceivingRegion = local.is_primary ? var.secondary_region : var.primary_region }
        statistic  = "Average", threshold = 30000, periods = 15, of = 10, says = "The other Region is more than 30 s behind."
      }
      events-undelivered = {
        namespace = "AWS/Events", metric = "FailedInvocations", where = { EventBusName = local.app.events.bus }, across = ["RuleName"], statistic = "Sum"
        threshold = 1, periods = 5, of = 3, says = "A rule of the event bus cannot reach its queue."
      }
      device-rule = {
        namespace = "AWS/IoT", metric = "Failure", where = { RuleName = local.app.events.iot_rule }, across = ["ActionType"], statistic = "Sum"
        threshold = 1, periods = 5, of = 3, says = "The IoT rule cannot hand device messages over."
      }
      device-pipe = {
        namespace = "AWS/EventBridge/Pipes", metric = "ExecutionFailed", dimensions = { PipeName = local.app.events.pipe }, statistic = "Sum"
        threshold = 1, periods = 5, of = 3, says = "The pipe cannot put device messages on the bus."
      }
      concurrency = {
        namespace = "AWS/Lambda", metric = "ConcurrentExecutions", dimensions = {}, statistic = "Maximum"
        threshold = floor(local.app.concurrency.account * 0.8), periods = 5, of = 3
        says      = "Functions use 80 % of the account's concurrency."
      }
    },
    merge([for name, function in local.functions : {
      "${name}-throttles" = {
        namespace = "AWS/Lambda", metric = "Throttles", dimensions = { FunctionName = function.name }, statistic = "Sum"
        threshold = 1, periods = 5, of = 3, says = "${name} is refused concurrency."
      }
    }]...),
    {
      for name, queue in local.app.queues : "${name}-age" => {
        namespace = "AWS/SQS", metric = "ApproximateAgeOfOldestMessage", dimensions = { QueueName = queue.name }, statistic = "Maximum"
        threshold = 300, periods = 5, of = 5, says = "Messages wait in ${name} for more than five minutes."
      } if name != "delivery-failures"
    },
  )
}

locals {
  sums = {
    for name, symptom in local.symptoms : name => join(" ", [
      "SELECT SUM(${symptom.metric})",
      "FROM SCHEMA(\"${symptom.namespace}\", ${join(", ", sort(concat(keys(symptom.where), symptom.across)))})",
      "WHERE ${join(" AND ", [for dimension, value in symptom.where : "${dimension} = '${value}'"])}",
    ]) if can(symptom.across)
  }
}

resource "aws_cloudwatch_metric_alarm" "symptom" {
  for_each = local.symptoms

  alarm_name          = "${local.name}-${each.key}"
  alarm_description   = "${each.value.says} ${local.runbook}#alarms"
  namespace           = can(each.value.across) ? null : each.value.namespace
  metric_name         = can(each.value.across) ? null : each.value.metric
  dimensions          = can(each.value.across) ? null : each.value.dimensions
  statistic           = can(each.value.across) || startswith(each.value.statistic, "p") ? null : each.value.statistic
  extended_statistic  = startswith(each.value.statistic, "p") ? each.value.statistic : null
  period              = can(each.value.across) ? null : 60
  evaluation_periods  = each.value.periods
  datapoints_to_alarm = each.value.of
  threshold           = each.value.threshold
  comparison_operator = "GreaterThanOrEqualToThreshold"
  treat_missing_data  = "notBreaching"

  # CloudWatch User Guide, "Create a CloudWatch alarm based on a Metrics Insights query".
  dynamic "metric_query" {
    for_each = can(each.value.across) ? [local.sums[each.key]] : []
    content {
      id          = "total"
      label       = each.value.metric
      expression  = metric_query.value
      period      = 60
      return_data = true
    }
  }
}

# One message in a dead-letter queue is one thing that did not happen: a ticket, at once.
resource "aws_cloudwatch_metric_alarm" "dead_letter" {
  for_each = local.app.queues

  alarm_name          = "${local.name}-${each.key}-dead-letters"
  alarm_description   = "${each.value.dead_letter} is not empty: read it, mend the cause, redrive. ${local.runbook}#dead-letters"
  namespace           = "AWS/SQS"
  metric_name         = "ApproximateNumberOfMessagesVisible"
  dimensions          = { QueueName = each.value.dead_letter }
  statistic           = "Maximum"
  period              = 60
  evaluation_periods  = 1
  threshold           = 1
  comparison_operator = "GreaterThanOrEqualToThreshold"
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.main["ticket"].arn]
}

# The stream's reader falls behind: subscribers see the past.
resource "aws_cloudwatch_metric_alarm" "stream_age" {
  for_each = { for name, function in local.functions : name => function if function.reads_stream }

  alarm_name          = "${local.name}-${each.key}-behind"
  alarm_description   = "${each.key} reads the table's stream more than a minute late. ${local.runbook}#alarms"
  namespace           = "AWS/Lambda"
  metric_name         = "IteratorAge"
  dimensions          = { FunctionName = each.value.name, Resource = "${each.value.name}:live" }
  statistic           = "Maximum"
  period              = 60
  evaluation_periods  = 5
  datapoints_to_alarm = 3
  threshold           = 60000
  comparison_operator = "GreaterThanOrEqualToThreshold"
  treat_missing_data  = "notBreaching"
}

# A failover starts without a person, who has to hear of three things: that it could not, that nobody would have noticed, and that it was
# done, since the way back is a person's. A failure is counted where a run ends with one.
locals {
  failover = {
    failed = { metric = "Errors", comparison = "GreaterThanOrEqualToThreshold", missing = "notBreaching", says = "The failover function fails: GraphQL would stay in a lost Region." }
    still  = { metric = "Invocations", comparison = "LessThanThreshold", missing = "breaching", says = "The failover function does not run: GraphQL would stay in a lost Region." }
    moved  = { metric = "FailoverMoves", comparison = "GreaterThanOrEqualToThreshold", missing = "notBreaching", says = "GraphQL leads to another Region. A primary Region that was left is held until a person goes back." }
  }
}

resource "aws_cloudwatch_metric_alarm" "failover" {
  for_each = local.failover

  alarm_name          = "${local.name}-failover-${each.key}"
  alarm_description   = "${each.value.says} ${local.runbook}#failover-gameday"
  namespace           = each.key == "moved" ? "Northwind" : "AWS/Lambda"
  metric_name         = each.value.metric
  dimensions          = each.key == "moved" ? { service = "failover" } : { FunctionName = local.functions["failover"].name }
  statistic           = "Sum"
  period              = 60
  evaluation_periods  = each.key == "moved" ? 1 : 3
  datapoints_to_alarm = each.key == "moved" ? 1 : 3
  threshold           = 1
  comparison_operator = each.value.comparison
  treat_missing_data  = each.value.missing
  alarm_actions       = [aws_sns_topic.main["ticket"].arn]
}

# A function notes its cold starts (`observability.ts`); their share of the calls, of which it writes a line each, is what a caller feels. Both
# are counted over all functions, because an alarm reads ten metrics at most (CloudWatch User Guide, "Create a CloudWatch alarm based on a metric math expression").
locals {
  starts = {
    ColdStarts = "{ $.message = \"cold start\" }"
    Calls      = "{ $.level = \"INFO\" && $.message != \"cold start\" }"
  }
}

resource "aws_cloudwatch_log_metric_filter" "start" {
  for_each = {
    for pair in setproduct(keys(local.critical_functions), keys(local.starts)) :
    "${pair[0]} ${pair[1]}" => { function = local.critical_functions[pair[0]], metric = pair[1] }
  }

  name           = "${each.value.function.name}-${each.value.metric}"
  log_group_name = each.value.function.log_group
  pattern        = local.starts[each.value.metric]

  metric_transformation {
    name          = each.value.metric
    namespace     = "Northwind/Platform"
    value         = "1"
    default_value = null
    dimensions    = null
    unit          = "Count"
  }
}

resource "aws_cloudwatch_metric_alarm" "cold_start" {
  count = length(local.critical_functions) == 0 ? 0 : 1

  alarm_name          = "${local.name}-cold-starts"
  alarm_description   = "More than 5 % of the calls that somebody waits for start cold. ${local.runbook}#alarms"
  evaluation_periods  = 6
  datapoints_to_alarm = 4
  threshold           = 5
  comparison_operator = "GreaterThanThreshold"
  treat_missing_data  = "notBreaching"

  metric_query {
    id          = "share"
    label       = "Cold starts, %"
    expression  = "IF(calls > 100, 100 * cold / calls, 0)"
    return_data = true
  }
  dynamic "metric_query" {
    for_each = { cold = "ColdStarts", calls = "Calls" }
    content {
      id = metric_query.key
      metric {
        namespace   = "Northwind/Platform"
        metric_name = metric_query.value
        period      = 300
        stat        = "Sum"
      }
    }
  }
}

# Health checks report to us-east-1 only.
resource "aws_cloudwatch_metric_alarm" "health_check" {
  for_each = local.is_primary ? local.edge.health_check_ids : {}

  region              = "us-east-1"
  alarm_name          = "${local.name}-health-${each.key}"
  alarm_description   = "Route 53 finds the REST door of ${each.key} unhealthy and sends traffic elsewhere. ${local.runbook}#failover-gameday"
  namespace           = "AWS/Route53"
  metric_name         = "HealthCheckStatus"
  dimensions          = { HealthCheckId = each.value }
  statistic           = "Minimum"
  period              = 60
  evaluation_periods  = 3
  datapoints_to_alarm = 2
  threshold           = 1
  comparison_operator = "LessThanThreshold"
  treat_missing_data  = "breaching"
}
