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

# What demo.sh prints.

output "balance" {
  description = "Balance of the account."
  value       = data.mss_account.this.balance
}

output "names" {
  description = "Ids of packages, orders and assets with their Terraform names."
  value = join("", concat(
    flatten([for name, package in local.packages : [
      for id in [package.id, package.order_id] : "${id} mss_resource_package.${name == "channel" ? "channel[0]" : name}\n"
    ]]),
    [for name, asset in local.assets : "${asset.id} mss_asset.${name}\n"],
    ["${mss_order.months.id} mss_order.months\n"],
    [for renewal in mss_asset_renewal.winter : "${renewal.id} mss_asset_renewal.winter[0]\n"],
  ))
}

output "report" {
  description = "Status and end of every asset, one line each."
  value = join("\n", [
    for name, asset in local.assets : format("  %s  %-8s  %-31s %-26s until %s", substr(var.now, 0, 10), asset.status,
    "mss_asset.${name}", asset.id, substr(asset.expire_time, 0, 10))
  ])
}

output "alive" {
  description = "Names of the assets that can be used."
  value       = join(", ", [for name, asset in local.assets : name if contains(["active", "grace"], asset.status)])
}

output "lost" {
  description = "Names of the assets that were deleted."
  value       = join(", ", [for name, asset in local.assets : name if asset.status == "deleted"])
}
