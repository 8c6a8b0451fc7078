data "aws_cloudfront_cache_policy" "off" {
  name = "Managed-CachingDisabled"
}

data "aws_cloudfront_cache_policy" "optimized" {
  name = "Managed-CachingOptimized"
}

# Without Host: both origins choose the API by their own name. With Accept-Encoding, so that the doors compress, because CloudFront does not
# where it keeps nothing: a cache policy without gzip and Brotli leaves the header to this policy as any other (CloudFront API Reference,
# "ParametersInCacheKeyAndForwardedToOrigin"; Developer Guide, "Serve compressed files"). With the Sec-WebSocket-* headers, which a WebSocket needs
# (CloudFront Developer Guide, "Use WebSockets with CloudFront distributions").
data "aws_cloudfront_origin_request_policy" "all_viewer" {
  name = "Managed-AllViewerExceptHostHeader"
}

# Both doors: everything is REST except /graphql and below, and the document that says which Region answers there.
resource "aws_cloudfront_distribution" "edge" {
  enabled         = true
  comment         = "${local.name}: REST and GraphQL"
  aliases         = [local.hosts.edge]
  http_version    = "http2and3"
  is_ipv6_enabled = true
  price_class     = "PriceClass_100"
  web_acl_id      = module.web_acl.arn

  dynamic "origin" {
    for_each = merge({ rest = local.hosts.rest }, local.graphql_origins)
    content {
      origin_id   = origin.key
      domain_name = origin.value

      custom_origin_config {
        http_port                = 80
        https_port               = 443
        origin_protocol_policy   = "https-only"
        origin_ssl_protocols     = ["TLSv1.2"]
        origin_read_timeout      = 60
        origin_keepalive_timeout = 60
      }

      custom_header {
        name  = "x-origin-token"
        value = var.origin_token
      }
    }
  }

  # CloudFront keeps nothing: answers belong to one tenant.
  default_cache_behavior {
    target_origin_id           = "rest"
    viewer_protocol_policy     = "https-only"
    allowed_methods            = ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"]
    cached_methods             = ["GET", "HEAD"]
    compress                   = true
    cache_policy_id            = data.aws_cloudfront_cache_policy.off.id
    origin_request_policy_id   = data.aws_cloudfront_origin_request_policy.all_viewer.id
    response_headers_policy_id = aws_cloudfront_response_headers_policy.api.id
  }

  # The HTTP endpoint and, at /graphql/realtime, the WebSocket of an AppSync custom domain. One function leads to the Region that answers
  # and says which it is, so that it is said without either Region, and changes in one step with the origin.
  dynamic "ordered_cache_behavior" {
    for_each = [local.manifest.graphqlDiscoveryPath, "/graphql", "/graphql/*"]
    content {
      path_pattern               = ordered_cache_behavior.value
      target_origin_id           = "graphql-${var.primary_region}"
      viewer_protocol_policy     = "https-only"
      allowed_methods            = ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"]
      cached_methods             = ["GET", "HEAD"]
      compress                   = true
      cache_policy_id            = data.aws_cloudfront_cache_policy.off.id
      origin_request_policy_id   = data.aws_cloudfront_origin_request_policy.all_viewer.id
      response_headers_policy_id = aws_cloudfront_response_headers_policy.api.id

      function_association {
        event_type   = "viewer-request"
        function_arn = aws_cloudfront_function.graphql.arn
      }
    }
  }

  restrictions {
    geo_restriction {
      restriction_type = "none"
    }
  }

  viewer_certificate {
    acm_certificate_arn = aws_acm_certificate_validation.main[local.global_region].certificate_arn
    ssl_support_method  = "sni-only"
    # TLS 1.2 at least, 1.3 where the viewer can (CloudFront Developer Guide, "Supported protocols and ciphers between viewers
    # and CloudFront").
    minimum_protocol_version = "TLSv1.2_2021"
  }
}

# What moves with a failover, by its functions: the Region that answers GraphQL. A change is at every edge in seconds, where one of the
# distribution takes minutes.
resource "aws_cloudfront_key_value_store" "edge" {
  name    = "${local.name}-edge"
  comment = "Which Region answers GraphQL."
}

resource "aws_cloudfrontkeyvaluestore_key" "graphql" {
  key_value_store_arn = aws_cloudfront_key_value_store.edge.arn
  key                 = local.store_key
  value               = var.primary_region

  lifecycle {
    ignore_changes = [value]
  }
}

