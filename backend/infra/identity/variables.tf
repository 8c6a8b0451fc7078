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

# ---- this layer: environments/<environment>/identity.tfvars

variable "first_admin" {
  description = "Email address of the first admin, who is invited when the pool is made and invites everybody else."
  type        = string
  default     = null

  validation {
    condition     = var.first_admin == null || can(regex("^[^@[:space:]A-Z]+@[^@[:space:]A-Z]+$", var.first_admin))
    error_message = "first_admin is an email address in lower case, as the user pool keeps it."
  }
}

variable "partners" {
  description = "Partner id → its name, its usage plan and, where they are fewer than the group's, its scopes. One machine client, one usage-plan key and one secret each."
  type = map(object({
    name   = string
    plan   = optional(string, "standard")
    scopes = optional(list(string))
  }))
  default = {}

  validation {
    condition     = alltrue([for id in keys(var.partners) : can(regex(local.manifest.idPatterns["PartnerId"], id))])
    error_message = "A partner id must match the contract's pattern, ${local.manifest.idPatterns["PartnerId"]}."
  }
}

variable "google" {
  description = "Sign-in with Google; null is without."
  type        = object({ client_id = string, client_secret = string })
  default     = null
  sensitive   = true
}

variable "apple" {
  description = "Sign-in with Apple; null is without."
  type        = object({ services_id = string, team_id = string, key_id = string, private_key = string })
  default     = null
  sensitive   = true
}

variable "log_retention_days" {
  description = "How long sign-in and function logs stay."
  type        = number
  default     = 90
}
