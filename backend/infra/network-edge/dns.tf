resource "aws_route53_zone" "main" {
  name          = var.domain_name
  comment       = "Public names of ${local.name}"
  force_destroy = false
}

# What the edge asks for REST. It is a CNAME to the Region's own name, which the app layer of that Region points at its API
# Gateway domain. API Gateway takes the same custom domain name in both Regions (API Gateway Developer Guide, "Configure custom
# health checks for DNS failover for an API Gateway API").
resource "aws_route53_record" "rest" {
  for_each = local.regions

  zone_id         = aws_route53_zone.main.zone_id
  name            = local.hosts.rest
  type            = "CNAME"
  ttl             = 10
  records         = [local.hosts.rest_by_region[each.key]]
  set_identifier  = each.key
  health_check_id = var.routing_policy == "failover" && each.key == var.secondary_region ? null : aws_route53_health_check.rest[each.key].id

  dynamic "failover_routing_policy" {
    for_each = var.routing_policy == "failover" ? [each.key == var.primary_region ? "PRIMARY" : "SECONDARY"] : []
    content {
      type = failover_routing_policy.value
    }
  }

  dynamic "latency_routing_policy" {
    for_each = var.routing_policy == "latency" ? [each.key] : []
    content {
      region = latency_routing_policy.value
    }
  }
}

# Which Region is active, for what DNS cannot lead: the `failover` functions take it to the edge, and those that read the table's stream
# publish in this Region. It follows REST's health check, so all channels go the same way. The standby has no check here, nor in REST's
# failover: where no Region is healthy Route 53 answers with the first (Route 53 Developer Guide, "How Amazon Route 53 chooses records when
# health checking is configured"), and that may be one which is held because its data is not whole.
resource "aws_route53_record" "active" {
  for_each = local.regions

  zone_id         = aws_route53_zone.main.zone_id
  name            = local.hosts.active
  type            = "TXT"
  ttl             = 2
  records         = [each.key]
  set_identifier  = each.key
  health_check_id = each.key == var.primary_region ? aws_route53_health_check.rest[each.key].id : null

  failover_routing_policy {
    type = each.key == var.primary_region ? "PRIMARY" : "SECONDARY"
  }
}

# Deep: it touches the table, so a Region whose data is out of reach is out of service too.
resource "aws_route53_health_check" "rest" {
  for_each = local.regions

  type              = "HTTPS"
  fqdn              = local.hosts.rest_by_region[each.key]
  port              = 443
  enable_sni        = true
  resource_path     = "${local.health_path}?deep=true"
  request_interval  = var.health_check_interval
  failure_threshold = 3

  # Whoever holds the primary Region sets both: a `failover` function, or a person. No plan lets it go.
  lifecycle {
    ignore_changes = [disabled, invert_healthcheck]
  }

  tags = { Name = "${local.name}-rest-${each.key}" }
}

# The apex shows the dashboard; Cognito also wants an address there before it gives `auth` below it a sign-in page.
resource "aws_route53_record" "edge" {
  for_each = {
    for pair in setproduct(["apex", "edge", "dashboard"], ["A", "AAAA"]) : "${pair[0]} ${pair[1]}" => { host = pair[0], type = pair[1] }
  }

  zone_id = aws_route53_zone.main.zone_id
  name    = local.hosts[each.value.host]
  type    = each.value.type

  alias {
    name                   = local.distributions[each.value.host == "edge" ? "edge" : "dashboard"].domain_name
    zone_id                = local.distributions[each.value.host == "edge" ? "edge" : "dashboard"].hosted_zone_id
    evaluate_target_health = false
  }
}

locals {
  distributions = {
    edge      = aws_cloudfront_distribution.edge
    dashboard = aws_cloudfront_distribution.dashboard
  }
}
