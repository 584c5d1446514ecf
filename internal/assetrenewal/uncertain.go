package assetrenewal

import (
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/mss-iac/terraform-provider-mss/internal/message"
	"github.com/mss-iac/terraform-provider-mss/internal/tfconv"
)

// uncertain is what a plan may spend without being able to say of which pool, or how much: nothing is ever spent that
// no plan has announced.
type uncertain struct {
	units int64    // at most, of pools that are not known
	open  bool     // whether there may be more, without a bound
	why   []string // what is not known
	// assets is the number of rows whose asset_id is not known.
	assets int64
}

// unread adds a row of an asset that could not be looked up.
func (v *uncertain) unread(one row, owed int64) {
	v.why = append(v.why, "asset "+one.asset.ValueString()+" could not be looked up")
	v.count(one, owed)
}

// unknown adds a row whose values are not all known.
func (v *uncertain) unknown(one row, owed int64) {
	switch {
	case one.asset.IsUnknown():
		v.assets++
	case one.through.IsUnknown() && one.months.IsUnknown():
		v.why = append(v.why, "months and valid_through of asset "+one.asset.ValueString()+" are not known yet")
	case one.months.IsUnknown():
		v.why = append(v.why, "months of asset "+one.asset.ValueString()+" are not known yet")
	default:
		v.why = append(v.why, "valid_through of asset "+one.asset.ValueString()+" is not known yet")
	}
	v.count(one, owed)
}

// rows says that there are rows of which nothing is known.
func (v *uncertain) rows() {
	v.why, v.open = append(v.why, "rows are not known yet"), true
}

func (v *uncertain) count(one row, owed int64) {
	if !tfconv.Known(one.months) {
		v.open = true
		return
	}
	v.units = plus(v.units, max(0, owed))
}

// triggered adds what is spent again if triggers that are not known yet turn out to be others.
func (v *uncertain) triggered(rows []row, l spending) {
	v.why = append(v.why, "triggers are not known yet, and different ones spend all months again")
	for _, one := range rows {
		if one.known() && one.until().IsZero() {
			v.units = plus(v.units, max(0, l.counts(one.asset.ValueString())))
		}
	}
}

// reasons say what is not known; none if everything is.
func (v *uncertain) reasons() []string {
	switch {
	case v.assets == 1:
		return append([]string{"the asset_id of a row is not known yet"}, v.why...)
	case v.assets > 1:
		return append([]string{"the asset_id of " + message.Count(v.assets, "row") + " is not known yet"}, v.why...)
	default:
		return v.why
	}
}

// announce is one warning with all of it.
func (v *uncertain) announce() (d diag.Diagnostics) {
	why := v.reasons()
	if len(why) == 0 {
		return d
	}
	summary := fmt.Sprintf("Spends up to %s; the pools are not known until apply", message.Count(v.units, "unit"))
	if v.open {
		summary = "May spend units of on-shelf months; how many is not known until apply"
	}
	d.Append(message.Note(summary, "Why: "+strings.Join(why, "; ")+".",
		"One unit per asset and month. If the pools are short at apply, the service refuses the renewal and nothing is "+
			"spent. Spent units are not returned."))
	return d
}
