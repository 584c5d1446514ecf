# Whatever is lost, the provider looks it up before it pays or creates again.

provider "mss" {
  accept_agreements = true
  project_id        = "lost-answers"

  simulator = {
    lifetime = "command"
    now      = "2027-03-01T00:00:00Z"
    faults   = "tests/lost_answers.yaml"
  }
}

run "each_is_charged_once" {
  variables {
    months = 4
  }

  assert {
    condition     = output.charges == tolist(["48.00", "99.00"])
    error_message = "Two orders, each paid once: ${jsonencode(output.charges)}."
  }

  assert {
    condition     = output.left == 2
    error_message = "4 of 6 months are spent, once: ${output.left} are left."
  }
}
