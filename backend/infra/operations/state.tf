data "terraform_remote_state" "network_edge" {
  backend = "s3"
  config = {
    bucket = var.state_bucket
    key    = "${var.environment}/network-edge.tfstate"
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

data "terraform_remote_state" "app" {
  backend = "s3"
  config = {
    bucket = var.state_bucket
    key    = "${var.environment}/app-${var.region}.tfstate"
    region = var.primary_region
  }
}

locals {
  edge = data.terraform_remote_state.network_edge.outputs
  data = data.terraform_remote_state.data.outputs
  app  = data.terraform_remote_state.app.outputs
}
