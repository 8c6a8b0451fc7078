variable "name" {
  description = "Name on AWS: northwind-<environment>-<function>."
  type        = string
}

variable "description" {
  description = "One sentence for the console."
  type        = string
}

variable "region_code" {
  description = "Region, as part of the global role's name."
  type        = string
}

variable "package" {
  description = "Path of the zip, made by `npm run infra:package`."
  type        = string
}

variable "runtime" {
  description = "Lambda runtime."
  type        = string
  default     = "nodejs24.x"
}

variable "memory_size" {
  description = "MB."
  type        = number
}

variable "timeout" {
  description = "Seconds."
  type        = number
}

variable "environment" {
  description = "Environment variables."
  type        = map(string)
}

variable "kms_key_arn" {
  description = "Key that encrypts the environment variables; null is AWS's own."
  type        = string
  default     = null
}

variable "statements" {
  description = "What the role allows besides its own log and traces. leading_keys becomes a condition on the partition keys."
  type = list(object({
    sid          = string
    actions      = list(string)
    resources    = list(string)
    leading_keys = optional(list(string))
  }))
}

variable "log_retention_days" {
  description = "How long its log stays."
  type        = number
}

variable "reserved_concurrency" {
  description = "Share of the account's concurrency: at least and at most so many at a time; -1 is neither."
  type        = number
  default     = -1
}

variable "provisioned" {
  description = "Environments kept warm: `base` all year, `peak` on the days of the peak (`* 12` is each of December's) from one hour to the other; null is none."
  type = object({
    base      = number
    peak      = number
    peak_days = list(string)
    peak_from = number
    peak_to   = number
  })
  default = null
}

variable "network" {
  description = "Subnets and security group; null keeps the function outside a VPC."
  type = object({
    subnet_ids                 = list(string)
    function_security_group_id = string
  })
  default = null
}

variable "deployment" {
  description = "CodeDeploy application, configuration and role; null for a function whose new version may take all traffic at once."
  type = object({
    application   = string
    configuration = string
    role_arn      = string
  })
  default = null
}
