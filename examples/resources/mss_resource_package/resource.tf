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

  simulator = {
    now = "2027-03-01T00:00:00Z"
  }
}

# The service renews this package by a period before each end. It first tries seven days before.
resource "mss_resource_package" "studio" {
  resource_spec_code = "hws.resource.type.metastudio.avatarmodeling.number"
  period_type        = "yearly"
  period_num         = 1
  auto_renew         = true
}

# This package must not end before a date. It is bought until 2028-03-01, so that nothing is renewed yet; with a later date, the next
# apply renews it by the fewest periods that reach the date.
resource "mss_resource_package" "channel" {
  resource_spec_code = "hws.resource.type.metastudio.modeling.avatarlive.channel"
  period_type        = "yearly"
  period_num         = 1
  valid_through      = "2028-02-01T00:00:00Z"
  on_destroy         = "cancel_renewal"
}

output "studio" {
  value = {
    status           = mss_resource_package.studio.status
    expire_time      = mss_resource_package.studio.expire_time
    next_charge_time = mss_resource_package.studio.next_charge_time
  }
}

output "channel" {
  value = {
    status      = mss_resource_package.channel.status
    expire_time = mss_resource_package.channel.expire_time
  }
}
