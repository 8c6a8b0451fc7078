home_region     = "eu-central-1"
organization_id = "o-nw0l0ckers1"
allowed_regions = ["eu-central-1", "eu-west-1", "us-east-1"]

# Every account has its recorder; false in an organization's first apply.
rules_enabled = true

workload_unit_ids = {
  non-production = "ou-nw01-nonprod1"
  production     = "ou-nw01-product1"
}
