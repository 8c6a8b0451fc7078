variable "regions" {
  description = "Where something of ours is, us-east-1 among them for CloudFront."
  type        = set(string)
}

variable "global_region" {
  description = "The one of them that records what belongs to no Region."
  type        = string
}

variable "bucket" {
  description = "Name of the organization's bucket, whose policy admits Config."
  type        = string
}
