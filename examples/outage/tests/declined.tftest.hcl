# A declined payment leaves an unpaid order in the state, and the next apply pays it. Faults count over all runs of a file.

provider "mss" {
  accept_agreements = true
  project_id        = "declined"

  simulator = {
    lifetime = "command"
    now      = "2027-03-01T00:00:00Z"
    faults   = "tests/declined.yaml"
  }
}

provider "mss" {
  alias             = "three_days_later"
  accept_agreements = true
  project_id        = "declined"

  simulator = {
    lifetime = "command"
    now      = "2027-03-04T00:00:00Z"
    faults   = "tests/declined.yaml"
  }
}

run "the_payment_is_declined" {
  expect_failures = [check.stock_is_delivered]

  assert {
    condition     = mss_order.stock.status == "pending_payment" && output.charges == tolist(["99.00"])
    error_message = "The order waits for its payment, and the voice is bought."
  }
}

run "the_payment_is_in_processing" {
  expect_failures = [check.stock_is_delivered]

  assert {
    condition     = mss_order.stock.status == "processing"
    error_message = "The order is paid and not delivered yet."
  }
}

run "the_stock_is_delivered" {
  providers = { mss = mss.three_days_later }

  variables {
    months = 4
  }

  assert {
    condition     = output.charges == tolist(["48.00", "99.00"]) && output.left == 2
    error_message = "Each is charged once: ${jsonencode(output.charges)}."
  }
}