# The origin is chosen by its id and keeps its settings and headers (CloudFront Developer Guide, "Helper methods for origin modification").
# Without the store, or with a Region in it that there is not, the primary answers. Whoever follows live events asks every 15 seconds, so
# a stream that its Region did not end is at most that long with a Region that has been left.
resource "aws_cloudfront_function" "graphql" {
  name    = "${local.name}-graphql"
  comment = "Leads to the Region that answers GraphQL, and says which it is."
  runtime = "cloudfront-js-2.0"
  publish = true

  key_value_store_associations = [aws_cloudfront_key_value_store.edge.arn]

  code = <<-EOT
    import cf from 'cloudfront';

    const hosts = ${jsonencode(local.hosts.graphql_by_region)};

    async function activeRegion() {
      try {
        const region = await cf.kvs().get(${jsonencode(local.store_key)});
        if (typeof hosts[region] === 'string') return region;
      } catch (error) {
        console.log(error);
      }
      return ${jsonencode(var.primary_region)};
    }

    async function handler(event) {
      const region = await activeRegion();
      if (event.request.uri !== ${jsonencode(local.manifest.graphqlDiscoveryPath)}) {
        cf.selectRequestOriginById('graphql-' + region);
        return event.request;
      }
      return {
        statusCode: 200,
        statusDescription: 'OK',
        headers: {
          'content-type': { value: 'application/json' },
          'cache-control': { value: 'no-store' },
          'access-control-allow-origin': { value: '*' },
          'access-control-allow-headers': { value: '*' },
          'strict-transport-security': { value: 'max-age=63072000; includeSubDomains; preload' },
          'x-content-type-options': { value: 'nosniff' },
        },
        body: JSON.stringify({ host: hosts[region], refreshSeconds: 15 }),
      };
    }
  EOT
}

resource "aws_cloudfront_response_headers_policy" "api" {
  name    = "${local.name}-api"
  comment = "Machines read the API, so only transport security and no sniffing."

  security_headers_config {
    strict_transport_security {
      access_control_max_age_sec = 63072000
      include_subdomains         = true
      preload                    = true
      override                   = true
    }
    content_type_options {
      override = true
    }
  }
}

# Standard logging v2: no ACL on a bucket is needed, and the retention is the log group's. Nothing counts these lines, so they are of the
# class that costs half (CloudWatch Logs User Guide, "Log classes").
resource "aws_cloudwatch_log_group" "edge" {
  for_each = local.distributions

  region            = local.global_region
  name              = "/northwind/${var.environment}/cloudfront/${each.key}"
  log_group_class   = "INFREQUENT_ACCESS"
  retention_in_days = var.log_retention_days
}

resource "aws_cloudwatch_log_delivery_source" "edge" {
  for_each = local.distributions

  region       = local.global_region
  name         = "${local.name}-${each.key}"
  log_type     = "ACCESS_LOGS"
  resource_arn = each.value.arn
}

resource "aws_cloudwatch_log_delivery_destination" "edge" {
  for_each = local.distributions

  region        = local.global_region
  name          = "${local.name}-${each.key}"
  output_format = "plain"

  delivery_destination_configuration {
    destination_resource_arn = aws_cloudwatch_log_group.edge[each.key].arn
  }
}

# Values in the order of their names below, without which a line is half as long: `parse @message "*\t*\t…" as time, address, …` in Logs
# Insights gives them back (CloudFront Developer Guide, "Configure standard logging (v2)"); the edge codes white space in them.
# Neither cookies nor the query string: both can carry what a log must not hold (the real-time handshake has the token in it).
resource "aws_cloudwatch_log_delivery" "edge" {
  for_each = local.distributions

  region                   = local.global_region
  delivery_source_name     = aws_cloudwatch_log_delivery_source.edge[each.key].name
  delivery_destination_arn = aws_cloudwatch_log_delivery_destination.edge[each.key].arn
  field_delimiter          = "\t"
  record_fields = [
    "timestamp", "c-ip", "cs-method", "cs(Host)", "cs-uri-stem", "sc-status", "time-taken", "x-edge-result-type",
    "x-edge-request-id", "cs(User-Agent)", "ssl-protocol", "cs-protocol-version",
  ]
}
