# The account's own recorder of AWS Config, in every Region that holds something of ours: the organization's rules fail in an account
# without one. What is recorded goes to the organization's bucket, which `governance` makes before.
locals {
  global_region = "us-east-1"
}

module "config_recorder" {
  source = "../modules/config-recorder"

  regions       = toset([var.primary_region, var.secondary_region, local.global_region])
  global_region = local.global_region
  bucket        = "northwind-organization-config-${var.organization_account_id}"
}
