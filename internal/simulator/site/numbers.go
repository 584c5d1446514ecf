package site

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
)

// Line is a number or a switch of a policy in words.
type Line struct {
	Name    string // in the file
	What    string
	Value   string
	Allowed string // a range, or the words separated by commas
	IsWord  bool
	Origin
}

// meanings are what the numbers of a policy mean, in the order in which they are shown.
func meanings() [][2]string {
	return [][2]string{
		{"max_order_items", "Lines of an order, at most"},
		{"max_order_units", "Units of an order, at most"},
		{"pay_within_hours", "Hours until an unpaid order is cancelled"},
		{"grace_days", "Days of grace"},
		{"retention_days", "Days of retention, frozen"},
		{"charge_lead_days", "Days from the first automatic charge to the end"},
		{"charge_hour", "Hour of automatic charges, UTC+8"},
		{"retry_until", "Automatic charges are tried until"},
		{"expires_soon_days", "Days from the expiry notice to the end"},
		{"lapse_months", "Months until unused one-off units and on-shelf months are void"},
		{"renew_batch_max", "Packages of one renewal or return, at most"},
		{"max_total_months", "Months of a package from its beginning, at most"},
		{"cascade", "A released package and an asset with months of its own"},
		{"deletion_guard", "Deletion of assets whose package renews automatically is refused"},
		{"recycle_days", "Days in the recycle bin"},
		{"training_days", "Days of training"},
		{"renew_past_from", "Months of an asset that has ended count from"},
		{"require_service_agreement", "Orders need the service agreement"},
		{"processing_hours", "Hours of processing after payment"},
		{"full_refund_days", "Days of full refund"},
		{"full_refund_quota", "Full refunds a year"},
		{"return_fees", "Return fee, percent by year of the term"},
	}
}

// Lines are all numbers and switches of the policy but its levels.
func (p *Policy) Lines() []Line {
	fields := map[string]Line{}
	for f, v := range reflect.ValueOf(p).Elem().Fields() {
		line := Line{Name: f.Tag.Get("yaml")}
		switch n := v.Interface().(type) {
		case Number:
			line.Value, line.Allowed, line.Origin = strconv.Itoa(n.Value),
				strings.Replace(f.Tag.Get("range"), "-", " to ", 1), n.Origin
		case Choice:
			line.Value, line.Allowed, line.IsWord, line.Origin = n.Value,
				strings.ReplaceAll(f.Tag.Get("words"), " ", ", "), true, n.Origin
		case []Fee:
			line.Allowed = "0 to 100"
			line.Value, line.Origin = feesInWords(n)
		}
		fields[line.Name] = line
	}
	lines := make([]Line, 0, len(fields))
	for _, m := range meanings() {
		line := fields[m[0]]
		line.What = m[1]
		lines = append(lines, line)
	}
	return lines
}

func feesInWords(fees []Fee) (string, Origin) {
	var values, sources []string
	provenance := ""
	for _, fee := range fees {
		var percent []string
		for _, n := range fee.Percent {
			percent = append(percent, strconv.Itoa(n))
		}
		values = append(values, fmt.Sprintf("up to %d months: %s", fee.MaxMonths, strings.Join(percent, ", ")))
		sources = append(sources, fee.Source)
		provenance = fee.Provenance
	}
	return strings.Join(values, "; "), Origin{provenance, strings.Join(sources, "; ")}
}
