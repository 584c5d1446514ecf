package resourcepackage

import (
	"context"
	"fmt"
	"maps"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mss-iac/terraform-provider-mss/internal/diags"
	"github.com/mss-iac/terraform-provider-mss/internal/lookup"
	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/run"
	"github.com/mss-iac/terraform-provider-mss/internal/tfconv"
)

var _ datasource.DataSourceWithConfigure = (*DataSource)(nil)

// DataSource is the data source mss_resource_package.
type DataSource struct {
	run *run.Run
}

// NewDataSource makes the data source for registration.
func NewDataSource() datasource.DataSource { return &DataSource{} }

type dataModel struct {
	listItem
	ID         types.String `tfsdk:"id"`
	PeriodType types.String `tfsdk:"period_type"`
	PeriodNum  types.Int64  `tfsdk:"period_num"`
}

// Metadata names the data source.
func (s *DataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_resource_package"
}

// Configure takes the configured provider.
func (s *DataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	s.run = run.From(req.ProviderData, &resp.Diagnostics)
}

// Schema is the contract with configurations.
func (s *DataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	a := itemAttributes()
	maps.Copy(a, map[string]schema.Attribute{
		"resource_id": schema.StringAttribute{
			Optional: true, Computed: true, Validators: []validator.String{stringvalidator.LengthAtLeast(1)},
			MarkdownDescription: "Id of the package. Without it the other arguments must leave exactly one package.",
		},
		"order_id": schema.StringAttribute{
			Optional: true, Computed: true, Validators: []validator.String{stringvalidator.LengthAtLeast(1)},
			MarkdownDescription: "Order that delivered the package; as an argument also an order that renewed or returned it. Null for a package that is gone.",
		},
		"resource_spec_code": schema.StringAttribute{
			Optional: true, Computed: true, Validators: []validator.String{stringvalidator.LengthAtLeast(1)},
			MarkdownDescription: "Code of its product.",
		},
		"status": schema.StringAttribute{
			Optional: true, Computed: true, Validators: []validator.String{oneOfStatuses()},
			MarkdownDescription: "Status of the package at the instant of the run: `active`, `used_up`, `grace`, `frozen`, `expired`, `released` or `returned`.",
		},
		"id":          schema.StringAttribute{Computed: true, MarkdownDescription: "The same as `resource_id`."},
		"period_type": schema.StringAttribute{Computed: true, MarkdownDescription: "Length of one period of the purchase: `monthly`, `yearly` or `one_off`. Null for a package that is gone, and on the real cloud, whose orders do not say it."},
		"period_num":  schema.Int64Attribute{Computed: true, MarkdownDescription: "Number of periods of the purchase; renewals are not counted. Null where `period_type` is."},
	})
	resp.Schema = schema.Schema{
		MarkdownDescription: "One resource package, found by `resource_id` or by what it is. Finding none or several is an error that lists the candidates; " +
			"`mss_resource_packages` reads any number.",
		Attributes: a,
	}
}

func oneOfStatuses() validator.String {
	return tfconv.OneOf(mssclient.PackageActive, mssclient.PackageUsedUp, mssclient.PackageGrace, mssclient.PackageFrozen,
		mssclient.PackageExpired, mssclient.PackageReleased, mssclient.PackageReturned)
}

// Read finds the package.
func (s *DataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var m dataModel
	if resp.Diagnostics.Append(req.Config.Get(ctx, &m)...); resp.Diagnostics.HasError() {
		return
	}
	all, filters, err := s.candidates(ctx, &m)
	if err != nil {
		resp.Diagnostics.Append(diags.Unable("read resource package", err))
		return
	}
	kind := lookup.Kind[mssclient.Package]{Thing: "resource package", ID: "resource_id", Line: line, Account: s.run.Account()}
	p, d := kind.One(all, filters)
	if resp.Diagnostics.Append(d...); d.HasError() {
		return
	}
	m.listItem = toListItem(s.run, p)
	m.ID = m.ResourceID
	if p.OrderID != "" {
		o, err := s.run.Client.Order(ctx, p.OrderID)
		if err != nil {
			resp.Diagnostics.Append(diags.UnableAt(path.Root("order_id"), "read the package's order", err))
			return
		}
		var bought model
		bought.fromPackage(s.run, p)
		bought.fromOrder(o)
		m.PeriodType, m.PeriodNum = bought.PeriodType, bought.PeriodNum
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, m)...)
}

// candidates are what the service finds by id and by order, or, where it finds nothing, all packages, for the error to list.
func (s *DataSource) candidates(ctx context.Context, m *dataModel) ([]mssclient.Package, []lookup.Filter[mssclient.Package], error) {
	asked := mssclient.PackageFilter{OrderID: m.OrderID.ValueString()}
	if id := m.ResourceID.ValueString(); id != "" {
		asked.ResourceIDs = []string{id}
	}
	all, err := s.run.Client.Packages(ctx, asked)
	found := len(all) > 0
	if err == nil && !found {
		all, err = s.run.Client.Packages(ctx, mssclient.PackageFilter{})
	}
	return all, packageFilters(m.ResourceID, m.OrderID, m.ResourceSpecCode, m.Status, found), err
}

