# Off by default: functions outside a VPC reach AWS's public endpoints over TLS, start faster and need no interface endpoints.
module "vpc" {
  source   = "../modules/vpc"
  for_each = var.vpc_enabled ? { for index, region in sort(tolist(local.regions)) : region => index } : {}

  name               = local.name
  region             = each.key
  cidr_block         = "10.${40 + each.value}.0.0/16"
  log_retention_days = var.log_retention_days
}
