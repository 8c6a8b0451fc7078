variable "name" {
  description = "Prefix of every name."
  type        = string
}

variable "region" {
  description = "Where the VPC lives."
  type        = string
}

variable "cidr_block" {
  description = "A /16 that no peer uses."
  type        = string
}

variable "log_retention_days" {
  description = "How long refused flows are kept."
  type        = number
}
