# From a function's definition to the statements of its role: only what it says, on the very table, index, queue, bucket or topic.
locals {
  trigger_kinds = {
    for name, function in local.functions : name => [for trigger in function.triggers : trigger.kind]
  }

  own_statements = {
    for name, function in local.functions : name => [
      for index, access in function.access : {
        sid          = "Access${index}"
        actions      = access.actions
        leading_keys = access.kind == "table" ? access.leadingKeys : null
        resources = flatten([
          access.kind == "table" ? try([for gsi in tolist(access.on) : "${local.table_arn}/index/${gsi}"], [local.table_arn]) : [],
          access.kind == "bucket" ? [for object in access.objects : "${local.buckets[access.bucket].arn}/${object}"] : [],
          access.kind == "queue" ? [module.queue[access.queue].queue.arn] : [],
          access.kind == "topic" ? [aws_sns_topic.main[access.topic].arn] : [],
          access.kind == "device-topic" ? [for topic in access.topics : "${local.iot_arn}:topic/${topic}"] : [],
          access.kind == "edge-store" ? [local.edge.edge_store] : [],
          access.kind == "primary-health-check" ? ["arn:aws:route53:::healthcheck/${local.edge.health_check_ids[var.primary_region]}"] : [],
          access.kind == "user-pool" ? [local.identity.user_pool.arn] : [],
          access.kind == "graphql" ? [for field in access.fields : "${aws_appsync_graphql_api.main.arn}/types/${replace(field, ".", "/fields/")}"] : [],
        ])
      }
    ]
  }

  # What an event source mapping does in the function's name.
  trigger_statements = {
    for name, function in local.functions : name => flatten([
      for index, trigger in function.triggers : concat(
        trigger.kind != "queue" ? [] : [{
          sid          = "Trigger${index}"
          actions      = ["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"]
          leading_keys = null
          resources    = [module.queue[trigger.queue].queue.arn]
        }],
        trigger.kind != "stream" ? [] : [
          {
            sid          = "Trigger${index}"
            actions      = ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:ListStreams"]
            leading_keys = null
            resources    = [local.table_stream_arn]
          },
          {
            sid          = "Failure${index}"
            actions      = ["sqs:SendMessage"]
            leading_keys = null
            resources    = [module.queue[trigger.onFailureQueue].queue.arn]
          },
        ],
      )
    ])
  }

  # Table, buckets and queues are encrypted with our key, and the services use it in the caller's name (DynamoDB Developer Guide,
  # "DynamoDB encryption at rest usage notes").
  key_statements = {
    for name, function in local.functions : name => length(function.access) + length(local.trigger_statements[name]) == 0 ? [] : [{
      sid          = "UseDataKey"
      actions      = ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"]
      leading_keys = null
      resources    = [local.key_arn]
    }]
  }
}
