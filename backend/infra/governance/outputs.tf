output "config_bucket" {
  description = "Where the accounts' Config recorders deliver."
  value       = module.config_bucket.bucket.name
}

output "trail_arn" {
  description = "The organization's trail."
  value       = aws_cloudtrail.main.arn
}
