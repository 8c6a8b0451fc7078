# The Region's own name for health checks and drills, and the name that both Regions share behind the edge.
locals {
  rest_domains = { shared = local.edge.hosts.rest, own = local.edge.hosts.rest_by_region[var.region] }
}

resource "aws_api_gateway_domain_name" "rest" {
  for_each = local.rest_domains

  domain_name              = each.value
  regional_certificate_arn = local.edge.certificate_arns[var.region]
  # TLS 1.2 and 1.3 (API Gateway Developer Guide, "Choose a security policy for your custom domain").
  security_policy = "TLS_1_2"

  endpoint_configuration {
    types = ["REGIONAL"]
  }
}

resource "aws_api_gateway_base_path_mapping" "rest" {
  for_each = aws_api_gateway_domain_name.rest

  domain_name = each.value.domain_name
  api_id      = aws_api_gateway_rest_api.main.id
  stage_name  = aws_api_gateway_stage.main.stage_name
  base_path   = trimprefix(local.manifest.basePath, "/")
}

resource "aws_route53_record" "rest" {
  for_each = toset(["A", "AAAA"])

  zone_id = local.edge.zone_id
  name    = local.rest_domains.own
  type    = each.key

  alias {
    name                   = aws_api_gateway_domain_name.rest["own"].regional_domain_name
    zone_id                = aws_api_gateway_domain_name.rest["own"].regional_zone_id
    evaluate_target_health = false
  }
}

resource "aws_appsync_domain_name" "graphql" {
  domain_name     = local.edge.hosts.graphql_by_region[var.region]
  certificate_arn = local.edge.certificate_arns["us-east-1"]
  description     = "GraphQL and its real-time endpoint in ${var.region}, behind the edge"
}

resource "aws_appsync_domain_name_api_association" "graphql" {
  domain_name = aws_appsync_domain_name.graphql.domain_name
  api_id      = aws_appsync_graphql_api.main.id
}

resource "aws_route53_record" "graphql" {
  for_each = toset(["A", "AAAA"])

  zone_id = local.edge.zone_id
  name    = aws_appsync_domain_name.graphql.domain_name
  type    = each.key

  alias {
    name                   = aws_appsync_domain_name.graphql.appsync_domain_name
    zone_id                = aws_appsync_domain_name.graphql.hosted_zone_id
    evaluate_target_health = false
  }
}