func line(p *mssclient.Package) string {
	return fmt.Sprintf("%s: %s, %s, ends %s", p.ResourceID, diags.Short(p.ResourceSpecCode), p.Status, diags.Day(p.ExpireTime))
}

// packageFilters are the arguments that both data sources share. Which packages belong to an order only the service knows: a renewal's
// packages name the order that bought them.
func packageFilters(id, order, code, status types.String, ofOrder bool) []lookup.Filter[mssclient.Package] {
	byOrder := lookup.Filter[mssclient.Package]{At: "order_id"}
	if tfconv.Known(order) {
		byOrder.Allows = func(*mssclient.Package) bool { return ofOrder }
	}
	return []lookup.Filter[mssclient.Package]{
		lookup.Text("resource_id", id, func(p *mssclient.Package) string { return p.ResourceID }),
		byOrder,
		lookup.Text("resource_spec_code", code, func(p *mssclient.Package) string { return p.ResourceSpecCode }),
		lookup.Text("status", status, func(p *mssclient.Package) string { return p.Status }),
	}
}

type listItem struct {
	ResourceID       types.String   `tfsdk:"resource_id"`
	OrderID          types.String   `tfsdk:"order_id"`
	ResourceSpecCode types.String   `tfsdk:"resource_spec_code"`
	Status           types.String   `tfsdk:"status"`
	BusinessType     types.String   `tfsdk:"business_type"`
	ChargingMode     types.String   `tfsdk:"charging_mode"`
	Unit             types.String   `tfsdk:"unit"`
	UnitsTotal       types.Int64    `tfsdk:"units_total"`
	UnitsUsed        types.Int64    `tfsdk:"units_used"`
	AutoRenew        types.Bool     `tfsdk:"auto_renew"`
	AssetIDs         types.List     `tfsdk:"asset_ids"`
	SubResources     types.List     `tfsdk:"sub_resources"`
	EffectiveTime    tfconv.Instant `tfsdk:"effective_time"`
	ExpireTime       tfconv.Instant `tfsdk:"expire_time"`
	NextChargeTime   tfconv.Instant `tfsdk:"next_charge_time"`
	ReturnableUntil  tfconv.Instant `tfsdk:"returnable_until"`
}

func itemAttributes() map[string]schema.Attribute {
	text := func(description string) schema.Attribute {
		return schema.StringAttribute{Computed: true, MarkdownDescription: description}
	}
	number := func(description string) schema.Attribute {
		return schema.Int64Attribute{Computed: true, MarkdownDescription: description}
	}
	instant := func(description string) schema.Attribute {
		return schema.StringAttribute{Computed: true, CustomType: tfconv.InstantType{}, MarkdownDescription: description}
	}
	return map[string]schema.Attribute{
		"resource_id":        text("Id of the package."),
		"order_id":           text("Order that delivered it; null for a package that is gone."),
		"resource_spec_code": text("Code of its product."),
		"status":             text("Status of the package at the instant of the run."),
		"business_type":      text("Business that it belongs to."),
		"charging_mode":      text("`PERIODIC`, `ONE_TIME` or `ON_DEMAND`."),
		"unit":               text("What the units count, such as `NUM` or `MONTH`."),
		"units_total":        number("Units in the package."),
		"units_used":         number("Units that are used."),
		"auto_renew":         schema.BoolAttribute{Computed: true, MarkdownDescription: "Whether it renews automatically."},
		"asset_ids":          schema.ListAttribute{Computed: true, ElementType: types.StringType, MarkdownDescription: "Assets bound to its units."},
		"effective_time":     instant("When it began (RFC 3339, UTC)."),
		"expire_time":        instant("When it ends (RFC 3339, UTC)."),
		"next_charge_time":   instant("When automatic renewal first tries to charge (RFC 3339, UTC); null while `auto_renew` is off."),
		"returnable_until":   instant("Until when it can be returned (RFC 3339, UTC); null where the service takes nothing back."),
		"sub_resources": schema.ListNestedAttribute{
			Computed: true, MarkdownDescription: "Parts of a bundle; empty for other packages.",
			NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
				"sub_resource_type": text("What the part is, such as `voice_clone_flexus`."),
				"business_type":     text("Business that the part belongs to."),
				"unit":              text("What `amount` counts."),
				"amount":            number("Units in the part."),
				"usage":             number("Units of the part that are used."),
			}},
		},
	}
}

// toListItem shows a package as the resource does.
func toListItem(r *run.Run, p *mssclient.Package) listItem {
	var m model
	m.fromPackage(r, p)
	return listItem{
		ResourceID: m.ID, OrderID: tfconv.Text(p.OrderID), ResourceSpecCode: m.ResourceSpecCode, Status: m.Status,
		BusinessType: m.BusinessType, ChargingMode: m.ChargingMode, Unit: m.Unit, UnitsTotal: m.UnitsTotal, UnitsUsed: m.UnitsUsed,
		AutoRenew: types.BoolValue(p.AutoRenew), AssetIDs: m.AssetIDs, SubResources: m.SubResources,
		EffectiveTime: m.EffectiveTime, ExpireTime: m.ExpireTime, NextChargeTime: m.NextChargeTime, ReturnableUntil: m.ReturnableUntil,
	}
}
