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
    opening_balance = "500.00"
  }
}

resource "mss_resource_package" "voice" {
  resource_spec_code = "hws.resource.type.metastudio.modeling.voice.onebasic"
  period_type        = "yearly"
  period_num         = 1
}

data "mss_account" "this" {
  depends_on = [mss_resource_package.voice]
}

output "balance" {
  value = "${data.mss_account.this.balance} ${data.mss_account.this.currency}"
}

check "another_year_can_be_paid" {
  assert {
    condition     = data.mss_account.this.unlimited_credit || try(tonumber(data.mss_account.this.balance), 0) >= 99
    error_message = "The balance does not cover another year of the voice."
  }
}

output "usable_coupons" {
  value = [for coupon in data.mss_account.this.coupons : coupon.id if coupon.status == "to_use"]
}
