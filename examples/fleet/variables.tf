variable "members" {
  description = "Members of the fleet by name: the product that each is bought as, and the kind of asset that is made from it, if any."
  type = map(object({
    resource_spec_code = string
    kind               = optional(string)
    period_type        = optional(string, "yearly")
    auto_renew         = optional(bool, false)
  }))
}

variable "given_back" {
  description = "Members to remove from the configuration; their packages are returned for a refund."
  type        = set(string)
  default     = []
}

variable "valid_through" {
  description = "Instants before which the packages of members must not end."
  type        = map(string)
  default     = {}
}

variable "months" {
  description = "On-shelf months to buy, by a name for each purchase: how many of which pool. Void a year after their purchase."
  type        = map(map(number))
  default     = {}
}

variable "renewals" {
  description = "Batches of renewals, by a name for each: how many months which member gets."
  type        = map(map(number))
  default     = {}
}
