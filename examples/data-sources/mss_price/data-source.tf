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

# Three voices for a year.
data "mss_price" "voices" {
  resource_spec_code = "hws.resource.type.metastudio.modeling.voice.onebasic"
  period_type        = "yearly"
  period_num         = 1
  subscription_num   = 3
}

output "voices_cost" {
  value = "${data.mss_price.voices.amount} ${data.mss_price.voices.currency}"
}

resource "mss_resource_package" "voice" {
  resource_spec_code = "hws.resource.type.metastudio.modeling.voice.onebasic"
  period_type        = "yearly"
  period_num         = 1
}

# Another year of the voice above.
data "mss_price" "renewal" {
  resource_id = mss_resource_package.voice.id
  period_type = "yearly"
  period_num  = 1
}

output "renewal_costs" {
  value = "${data.mss_price.renewal.amount} ${data.mss_price.renewal.currency}"
}
