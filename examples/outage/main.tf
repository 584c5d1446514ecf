# A voice with months in stock, as a module that is tested against what goes wrong: a declined payment, answers that are lost after the money moved, an
# order that is delivered days later. "make build" in the repository, then "terraform init" and "terraform test" here.

terraform {
  required_providers {
    mss = {
      source = "mss-iac/mss"
    }
  }
}

variable "months" {
  description = "On-shelf months that the voice gets from the stock."
  type        = number
  default     = 0
}

resource "mss_order" "stock" {
  items = [{
    resource_spec_code = "mss.onshelf.voice_clone"
    period_type        = "monthly"
    period_num         = 6
  }]

  payment = {}
}

# After the order, so that the first payment is always the order's.
resource "mss_resource_package" "voice" {
  resource_spec_code = "hws.resource.type.metastudio.modeling.voice.onebasic"
  period_type        = "yearly"
  period_num         = 1

  depends_on = [mss_order.stock]
}

resource "mss_asset" "narrator" {
  kind       = "voice_clone"
  name       = "narrator"
  package_id = mss_resource_package.voice.id
}

resource "mss_asset_renewal" "batch" {
  count = var.months > 0 ? 1 : 0

  renewals = [{ asset_id = mss_asset.narrator.id, months = var.months }]
}

data "mss_orders" "completed" {
  status = "completed"

  depends_on = [mss_resource_package.voice, mss_order.stock]
}

data "mss_quotas" "stock" {
  depends_on = [mss_asset_renewal.batch]
}

output "charges" {
  description = "What the account paid, order by order."
  value       = sort([for order in data.mss_orders.completed.orders : order.amount])
}

output "left" {
  description = "Months left in stock."
  value       = one([for quota in data.mss_quotas.stock.quotas : quota.available if quota.pool == "voice_clone"])
}

check "stock_is_delivered" {
  assert {
    condition     = mss_order.stock.status == "completed"
    error_message = "The stock is ${mss_order.stock.status}."
  }
}
