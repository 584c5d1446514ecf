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

resource "mss_order" "months" {
  items = [
    {
      resource_spec_code = "mss.onshelf.voice_clone"
      period_type        = "monthly"
      period_num         = 6
    },
  ]

  auto_pay = true
}

data "mss_quota" "voices" {
  pool = "voice_clone"

  depends_on = [mss_order.months]
}

output "voice_months_available" {
  value = data.mss_quota.voices.available
}
