output "packages" {
  description = "Status, end and next automatic charge of every package."
  value = {
    for name, package in mss_resource_package.member : name => {
      status      = package.status
      expire_time = package.expire_time
      next_charge = package.next_charge_time
    }
  }
}

output "assets" {
  description = "Status and end of every asset."
  value       = { for name, asset in mss_asset.member : name => { status = asset.status, expire_time = asset.expire_time } }
}

output "renewed" {
  description = "What every batch did to whom: the outcome, and the end before and after."
  value = {
    for batch, renewal in mss_asset_renewal.batch : batch => {
      for result in renewal.results : one([for name, asset in mss_asset.member : name if asset.id == result.asset_id]) => {
        outcome = result.outcome
        from    = result.previous_expire_time
        to      = result.expire_time
        units   = try(sum(result.debits[*].units), 0)
      }
    }
  }
}

output "stock" {
  description = "Months left in each renewal pool."
  value       = { for quota in data.mss_quotas.stock.quotas : quota.pool => quota.available }
}

output "money" {
  description = "What all orders so far come to, by their type: purchases, renewals (the service's own among them) and returns, which are negative."
  value = {
    for type in ["new", "renewal", "unsubscription"] : type => sum(concat([0], [
      for order in data.mss_orders.all.orders : tonumber(order.amount) if order.order_type == type
    ]))
  }
}

output "balance" {
  description = "Money on the account; null with unlimited credit."
  value       = data.mss_account.this.balance
}

# Fails if a member can no longer be seen or heard. The tests expect that on certain days.
check "everybody_works" {
  assert {
    condition     = alltrue([for asset in mss_asset.member : contains(["active", "grace"], asset.status)])
    error_message = join(", ", [for name, asset in mss_asset.member : "${name} is ${asset.status}" if !contains(["active", "grace"], asset.status)])
  }
}
