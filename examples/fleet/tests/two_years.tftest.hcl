# Two years of a fleet, one run after the other, each at its own instant. A provider block of a test file does not see the variables of a run, so that
# every instant is an alias; all of them share one simulated cloud, which lives as long as the command.

provider "mss" {
  accept_agreements = true
  project_id        = "two-years"

  simulator = {
    lifetime = "command"
    now      = "2027-01-11T01:00:00Z"
  }
}

provider "mss" {
  alias             = "after_three_months"
  accept_agreements = true
  project_id        = "two-years"

  simulator = {
    lifetime = "command"
    now      = "2027-04-12T01:00:00Z"
  }
}

provider "mss" {
  alias             = "in_december"
  accept_agreements = true
  project_id        = "two-years"

  simulator = {
    lifetime = "command"
    now      = "2027-12-15T01:00:00Z"
  }
}

provider "mss" {
  alias             = "before_the_end"
  accept_agreements = true
  project_id        = "two-years"

  simulator = {
    lifetime = "command"
    now      = "2028-01-05T01:00:00Z"
  }
}

provider "mss" {
  alias             = "after_the_end"
  accept_agreements = true
  project_id        = "two-years"

  simulator = {
    lifetime = "command"
    now      = "2028-01-12T01:00:00Z"
  }
}

provider "mss" {
  alias             = "after_the_grace"
  accept_agreements = true
  project_id        = "two-years"

  simulator = {
    lifetime = "command"
    now      = "2028-01-27T01:00:00Z"
  }
}

provider "mss" {
  alias             = "after_the_retention"
  accept_agreements = true
  project_id        = "two-years"

  simulator = {
    lifetime = "command"
    now      = "2028-02-11T01:00:00Z"
  }
}

provider "mss" {
  alias             = "in_april"
  accept_agreements = true
  project_id        = "two-years"

  simulator = {
    lifetime = "command"
    now      = "2028-04-01T01:00:00Z"
  }
}

provider "mss" {
  alias             = "after_two_years"
  accept_agreements = true
  project_id        = "two-years"

  simulator = {
    lifetime = "command"
    now      = "2029-01-12T01:00:00Z"
  }
}

variables {
  members = {
    presenter = { kind = "studio_2d", resource_spec_code = "hws.resource.type.metastudio.avatarmodeling.number" }
    narrator  = { kind = "voice_clone", resource_spec_code = "hws.resource.type.metastudio.modeling.voice.onebasic" }
    announcer = { kind = "voice_clone", resource_spec_code = "hws.resource.type.metastudio.modeling.voice.onebasic" }
    campaign  = { kind = "voice_clone", resource_spec_code = "hws.resource.type.metastudio.modeling.voice.onemiddle" }
    host      = { kind = "instant_2d", resource_spec_code = "mss.modeling.instant_2d", auto_renew = true }
    channel   = { resource_spec_code = "hws.resource.type.metastudio.modeling.avatarlive.channel" }
  }
  months = {
    "2027" = { studio_2d = 12, voice_clone = 6 }
  }
}

run "buy" {
  assert {
    condition     = alltrue([for package in output.packages : package.status == "active" && package.expire_time == "2028-01-11T15:59:59Z"])
    error_message = "Every package is active for a year, until the end of the day in UTC+8."
  }

  assert {
    condition     = alltrue([for asset in output.assets : asset.status == "active" && asset.expire_time == "2028-01-11T15:59:59Z"])
    error_message = "An asset lives as long as its package."
  }

  assert {
    condition     = output.packages.host.next_charge == "2028-01-03T19:00:00Z" && output.packages.narrator.next_charge == null
    error_message = "Only the host's package renews itself, seven days before its end at 03:00 in UTC+8."
  }

  assert {
    condition     = output.stock == { studio_2d = 12, instant_2d = 0, avatar_3d = 0, voice_clone = 6 }
    error_message = "The order filled two of the four pools."
  }

  assert {
    condition     = output.money == { new = 3104, renewal = 0, unsubscription = 0 }
    error_message = "Six packages for 2696.00 and eighteen months for 408.00."
  }
}

run "give_the_channel_back" {
  providers = { mss = mss.after_three_months }

  variables {
    given_back = ["channel"]
  }

  assert {
    condition     = !contains(keys(output.packages), "channel") && length(output.packages) == 5
    error_message = "The channel is gone, and the others stay."
  }

  assert {
    condition     = output.money == { new = 3104, renewal = 0, unsubscription = -520.88 }
    error_message = "6591 of 8775 hours of 800.00 come back, less the fee of ten percent."
  }
}

run "renew_in_a_batch" {
  providers = { mss = mss.in_december }

  variables {
    given_back = ["channel"]
    renewals = {
      winter = { presenter = 6, narrator = 3 }
    }
  }

  assert {
    condition = output.renewed.winter == {
      presenter = { outcome = "renewed", from = "2028-01-11T15:59:59Z", to = "2028-07-11T15:59:59Z", units = 6 }
      narrator  = { outcome = "renewed", from = "2028-01-11T15:59:59Z", to = "2028-04-11T15:59:59Z", units = 3 }
    }
    error_message = "Each gets its own months, counted from its end."
  }

  assert {
    condition     = output.stock.studio_2d == 6 && output.stock.voice_clone == 3
    error_message = "One unit for each asset and month."
  }

  assert {
    condition     = output.packages.presenter.expire_time == "2028-01-11T15:59:59Z" && output.money.new == 3104
    error_message = "Months keep the asset, not its package, and cost nothing when they are spent."
  }
}

