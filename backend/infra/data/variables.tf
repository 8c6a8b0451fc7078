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

# ---- this layer: environments/<environment>/data.tfvars

variable "upload_origins" {
  description = "Origins besides the dashboard whose pages upload to pre-signed URLs."
  type        = list(string)
  default     = []
}

variable "backup_retention_days" {
  description = "Days that the monthly backups stay; point-in-time recovery covers the last 35 by itself."
  type        = number
  default     = 91
}

variable "backup_lock" {
  description = "Locks the vaults in compliance mode: after thirty days, in which it can still be taken back, nobody, not even the account's root, can delete a backup early."
  type        = bool
  default     = false
}
