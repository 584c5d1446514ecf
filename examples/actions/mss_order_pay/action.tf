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

# An order that needs an approval first: it stays unpaid.
resource "mss_order" "campaign" {
  items = [
    {
      resource_spec_code = "hws.resource.type.metastudio.modeling.voice.onebasic"
      period_type        = "yearly"
      period_num         = 1
    },
  ]
}

# After the approval: terraform apply -invoke=action.mss_order_pay.campaign
action "mss_order_pay" "campaign" {
  config {
    order_id   = mss_order.campaign.id
    max_amount = "120.00"
  }
}
