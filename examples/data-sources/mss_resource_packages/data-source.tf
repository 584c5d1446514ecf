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

# Every package of the project, also those that Terraform did not buy.
data "mss_resource_packages" "all" {
  depends_on = [mss_resource_package.voice]
}

output "expire_times" {
  value = { for package in data.mss_resource_packages.all.packages : package.resource_id => package.expire_time }
}

# Those that work now and end within the next quarter.
data "mss_resource_packages" "ending" {
  status          = "active"
  expiring_before = timeadd(plantimestamp(), "2160h")

  depends_on = [mss_resource_package.voice]
}

output "ending" {
  value = data.mss_resource_packages.ending.packages[*].resource_id
}
