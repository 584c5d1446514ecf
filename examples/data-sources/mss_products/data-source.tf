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

# What can be bought for a year, with its simulated price.
data "mss_products" "yearly" {
  period_type = "yearly"
}

output "yearly_prices" {
  value = { for product in data.mss_products.yearly.products : product.resource_spec_code => product.prices["yearly"] }
}
