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

# ---- this layer: environments/<environment>/app.tfvars; applied once per Region with -var region=…

variable "region" {
  description = "The Region of this apply: the primary or the secondary one."
  type        = string
}

variable "origin_token_accepted" {
  description = "A second value of `x-origin-token` that the origins accept while the first is being replaced (README, \"A new origin token\"); empty for none."
  type        = string
  sensitive   = true
  default     = ""

  validation {
    condition     = var.origin_token_accepted == "" || length(var.origin_token_accepted) >= 32
    error_message = "origin_token_accepted has at least 32 characters, or is empty."
  }
}

variable "origin_token" {
  description = "Secret that CloudFront sends in `x-origin-token`; the same as in network-edge, from the pipeline as TF_VAR_origin_token."
  type        = string
  sensitive   = true

  validation {
    condition     = length(var.origin_token) >= 32
    error_message = "origin_token has at least 32 characters: openssl rand -hex 32."
  }
}

variable "deployment_configuration" {
  description = "How CodeDeploy moves a function's traffic to a new version."
  type        = string
  default     = "CodeDeployDefault.LambdaCanary10Percent5Minutes"
}

variable "account_concurrency" {
  description = "The account's limit of concurrent executions in this Region (Service Quotas, L-B99A9384)."
  type        = number
  default     = 1000
}

variable "reserved_concurrency" {
  description = "Function → its share of account_concurrency. What is not listed shares the rest, of which AWS wants 100 left."
  type        = map(number)
  default     = {}
}

variable "provisioned_concurrency" {
  description = "Environments kept warm for the latency-critical functions in the primary Region: `base` for each all year, `peak` by function on the days of the December peak (day of the month and month, as a cron expression has them) from one hour to the other; null for none."
  type = object({
    base      = number
    peak      = map(number)
    peak_days = optional(list(string), ["25-30 11", "* 12"])
    peak_from = optional(number, 6)
    peak_to   = optional(number, 22)
  })
  default = null
}

variable "status_subscriptions" {
  description = "Who is told of each change of its deliveries: a partner's queue (`sqs`, whose own policy admits the topic) or address (`https`), by a name of its own."
  type = map(object({
    topic      = optional(string, "delivery-status")
    protocol   = string
    endpoint   = string
    partner_id = string
  }))
  default = {}

  validation {
    condition     = alltrue([for subscription in values(var.status_subscriptions) : contains(["sqs", "https"], subscription.protocol)])
    error_message = "protocol is sqs or https."
  }
}

variable "vpc_enabled" {
  description = "Moves the functions into network-edge's VPC, which has gateway endpoints for DynamoDB and S3 and interface endpoints for the rest. Off by default: outside it they start faster and cost less."
  type        = bool
  default     = false
}

variable "usage_plans" {
  description = "Plan → requests a second, burst and requests a day of one partner."
  type        = map(object({ rate = number, burst = number, daily = number }))
  default = {
    standard = { rate = 20, burst = 40, daily = 100000 }
    premium  = { rate = 100, burst = 200, daily = 1000000 }
  }
}

variable "method_throttle" {
  description = "Limits of one method over all callers: reading and writing."
  type = object({
    read  = object({ rate = number, burst = number })
    write = object({ rate = number, burst = number })
  })
  default = {
    read  = { rate = 1000, burst = 500 }
    write = { rate = 300, burst = 150 }
  }
}

variable "api_canary" {
  description = "Percentage of REST traffic for the gateway document of this apply, and the digest (output `gateway_digest`) of the one that keeps the rest; null gives it all."
  type        = object({ percent = number, stable_digest = string })
  default     = null
}

variable "lambda_authorizer_function_name" {
  description = "Function that authorizes REST calls instead of the user pool (type REQUEST); null is the user pool. It answers with the same claims that the user pool would have put into the context."
  type        = string
  default     = null
}

variable "graphql_cache" {
  description = "AppSync's server-side cache for the resolvers whose definition asks for it; null for none."
  type        = object({ type = string, ttl_seconds = number })
  default     = null
}

variable "log_retention_days" {
  description = "How long logs stay."
  type        = number
  default     = 90
}
