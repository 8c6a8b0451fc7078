variable "name" {
  description = "Name of the web ACL and of its metric."
  type        = string
}

variable "scope" {
  description = "CLOUDFRONT (then region is us-east-1) or REGIONAL."
  type        = string
}

variable "region" {
  description = "Where the web ACL lives."
  type        = string
}

variable "default_action" {
  description = "`allow`, or `block` for an origin that only the edge may reach."
  type        = string
}

variable "rate_limit_action" {
  description = "`count` or `block` above 1,000 requests a minute and address, or, of who sends an API key, above key_rate_limit; null for no such rule."
  type        = string
  default     = null
}

variable "key_rate_limit" {
  description = "Requests a minute and API key: more than the largest usage plan allows, because plans are kept by API Gateway, and this is against floods. Null where nobody has a key: an address is then counted whatever it sends."
  type        = number
  default     = 9000
}

variable "content_inspected" {
  description = "Whether paths, queries and bodies are looked at; the sign-in page takes addresses of programs on this machine (`http://127.0.0.1…`), which the groups refuse."
  type        = bool
  default     = true
}

variable "open_path" {
  description = "A path that anybody may call without a token, and the requests a minute and address that are enough for it; more is blocked. Null for none."
  type        = object({ path = string, limit = number })
  default     = null
}

variable "bot_control" {
  description = "Adds the bot-control group for requests without a token (billed per request)."
  type        = bool
  default     = false
}

variable "origin_tokens" {
  description = "Values of `x-origin-token` that pass: the one that the edge sends and, while it is being replaced, another."
  type        = list(string)
  default     = []
  sensitive   = true
}

variable "allowed" {
  description = "Who passes where the default is to block, or without Bot Control where it is to allow: a header (null: the path) and the value that it has to match (EXACTLY or STARTS_WITH)."
  type = map(object({
    order  = number
    header = optional(string)
    match  = string
    value  = string
  }))
  default = {}
}

variable "log_retention_days" {
  description = "How long the log of marked requests stays."
  type        = number
}
