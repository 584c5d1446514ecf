provider "mss" {
  accept_agreements = true
  project_id        = "forecast"

  simulator = {
    lifetime        = "command"
    now             = "2027-03-01T00:00:00Z"
    opening_balance = "250.00"
  }
}

run "the_next_year_is_covered" {
  assert {
    condition     = output.charged_by_month == { "2028-02" = "99.00" }
    error_message = "One renewal, a week before the first year ends."
  }
}

run "in_the_year_after_the_voice_falls_silent" {
  command = plan

  variables {
    months_ahead = 25
  }

  expect_failures = [
    check.no_voice_falls_silent,
    check.the_balance_covers_all_renewals,
  ]
}
