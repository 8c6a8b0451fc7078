data "aws_caller_identity" "current" {}

locals {
  name       = "northwind-${var.environment}"
  account_id = data.aws_caller_identity.current.account_id
  is_primary = var.region == var.primary_region

  tags = {
    Application = "northwind-lockers"
    Environment = var.environment
    CostCenter  = var.cost_center
    Layer       = "app"
    ManagedBy   = "terraform"
  }

  # ---- what the contracts and the backend say, as codegen wrote it down
  generated = "${path.module}/../../src/generated"
  manifest  = jsondecode(file("${local.generated}/manifest.json"))
  resources = jsondecode(file("${local.generated}/functions.json"))
  functions = local.resources.functions

  # ---- this Region's share of the data layer
  table_arn        = local.data.table.by_region[var.region].arn
  table_stream_arn = local.data.table.by_region[var.region].stream_arn
  key_arn          = local.data.key_arns[var.region]
  buckets          = local.data.buckets[var.region]
  network          = var.vpc_enabled ? local.edge.vpcs[var.region] : null
}
