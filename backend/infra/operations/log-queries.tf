# Saved questions for Logs Insights, beside the logs they ask.
locals {
  function_logs = [for function in local.functions : function.log_group]

  queries = {
    "errors by function" = {
      groups = local.function_logs
      query  = "fields @timestamp, service, message, error.name, correlation_id | filter level = 'ERROR' | sort @timestamp desc | limit 200"
    }
    "one request or device message, through every function" = {
      groups = local.function_logs
      query  = "fields @timestamp, service, level, message, operationId, error.name, correlation_id | filter correlation_id = 'put the correlation id here' | sort @timestamp asc"
    }
    "cold starts" = {
      groups = local.function_logs
      query  = "filter type = 'platform.report' and ispresent(record.metrics.initDurationMs) | stats count() as starts, avg(record.metrics.initDurationMs) as milliseconds by @log"
    }
    "slowest operations" = {
      groups = [local.app.rest.access]
      query  = "stats count() as calls, pct(latency, 50) as p50, pct(latency, 99) as p99 by operationId | sort p99 desc"
    }
    "refusals by partner" = {
      groups = [local.app.rest.access]
      query  = "filter status >= 400 | stats count() as refusals by partnerId, status, errorType | sort refusals desc"
    }
    "GraphQL errors by field" = {
      groups = [local.app.graphql.log_group]
      query  = "filter ispresent(errors.0.message) | stats count() as errors by parentType, fieldName, errors.0.errorType | sort errors desc"
    }
  }
}

resource "aws_cloudwatch_query_definition" "main" {
  for_each = local.queries

  name            = "${local.name}/${each.key}"
  log_group_names = each.value.groups
  query_string    = each.value.query
}
