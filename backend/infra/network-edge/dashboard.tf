data "aws_caller_identity" "current" {}

# The managers' dashboard: static files, private bucket of the data layer. The bucket's name is a convention, because the
# bucket's policy needs this distribution and so comes after it.
locals {
  dashboard_buckets = {
    for region in local.regions : region => "${local.name}-dashboard-${data.aws_caller_identity.current.account_id}-${region}"
  }
}

resource "aws_cloudfront_origin_access_control" "dashboard" {
  name                              = "${local.name}-dashboard"
  description                       = "Signs every request to the dashboard's bucket."
  origin_access_control_origin_type = "s3"
  signing_behavior                  = "always"
  signing_protocol                  = "sigv4"
}

resource "aws_cloudfront_distribution" "dashboard" {
  enabled             = true
  comment             = "${local.name}: dashboard"
  aliases             = [local.hosts.apex, local.hosts.dashboard]
  default_root_object = "index.html"
  http_version        = "http2and3"
  is_ipv6_enabled     = true
  price_class         = "PriceClass_100"
  web_acl_id          = module.web_acl.arn

  dynamic "origin" {
    for_each = local.dashboard_buckets
    content {
      origin_id                = origin.key
      domain_name              = "${origin.value}.s3.${origin.key}.amazonaws.com"
      origin_access_control_id = aws_cloudfront_origin_access_control.dashboard.id
    }
  }

  # Files are read only, so CloudFront itself can turn to the other Region.
  origin_group {
    origin_id = "dashboard"
    failover_criteria {
      status_codes = [500, 502, 503, 504]
    }
    member {
      origin_id = var.primary_region
    }
    member {
      origin_id = var.secondary_region
    }
  }

  default_cache_behavior {
    target_origin_id           = "dashboard"
    viewer_protocol_policy     = "redirect-to-https"
    allowed_methods            = ["GET", "HEAD"]
    cached_methods             = ["GET", "HEAD"]
    compress                   = true
    cache_policy_id            = data.aws_cloudfront_cache_policy.optimized.id
    response_headers_policy_id = aws_cloudfront_response_headers_policy.dashboard.id
  }

  # A deep link of the single-page application is no file; without ListBucket, S3 says 403 for what is absent.
  custom_error_response {
    error_code            = 403
    response_code         = 200
    response_page_path    = "/index.html"
    error_caching_min_ttl = 10
  }

  restrictions {
    geo_restriction {
      restriction_type = "none"
    }
  }

  viewer_certificate {
    acm_certificate_arn      = aws_acm_certificate_validation.main[local.global_region].certificate_arn
    ssl_support_method       = "sni-only"
    minimum_protocol_version = "TLSv1.2_2021"
  }
}

resource "aws_cloudfront_response_headers_policy" "dashboard" {
  name    = "${local.name}-dashboard"
  comment = "A page that may talk to our own hosts only and be framed by nobody."

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
    frame_options {
      frame_option = "DENY"
      override     = true
    }
    referrer_policy {
      referrer_policy = "same-origin"
      override        = true
    }
    content_security_policy {
      override = true
      content_security_policy = join("; ", [
        "default-src 'self'",
        "connect-src 'self' https://${local.hosts.edge} wss://${local.hosts.edge} https://${local.hosts.sign_in} https://cognito-idp.${var.primary_region}.amazonaws.com",
        "img-src 'self' data:",
        "style-src 'self' 'unsafe-inline'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
      ])
    }
  }
}
