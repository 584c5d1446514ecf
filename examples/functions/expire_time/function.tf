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

# Bought on 31 March for a month: until the last second of 30 April, UTC+8.
output "expire_time" {
  value = provider::mss::expire_time("2027-03-31T02:00:00Z", "monthly", 1)
}
