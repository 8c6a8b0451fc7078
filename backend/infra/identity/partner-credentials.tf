# What a partner's server needs, in one secret, replaced every credential_rotation_days. Cognito keeps two secrets of a client at a
# time (Cognito API Reference, "AddUserPoolClientSecret"), so a partner who reads the secret anew within one period never fails.
resource "aws_secretsmanager_secret" "partner" {
  for_each = var.partners

  name                    = "${local.name}/partners/${each.key}"
  description             = "Client credentials of ${each.value.name}."
  recovery_window_in_days = local.protected ? 30 : 7

  replica {
    region = var.secondary_region
  }
}

resource "aws_secretsmanager_secret_version" "partner" {
  for_each = var.partners

  secret_id = aws_secretsmanager_secret.partner[each.key].id
  secret_string = jsonencode({
    partnerId    = each.key
    clientId     = aws_cognito_user_pool_client.partner[each.key].id
    clientSecret = aws_cognito_user_pool_client.partner[each.key].client_secret
    tokenUrl     = "https://${local.edge.hosts.sign_in}/oauth2/token"
    scope        = join(" ", sort(coalesce(each.value.scopes, local.partner_scopes)))
  })

  # The first value only: from then on the rotation writes it.
  lifecycle {
    ignore_changes = [secret_string, version_stages]
  }
}

module "credential_rotation" {
  source = "../modules/lambda-function"

  name               = "${local.name}-credential-rotation"
  description        = "Replaces partners' client secrets on Secrets Manager's schedule."
  region_code        = var.primary_region
  package            = "${path.module}/../../dist/functions/credential-rotation.zip"
  memory_size        = 512
  timeout            = 30
  log_retention_days = var.log_retention_days
  environment        = { USER_POOL_ID = aws_cognito_user_pool.main.id }

  statements = [
    {
      sid = "RotateSecretsOfPartners"
      actions = [
        "secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue",
        "secretsmanager:PutSecretValue", "secretsmanager:UpdateSecretVersionStage",
      ]
      # All partners' by their prefix: one ARN each would be more than a role may have (10,240 characters) at the 80th partner.
      resources = [local.partner_secrets_arn]
    },
    {
      sid = "ReplaceClientSecrets"
      actions = [
        "cognito-idp:AddUserPoolClientSecret", "cognito-idp:DeleteUserPoolClientSecret", "cognito-idp:ListUserPoolClientSecrets",
      ]
      resources = [aws_cognito_user_pool.main.arn]
    },
  ]
}

locals {
  partner_secrets_arn = provider::aws::arn_build(
    "aws", "secretsmanager", var.primary_region, data.aws_caller_identity.current.account_id, "secret:${local.name}/partners/*",
  )
}

resource "aws_lambda_permission" "rotation" {
  statement_id   = "SecretsManagerRotates"
  action         = "lambda:InvokeFunction"
  function_name  = module.credential_rotation.function.name
  qualifier      = module.credential_rotation.function.alias
  principal      = "secretsmanager.amazonaws.com"
  source_account = data.aws_caller_identity.current.account_id
}

resource "aws_secretsmanager_secret_rotation" "partner" {
  for_each = aws_secretsmanager_secret.partner

  secret_id           = each.value.id
  rotation_lambda_arn = module.credential_rotation.function.alias_arn
  # The first secret is in Terraform's state, where whoever plans may read it: it ends with the first rotation, before anybody has it.
  rotate_immediately = true

  rotation_rules {
    automatically_after_days = var.credential_rotation_days
  }

  depends_on = [aws_lambda_permission.rotation, aws_secretsmanager_secret_version.partner]
}
