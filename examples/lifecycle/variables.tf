variable "now" {
  description = "The instant that the fleet is looked at and changed at, RFC 3339 in UTC."
  type        = string
  default     = "2027-01-11T01:00:00Z"
}

variable "keep_channel" {
  description = "Whether the livestreaming channel is still wanted. Removing it returns it for a refund."
  type        = bool
  default     = true
}

variable "renew_assets" {
  description = "Whether on-shelf months are spent on the presenter and the narrator."
  type        = bool
  default     = false
}
