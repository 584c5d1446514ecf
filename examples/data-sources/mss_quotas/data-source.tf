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

# All four pools, also those that nothing was bought for.
data "mss_quotas" "all" {}

output "available" {
  value = { for quota in data.mss_quotas.all.quotas : quota.pool => quota.available }
}
