data "aws_caller_identity" "current" {}

locals {
  name       = "northwind-${var.environment}"
  account_id = data.aws_caller_identity.current.account_id
  regions    = toset([var.primary_region, var.secondary_region])

  # dev may be thrown away; what people rely on may not.
  protected = var.environment != "dev"

  tags = {
    Application = "northwind-lockers"
    Environment = var.environment
    CostCenter  = var.cost_center
    Layer       = "data"
    ManagedBy   = "terraform"
  }

  table = jsondecode(file("${path.module}/../../src/generated/table.json"))
  # Paid once, and for production alone: other environments grow into their peaks.
  warm_throughput = var.environment == "prod" ? [local.table.warmThroughput] : []

  resources = jsondecode(file("${path.module}/../../src/generated/functions.json"))
  buckets   = local.resources.buckets
  secrets   = local.resources.secrets
}
