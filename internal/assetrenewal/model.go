package assetrenewal

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/tfconv"
)

type model struct {
	Renewals    types.Set      `tfsdk:"renewals"`
	Triggers    types.Map      `tfsdk:"triggers"`
	ClientToken types.String   `tfsdk:"client_token"`
	Timeouts    timeouts.Value `tfsdk:"timeouts"`

	ID           types.String `tfsdk:"id"`
	PlannedUnits types.Map    `tfsdk:"planned_units"`
	UnitsSpent   types.Int64  `tfsdk:"units_spent"`
	Results      types.List   `tfsdk:"results"`
}

var (
	rowType = types.ObjectType{AttrTypes: map[string]attr.Type{
		"asset_id":      types.StringType,
		"months":        types.Int64Type,
		"valid_through": tfconv.InstantType{},
	}}
	debitType = types.ObjectType{AttrTypes: map[string]attr.Type{
		"resource_id": types.StringType,
		"units":       types.Int64Type,
	}}
	resultType = types.ObjectType{AttrTypes: map[string]attr.Type{
		"asset_id":             types.StringType,
		"outcome":              types.StringType,
		"months":               types.Int64Type,
		"previous_expire_time": tfconv.InstantType{},
		"expire_time":          tfconv.InstantType{},
		"error_code":           types.StringType,
		"error_message":        types.StringType,
		"debits":               types.ListType{ElemType: debitType},
	}}
)

// row is one line of the configuration.
type row struct {
	at      path.Path
	asset   types.String
	months  types.Int64
	through tfconv.Instant
}

func (r row) known() bool {
	return !r.asset.IsUnknown() && !r.months.IsUnknown() && !r.through.IsUnknown()
}

// means reports whether two rows ask for the same, however an instant is written.
func (r row) means(o row) bool {
	return r.known() && o.known() && r.asset.Equal(o.asset) && r.months.Equal(o.months) &&
		r.through.IsNull() == o.through.IsNull() && r.until().Equal(o.until())
}

// mean is means for all rows of two configurations.
func mean(a, b []row) bool { return slices.EqualFunc(a, b, row.means) }

// dated reports whether a row asks for an instant, and so depends on the asset's end.
func (r row) dated() bool { return !r.through.IsNull() }

// until is the instant that a row asks for; zero for a row with months.
func (r row) until() time.Time {
	t, _ := r.through.Second()
	return t
}

// rows of the configuration, ordered by asset. A set that is unknown as a whole has none, and is not known.
func (m *model) rows() (rows []row, known bool) {
	known = tfconv.Known(m.Renewals)
	for _, v := range m.Renewals.Elements() {
		o, ok := v.(types.Object)
		if !ok || !tfconv.Known(o) {
			known = false
			continue
		}
		a := o.Attributes()
		one := row{at: path.Root("renewals").AtSetValue(v)}
		one.asset, _ = a["asset_id"].(types.String)
		one.months, _ = a["months"].(types.Int64)
		one.through, _ = a["valid_through"].(tfconv.Instant)
		known = known && one.known()
		rows = append(rows, one)
	}
	slices.SortStableFunc(rows, func(a, b row) int { return cmp.Compare(a.asset.ValueString(), b.asset.ValueString()) })
	return rows, known
}

// fromRenewal copies what the service says. The rows stay what was configured; only an import has to make them.
func (m *model) fromRenewal(r *mssclient.Renewal) {
	m.ID = types.StringValue(r.ID)
	m.UnitsSpent = types.Int64Value(r.UnitsSpent)
	m.Results = resultsList(r.Results)
	if m.PlannedUnits.IsNull() { // of an import, or of a state that is older than the attribute
		m.PlannedUnits = unitsMap(nil)
	}
	if m.Renewals.IsNull() {
		m.Renewals = importedRows(r)
	}
}

func importedRows(r *mssclient.Renewal) types.Set {
	months := maps.Clone(r.Months)
	var values []attr.Value
	add := func(asset string, n types.Int64, through tfconv.Instant) {
		values = append(values, types.ObjectValueMust(rowType.AttrTypes, map[string]attr.Value{
			"asset_id": types.StringValue(asset), "months": n, "valid_through": through,
		}))
	}
	for _, asset := range slices.Sorted(maps.Keys(r.Requested)) {
		through := tfconv.WrittenInstant(r.Requested[asset])
		if _, ok := through.Second(); ok {
			add(asset, types.Int64Null(), through)
			delete(months, asset)
		}
	}
	for _, asset := range slices.Sorted(maps.Keys(months)) {
		if n := months[asset]; n > 0 {
			add(asset, types.Int64Value(n), tfconv.NullInstant())
		}
	}
	return types.SetValueMust(rowType, values)
}

func resultsList(results []mssclient.RenewalResult) types.List {
	values := make([]attr.Value, 0, len(results))
	for _, r := range results {
		debits := make([]attr.Value, 0, len(r.Debits))
		for _, d := range r.Debits {
			debits = append(debits, types.ObjectValueMust(debitType.AttrTypes, map[string]attr.Value{
				"resource_id": types.StringValue(d.ResourceID), "units": types.Int64Value(d.Units),
			}))
		}
		values = append(values, types.ObjectValueMust(resultType.AttrTypes, map[string]attr.Value{
			"asset_id":             types.StringValue(r.AssetID),
			"outcome":              types.StringValue(r.Outcome),
			"months":               types.Int64Value(r.Months),
			"previous_expire_time": tfconv.Time(r.PreviousExpireTime),
			"expire_time":          tfconv.Time(r.ExpireTime),
			"error_code":           tfconv.Text(r.ErrorCode),
			"error_message":        tfconv.Text(r.ErrorMessage),
			"debits":               types.ListValueMust(debitType, debits),
		}))
	}
	return types.ListValueMust(resultType, values)
}
