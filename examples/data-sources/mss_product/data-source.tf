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

# The product that keeps voices on the shelf.
data "mss_product" "voice_months" {
  pool = "voice_clone"
}

resource "mss_resource_package" "voice_months" {
  resource_spec_code = data.mss_product.voice_months.resource_spec_code
  period_type        = "monthly"
  period_num         = 6
}

output "price_of_a_month" {
  value = "${data.mss_product.voice_months.prices["monthly"]} ${data.mss_product.voice_months.currency}"
}
