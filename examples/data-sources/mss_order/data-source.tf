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

resource "mss_resource_package" "voice" {
  resource_spec_code = "hws.resource.type.metastudio.modeling.voice.onebasic"
  period_type        = "yearly"
  period_num         = 1
}

# The order behind the package, with what it cost.
data "mss_order" "voice" {
  id = mss_resource_package.voice.order_id
}

output "paid" {
  value = "${data.mss_order.voice.amount} ${data.mss_order.voice.currency}"
}
