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

# The package has one unit; this voice takes it for good.
resource "mss_asset" "narrator" {
  kind        = "voice_clone"
  name        = "narrator"
  description = "Reads the weekly news"
  package_id  = mss_resource_package.voice.id
}

output "narrator" {
  value = {
    vk          = mss_asset.narrator.vk
    pool        = mss_asset.narrator.pool
    status      = mss_asset.narrator.status
    expire_time = mss_asset.narrator.expire_time
  }
}
