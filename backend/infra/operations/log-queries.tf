# Saved questions for Logs Insights, beside the logs they ask.
locals {
  # A query reads 50 log groups at most (CloudWatch Logs User Guide, "CloudWatch Logs quotas"): beyond them there is a second one.
  function_logs = chunklist([for function in local.functions : function.log_group], 50)

  # Of all functions.
  function_queries = {
    "errors by function"                                    = "fields @timestamp, service, message, error.name, correlation_id | filter level = 'ERROR' | sort @timestamp desc | limit 200"
    "one request or device message, through every function" = "fields @timestamp, service, level, message, operationId, error.name, correlation_id | filter correlation_id = 'put the correlation id here' | sort @timestamp asc"
    "cold starts"                                           = "filter message = 'cold start' | stats count() as starts, avg(milliseconds) as milliseconds by service"
  }

  queries = merge(concat([for index, groups in local.function_logs : {
    for name, query in local.function_queries : index == 0 ? name : "${name} (${index + 1})" => { groups = groups, query = query }
    }], [{
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
  }])...)
}

resource "aws_cloudwatch_query_definition" "main" {
  for_each = local.queries

  name            = "${local.name}/${each.key}"
  log_group_names = each.value.groups
  query_string    = each.value.query
}
