# us-east-1 for CloudFront, AppSync's custom domains and the sign-in page (all three are CloudFront inside), and each Region for
# its API Gateway (ACM User Guide, "Supported Regions"; AppSync Developer Guide, "Configuring custom domain names").
resource "aws_acm_certificate" "main" {
  for_each = setunion(local.regions, [local.global_region])

  region                    = each.key
  domain_name               = var.domain_name
  subject_alternative_names = local.certificate_names
  validation_method         = "DNS"
  key_algorithm             = "RSA_2048"

  lifecycle {
    create_before_destroy = true
  }
}

# A name and its wildcard are proven by one and the same record, and so are all Regions' certificates for it.
resource "aws_route53_record" "certificate" {
  for_each = {
    for option in aws_acm_certificate.main[local.global_region].domain_validation_options :
    trimprefix(option.domain_name, "*.") => option...
  }

  zone_id         = aws_route53_zone.main.zone_id
  name            = each.value[0].resource_record_name
  type            = each.value[0].resource_record_type
  records         = [each.value[0].resource_record_value]
  ttl             = 300
  allow_overwrite = true
}

resource "aws_acm_certificate_validation" "main" {
  for_each = aws_acm_certificate.main

  region                  = each.key
  certificate_arn         = each.value.arn
  validation_record_fqdns = [for record in aws_route53_record.certificate : record.fqdn]
}
