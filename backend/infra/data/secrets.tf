# Empty boxes: the values are put in by hand once (README, "First deploy") and never pass through Terraform's arguments.
resource "aws_secretsmanager_secret" "main" {
  for_each = local.secrets

  name                    = "${local.name}/${each.key}"
  description             = each.value.description
  kms_key_id              = aws_kms_key.data.arn
  recovery_window_in_days = local.protected ? 30 : 7

  replica {
    region     = var.secondary_region
    kms_key_id = aws_kms_replica_key.data.arn
  }
}
