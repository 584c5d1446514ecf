package site

import (
	"fmt"
	"strconv"
	"strings"
)

// Line is a number or a switch of a policy in words.
type Line struct {
	Name   string // in the file
	What   string
	Value  string
	IsWord bool // the value is a word of the file
	Origin
}

// Lines are all numbers and switches of the policy but its levels.
func (p *Policy) Lines() []Line {
	number := func(name, what string, n Number) Line {
		return Line{Name: name, What: what, Value: strconv.Itoa(n.Value), Origin: n.Origin}
	}
	choice := func(name, what string, c Choice) Line {
		return Line{Name: name, What: what, Value: c.Value, IsWord: true, Origin: c.Origin}
	}
	return []Line{
		number("max_order_items", "Lines of an order, at most", p.MaxOrderItems),
		number("max_order_units", "Units of an order, at most", p.MaxOrderUnits),
		number("pay_within_hours", "Hours until an unpaid order is cancelled", p.PayWithinHours),
		number("grace_days", "Days of grace", p.GraceDays),
		number("retention_days", "Days of retention, frozen", p.RetentionDays),
		number("charge_lead_days", "Days from the first automatic charge to the end", p.ChargeLeadDays),
		number("charge_hour", "Hour of automatic charges, UTC+8", p.ChargeHour),
		choice("retry_until", "Automatic charges are tried until", p.RetryUntil),
		number("expires_soon_days", "Days from the expiry notice to the end", p.ExpiresSoonDays),
		number("lapse_months", "Months until unused one-off units and on-shelf months are void", p.LapseMonths),
		number("renew_batch_max", "Packages of one renewal or return, at most", p.RenewBatchMax),
		number("max_total_months", "Months of a package from its beginning, at most", p.MaxTotalMonths),
		choice("cascade", "A released package and an asset with months of its own", p.Cascade),
		choice("deletion_guard", "Deletion of assets whose package renews automatically is refused", p.DeletionGuard),
		number("recycle_days", "Days in the recycle bin", p.RecycleDays),
		number("training_days", "Days of training", p.TrainingDays),
		choice("renew_past_from", "Months of an asset that has ended count from", p.RenewPastFrom),
		choice("require_service_agreement", "Orders need the service agreement", p.RequireServiceAgreement),
		number("processing_hours", "Hours of processing after payment", p.ProcessingHours),
		number("full_refund_days", "Days of full refund", p.FullRefundDays),
		number("full_refund_quota", "Full refunds a year", p.FullRefundQuota),
		p.fees(),
	}
}

func (p *Policy) fees() Line {
	line := Line{Name: "return_fees", What: "Return fee, percent by year of the term"}
	var values, sources []string
	for _, fee := range p.ReturnFees {
		var percent []string
		for _, n := range fee.Percent {
			percent = append(percent, strconv.Itoa(n))
		}
		values = append(values, fmt.Sprintf("up to %d months: %s", fee.MaxMonths, strings.Join(percent, ", ")))
		sources = append(sources, fee.Source)
		line.Provenance = fee.Provenance
	}
	line.Value, line.Source = strings.Join(values, "; "), strings.Join(sources, "; ")
	return line
}
