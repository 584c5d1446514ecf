# An account that runs dry: the automatic renewal is declined, is tried again every day, and succeeds as soon as a return has brought money back. The
# test files of a command share its simulated cloud. Each has its own project, because time in a project only moves forward.

provider "mss" {
  accept_agreements = true
  project_id        = "declined"

  simulator = {
    lifetime        = "command"
    now             = "2027-01-11T01:00:00Z"
    opening_balance = "1010.00"
  }
}

provider "mss" {
  alias             = "in_october"
  accept_agreements = true
  project_id        = "declined"

  simulator = {
    lifetime        = "command"
    now             = "2027-10-01T01:00:00Z"
    opening_balance = "1010.00"
  }
}

provider "mss" {
  alias             = "before_the_end"
  accept_agreements = true
  project_id        = "declined"

  simulator = {
    lifetime        = "command"
    now             = "2028-01-05T01:00:00Z"
    opening_balance = "1010.00"
  }
}

provider "mss" {
  alias             = "after_the_end"
  accept_agreements = true
  project_id        = "declined"

  simulator = {
    lifetime        = "command"
    now             = "2028-01-12T01:00:00Z"
    opening_balance = "1010.00"
  }
}

provider "mss" {
  alias             = "much_later"
  accept_agreements = true
  project_id        = "declined"

  simulator = {
    lifetime        = "command"
    now             = "2028-01-27T01:00:00Z"
    opening_balance = "1010.00"
  }
}

provider "mss" {
  alias             = "a_day_later"
  accept_agreements = true
  project_id        = "declined"

  simulator = {
    lifetime        = "command"
    now             = "2028-01-13T01:00:00Z"
    opening_balance = "1010.00"
  }
}

variables {
  members = {
    host    = { kind = "instant_2d", resource_spec_code = "mss.modeling.instant_2d", auto_renew = true }
    channel = { resource_spec_code = "hws.resource.type.metastudio.modeling.avatarlive.channel" }
  }
  given_back = ["channel"]
}

run "buy_the_host" {
  assert {
    condition     = output.packages.host.next_charge == "2028-01-03T19:00:00Z" && output.money.new == 199
    error_message = "The host renews itself, a week before its end."
  }
}

run "spend_the_rest_on_a_channel" {
  providers = { mss = mss.in_october }

  variables {
    given_back = []
  }

  assert {
    condition     = output.money.new == 199 + 800 && output.balance == "11.00"
    error_message = "11.00 of 1010.00 are left."
  }
}

run "the_renewal_is_declined" {
  providers = { mss = mss.before_the_end }

  variables {
    given_back = []
  }

  assert {
    condition     = output.packages.host.status == "active" && output.packages.host.expire_time == "2028-01-11T15:59:59Z" && output.balance == "11.00"
    error_message = "Declined on the 4th and on the 5th: nothing was charged, and the package still ends on the 11th."
  }
}

run "it_ends" {
  providers = { mss = mss.after_the_end }

  variables {
    given_back = []
  }

  assert {
    condition     = output.packages.host.status == "grace" && output.assets.host.status == "grace"
    error_message = "The host can still be seen, for fifteen days."
  }
}

# A plan looks ahead and stores nothing: the next run goes back to an earlier day.
run "what_will_become_of_it" {
  command   = plan
  providers = { mss = mss.much_later }

  variables {
    given_back = []
  }

  expect_failures = [check.everybody_works]

  assert {
    condition     = output.assets.host.status == "frozen"
    error_message = "Unless money comes, the host is frozen after its grace period."
  }
}

run "give_the_channel_back" {
  providers = { mss = mss.after_the_end }

  assert {
    condition     = output.money.unsubscription == -495.24 && output.packages.host.status == "grace"
    error_message = "The refund is on the account, and the next attempt is at 03:00 in UTC+8."
  }
}

run "the_renewal_succeeds" {
  providers = { mss = mss.a_day_later }

  assert {
    condition     = output.packages.host.status == "active" && output.packages.host.expire_time == "2029-01-11T15:59:59Z"
    error_message = "Renewed from the old end: the days in between are lost."
  }

  assert {
    condition     = output.assets.host.status == "active" && output.money.renewal == 199 && output.balance == "307.24"
    error_message = "Charged once: 11.00 and the refund of 495.24, less 199.00."
  }
}
