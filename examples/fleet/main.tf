# A fleet as a module: packages, the avatars and voices made from them, months in stock, and renewals that spend them. It has no provider block, so
# that its caller chooses the cloud and the instant. Its tests take it through two years of the simulated cloud: "make build" in the repository,
# then "terraform init" and "terraform test" here.

terraform {
  required_providers {
    mss = {
      source = "mss-iac/mss"
    }
  }
}

locals {
  members = { for name, member in var.members : name => member if !contains(var.given_back, name) }
}

resource "mss_resource_package" "member" {
  for_each = local.members

  resource_spec_code = each.value.resource_spec_code
  period_type        = each.value.period_type
  period_num         = 1
  auto_renew         = each.value.auto_renew
  valid_through      = lookup(var.valid_through, each.key, null)
}

# No asset is created from a livestreaming channel, for example.
resource "mss_asset" "member" {
  for_each = { for name, member in local.members : name => member if member.kind != null }

  kind       = each.value.kind
  name       = each.key
  package_id = mss_resource_package.member[each.key].id
}

# Each purchase of months is one order. An order does not change, so the next year's months are a new entry.
resource "mss_order" "months" {
  for_each = var.months

  items = [
    for pool, months in each.value : {
      resource_spec_code = "mss.onshelf.${pool}"
      period_type        = "monthly"
      period_num         = months
    }
  ]

  payment = {}
}

resource "mss_asset_renewal" "batch" {
  for_each = var.renewals

  renewals = [for name, months in each.value : { asset_id = mss_asset.member[name].id, months = months }]

  depends_on = [mss_order.months]
}

data "mss_quotas" "stock" {
  depends_on = [mss_order.months, mss_asset_renewal.batch]
}

# All charges and refunds of the account so far, including automatic renewals.
data "mss_orders" "all" {
  status = "completed"

  depends_on = [mss_resource_package.member, mss_order.months]
}

data "mss_account" "this" {
  depends_on = [mss_resource_package.member, mss_order.months]
}
