#!/usr/bin/env bash
# Takes the fleet of this directory through thirteen months on the simulated cloud, with the real provider and Terraform or OpenTofu,
# and prints what happens. Needs no network and no account. Writes only into this directory: .mss, .terraform, the lock file and the
# state, which it removes first. "make demo" builds the provider and runs it.
#
#   VERBOSE=1      also print everything that Terraform prints, and every event
#   MSS_PLUGINS    plugin directory with the provider (default: terraform.d/plugins of the repository)
#   TERRAFORM      command to use (default: terraform, else tofu)
set -euo pipefail
cd "$(dirname "$0")"

plugins=${MSS_PLUGINS:-$(cd ../.. && pwd -P)/terraform.d/plugins}
terraform=${TERRAFORM:-}
if [ -z "$terraform" ]; then
  if command -v terraform >/dev/null; then
    terraform=terraform
  elif command -v tofu >/dev/null; then
    terraform=tofu
  else
    echo "demo: neither terraform nor tofu is on the PATH" >&2
    exit 1
  fi
fi

provider=
for file in "$plugins"/registry.terraform.io/mss-iac/mss/*/*/terraform-provider-mss_v*; do
  if [ -x "$file" ]; then provider=$file; fi
done
if [ -z "$provider" ]; then
  echo "demo: there is no provider in $plugins; run \"make build\" first" >&2
  exit 1
fi

# Nothing of the caller's settings may change the story, and nothing may be written outside this directory.
for name in $(env | sed -n -e 's/^\(TF_[A-Za-z0-9_]*\)=.*/\1/p' -e 's/^\(MSS_[A-Z_]*\)=.*/\1/p'); do
  unset "$name"
done
rm -rf .mss .terraform .terraform.lock.hcl terraform.tfstate terraform.tfstate.backup
mkdir .mss
log=.mss/terraform.log
cat >.mss/cli.tfrc <<RC
provider_installation {
  filesystem_mirror {
    path = "$plugins"
  }
}
RC
export TF_CLI_CONFIG_FILE=$PWD/.mss/cli.tfrc TF_IN_AUTOMATION=1 TF_INPUT=0 CHECKPOINT_DISABLE=1

touch .mss/names.txt .mss/reported.txt

now=
told=0
gap=
fleet=()

# run COMMAND [ARGUMENT...]: Terraform, quiet unless it fails.
run() {
  if ! "$terraform" "$@" -no-color >"$log" 2>&1; then
    cat "$log" >&2
    echo "demo: $terraform $1 failed at $now" >&2
    exit 1
  fi
  if [ -n "${VERBOSE:-}" ]; then cat "$log"; fi
}

output() { "$terraform" output -raw "$1"; }

# step NOW WORD...: what is done next, and when.
step() {
  now=$1
  shift
  printf '%s%s  %s\n' "$gap" "${now%T*}" "$*"
  gap=$'\n'
}

# story: the payments and the ends of assets since the last story, with Terraform's names and the ids.
story() {
  "$provider" simulator events --project demo --store .mss/simulator.db --until "$now" -o json >.mss/events.json
  if [ -n "${VERBOSE:-}" ]; then "$provider" simulator events --project demo --store .mss/simulator.db --until "$now"; fi
  output names >>.mss/names.txt
  awk -v told="$told" '
    function field(name) { return match($0, "\"" name "\":\"[^\"]*\"") ? substr($0, RSTART + length(name) + 4, RLENGTH - length(name) - 5) : "" }
    function months(text, sum) {
      while (match(text, /[+][0-9]+ months/)) { sum += substr(text, RSTART + 1) + 0; text = substr(text, RSTART + RLENGTH) }
      return sum " months"
    }
    BEGIN {
      word["order_paid"] = "paid"; word["package_returned"] = "refunded"; word["auto_renewal_charged"] = "charged"
      word["assets_renewed"] = "renewed"; word["asset_frozen"] = "frozen"; word["asset_deleted"] = "deleted"
    }
    FILENAME == ARGV[1] { name[$1] = $2; next }
    FNR > told && (type = field("type")) in word {
      printf "  %s  %-8s  %-31s %-26s", substr(field("at"), 1, 10), word[type], name[field("subject")], field("subject")
      if (field("amount") != "") printf "%10s", field("amount")
      if (type == "assets_renewed") printf "%10s", months(field("text"))
      print ""
    }' .mss/names.txt .mss/events.json
  told=$(wc -l <.mss/events.json)
}

# One thing after another, so that the story has an order.
apply() {
  run apply -auto-approve -parallelism=1 -var "now=$now" ${fleet[@]+"${fleet[@]}"}
  story
}

# report: the assets whose status or end is not what it was at the last report.
report() {
  output report | cut -c 13- >.mss/report.txt
  grep -vxFf .mss/reported.txt .mss/report.txt | sed "s/^/  ${now%T*}/" || true
  mv .mss/report.txt .mss/reported.txt
}

balance() { printf '  Balance: %s USD\n' "$(output balance)"; }

echo "A small fleet on the simulated cloud. Amounts are simulated USD, times are UTC."
run init

step 2027-01-11T01:00:00Z "terraform apply: buy five packages and on-shelf months, create four assets"
apply
report
balance

step 2027-04-12T01:00:00Z "terraform apply: the channel, removed from the configuration, is returned"
fleet=(-var keep_channel=false)
apply
balance

step 2027-12-15T01:00:00Z "terraform plan, then apply: two assets get on-shelf months to outlive their packages"
fleet+=(-var renew_assets=true)
run plan -var "now=$now" "${fleet[@]}"
if [ -z "${VERBOSE:-}" ]; then sed -n '/^  # mss_asset_renewal/,/^    }/p' "$log"; fi
apply
balance

step 2028-01-12T01:00:00Z "A year and a day: only the host's package was renewed; the others have ended"
apply
report
balance

step 2028-02-11T01:00:00Z "A month later: the campaign voice, which was not renewed, is deleted"
apply

paid=$("$provider" simulator events --project demo --store .mss/simulator.db --until "$now" --summary | sed -n '$s/^.* events, //p')
printf '\nIn all: %s Balance: %s USD.\nAlive: %s. Lost: %s. ' "$paid" "$(output balance)" "$(output alive)" "$(output lost)"
echo "Thirteen months took $SECONDS seconds.
Next, in the directory of the repository:"
echo "  go run . simulator forecast --store examples/lifecycle/.mss/simulator.db --months 12"
echo "  go run . simulator console --store examples/lifecycle/.mss/simulator.db"
echo "  less docs/guides/rehearsing.md"
