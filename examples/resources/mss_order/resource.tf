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

# One order with two lines, of on-shelf months, which only the simulated cloud has. With payment it is paid at once; without,
# it waits for payment until payment_deadline, and adding payment = {} later pays it in place.
resource "mss_order" "months" {
  items = [
    {
      resource_spec_code = "mss.onshelf.studio_2d"
      period_type        = "monthly"
      period_num         = 12
    },
    {
      resource_spec_code = "mss.onshelf.voice_clone"
      period_type        = "monthly"
      period_num         = 6
    },
  ]

  payment = {}
}

output "order" {
  value = {
    status   = mss_order.months.status
    amount   = mss_order.months.amount
    currency = mss_order.months.currency
    packages = mss_order.months.packages
  }
}
