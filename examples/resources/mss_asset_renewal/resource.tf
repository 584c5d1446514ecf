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
  assets = {
    presenter = { kind = "studio_2d", spec = "hws.resource.type.metastudio.avatarmodeling.number" }
    narrator  = { kind = "voice_clone", spec = "hws.resource.type.metastudio.modeling.voice.onebasic" }
  }
}

resource "mss_resource_package" "unit" {
  for_each = local.assets

  resource_spec_code = each.value.spec
  period_type        = "yearly"
  period_num         = 1
}

resource "mss_asset" "this" {
  for_each = local.assets

  kind       = each.value.kind
  name       = each.key
  package_id = mss_resource_package.unit[each.key].id
}

# The months that the renewal spends.
resource "mss_order" "months" {
  items = [
    {
      resource_spec_code = "mss.onshelf.studio_2d"
      period_type        = "monthly"
      period_num         = 12
    },
    {
      resource_spec_code = "mss.onshelf.voice_clone"
      period_type        = "monthly"
      period_num         = 6
    },
  ]

  auto_pay = true
}

# One batch over two pools. months is a running total: raising 6 to 9 spends three more.
resource "mss_asset_renewal" "spring" {
  renewals = [
    { asset_id = mss_asset.this["presenter"].id, months = 6 },
    { asset_id = mss_asset.this["narrator"].id, months = 3 },
  ]

  depends_on = [mss_order.months]
}

output "units_spent" {
  value = mss_asset_renewal.spring.units_spent
}

output "results" {
  value = mss_asset_renewal.spring.results
}
