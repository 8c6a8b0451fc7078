output "bucket" {
  description = "Once this is known the bucket is versioned, so it can be replicated."
  value = {
    name   = aws_s3_bucket_versioning.main.bucket
    arn    = aws_s3_bucket.main.arn
    region = var.region
  }
}

output "tiered" {
  description = "Objects move to Intelligent-Tiering."
  value       = anytrue([for rule in aws_s3_bucket_lifecycle_configuration.main.rule : rule.id == "tier"])
}
