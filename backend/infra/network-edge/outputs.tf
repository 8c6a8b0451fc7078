output "zone_id" {
  description = "The public hosted zone."
  value       = aws_route53_zone.main.zone_id
}

output "name_servers" {
  description = "What the registrar of the domain has to delegate to."
  value       = aws_route53_zone.main.name_servers
}

output "hosts" {
  description = "Every public host name of the environment."
  value       = local.hosts
}

output "certificate_arns" {
  description = "Region → validated certificate; us-east-1 is the one for CloudFront, AppSync and Cognito."
  value       = { for region, validation in aws_acm_certificate_validation.main : region => validation.certificate_arn }
}

output "distributions" {
  description = "CloudFront distributions: `edge` (both doors) and `dashboard`."
  value = {
    for name, distribution in local.distributions : name => { id = distribution.id, arn = distribution.arn }
  }
}

output "web_acl" {
  description = "The edge's web ACL, for the dashboards."
  value       = { name = module.web_acl.name, arn = module.web_acl.arn }
}

output "health_check_ids" {
  description = "Region → Route 53 health check of its REST door."
  value       = { for region, check in aws_route53_health_check.rest : region => check.id }
}

output "edge_store" {
  description = "ARN of the edge's key-value store, which says which Region answers GraphQL."
  value       = aws_cloudfront_key_value_store.edge.arn
}

output "vpcs" {
  description = "Region → { vpc_id, subnet_ids, function_security_group_id }; empty while vpc_enabled is off."
  value       = { for region, vpc in module.vpc : region => vpc.network }
}

output "dashboard_buckets" {
  description = "Region → name that the data layer has to give the dashboard's bucket."
  value       = local.dashboard_buckets
}
