variable "name" {
  description = "Name without `.fifo`."
  type        = string
}

variable "fifo" {
  description = "Ordered within a message group."
  type        = bool
}

variable "visibility_timeout" {
  description = "Seconds that a received message stays hidden."
  type        = number
}

variable "message_retention" {
  description = "Seconds that a message waits."
  type        = number
}

variable "max_receive_count" {
  description = "After so many receives a message goes to the dead-letter queue."
  type        = number
}

variable "kms_key_arn" {
  description = "Key that encrypts the messages."
  type        = string
}

variable "event_source_arns" {
  description = "EventBridge rules and buses that may send to it, and to its dead-letter queue what they could not deliver."
  type        = map(string)
  default     = {}
}
