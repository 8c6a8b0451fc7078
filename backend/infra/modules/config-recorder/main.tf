# An account's recorder of AWS Config in each Region that is looked at, and where it delivers.
resource "aws_iam_service_linked_role" "main" {
  aws_service_name = "config.amazonaws.com"
}

# The world's resources, such as roles, are recorded once.
resource "aws_config_configuration_recorder" "main" {
  for_each = var.regions

  region   = each.key
  name     = "default"
  role_arn = aws_iam_service_linked_role.main.arn

  recording_group {
    all_supported                 = true
    include_global_resource_types = each.key == var.global_region
  }
}

resource "aws_config_delivery_channel" "main" {
  for_each = aws_config_configuration_recorder.main

  region         = each.key
  name           = "default"
  s3_bucket_name = var.bucket
}

resource "aws_config_configuration_recorder_status" "main" {
  for_each = aws_config_configuration_recorder.main

  region     = each.key
  name       = each.value.name
  is_enabled = true

  depends_on = [aws_config_delivery_channel.main]
}
