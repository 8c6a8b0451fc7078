locals {
  name    = "northwind-${var.environment}"
  regions = toset([var.primary_region, var.secondary_region])

  # CloudFront, its certificate and its web ACL live in us-east-1 wherever the stack is.
  global_region = "us-east-1"

  tags = {
    Application = "northwind-lockers"
    Environment = var.environment
    CostCenter  = var.cost_center
    Layer       = "network-edge"
    ManagedBy   = "terraform"
  }

  # Every public name of the environment, in one place; other layers read them from this state.
  hosts = {
    apex      = var.domain_name
    edge      = "api.${var.domain_name}"
    dashboard = "dashboard.${var.domain_name}"
    sign_in   = "auth.${var.domain_name}"
    active    = "active.${var.domain_name}"
    rest      = "rest.${var.domain_name}"
    rest_by_region = {
      for region in local.regions : region => "rest.${region}.${var.domain_name}"
    }
    graphql_by_region = {
      for region in local.regions : region => "graphql.${region}.${var.domain_name}"
    }
  }
  # Origin → host; the edge's function chooses among GraphQL's by their ids.
  graphql_origins = { for region, host in local.hosts.graphql_by_region : "graphql-${region}" => host }

  # A wildcard covers one label only, and the Regions' hosts are one label deeper.
  certificate_names = flatten([
    ["*.${var.domain_name}"],
    [for region in local.regions : ["*.${region}.${var.domain_name}"]],
  ])

  # The path that DNS failover asks comes from the contract.
  manifest    = jsondecode(file("${path.module}/../../src/generated/manifest.json"))
  store_key   = jsondecode(file("${path.module}/../../src/generated/functions.json")).functions.failover.environment.EDGE_STORE_KEY.value
  health_path = "${local.manifest.basePath}${local.manifest.operations["getHealth"].path}"
}
