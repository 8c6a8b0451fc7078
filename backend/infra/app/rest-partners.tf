# One usage plan and one key per partner: a key says whose quota a call counts against. API Gateway asks for it by method, and only where
# partners alone may call; the others are limited by method (rest.tf).
resource "aws_api_gateway_usage_plan" "partner" {
  for_each = local.identity.partners

  name        = "${local.name}-${each.key}"
  description = "${each.value.name}: ${each.value.plan}"

  api_stages {
    api_id = aws_api_gateway_rest_api.main.id
    stage  = aws_api_gateway_stage.main.stage_name
  }

  throttle_settings {
    rate_limit  = var.usage_plans[each.value.plan].rate
    burst_limit = var.usage_plans[each.value.plan].burst
  }

  quota_settings {
    limit  = var.usage_plans[each.value.plan].daily
    period = "DAY"
  }

  lifecycle {
    precondition {
      condition     = contains(keys(var.usage_plans), each.value.plan)
      error_message = "Partner ${each.key} has the plan ${each.value.plan}, which usage_plans does not have."
    }
  }
}

resource "aws_api_gateway_api_key" "partner" {
  for_each = local.identity.partners

  name        = "${local.name}-${each.key}"
  description = each.value.name
  value       = local.is_primary ? null : data.terraform_remote_state.primary_app[0].outputs.api_keys[each.key]
}

resource "aws_api_gateway_usage_plan_key" "partner" {
  for_each = local.identity.partners

  key_id        = aws_api_gateway_api_key.partner[each.key].id
  key_type      = "API_KEY"
  usage_plan_id = aws_api_gateway_usage_plan.partner[each.key].id
}

# Who a machine client is: pre-token-generation reads it when the client asks for a token. One table, so one Region writes.
resource "aws_dynamodb_table_item" "client" {
  for_each = local.is_primary ? local.identity.partners : {}

  table_name = local.data.table.name
  hash_key   = "pk"
  range_key  = "sk"
  item = jsonencode({
    pk        = { S = "CLIENT#${each.value.client_id}" }
    sk        = { S = "CLIENT" }
    entity    = { S = "Client" }
    clientId  = { S = each.value.client_id }
    partnerId = { S = each.key }
    groups    = { L = [{ S = "partner" }] }
    # What the functions know a partner's key by: a token says which keys go with it. The standby's key has the same value.
    apiKeyHashes = { L = [{ S = sha256(aws_api_gateway_api_key.partner[each.key].value) }] }
  })
}
