terraform {
  required_providers {
    mss = {
      source = "mss-iac/mss"
    }
  }
}

# The instant that the rehearsal stands at; without one, now.
variable "now" {
  type    = string
  default = null
}

provider "mss" {
  accept_agreements   = true
  project_id          = "demo"
  expiry_warning_days = 30

  # No account and no endpoint: the simulated cloud is this file.
  simulator = {
    store           = ".mss/simulator.db"
    now             = var.now
    opening_balance = "20000.00"
  }
}

resource "mss_resource_package" "voice" {
  resource_spec_code = "hws.resource.type.metastudio.modeling.voice.onebasic"
  period_type        = "yearly"
  period_num         = 1
}

# A plan at a later instant, "terraform plan -var now=2030-01-01T00:00:00Z", changes nothing and shows the package of that day here.
output "voice" {
  value = {
    status      = mss_resource_package.voice.status
    expire_time = mss_resource_package.voice.expire_time
  }
}
