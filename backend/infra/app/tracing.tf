# Without a rule a door keeps the first call of each second and 5 % of the others (X-Ray Developer Guide, "Configuring sampling rules").
# A rule names its door by type and ARN, as API Gateway ("Configure AWS X-Ray sampling rules for API Gateway APIs") and AppSync ("Using
# AWS X-Ray to trace requests in AWS AppSync") ask, and functions behind it do as it decides.
locals {
  traced_doors = {
    rest    = { priority = 100, service_type = "AWS::ApiGateway::Stage", arn = aws_api_gateway_stage.main.arn }
    graphql = { priority = 101, service_type = "AWS::AppSync::GraphQLAPI", arn = aws_appsync_graphql_api.main.arn }
  }
}

resource "aws_xray_sampling_rule" "door" {
  for_each = local.traced_doors

  rule_name      = "${local.name}-${each.key}"
  version        = 1
  priority       = each.value.priority
  reservoir_size = local.resources.traceSampling.reservoirSize
  fixed_rate     = local.resources.traceSampling.fixedRate
  service_type   = each.value.service_type
  resource_arn   = each.value.arn
  service_name   = "*"
  host           = "*"
  http_method    = "*"
  url_path       = "*"
}
