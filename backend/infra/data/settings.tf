locals {
  parameters = merge(
    { for name, value in var.settings : "settings/${name}" => value },
    { for name, value in var.feature_flags : "flags/${name}" => tostring(value) },
  )
}

resource "aws_ssm_parameter" "main" {
  for_each = {
    for place in setproduct(keys(local.parameters), local.regions) :
    "${place[0]} ${place[1]}" => { name = place[0], region = place[1] }
  }

  region = each.value.region
  name   = "/northwind/${var.environment}/${each.value.name}"
  type   = "String"
  value  = local.parameters[each.value.name]
}

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
