# A small fleet: five packages, four assets, and on-shelf months to renew them with. demo.sh takes it through thirteen months.

terraform {
  required_providers {
    mss = {
      source = "mss-iac/mss"
    }
  }
}

provider "mss" {
  accept_agreements   = true
  project_id          = "demo"
  expiry_warning_days = 30

  simulator = {
    store           = ".mss/simulator.db"
    now             = var.now
    opening_balance = "20000.00"
  }
}

# The presenter and the narrator: packages of one year, not renewed. On-shelf months keep their assets alive.

resource "mss_resource_package" "presenter" {
  resource_spec_code = "hws.resource.type.metastudio.avatarmodeling.number"
  period_type        = "yearly"
  period_num         = 1
}

resource "mss_asset" "presenter" {
  kind        = "studio_2d"
  name        = "presenter"
  description = "Studio avatar for the product films"
  package_id  = mss_resource_package.presenter.id
}

resource "mss_resource_package" "narrator" {
  resource_spec_code = "hws.resource.type.metastudio.modeling.voice.onebasic"
  period_type        = "yearly"
  period_num         = 1
}

resource "mss_asset" "narrator" {
  kind       = "voice_clone"
  name       = "narrator"
  package_id = mss_resource_package.narrator.id
}

# The host, whose package renews automatically.

resource "mss_resource_package" "host" {
  resource_spec_code = "mss.modeling.instant_2d"
  period_type        = "yearly"
  period_num         = 1
  auto_renew         = true
}

resource "mss_asset" "host" {
  kind       = "instant_2d"
  name       = "host"
  package_id = mss_resource_package.host.id
}

# The campaign voice, which is not renewed.

resource "mss_resource_package" "campaign" {
  resource_spec_code = "hws.resource.type.metastudio.modeling.voice.onemiddle"
  period_type        = "yearly"
  period_num         = 1
}

resource "mss_asset" "campaign" {
  kind       = "voice_clone"
  name       = "campaign"
  package_id = mss_resource_package.campaign.id
}

# The livestreaming channel, which is returned after three months.

resource "mss_resource_package" "channel" {
  count = var.keep_channel ? 1 : 0

  resource_spec_code = "hws.resource.type.metastudio.modeling.avatarlive.channel"
  period_type        = "yearly"
  period_num         = 1
}

# On-shelf months of two pools in one order, which expire a year after payment.

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

  payment = {}
}

resource "mss_asset_renewal" "winter" {
  count = var.renew_assets ? 1 : 0

  renewals = [
    { asset_id = mss_asset.presenter.id, months = 6 },
    { asset_id = mss_asset.narrator.id, months = 6 },
  ]

  depends_on = [mss_order.months]
}

data "mss_quotas" "all" {
  depends_on = [mss_order.months, mss_asset_renewal.winter]
}

data "mss_account" "this" {
  depends_on = [mss_order.months, mss_resource_package.channel]
}
