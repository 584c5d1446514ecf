#!/usr/bin/env bash
# Takes the fleet of this folder through more than a year on the simulated cloud, with the real provider binary and Terraform or OpenTofu,
# and tells what happens. Needs no network and no account. Writes only into this folder: .mss, .terraform, the lock file and the state,
# which it removes first. "make demo" builds the provider and runs it.
#
#   MSS_PLUGINS    plugin folder with the provider (default: terraform.d/plugins of the repository)
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

# Nothing of the caller's settings may change the story, and nothing may be written outside this folder.
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

now=
told=0
fleet=()

# run COMMAND [ARGUMENT...]: Terraform, quiet unless it fails.
run() {
  if ! "$terraform" "$@" -no-color >"$log" 2>&1; then
    cat "$log" >&2
    echo "demo: $terraform $1 failed at $now" >&2
    exit 1
  fi
}

chapter() {
  now=$1
  shift
  printf '\n%s  == %s\n' "$now" "$*"
}

say() { printf '%s  %s\n' "$now" "$*"; }

# warnings: what the provider warned of in the last run, once each.
warnings() { sed -n 's/^.*Warning: //p' "$log" | sort -u | while IFS= read -r line; do say "warning: $line"; done; }

# story: what happened since it was told last, up to now.
story() {
  "$provider" simulator events --project demo --store .mss/simulator.db --until "$now" >.mss/story.txt
  tail -n "+$((told + 1))" .mss/story.txt
  told=$(wc -l <.mss/story.txt)
}

facts() { "$provider" simulator events --project demo --store .mss/simulator.db; }

# One thing after another, so that the story has an order.
apply() {
  run apply -auto-approve -parallelism=1 -var "now=$now" ${fleet[@]+"${fleet[@]}"}
  story
}

# lines OUTPUT: an output that holds ready lines.
lines() { printf "%s\n" "$("$terraform" output -raw "$1")"; }

run init

chapter 2027-01-11T01:00:00Z "Day 0: five packages, four assets and months to renew them with"
apply
lines report

chapter 2029-01-11T01:00:00Z "A look two years ahead: a plan at a later instant, which stores nothing"
facts >.mss/before.txt
run plan -var "now=$now"
warnings
facts >.mss/after.txt
cmp .mss/before.txt .mss/after.txt
say "stored facts before and after the plan are the same"

chapter 2027-04-12T01:00:00Z "Three months on: the channel is removed from the configuration and returned"
fleet=(-var keep_channel=false)
apply

chapter 2027-12-15T01:00:00Z "Eleven months on: what is near its end"
apply
warnings
lines near_end_report

chapter 2027-12-15T02:00:00Z "The presenter and the narrator are renewed in one batch, from two pools"
fleet+=(-var renew_assets=true)
apply
lines renewal_report

chapter 2028-01-05T01:00:00Z "A week before the end: the host's package has renewed itself"
apply

chapter 2028-01-12T01:00:00Z "A year and a day: the campaign voice was not renewed and is in its grace period"
apply
say "the packages of the presenter and the narrator have ended too, but their assets live on by the months that they got"
lines report

chapter 2028-01-27T01:00:00Z "Fifteen days later it is frozen with its package"
apply
lines report

chapter 2028-02-11T01:00:00Z "Another fifteen days, and both are gone; what was renewed lives on"
apply
lines report

chapter 2028-02-11T02:00:00Z "The fleet is destroyed: what can be returned is returned"
run destroy -auto-approve -parallelism=1 -var "now=$now" "${fleet[@]}"
story
warnings

echo
"$provider" simulator verify --store .mss/simulator.db
echo "Thirteen months took $SECONDS seconds. See them in the browser:"
echo "$provider simulator console --store $PWD/.mss/simulator.db"
