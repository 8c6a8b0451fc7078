# The one layer that cannot keep its state in the bucket it makes: its state is local, small, and made anew by import if lost.
terraform {
  required_version = ">= 1.11"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.45"
    }
  }
}

provider "aws" {
  region = var.primary_region

  default_tags {
    tags = {
      Application = "northwind-lockers"
      Environment = var.environment
      CostCenter  = var.cost_center
      Layer       = "bootstrap"
      ManagedBy   = "terraform"
    }
  }
}
