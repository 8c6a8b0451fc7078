# The account's own recorder of AWS Config, in every Region that holds something of ours: the organization's rules fail in an account
# without one. What is recorded goes to the organization's bucket, which `governance` makes before.
locals {
  global_region    = "us-east-1"
  recorder_regions = toset([var.primary_region, var.secondary_region, local.global_region])
  config_bucket    = "northwind-organization-config-${var.organization_account_id}"
}

resource "aws_iam_service_linked_role" "config" {
  aws_service_name = "config.amazonaws.com"
}

# The world's resources, such as roles, are recorded once.
resource "aws_config_configuration_recorder" "main" {
  for_each = local.recorder_regions

  region   = each.key
  name     = "default"
  role_arn = aws_iam_service_linked_role.config.arn

  recording_group {
    all_supported                 = true
    include_global_resource_types = each.key == local.global_region
  }
}

resource "aws_config_delivery_channel" "main" {
  for_each = aws_config_configuration_recorder.main

  region         = each.key
  name           = "default"
  s3_bucket_name = local.config_bucket
}

resource "aws_config_configuration_recorder_status" "main" {
  for_each = aws_config_configuration_recorder.main

  region     = each.key
  name       = each.value.name
  is_enabled = true

  depends_on = [aws_config_delivery_channel.main]
}
