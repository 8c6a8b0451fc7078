terraform {
  required_version = ">= 1.11"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.45"
    }
  }

  # Bucket, key and region are given at init (README, "Order"); the lock is an object beside the state.
  backend "s3" {
    encrypt      = true
    use_lockfile = true
  }
}

# One provider: whatever lives in the secondary Region says so with its own `region` argument.
provider "aws" {
  region = var.primary_region

  default_tags {
    tags = local.tags
  }
}
