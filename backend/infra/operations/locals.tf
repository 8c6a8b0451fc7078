data "aws_caller_identity" "current" {}

locals {
  name       = "northwind-${var.environment}"
  account_id = data.aws_caller_identity.current.account_id
  is_primary = var.region == var.primary_region

  tags = {
    Application = "northwind-lockers"
    Environment = var.environment
    CostCenter  = var.cost_center
    Layer       = "operations"
    ManagedBy   = "terraform"
  }

  functions          = local.app.functions
  critical_functions = { for name, function in local.functions : name => function if function.latency_critical }
  runbook            = "https://github.com/northwind-lockers/partner-kit/blob/main/backend/infra/README.md"

  # ---- dimensions, once for alarms, objectives and dashboards
  rest_dimensions    = { ApiName = local.app.rest.name, Stage = local.app.rest.stage }
  graphql_dimensions = { GraphQLAPIId = local.app.graphql.api_id }
}
