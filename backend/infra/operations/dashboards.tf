# One dashboard a channel. Business metrics come from the functions' EMF by search, so a new one is there without a change here.
locals {
  widget_width = 8

  charts = {
    rest-partner = [
      { title = "Requests and faults", metrics = [
        ["AWS/ApiGateway", "Count", local.rest_dimensions, "Sum"],
        ["AWS/ApiGateway", "4XXError", local.rest_dimensions, "Sum"],
        ["AWS/ApiGateway", "5XXError", local.rest_dimensions, "Sum"],
      ] },
      { title = "Latency", metrics = [
        ["AWS/ApiGateway", "Latency", local.rest_dimensions, "p50"],
        ["AWS/ApiGateway", "Latency", local.rest_dimensions, "p99"],
        ["AWS/ApiGateway", "IntegrationLatency", local.rest_dimensions, "p99"],
      ] },
      { title = "Functions: errors", metrics = [for function in local.functions : ["AWS/Lambda", "Errors", { FunctionName = function.name }, "Sum"]] },
      { title = "Functions: duration p99", metrics = [for function in local.functions : ["AWS/Lambda", "Duration", { FunctionName = function.name }, "p99"]] },
      { title = "Functions: concurrency and throttles", metrics = concat(
        [["AWS/Lambda", "ConcurrentExecutions", {}, "Maximum"]],
        [for function in local.functions : ["AWS/Lambda", "Throttles", { FunctionName = function.name }, "Sum"]],
      ) },
      { title = "Table", metrics = [
        ["Throttled requests", local.sums["table-throttled"]],
        ["AWS/DynamoDB", "ConsumedReadCapacityUnits", { TableName = local.data.table.name }, "Sum"],
        ["AWS/DynamoDB", "ConsumedWriteCapacityUnits", { TableName = local.data.table.name }, "Sum"],
      ] },
      { title = "Blocked at the edge", metrics = [["AWS/WAFV2", "BlockedRequests", { WebACL = local.edge.web_acl.name, Rule = "ALL" }, "Sum"]] },
    ]
    graphql-mobile = [
      { title = "Requests and faults", metrics = [
        ["AWS/AppSync", "Latency", local.graphql_dimensions, "SampleCount"],
        ["AWS/AppSync", "4XXError", local.graphql_dimensions, "Sum"],
        ["AWS/AppSync", "5XXError", local.graphql_dimensions, "Sum"],
      ] },
      { title = "Latency", metrics = [
        ["AWS/AppSync", "Latency", local.graphql_dimensions, "p50"],
        ["AWS/AppSync", "Latency", local.graphql_dimensions, "p99"],
      ] },
      { title = "Deliveries completed a minute", metrics = [
        ["Deliveries", "SEARCH('Namespace=\"Northwind\" MetricName=\"DeliveriesCompleted\"', 'Sum', 60)"],
      ] },
      { title = "Tokens consumed", metrics = [["AWS/AppSync", "TokensConsumed", local.graphql_dimensions, "Sum"]] },
    ]
    subscriptions = [
      { title = "Connections", metrics = [
        ["AWS/AppSync", "ActiveConnections", local.graphql_dimensions, "Maximum"],
        ["AWS/AppSync", "ActiveSubscriptions", local.graphql_dimensions, "Maximum"],
      ] },
      { title = "Refused and lost", metrics = [
        ["AWS/AppSync", "ConnectClientError", local.graphql_dimensions, "Sum"],
        ["AWS/AppSync", "ConnectServerError", local.graphql_dimensions, "Sum"],
        ["AWS/AppSync", "SubscribeServerError", local.graphql_dimensions, "Sum"],
        ["AWS/AppSync", "PublishDataMessageServerError", local.graphql_dimensions, "Sum"],
      ] },
      { title = "Published", metrics = [
        ["AWS/AppSync", "PublishDataMessageSuccess", local.graphql_dimensions, "Sum"],
        ["AWS/AppSync", "PublishDataMessageSize", local.graphql_dimensions, "Average"],
      ] },
      { title = "Behind the table's stream, ms", metrics = [
        for function in local.functions : ["AWS/Lambda", "IteratorAge", { FunctionName = function.name }, "Maximum"] if function.reads_stream
      ] },
    ]
    iot-ingest = [
      { title = "Broker", metrics = [
        ["AWS/IoT", "TopicMatch", { RuleName = local.app.events.iot_rule }, "Sum"],
        ["Failures of the rule", local.sums["device-rule"]],
      ] },
      { title = "Pipe and bus", metrics = [
        ["AWS/EventBridge/Pipes", "Invocations", { PipeName = local.app.events.pipe }, "Sum"],
        ["AWS/EventBridge/Pipes", "ExecutionFailed", { PipeName = local.app.events.pipe }, "Sum"],
        ["Failed invocations", local.sums["events-undelivered"]],
      ] },
      { title = "Queues: oldest message, s", metrics = [
        for queue in local.app.queues : ["AWS/SQS", "ApproximateAgeOfOldestMessage", { QueueName = queue.name }, "Maximum"]
      ] },
      { title = "Dead letters", metrics = [
        for queue in local.app.queues : ["AWS/SQS", "ApproximateNumberOfMessagesVisible", { QueueName = queue.dead_letter }, "Maximum"]
      ] },
    ]
  }

  widgets = {
    for channel, charts in local.charts : channel => concat(
      [{
        type = "alarm", x = 0, y = 0, width = 24, height = 3
        properties = {
          title  = "Pages and budgets of ${var.region}"
          alarms = concat([for alarm in aws_cloudwatch_composite_alarm.page : alarm.arn], [for alarm in aws_cloudwatch_composite_alarm.ticket : alarm.arn])
        }
      }],
      [for index, chart in charts : {
        type = "metric", x = local.widget_width * (index % 3), y = 3 + 6 * floor(index / 3), width = local.widget_width, height = 6
        properties = {
          title  = chart.title
          region = var.region
          view   = "timeSeries"
          period = 60
          # A metric; or, in two parts, a label and a query. (`try`, because the two differ in length and a condition refuses that.)
          metrics = [for index, metric in chart.metrics : try(
            concat(
              [metric[0], metric[1]],
              flatten([for name, value in metric[2] : [name, value]]),
              [{ stat = metric[3] }],
            ),
            [{ id = "query${index}", label = metric[0], expression = metric[1] }],
          )]
        }
      }],
      [{
        type = "metric", x = 0, y = 3 + 6 * ceil(length(charts) / 3), width = 24, height = 6
        properties = {
          title   = "Business"
          region  = var.region
          view    = "timeSeries"
          metrics = [[{ expression = "SEARCH('Namespace=\"Northwind\"', 'Sum', 300)", id = "business" }]]
        }
      }],
    )
  }
}

resource "aws_cloudwatch_dashboard" "channel" {
  for_each = local.widgets

  dashboard_name = "${local.name}-${each.key}-${var.region}"
  dashboard_body = jsonencode({ widgets = each.value })
}
