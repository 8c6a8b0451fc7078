# Rules in the order in which they are evaluated. Bodies are counted, not blocked, where AWS's size rule would refuse what the
# contracts allow: both doors check the size and the form of a body themselves. Where only the edge gets through, it has looked already: the
# groups would see its addresses, and what it let pass, and are paid for by the month.
locals {
  managed_rule_groups = { for name, group in merge(
    { AWSManagedRulesAmazonIpReputationList = { priority = 10, count = [] } },
    var.content_inspected ? {
      AWSManagedRulesCommonRuleSet         = { priority = 20, count = ["SizeRestrictions_BODY"] }
      AWSManagedRulesKnownBadInputsRuleSet = { priority = 30, count = [] }
      # No door has SQL behind it, and names, notes and GraphQL documents may look like it: where text belongs it is counted.
      AWSManagedRulesSQLiRuleSet = { priority = 35, count = ["SQLi_BODY", "SQLiExtendedPatterns_BODY"] }
    } : {},
    var.bot_control ? {
      # Partners are programs: HTTP libraries, no browsers, from data centres. These three rules would refuse every one of them
      # (WAF Developer Guide, "AWS WAF Bot Control rule group"), so they label and count.
      # Last, because it is paid by request: what another rule has blocked or let in, it does not see.
      AWSManagedRulesBotControlRuleSet = {
        priority = 90
        count    = ["CategoryHttpLibrary", "SignalNonBrowserUserAgent", "SignalKnownBotDataCenter"]
      }
    } : {},
  ) : name => group if var.default_action == "allow" }
}

# Requests a minute. A partner is known by its key and may use up its plan; who has none is known by its address. The third keeps somebody
# who makes up keys from having as many limits as keys (WAF Developer Guide, "Aggregating rate-based rules"). The open path stands in front of
# the rule that lets it in, but behind the edge's own requests, which come from few addresses: who calls it directly is counted by itself, so
# nobody else can use up what Route 53's checkers, each from its own address, need of the method's limit.
locals {
  rates = merge(
    {
      for name, rate in {
        RatePerAddress        = { priority = 50, limit = 1000, with_key = var.key_rate_limit == null ? null : false, by_key = false }
        RatePerKey            = { priority = 51, limit = var.key_rate_limit, with_key = true, by_key = true }
        RatePerAddressWithKey = { priority = 52, limit = try(2 * var.key_rate_limit, null), with_key = true, by_key = false }
      } : name => merge(rate, { path = null, action = var.rate_limit_action }) if var.rate_limit_action != null && rate.limit != null
    },
    {
      for name, open in { RateOfOpenPath = var.open_path } : name => {
        priority                         = var.default_action == "block" ? 65 : 49
        limit                            = open.limit
        with_key                         = null
        by_key                           = false
        path                             = open.path
        action                           = "block"
      } if open != null
    },
  )
}

