terraform {
  required_providers {
    mss = {
      source = "mss-iac/mss"
    }
  }
}

provider "mss" {
  accept_agreements = true
  project_id        = "demo"
}

resource "mss_order" "voice" {
  items = [
    {
      resource_spec_code = "hws.resource.type.metastudio.modeling.voice.onebasic"
      period_type        = "yearly"
      period_num         = 1
    },
  ]
}

# Unpaid orders, including those placed elsewhere.
data "mss_orders" "unpaid" {
  status = "pending_payment"

  depends_on = [mss_order.voice]
}

output "unpaid" {
  value = { for order in data.mss_orders.unpaid.orders : order.id => "${order.amount} ${order.currency}" }
}
