package forecast

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/tfconv"
)

type model struct {
	Until             tfconv.Instant `tfsdk:"until"`
	MonthsAhead       types.Int64    `tfsdk:"months_ahead"`
	ResourceIDs       types.Set      `tfsdk:"resource_ids"`
	ResourceSpecCodes types.Set      `tfsdk:"resource_spec_codes"`
	Currency          types.String   `tfsdk:"currency"`
	Total             types.String   `tfsdk:"total"`
	Balance           types.String   `tfsdk:"balance"`
	Months            []monthItem    `tfsdk:"months"`
	Charges           []chargeItem   `tfsdk:"charges"`
	FirstFailure      *failureItem   `tfsdk:"first_failure"`
	Ends              []endItem      `tfsdk:"ends"`
}

type monthItem struct {
	Month   types.String `tfsdk:"month"`
	Charged types.String `tfsdk:"charged"`
	Balance types.String `tfsdk:"balance"`
}

type chargeItem struct {
	Time             tfconv.Instant `tfsdk:"time"`
	Amount           types.String   `tfsdk:"amount"`
	ResourceID       types.String   `tfsdk:"resource_id"`
	ResourceSpecCode types.String   `tfsdk:"resource_spec_code"`
	Cause            types.String   `tfsdk:"cause"`
}

type failureItem struct {
	Time             tfconv.Instant `tfsdk:"time"`
	ResourceID       types.String   `tfsdk:"resource_id"`
	ResourceSpecCode types.String   `tfsdk:"resource_spec_code"`
	Amount           types.String   `tfsdk:"amount"`
	Balance          types.String   `tfsdk:"balance"`
}

type endItem struct {
	Time             tfconv.Instant `tfsdk:"time"`
	What             types.String   `tfsdk:"what"`
	ID               types.String   `tfsdk:"id"`
	Name             types.String   `tfsdk:"name"`
	Kind             types.String   `tfsdk:"kind"`
	Units            types.Int64    `tfsdk:"units"`
	ResourceID       types.String   `tfsdk:"resource_id"`
	ResourceSpecCode types.String   `tfsdk:"resource_spec_code"`
}

func (m *model) request(ctx context.Context) (in mssclient.ForecastRequest, d diag.Diagnostics) {
	in.Until, in.Months = m.Until.ValueString(), m.MonthsAhead.ValueInt64()
	if !m.ResourceIDs.IsNull() {
		d.Append(m.ResourceIDs.ElementsAs(ctx, &in.ResourceIDs, false)...)
	}
	if !m.ResourceSpecCodes.IsNull() {
		d.Append(m.ResourceSpecCodes.ElementsAs(ctx, &in.ResourceSpecCodes, false)...)
	}
	return in, d
}

func (m *model) fill(f *mssclient.Forecast) {
	if m.Until.IsNull() {
		m.Until = tfconv.Time(f.Until)
	}
	m.Currency, m.Total = types.StringValue(f.Currency), types.StringValue(f.Total)
	m.Balance = tfconv.Text(f.Balance)
	m.Months, m.Charges, m.Ends = []monthItem{}, []chargeItem{}, []endItem{}
	for _, one := range f.Months {
		m.Months = append(m.Months, monthItem{types.StringValue(one.Month), types.StringValue(one.Charged),
			tfconv.Text(one.Balance)})
	}
	for _, c := range f.Charges {
		m.Charges = append(m.Charges, chargeItem{tfconv.Time(c.Time), types.StringValue(c.Amount),
			types.StringValue(c.ResourceID), types.StringValue(c.ResourceSpecCode), types.StringValue(c.Cause)})
	}
	if no := f.FirstFailure; no != nil {
		m.FirstFailure = &failureItem{tfconv.Time(no.Time), types.StringValue(no.ResourceID),
			types.StringValue(no.ResourceSpecCode), types.StringValue(no.Amount), types.StringValue(no.Balance)}
	}
	for _, e := range f.Ends {
		item := endItem{
			Time: tfconv.Time(e.Time), What: types.StringValue(e.What), ID: types.StringValue(e.ID),
			Name: tfconv.Text(e.Name), Kind: types.StringValue(e.Kind), ResourceID: types.StringValue(e.ResourceID),
			ResourceSpecCode: types.StringValue(e.ResourceSpecCode),
		}
		if e.Units > 0 {
			item.Units = types.Int64Value(e.Units)
		}
		m.Ends = append(m.Ends, item)
	}
}