resource "aws_wafv2_web_acl" "main" {
  region      = var.region
  name        = var.name
  description = var.default_action == "block" ? "Only what comes from the edge." : "Managed groups, rates per address and key."
  scope       = var.scope

  default_action {
    dynamic "allow" {
      for_each = var.default_action == "allow" ? [true] : []
      content {}
    }
    dynamic "block" {
      for_each = var.default_action == "block" ? [true] : []
      content {}
    }
  }

  dynamic "rule" {
    for_each = local.managed_rule_groups
    content {
      name     = rule.key
      priority = rule.value.priority

      override_action {
        none {}
      }

      statement {
        managed_rule_group_statement {
          vendor_name = "AWS"
          name        = rule.key

          dynamic "rule_action_override" {
            for_each = rule.value.count
            content {
              name = rule_action_override.value
              action_to_use {
                count {}
              }
            }
          }

          # Paid by request (WAF Developer Guide, "Using scope-down statements in AWS WAF"), so it looks at those who send no token: the
          # dashboard's pages, the open paths, and whoever looks around. A program with a token is a partner, or the door refuses it.
          dynamic "scope_down_statement" {
            for_each = rule.key == "AWSManagedRulesBotControlRuleSet" ? [true] : []
            content {
              not_statement {
                statement {
                  size_constraint_statement {
                    comparison_operator = "GT"
                    size                = 0
                    field_to_match {
                      single_header {
                        name = "authorization"
                      }
                    }
                    text_transformation {
                      priority = 0
                      type     = "NONE"
                    }
                  }
                }
              }
            }
          }

          dynamic "managed_rule_group_configs" {
            for_each = rule.key == "AWSManagedRulesBotControlRuleSet" ? [true] : []
            content {
              aws_managed_rules_bot_control_rule_set {
                inspection_level = "COMMON"
              }
            }
          }
        }
      }

      visibility_config {
        cloudwatch_metrics_enabled = true
        metric_name                = rule.key
        sampled_requests_enabled   = true
      }
    }
  }

  # Behind the edge every request comes from CloudFront, so only the edge can count addresses and keys.
  dynamic "rule" {
    for_each = local.rates
    content {
      name     = rule.key
      priority = rule.value.priority

      action {
        dynamic "count" {
          for_each = rule.value.action == "count" ? [true] : []
          content {}
        }
        dynamic "block" {
          for_each = rule.value.action == "block" ? [true] : []
          content {
            custom_response {
              response_code = 429
              response_header {
                name  = "retry-after"
                value = "60"
              }
            }
          }
        }
      }

      statement {
        rate_based_statement {
          aggregate_key_type    = rule.value.by_key ? "CUSTOM_KEYS" : "IP"
          limit                 = rule.value.limit
          evaluation_window_sec = 60

          dynamic "custom_key" {
            for_each = rule.value.by_key ? [true] : []
            content {
              header {
                name = "x-api-key"
                text_transformation {
                  priority = 0
                  type     = "NONE"
                }
              }
            }
          }

          dynamic "scope_down_statement" {
            for_each = rule.value.path == null && rule.value.with_key == null ? [] : [true]
            content {
              dynamic "byte_match_statement" {
                for_each = rule.value.path == null ? [] : [rule.value.path]
                content {
                  positional_constraint = "EXACTLY"
                  search_string         = byte_match_statement.value
                  field_to_match {
                    uri_path {}
                  }
                  text_transformation {
                    priority = 0
                    type     = "NONE"
                  }
                }
              }
              dynamic "size_constraint_statement" {
                for_each = rule.value.with_key == true ? [true] : []
                content {
                  comparison_operator = "GT"
                  size                = 0
                  field_to_match {
                    single_header {
                      name = "x-api-key"
                    }
                  }
                  text_transformation {
                    priority = 0
                    type     = "NONE"
                  }
                }
              }
              dynamic "not_statement" {
                for_each = rule.value.with_key == false ? [true] : []
                content {
                  statement {
                    size_constraint_statement {
                      comparison_operator = "GT"
                      size                = 0
                      field_to_match {
                        single_header {
                          name = "x-api-key"
                        }
                      }
                      text_transformation {
                        priority = 0
                        type     = "NONE"
                      }
                    }
                  }
                }
              }
            }
          }
        }
      }

      visibility_config {
        cloudwatch_metrics_enabled = true
        metric_name                = rule.key
        sampled_requests_enabled   = true
      }
    }
  }

  # With `block` as default, one of these has to be true. How many tokens there are is no secret.
  dynamic "rule" {
    for_each = range(nonsensitive(length(var.origin_tokens)))
    content {
      name     = "Edge${rule.value}"
      priority = 60 + rule.value

      action {
        allow {}
      }

      statement {
        byte_match_statement {
          positional_constraint = "EXACTLY"
          search_string         = var.origin_tokens[rule.value]

          field_to_match {
            single_header {
              name = "x-origin-token"
            }
          }

          text_transformation {
            priority = 0
            type     = "NONE"
          }
        }
      }

      visibility_config {
        cloudwatch_metrics_enabled = true
        metric_name                = "Edge${rule.value}"
        sampled_requests_enabled   = false
      }
    }
  }

  dynamic "rule" {
    for_each = var.allowed
    content {
      name     = rule.key
      priority = 70 + rule.value.order

      action {
        allow {}
      }

      statement {
        byte_match_statement {
          positional_constraint = rule.value.match
          search_string         = rule.value.value

          field_to_match {
            dynamic "single_header" {
              for_each = rule.value.header == null ? [] : [rule.value.header]
              content {
                name = single_header.value
              }
            }
            dynamic "uri_path" {
              for_each = rule.value.header == null ? [true] : []
              content {}
            }
          }

          text_transformation {
            priority = 0
            type     = "NONE"
          }
        }
      }

      visibility_config {
        cloudwatch_metrics_enabled = true
        metric_name                = rule.key
        # Behind the edge a sample would show the origin's token.
        sampled_requests_enabled = var.default_action == "allow"
      }
    }
  }

  visibility_config {
    cloudwatch_metrics_enabled = true
    metric_name                = var.name
    sampled_requests_enabled   = true
  }
}

# The name has to begin so (WAF Developer Guide, "Amazon CloudWatch Logs").
resource "aws_cloudwatch_log_group" "main" {
  region            = var.region
  name              = "aws-waf-logs-${var.name}"
  retention_in_days = var.log_retention_days
}

resource "aws_wafv2_web_acl_logging_configuration" "main" {
  region                  = var.region
  resource_arn            = aws_wafv2_web_acl.main.arn
  log_destination_configs = [aws_cloudwatch_log_group.main.arn]

  dynamic "redacted_fields" {
    for_each = ["authorization", "cookie", "sec-websocket-protocol", "x-api-key", "x-origin-token"]
    content {
      single_header {
        name = redacted_fields.value
      }
    }
  }
  # The old real-time carrier has the token in the query string.
  redacted_fields {
    query_string {}
  }

  # What was let through is in the access log already. What was only counted is logged while rates are tried out; where they block, it would
  # be a record of nearly every partner's request, because Bot Control counts programs. Metrics and sampled requests show it anyway.
  logging_filter {
    default_behavior = "DROP"
    filter {
      behavior    = "KEEP"
      requirement = "MEETS_ANY"
      condition {
        action_condition {
          action = "BLOCK"
        }
      }
      dynamic "condition" {
        for_each = var.rate_limit_action == "count" ? [true] : []
        content {
          action_condition {
            action = "COUNT"
          }
        }
      }
    }
  }
}
