output "table" {
  description = "The table: the same name in both Regions, and per Region its ARN and its stream."
  value = {
    name    = aws_dynamodb_table.main.name
    indexes = [for index in local.table.globalSecondaryIndexes : index.name]
    by_region = {
      (var.primary_region) = { arn = aws_dynamodb_table.main.arn, stream_arn = aws_dynamodb_table.main.stream_arn }
      (var.secondary_region) = {
        arn        = provider::aws::arn_build("aws", "dynamodb", var.secondary_region, local.account_id, "table/${aws_dynamodb_table.main.name}")
        stream_arn = one([for replica in aws_dynamodb_table.main.replica : replica.stream_arn])
      }
    }
  }
}

output "key_arns" {
  description = "Region → ARN of the data key."
  value       = local.key_arns
}

output "buckets" {
  description = "Region → logical name → { name, arn }."
  value = {
    for region in local.regions : region => {
      for name in keys(local.bucket_names) : name => {
        name = module.bucket["${name} ${region}"].bucket.name
        arn  = module.bucket["${name} ${region}"].bucket.arn
      }
    }
  }
}

output "log_buckets" {
  description = "Region → bucket for access logs."
  value       = { for region, bucket in module.log_bucket : region => bucket.bucket.name }
}

output "secrets" {
  description = "Logical name → the secret's name, the same in both Regions."
  value       = { for name, secret in aws_secretsmanager_secret.main : name => secret.name }
}
