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

resource "mss_resource_package" "voice" {
  resource_spec_code = "hws.resource.type.metastudio.modeling.voice.onebasic"
  period_type        = "yearly"
  period_num         = 1
}

resource "mss_asset" "narrator" {
  kind       = "voice_clone"
  name       = "Narrator"
  package_id = mss_resource_package.voice.id
}

# Voices that work now and end within 30 days: what the next renewal has to name.
data "mss_assets" "ending" {
  pool            = "voice_clone"
  status          = "active"
  expiring_before = timeadd(plantimestamp(), "720h")

  depends_on = [mss_asset.narrator]
}

output "ending" {
  value = { for asset in data.mss_assets.ending.assets : asset.name => asset.expire_time }
}
