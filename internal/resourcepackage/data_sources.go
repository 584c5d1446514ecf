package resourcepackage

import (
	"context"
	"fmt"
	"maps"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	data "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mss-iac/terraform-provider-mss/internal/crud"
	"github.com/mss-iac/terraform-provider-mss/internal/lookup"
	"github.com/mss-iac/terraform-provider-mss/internal/message"
	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/session"
	"github.com/mss-iac/terraform-provider-mss/internal/tfconv"
)

// listed is a package as a service lists it.
type listed struct {
	mssclient.Package
	// ofOrder is set if billing lists it for the order that was asked for. Which packages belong to an order only the
	// service knows: a renewal's packages name the order that bought them.
	ofOrder bool
}

// kind is how data sources and queries find packages.
func kind() lookup.Kind[listed] {
	some := stringvalidator.LengthAtLeast(1)
	return lookup.Kind[listed]{
		Thing: "resource package", ID: "resource_id", Line: line, List: query,
		Arguments: []lookup.Argument[listed]{
			lookup.Text("resource_id", "", func(p *listed) string { return p.ResourceID }, some),
			lookup.Where("order_id", "Only packages that this order delivered, renewed or returned.",
				func(p *listed, _ string) bool { return p.ofOrder }, some),
			lookup.Text("resource_spec_code", "Only packages of this product.", func(p *listed) string {
				return p.ResourceSpecCode
			}, some),
			lookup.Text("status", "Only packages of this status: `active`, `used_up`, `grace`, `frozen`, `expired`, "+
				"`released` or `returned`.",
				func(p *listed) string { return p.Status },
				tfconv.OneOf(mssclient.PackageActive, mssclient.PackageUsedUp, mssclient.PackageGrace, mssclient.PackageFrozen,
					mssclient.PackageExpired, mssclient.PackageReleased, mssclient.PackageReturned)),
		},
	}
}

// query asks the service by id and by order. Where it finds nothing so, it is asked for all packages, for an error to
// list.
func query(ctx context.Context, s *session.Session, asked lookup.Asked) (all []listed, err error) {
	filter := mssclient.PackageFilter{OrderID: asked("order_id")}
	if id := asked("resource_id"); id != "" {
		filter.ResourceIDs = []string{id}
	}
	packages, err := s.Client.Packages(ctx, filter)
	found := len(packages) > 0
	if err == nil && !found {
		packages, err = s.Client.Packages(ctx, mssclient.PackageFilter{})
	}
	for _, p := range packages {
		all = append(all, listed{p, found})
	}
	return all, err
}

// NewDataSource makes the data source mss_resource_package.
func NewDataSource() datasource.DataSource {
	a := listAttributes()
	maps.Copy(a, tfconv.Shown(map[string]schema.Attribute{
		"order_id": tfconv.ComputedText("Order that delivered the package; as an argument also an order that renewed " +
			"or returned it. Null for a released or returned package."),
		"id": tfconv.ComputedText("The same as `resource_id`."),
		"period_type": tfconv.ComputedText("Length of one period of the purchase: `monthly`, `yearly` or `one_off`. Null " +
			"for a released or returned package, and on the real cloud, which does not report it."),
		"period_num": tfconv.ComputedNumber("Number of periods of the purchase; renewals are not counted. Null if " +
			"`period_type` is."),
	}))
	return &lookup.One[listed, dataModel]{
		DataSource: crud.DataSource{Name: "resource_package"}, Kind: kind(), Attributes: a, Show: show,
		Description: "One resource package, found by `resource_id` or by its properties. It is an error if none or " +
			"several match; the error lists the candidates. `mss_resource_packages` reads any number.",
	}
}

// NewList makes the data source mss_resource_packages.
func NewList() datasource.DataSource {
	k := kind()
	arguments := append(lookup.Only(k.Arguments, "order_id", "resource_spec_code", "status"),
		lookup.Before("expiring_before", "Only packages that end before this instant (RFC 3339), those that have ended "+
			"included; `status` leaves them out.",
			func(p *listed) time.Time { return p.ExpireTime }))
	return &lookup.List[listed, listItem]{
		DataSource: crud.DataSource{Name: "resource_packages"}, Kind: k, Arguments: arguments,
		Description: "All resource packages of the account, including expired, released and returned ones. All arguments " +
			"are optional filters; the result may be empty.",
		Attribute: "packages", ListDescription: "The packages, in the order in which the service lists them.",
		Attributes: listAttributes(),
		Show:       func(s *session.Session, p *listed) listItem { return toListItem(s, &p.Package) },
	}
}

type dataModel struct {
	listItem
	ID         types.String `tfsdk:"id"`
	PeriodType types.String `tfsdk:"period_type"`
	PeriodNum  types.Int64  `tfsdk:"period_num"`
}

// show shows a package with the facts of its purchase.
func show(ctx context.Context, s *session.Session, p *listed, m *dataModel) (d diag.Diagnostics) {
	m.listItem = toListItem(s, &p.Package)
	m.ID = m.ResourceID
	if p.OrderID == "" {
		return d
	}
	o, err := s.Client.Order(ctx, p.OrderID)
	if err != nil {
		d.Append(message.UnableAt(path.Root("order_id"), "read the package's order", err))
		return d
	}
	var bought model
	bought.fromPackage(s, &p.Package)
	bought.fromOrder(o)
	m.PeriodType, m.PeriodNum = bought.PeriodType, bought.PeriodNum
	return d
}

func line(p *listed) string {
	return fmt.Sprintf("%s: %s, %s, ends %s", p.ResourceID, message.Short(p.ResourceSpecCode), p.Status,
		message.Instant(p.ExpireTime))
}

type listItem struct {
	facts
	ResourceID types.String `tfsdk:"resource_id"`
	OrderID    types.String `tfsdk:"order_id"`
}

// listAttributes are those of the resource that do not say how it is managed.
func listAttributes() map[string]data.Attribute {
	a := tfconv.Shown(computedAttributes(), "status", "business_type", "charging_mode", "unit", "units_total",
		"units_used",
		"asset_ids", "sub_resources",
		"effective_time", "expire_time", "next_charge_time", "returnable_until")
	maps.Copy(a, tfconv.Shown(map[string]schema.Attribute{
		"resource_id":        tfconv.ComputedText("Id of the package."),
		"order_id":           tfconv.ComputedText("Order that delivered it; null for a released or returned package."),
		"resource_spec_code": tfconv.ComputedText("Code of its product."),
		"auto_renew":         tfconv.ComputedFlag("Whether it renews automatically."),
	}))
	return a
}

// toListItem shows a package as the resource does.
func toListItem(s *session.Session, p *mssclient.Package) listItem {
	var m model
	m.fromPackage(s, p)
	return listItem{m.facts, m.ID, m.OrderID}
}
