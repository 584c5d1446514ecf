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
  name       = "narrator"
  package_id = mss_resource_package.voice.id
}

resource "mss_resource_package" "months" {
  resource_spec_code = "mss.onshelf.voice_clone"
  period_type        = "monthly"
  period_num         = 6
}

variable "season" {
  type    = string
  default = "spring"
}

# Two months each time: terraform apply -invoke=action.mss_asset_renew.narrator
action "mss_asset_renew" "narrator" {
  config {
    asset_id = mss_asset.narrator.id
    months   = 2
  }
}

# The same by a change of a value, here whenever the season changes.
resource "terraform_data" "season" {
  input = var.season

  lifecycle {
    action_trigger {
      events  = [after_update]
      actions = [action.mss_asset_renew.narrator]
    }
  }
}
