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

# Another configuration finds the voice by its name. If two voices have that name, the error lists both.
data "mss_asset" "narrator" {
  kind = "voice_clone"
  name = "Narrator"

  depends_on = [mss_asset.narrator]
}

output "narrator_key" {
  value = data.mss_asset.narrator.vk
}

check "narrator_can_be_used" {
  assert {
    condition     = contains(["active", "grace"], data.mss_asset.narrator.status)
    error_message = "The narrator is ${data.mss_asset.narrator.status}."
  }
}
