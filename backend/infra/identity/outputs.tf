output "user_pool" {
  description = "The pool that both doors trust, in both Regions."
  value = {
    id     = aws_cognito_user_pool.main.id
    arn    = aws_cognito_user_pool.main.arn
    name   = aws_cognito_user_pool.main.name
    region = var.primary_region
    issuer = "https://${aws_cognito_user_pool.main.endpoint}"
  }
}

output "token_url" {
  description = "OAuth token endpoint."
  value       = "https://${aws_cognito_user_pool_domain.main.domain}/oauth2/token"
}

output "clients" {
  description = "Client ids of the mobile app and of the dashboard."
  value       = { for channel, client in aws_cognito_user_pool_client.user : channel => client.id }
}

output "partners" {
  description = "Partner id → name, usage plan, client id and the ARN of its secret."
  value = {
    for id, partner in var.partners : id => {
      name       = partner.name
      plan       = partner.plan
      client_id  = aws_cognito_user_pool_client.partner[id].id
      secret_arn = aws_secretsmanager_secret.partner[id].arn
    }
  }
}

output "identity_pool_id" {
  description = "For apps that need AWS credentials."
  value       = aws_cognito_identity_pool.main.id
}
