# Orders that wait for their payment.
list "mss_order" "unpaid" {
  provider = mss

  config {
    status = "pending_payment"
  }
}

# The first ten renewals, with all that an import would read.
list "mss_order" "renewals" {
  provider         = mss
  include_resource = true
  limit            = 10

  config {
    order_type = "renewal"
  }
}
