# The organization is there before Terraform is: import it before the first apply (README, "Governance"). Services that act in every
# account need its trust, and policies of a type are refused while the type is off.
resource "aws_organizations_organization" "main" {
  feature_set = "ALL"

  aws_service_access_principals = [
    "cloudtrail.amazonaws.com",
    "config.amazonaws.com",
    "config-multiaccountsetup.amazonaws.com",
    "tagpolicies.tag.amazonaws.com",
  ]
  enabled_policy_types = ["SERVICE_CONTROL_POLICY", "TAG_POLICY"]
}