run "keep_the_announcer" {
  providers = { mss = mss.before_the_end }

  variables {
    given_back    = ["channel"]
    renewals      = { winter = { presenter = 6, narrator = 3 } }
    valid_through = { announcer = "2029-01-01T00:00:00Z" }
  }

  assert {
    condition     = output.packages.announcer.expire_time == "2029-01-11T15:59:59Z"
    error_message = "One more year is the fewest that reach the first of January."
  }

  assert {
    condition     = output.packages.host.expire_time == "2029-01-11T15:59:59Z" && output.packages.host.next_charge == "2029-01-03T19:00:00Z"
    error_message = "The host's package has renewed itself."
  }

  assert {
    condition     = output.money.renewal == 99 + 199
    error_message = "One renewal as code, one by the service."
  }
}

run "nobody_renewed_the_campaign" {
  providers = { mss = mss.after_the_end }

  variables {
    given_back    = ["channel"]
    renewals      = { winter = { presenter = 6, narrator = 3 } }
    valid_through = { announcer = "2029-01-01T00:00:00Z" }
  }

  assert {
    condition     = output.packages.campaign.status == "grace" && output.assets.campaign.status == "grace"
    error_message = "For fifteen days it can still be heard."
  }

  assert {
    condition     = output.packages.presenter.status == "grace" && output.assets.presenter.status == "active"
    error_message = "The presenter's package has ended; its months carry the presenter."
  }

  # A renewal moves the end of an asset whose own block has nothing to change: the run that reads it next shows it.
  assert {
    condition     = output.assets.presenter.expire_time == "2028-07-11T15:59:59Z" && output.assets.announcer.expire_time == "2029-01-11T15:59:59Z"
    error_message = "The presenter lives by its months, the announcer by its package."
  }

  assert {
    condition     = output.stock == { studio_2d = 0, instant_2d = 0, avatar_3d = 0, voice_clone = 0 }
    error_message = "Months that are not spent within a year are void."
  }
}

run "the_campaign_is_frozen" {
  providers = { mss = mss.after_the_grace }

  variables {
    given_back    = ["channel"]
    renewals      = { winter = { presenter = 6, narrator = 3 } }
    valid_through = { announcer = "2029-01-01T00:00:00Z" }
  }

  expect_failures = [check.everybody_works]

  assert {
    condition     = output.packages.campaign.status == "frozen" && output.assets.campaign.status == "frozen"
    error_message = "For another fifteen days it could be renewed."
  }
}

run "the_campaign_is_gone" {
  providers = { mss = mss.after_the_retention }

  variables {
    given_back    = ["channel"]
    renewals      = { winter = { presenter = 6, narrator = 3 } }
    valid_through = { announcer = "2029-01-01T00:00:00Z" }
  }

  expect_failures = [check.everybody_works]

  assert {
    condition     = output.packages.campaign.status == "released" && output.assets.campaign.status == "deleted"
    error_message = "What is gone stays in the state, and nothing is bought in its place."
  }

  assert {
    condition     = output.packages.presenter.status == "released" && output.assets.presenter.status == "active"
    error_message = "The presenter outlives its package."
  }
}

run "renew_a_second_time" {
  providers = { mss = mss.in_april }

  variables {
    given_back = ["channel", "campaign"]
    months = {
      "2027" = { studio_2d = 12, voice_clone = 6 }
      "2028" = { studio_2d = 6, voice_clone = 9 }
    }
    renewals = {
      winter = { presenter = 6, narrator = 3 }
      spring = { presenter = 6, narrator = 9 }
    }
    valid_through = { announcer = "2029-01-01T00:00:00Z" }
  }

  assert {
    condition     = output.renewed.spring.presenter.to == "2029-01-11T15:59:59Z" && output.renewed.spring.narrator.to == "2029-01-11T15:59:59Z"
    error_message = "Both are kept for the second year."
  }

  assert {
    condition     = output.stock.studio_2d == 0 && output.stock.voice_clone == 0
    error_message = "The months were bought for this and spent on it."
  }

  assert {
    condition     = output.money.new == 3104 + 252
    error_message = "A second year costs 180.00 for the presenter and 72.00 for the narrator."
  }
}

run "after_two_years" {
  providers = { mss = mss.after_two_years }

  variables {
    given_back = ["channel", "campaign"]
    months = {
      "2027" = { studio_2d = 12, voice_clone = 6 }
      "2028" = { studio_2d = 6, voice_clone = 9 }
    }
    renewals = {
      winter = { presenter = 6, narrator = 3 }
      spring = { presenter = 6, narrator = 9 }
    }
    valid_through = { announcer = "2029-01-01T00:00:00Z" }
  }

  assert {
    condition     = output.packages.host.expire_time == "2030-01-11T15:59:59Z" && output.money.renewal == 99 + 2 * 199
    error_message = "The host's package has renewed itself once more."
  }

  assert {
    condition     = alltrue([for name in ["announcer", "narrator", "presenter"] : output.assets[name] == { status = "grace", expire_time = "2029-01-11T15:59:59Z" }])
    error_message = "The others are at their end: ${jsonencode(output.assets)}."
  }
}
