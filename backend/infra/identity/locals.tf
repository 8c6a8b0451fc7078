data "aws_caller_identity" "current" {}

locals {
  name      = "northwind-${var.environment}"
  protected = var.environment != "dev"

  tags = {
    Application = "northwind-lockers"
    Environment = var.environment
    CostCenter  = var.cost_center
    Layer       = "identity"
    ManagedBy   = "terraform"
  }

  manifest  = jsondecode(file("${path.module}/../../src/generated/manifest.json"))
  functions = jsondecode(file("${path.module}/../../src/generated/functions.json"))
  user_pool = jsondecode(file("${path.module}/../../src/generated/user-pool.json"))

  # `northwind/invoices.read` → the resource server `northwind` with a scope `invoices.read`, described as in the contract.
  scopes          = local.manifest.scopes
  resource_server = one(distinct([for scope in keys(local.scopes) : split("/", scope)[0]]))
  partner_scopes  = local.manifest.scopesByGroup["partner"]

  groups           = toset(keys(local.manifest.scopesByGroup))
  group_precedence = local.user_pool.groupPrecedence

  # The trigger lives in the app layer, which comes later; its name is the function manifest's. Cognito looks it up when a token
  # is asked for, and the app layer gives Cognito the right to call it.
  token_trigger = one([
    for function in local.functions.functions : function.name
    if contains([for trigger in function.triggers : trigger.kind], "user-pool")
  ])
  token_trigger_arn = provider::aws::arn_build(
    "aws", "lambda", var.primary_region, data.aws_caller_identity.current.account_id,
    "function:${local.name}-${local.token_trigger}:live",
  )
}
