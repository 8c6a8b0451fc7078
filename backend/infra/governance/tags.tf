# The tags that costs are told apart by: spelled one way, with known values, and visible to billing.
locals {
  tagged_services = [
    "cloudfront:distribution", "dynamodb:table", "kms:key", "lambda:function", "s3:bucket", "secretsmanager:*", "sns:topic", "sqs:queue",
  ]
}

resource "aws_organizations_policy" "tags" {
  name        = "northwind-tags"
  description = "Application, Environment and CostCenter."
  type        = "TAG_POLICY"
  content = jsonencode({
    tags = {
      Application = { tag_key = { "@@assign" = "Application" } }
      CostCenter  = { tag_key = { "@@assign" = "CostCenter" } }
      Environment = {
        tag_key      = { "@@assign" = "Environment" }
        tag_value    = { "@@assign" = var.environments }
        enforced_for = { "@@assign" = local.tagged_services }
      }
    }
  })

  # Policies of a type are refused while the type is off.
  depends_on = [aws_organizations_organization.main]
}

resource "aws_organizations_policy_attachment" "tags" {
  for_each = var.workload_unit_ids

  policy_id = aws_organizations_policy.tags.id
  target_id = each.value
}

# Only the payer may do this, so it is here and not in operations.
resource "aws_ce_cost_allocation_tag" "main" {
  for_each = toset(["Application", "CostCenter", "Environment", "Layer"])

  tag_key = each.key
  status  = "Active"
}
