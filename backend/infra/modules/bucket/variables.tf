variable "name" {
  description = "Name of the bucket, unique among everybody's: it ends in account and Region."
  type        = string
}

variable "region" {
  description = "Where the bucket lives."
  type        = string
}

variable "kms_key_arn" {
  description = "Key of that Region; null is S3's own encryption, for buckets that a log service writes to."
  type        = string
}

variable "access_log" {
  description = "Bucket of the same Region that takes the access log; null for the log bucket itself."
  type        = object({ bucket = string })
  default     = null
}

variable "cors_origins" {
  description = "Origins whose pages may upload to and download from pre-signed URLs."
  type        = list(string)
  default     = []
}

variable "expire_after_days" {
  description = "Days after which objects are deleted; null keeps them. What stays longer than 90 days moves to Intelligent-Tiering after 30."
  type        = number
  default     = null
}

variable "policies" {
  description = "JSON policies that are merged into the bucket's."
  type        = list(string)
  default     = []
}

variable "force_destroy" {
  description = "Lets `destroy` delete a bucket that still has objects."
  type        = bool
  default     = false
}
