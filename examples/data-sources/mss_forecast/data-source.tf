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

  simulator = {
    opening_balance = "250.00"
  }
}

variable "months_ahead" {
  type    = number
  default = 12
}

resource "mss_resource_package" "voice" {
  resource_spec_code = "hws.resource.type.metastudio.modeling.voice.onebasic"
  period_type        = "yearly"
  period_num         = 1
  auto_renew         = true
}

resource "mss_asset" "narrator" {
  kind       = "voice_clone"
  name       = "narrator"
  package_id = mss_resource_package.voice.id
}

data "mss_forecast" "next" {
  months_ahead = var.months_ahead
  depends_on   = [mss_asset.narrator]
}

check "no_voice_falls_silent" {
  assert {
    condition = alltrue([for end in data.mss_forecast.next.ends :
    end.what != "asset" || !contains(["frozen", "deleted"], end.kind)])
    error_message = "Voices fall silent: ${join(", ", distinct([for end in data.mss_forecast.next.ends : end.name if end.what == "asset"]))}."
  }
}

check "no_month_exceeds_the_budget" {
  assert {
    condition     = alltrue([for one in data.mss_forecast.next.months : tonumber(one.charged) <= 100])
    error_message = "A month costs more than 100.00 ${data.mss_forecast.next.currency}."
  }
}

check "the_balance_covers_all_renewals" {
  assert {
    condition     = data.mss_forecast.next.first_failure == null
    error_message = "A renewal on ${try(data.mss_forecast.next.first_failure.time, "")} is not covered."
  }
}

output "charged_by_month" {
  value = { for one in data.mss_forecast.next.months : one.month => one.charged if one.charged != "0.00" }
}
