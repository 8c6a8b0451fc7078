# What a partner's server needs first, in one secret, for whoever hands it over. Nothing here replaces it: a partner cannot read it, so
# its programs would end with the second replacement. They replace their client secret themselves (`createClientSecret`,
# `deleteClientSecret`), this first one within a week, and are told until they have.
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

  # The first value only: the partner's own secrets are known to the partner alone.
  lifecycle {
    ignore_changes = [secret_string, version_stages]
  }
}
