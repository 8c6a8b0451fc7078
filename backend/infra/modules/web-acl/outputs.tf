output "arn" {
  value = aws_wafv2_web_acl.main.arn
}

output "name" {
  value = aws_wafv2_web_acl.main.name
}
