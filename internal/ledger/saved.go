package ledger

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/mss-iac/terraform-provider-mss/internal/message"
	"github.com/mss-iac/terraform-provider-mss/internal/session"
	"github.com/mss-iac/terraform-provider-mss/internal/tfconv"
)

// Saved finds what the saved plan that is being applied had planned for an object, among the objects of its type; nil
// if there is none. Terraform plans the object again and wants every value that it knew to be the same.
func Saved[T any](ctx context.Context, l *Ledger, typeName string, plan tfsdk.Plan, isIt func(saved *T) bool) *T {
	for _, one := range savedOf[T](ctx, l, typeName, plan) {
		if isIt(one.object) {
			return one.object
		}
	}
	return nil
}

type savedObject[T any] struct {
	object  *T
	creates bool
}

// isOf reports whether a saved booking is of this account. Aliases plan blocks of equal content for several. Renewals
// of assets have none: their ids tell.
func isOf(o session.Origin, data []byte) bool {
	var by struct {
		Origin session.Origin `json:"origin"`
	}
	if json.Unmarshal(data, &by) != nil || by.Origin == (session.Origin{}) { // or it was planned by an older version
		return true
	}
	made := by.Origin
	switch {
	case made.Project != o.Project || made.Kind != o.Kind:
		return false
	case made.Identity != "" && o.Identity != "":
		return made.Identity == o.Identity
	default: // the account was made since, or there is none; a command's store has another name in the next one
		return made.Store == o.Store || o.Kind == session.KindCommand
	}
}

// savedOf reads the objects of a type that the saved plan has for this account, once for all objects that are planned
// again.
func savedOf[T any](ctx context.Context, l *Ledger, typeName string, plan tfsdk.Plan) (all []savedObject[T]) {
	if l.session.SavedPlan == nil {
		return nil
	}
	l.reading.Lock()
	defer l.reading.Unlock()
	if read, ok := l.saved[typeName].([]savedObject[T]); ok {
		return read
	}
	read := map[string]bool{} // blocks of equal content, such as those of count, are one
	for i := range l.session.SavedPlan.Changes {
		c := &l.session.SavedPlan.Changes[i]
		content := fmt.Sprint(c.Creates, string(c.After))
		if c.Type != typeName || c.After == nil || read[content] || !isOf(l.session.Origin, c.Private(bookingKey)) {
			continue
		}
		read[content] = true
		if one := readPlanned[T](ctx, plan, c.After); one != nil {
			all = append(all, savedObject[T]{one, c.Creates})
		}
	}
	l.saved[typeName] = all
	return all
}

// Conclude ends the plan of an object: planned_charge is what this plan charges, or what the plan that is applied has
// announced, and the booking is kept. What the first plan has warned of is not said again.
func Conclude[T any](ctx context.Context, b *Booking, typeName, change string, creates bool, plan *T,
	charge func(*T) *types.String, resp *resource.ModifyPlanResponse) diag.Diagnostics {
	if creates || b.Charges() {
		*charge(plan) = b.Planned()
	}
	again := false
	// Also where nothing seems to be charged now: a package that is adopted may have been renewed since.
	if creates || b.Charges() || b.ledger.session.SavedPlan != nil {
		var value types.String
		value, again = announced(ctx, b, typeName, change, creates, resp.Plan, plan, func(one *T) types.String {
			return *charge(one)
		})
		*charge(plan) = value
		if again && !resp.Diagnostics.HasError() {
			resp.Diagnostics = nil
		}
	}
	d := b.Keep(ctx, resp.Private)
	if !b.gathers {
		return d
	}
	if again {
		b.announced = nil
	}
	return append(d, b.ledger.announce(b.ledger.concludes(b.announced), message.WillCharge)...)
}

// announced is planned_charge as the first plan of a change announced it, which the second one, while it is applied,
// has to find: what the saved plan holds, or what the process that planned has noted. In the first plan it is what this
// one plans, and is noted; if it cannot be noted and may be another one in the second plan, it is unknown. It reports
// whether the first plan has announced this object.
func announced[T any](ctx context.Context, b *Booking, typeName, change string, creates bool, plan tfsdk.Plan, now *T,
	charge func(*T) types.String) (value types.String, again bool) {
	l := b.ledger
	if l.session.SavedPlan != nil {
		return announcedIn(savedOf[T](ctx, l, typeName, plan), creates, now, charge)
	}
	change = l.session.Origin.String() + " " + change
	if all, ok := notedOf[T](ctx, l, typeName, change, plan, creates); ok {
		return announcedIn(all, creates, now, charge)
	}
	if l.session.Plans == nil || !tfconv.Known(charge(now)) {
		return charge(now), false
	}
	planned := tfsdk.Plan{Schema: plan.Schema, Raw: plan.Raw}
	if tfconv.Set(ctx, &planned, now).HasError() {
		return charge(now), false
	}
	if object, err := tfprotov6.NewDynamicValue(plan.Schema.Type().TerraformType(ctx), planned.Raw); err == nil {
		if !l.Note(typeName, change, object.MsgPack) && b.Renews {
			return types.StringUnknown(), false
		}
	}
	return charge(now), false
}

// notedOf reads the objects that the process that planned has noted for a change, once for all blocks that make it; not
// ok if there are none.
func notedOf[T any](ctx context.Context, l *Ledger, typeName, change string, plan tfsdk.Plan, creates bool) (
	all []savedObject[T], ok bool) {
	notes := l.Recall(typeName, change)
	if len(notes) == 0 {
		return nil, false
	}
	l.reading.Lock()
	defer l.reading.Unlock()
	key := typeName + " " + change
	if all, ok = l.saved[key].([]savedObject[T]); ok {
		return all, true
	}
	for _, note := range notes {
		var object []byte
		if json.Unmarshal(note, &object) != nil {
			continue
		}
		if one := readPlanned[T](ctx, plan, object); one != nil {
			all = append(all, savedObject[T]{one, creates})
		}
	}
	l.saved[key] = all
	return all, true
}

// announcedIn finds planned_charge of an object among planned ones, those that are created or those that are updated.
// Blocks can have the same content: the one with the charge that is planned now comes first, and that charge stays
// where nothing else was announced. It reports whether one of them is this object.
func announcedIn[T any](all []savedObject[T], creates bool, now *T,
	charge func(*T) types.String) (value types.String, again bool) {
	found := charge(now)
	var other *types.String
	for _, one := range all {
		saved := charge(one.object)
		if one.creates != creates || !tfconv.Known(saved) || !tfconv.Fits(one.object, now, "planned_charge") {
			continue
		}
		if saved.Equal(found) {
			return saved, true
		}
		if other == nil {
			other = &saved
		}
	}
	if other != nil {
		return *other, true
	}
	return found, false
}

// readPlanned reads a planned object; nil if it is not one of this schema.
func readPlanned[T any](ctx context.Context, of tfsdk.Plan, object []byte) *T {
	raw, err := (tfprotov6.DynamicValue{MsgPack: object}).Unmarshal(of.Schema.Type().TerraformType(ctx))
	if err != nil || raw.IsNull() {
		return nil
	}
	one := new(T)
	if d := tfconv.Get(ctx, tfsdk.Plan{Raw: raw, Schema: of.Schema}, one); d.HasError() {
		return nil
	}
	return one
}
