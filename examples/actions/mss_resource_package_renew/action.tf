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

# One more year: terraform apply -invoke=action.mss_resource_package_renew.voice
action "mss_resource_package_renew" "voice" {
  config {
    resource_id = mss_resource_package.voice.id
    period_num  = 1
    max_amount  = "120.00"
  }
}
