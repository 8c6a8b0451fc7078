output "rest" {
  description = "The REST door of this Region."
  value = {
    api_id    = aws_api_gateway_rest_api.main.id
    name      = aws_api_gateway_rest_api.main.name
    stage     = aws_api_gateway_stage.main.stage_name
    url       = "https://${local.rest_domains.own}${local.manifest.basePath}"
    public    = "https://${local.edge.hosts.edge}${local.manifest.basePath}"
    access    = aws_cloudwatch_log_group.rest_access.name
    execution = aws_cloudwatch_log_group.rest_execution.name
  }
}

output "gateway_digest" {
  description = "Digest of the gateway document that takes the traffic; the next apply's `api_canary.stable_digest`."
  value       = var.api_canary == null ? local.gateway_digest : var.api_canary.stable_digest
}

output "graphql" {
  description = "The GraphQL door of this Region. Clients use `public_url`; the `host` of a real-time authorization object is `authorization_host`, because AppSync checks it against its own names."
  value = {
    api_id             = aws_appsync_graphql_api.main.id
    url                = aws_appsync_graphql_api.main.uris["GRAPHQL"]
    public_url         = "https://${local.edge.hosts.edge}/graphql"
    realtime_url       = "wss://${local.edge.hosts.edge}/graphql/realtime"
    authorization_host = aws_appsync_domain_name.graphql.domain_name
    log_group          = aws_cloudwatch_log_group.graphql.name
  }
}

output "api_keys" {
  description = "Partner → usage-plan key; the standby takes over these values."
  value       = { for partner, key in aws_api_gateway_api_key.partner : partner => key.value }
  sensitive   = true
}

output "usage_plans" {
  description = "Partner → usage plan, for the partner dashboards."
  value       = { for partner, plan in aws_api_gateway_usage_plan.partner : partner => plan.id }
}

output "functions" {
  description = "Function → name, alias, log group, error alarm, whether somebody waits for it and whether it reads the stream."
  value = {
    for name, function in module.function : name => merge(function.function, {
      latency_critical = local.functions[name].latencyCritical
      reads_stream     = contains(local.trigger_kinds[name], "stream")
    })
  }
}

output "queues" {
  description = "Queue → its name and that of its dead-letter queue."
  value = merge(
    { for name, queue in module.queue : name => { name = queue.queue.name, dead_letter = queue.dead_letter.name } },
    {
      device-ingest     = { name = module.device_ingest.queue.name, dead_letter = module.device_ingest.dead_letter.name }
      delivery-failures = { name = module.delivery_failures.queue.name, dead_letter = module.delivery_failures.dead_letter.name }
    },
  )
}

output "events" {
  description = "The bus, its rules and the broker."
  value = {
    bus        = aws_cloudwatch_event_bus.main.name
    rules      = [for rule in aws_cloudwatch_event_rule.main : rule.name]
    iot_rule   = aws_iot_topic_rule.devices.name
    pipe       = aws_pipes_pipe.devices.name
    mqtt_host  = data.aws_iot_endpoint.data.endpoint_address
    iot_policy = aws_iot_policy.locker.name
  }
}

output "deployment" {
  description = "What `deploy.ts release` needs: the CodeDeploy application, and for every function its group, which has the function's name, and its newest version."
  value = {
    application = aws_codedeploy_app.main.name
    functions   = { for name, function in module.function : name => { name = function.function.name, version = function.function.version } }
  }
}

output "concurrency" {
  description = "The account's limit and what is reserved of it."
  value       = terraform_data.concurrency_budget.output
}

output "web_acls" {
  description = "Names of the origins' web ACLs."
  value       = { rest = module.rest_web_acl.name, graphql = module.graphql_web_acl.name }
}
