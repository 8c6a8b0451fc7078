data "terraform_remote_state" "network_edge" {
  backend = "s3"
  config = {
    bucket = var.state_bucket
    key    = "${var.environment}/network-edge.tfstate"
    region = var.primary_region
  }
}

locals {
  edge = data.terraform_remote_state.network_edge.outputs
}
