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

# ---- this layer: environments/<environment>/operations.tfvars; applied once per Region with -var region=…

variable "region" {
  description = "The Region of this apply: the primary or the secondary one."
  type        = string
}

variable "page_emails" {
  description = "Addresses that are paged; a pager's own integration subscribes to the topic of the output `page_topic`."
  type        = list(string)
  default     = []
}

variable "ticket_emails" {
  description = "Addresses that get what can wait until the morning."
  type        = list(string)
  default     = []
}

variable "availability_objective" {
  description = "Share of answers that must be no fault of ours, over 30 days: 0.999."
  type        = number
  default     = 0.999

  validation {
    condition     = var.availability_objective >= 0.9 && var.availability_objective < 1
    error_message = "availability_objective is a share below 1, such as 0.999."
  }
}

variable "latency_objective_ms" {
  description = "Milliseconds within which 99 of 100 answers should be there."
  type        = object({ rest = number, graphql = number })
  default     = { rest = 800, graphql = 500 }
}

variable "monthly_budget_usd" {
  description = "What the environment may cost a month, in USD; at 80 % of it and at a forecast of 100 % there is mail."
  type        = number
}

variable "canary" {
  description = "The synthetic canary: minutes between two runs and its runtime; null for none."
  type = object({
    minutes = number
    runtime = optional(string, "syn-nodejs-puppeteer-11.0")
  })
  default = { minutes = 5 }
}
