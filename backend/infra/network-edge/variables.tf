# ---- the same in every layer: environments/<environment>/common.tfvars

variable "environment" {
  description = "dev, stage or prod; part of every name."
  type        = string

  validation {
    condition     = contains(["dev", "stage", "prod"], var.environment)
    error_message = "environment is dev, stage or prod."
  }
}

variable "domain_name" {
  description = "Apex of the environment's public zone, for example `northwind-lockers.com`; every host name is below it."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9-]+(\\.[a-z0-9-]+)+$", var.domain_name))
    error_message = "domain_name is a lower-case DNS name without a trailing dot."
  }
}

variable "primary_region" {
  description = "Region of identity, of the table's first replica and of the active app."
  type        = string
}

variable "secondary_region" {
  description = "Region of the second replica and of the warm standby."
  type        = string

  validation {
    condition     = var.secondary_region != var.primary_region
    error_message = "A standby in the same Region is none."
  }
}

variable "state_bucket" {
  description = "Bucket that holds the states of all layers of this environment; it is in the primary Region."
  type        = string
}

variable "cost_center" {
  description = "Value of the cost-allocation tag `CostCenter`."
  type        = string
}

# ---- this layer: environments/<environment>/network-edge.tfvars

variable "origin_token" {
  description = "Secret that CloudFront sends to its origins in `x-origin-token`, so that the origins refuse whoever goes around it. At least 32 characters; comes from the pipeline as TF_VAR_origin_token."
  type        = string
  sensitive   = true

  validation {
    condition     = length(var.origin_token) >= 32
    error_message = "origin_token has at least 32 characters: openssl rand -hex 32."
  }
}

variable "routing_policy" {
  description = "How `rest.<domain>` chooses a Region: `failover` (primary while it is healthy) or `latency` (the nearest healthy one)."
  type        = string
  default     = "failover"

  validation {
    condition     = contains(["failover", "latency"], var.routing_policy)
    error_message = "routing_policy is failover or latency."
  }
}

variable "health_check_interval" {
  description = "Seconds between two health checks of one checker: 10 or 30. Ten costs more and fails over in about 30 s instead of 90 s."
  type        = number
  default     = 30

  validation {
    condition     = contains([10, 30], var.health_check_interval)
    error_message = "Route 53 checks every 10 or every 30 seconds."
  }
}

variable "rate_limit_action" {
  description = "What happens above 1,000 requests per minute and address: `count` (watch first) or `block`."
  type        = string
  default     = "count"

  validation {
    condition     = contains(["count", "block"], var.rate_limit_action)
    error_message = "rate_limit_action is count or block."
  }
}

variable "shield_advanced" {
  description = "Protects the distributions and the zone with Shield Advanced (3,000 USD a month and organization). Shield Standard is always on and free."
  type        = bool
  default     = false
}

variable "vpc_enabled" {
  description = "Makes a private VPC in both Regions. The app's functions move into it with the app layer's variable of the same name."
  type        = bool
  default     = false
}

variable "log_retention_days" {
  description = "How long access and firewall logs stay."
  type        = number
  default     = 90
}
