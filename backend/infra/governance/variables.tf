# Organization level: one state for all environments, applied by hand and seldom. environments/governance.tfvars

variable "home_region" {
  description = "Where the trail and its bucket live."
  type        = string
}

variable "organization_id" {
  description = "The organization, for example o-a1b2c3d4e5."
  type        = string

  validation {
    condition     = can(regex("^o-[a-z0-9]{10,32}$", var.organization_id))
    error_message = "An organization id is o- and 10 to 32 letters and digits."
  }
}

variable "workload_unit_ids" {
  description = "Name → organizational unit that the policies bind: the environments' accounts."
  type        = map(string)
}

variable "allowed_regions" {
  description = "Regions in which anything may be made. us-east-1 is where CloudFront, WAF for it and certificates live."
  type        = list(string)

  validation {
    condition     = contains(var.allowed_regions, "us-east-1")
    error_message = "Without us-east-1 there is no edge."
  }
}

variable "rules_enabled" {
  description = "The organization's Config rules: off in the first apply, on once every account has its recorder from bootstrap."
  type        = bool
  default     = false
}

variable "environments" {
  description = "Values that the tag Environment may have."
  type        = list(string)
  default     = ["dev", "stage", "prod"]
}

variable "trail_retention_days" {
  description = "How long the trail's files stay."
  type        = number
  default     = 2555
}
