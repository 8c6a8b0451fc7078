terraform {
  required_version = ">= 1.11"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.45"
    }
  }

  backend "s3" {
    encrypt      = true
    use_lockfile = true
  }
}

# The organization's management account, or its delegated administrator.
provider "aws" {
  region = var.home_region

  default_tags {
    tags = {
      Application = "northwind-lockers"
      Layer       = "governance"
      ManagedBy   = "terraform"
    }
  }
}
