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

  auto_pay = true
}

# The package that the order delivered, with what the order does not show of it.
data "mss_resource_package" "voice" {
  order_id = mss_order.voice.id
}

output "voice_ends" {
  value = data.mss_resource_package.voice.expire_time
}
