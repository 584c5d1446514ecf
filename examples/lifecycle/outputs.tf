locals {
  packages = merge(
    {
      campaign  = mss_resource_package.campaign
      host      = mss_resource_package.host
      narrator  = mss_resource_package.narrator
      presenter = mss_resource_package.presenter
    },
    { for channel in mss_resource_package.channel : "channel" => channel },
  )

  assets = {
    campaign  = mss_asset.campaign
    host      = mss_asset.host
    narrator  = mss_asset.narrator
    presenter = mss_asset.presenter
  }

  soon = timeadd(var.now, "720h")
}

output "packages" {
  description = "Status and end of every package."
  value       = { for name, package in local.packages : name => { status = package.status, expire_time = package.expire_time } }
}

output "assets" {
  description = "Status and end of every asset."
  value       = { for name, asset in local.assets : name => { status = asset.status, expire_time = asset.expire_time } }
}

output "near_end" {
  description = "The assets that end within thirty days of now."
  value = {
    for name, asset in local.assets : name => asset.expire_time
    if timecmp(asset.expire_time, var.now) > 0 && timecmp(asset.expire_time, local.soon) <= 0
  }
}

output "months_available" {
  description = "Units left in each renewal pool."
  value       = { for quota in data.mss_quotas.all.quotas : quota.pool => quota.available }
}

output "renewal_results" {
  description = "The result list of the batch renewal."
  value       = flatten(mss_asset_renewal.winter[*].results)
}

# The same for people: one line each, the instant in front.
output "report" {
  value = join("\n", concat(
    [for name, package in local.packages : format("%s  package %-10s %-9s term ends %s", var.now, name, package.status, package.expire_time)],
    [for name, asset in local.assets : format("%s  asset   %-10s %-9s term ends %s", var.now, name, asset.status, asset.expire_time)],
  ))
}

output "near_end_report" {
  value = join("\n", [
    for name, asset in local.assets : format(
      "%s  asset %-10s ends %s%s", var.now, name, asset.expire_time,
      local.packages[name].auto_renew ? ", its package renews itself at ${local.packages[name].next_charge_time}" : "",
    )
    if timecmp(asset.expire_time, var.now) > 0 && timecmp(asset.expire_time, local.soon) <= 0
  ])
}

output "renewal_report" {
  value = join("\n", sort([
    for r in flatten(mss_asset_renewal.winter[*].results) : format(
      "%s  %-10s %s by %d months: %s -> %s, paid with %d units of %s", var.now,
      one([for name, asset in local.assets : name if asset.id == r.asset_id]),
      r.outcome, r.months, r.previous_expire_time, r.expire_time,
      try(sum(r.debits[*].units), 0), try(join(", ", r.debits[*].resource_id), "-"),
    )
  ]))
}
