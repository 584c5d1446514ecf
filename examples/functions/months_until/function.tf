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

locals {
  campaign_ends = "2027-09-30T15:59:59Z"
}

# How many monthly periods a package that begins on 15 April needs to outlast the campaign: 6, until 15 October.
output "months" {
  value = provider::mss::months_until("2027-04-15T02:00:00Z", local.campaign_ends)
}
