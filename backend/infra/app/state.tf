data "terraform_remote_state" "network_edge" {
  backend = "s3"
  config = {
    bucket = var.state_bucket
    key    = "${var.environment}/network-edge.tfstate"
    region = var.primary_region
  }
}

data "terraform_remote_state" "identity" {
  backend = "s3"
  config = {
    bucket = var.state_bucket
    key    = "${var.environment}/identity.tfstate"
    region = var.primary_region
  }
}

data "terraform_remote_state" "data" {
  backend = "s3"
  config = {
    bucket = var.state_bucket
    key    = "${var.environment}/data.tfstate"
    region = var.primary_region
  }
}

# A partner's key has to open both Regions' doors, so the standby takes over the values that API Gateway made up in the primary.
data "terraform_remote_state" "primary_app" {
  count   = local.is_primary ? 0 : 1
  backend = "s3"
  config = {
    bucket = var.state_bucket
    key    = "${var.environment}/app-${var.primary_region}.tfstate"
    region = var.primary_region
  }
}

locals {
  edge     = data.terraform_remote_state.network_edge.outputs
  identity = data.terraform_remote_state.identity.outputs
  data     = data.terraform_remote_state.data.outputs
}
