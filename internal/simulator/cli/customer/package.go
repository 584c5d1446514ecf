package customer

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli/terminal"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli/usage"
)

func newPackage(p process) *cobra.Command {
	return usage.Group(&cobra.Command{
		Use:   "package",
		Short: "List, show, renew and return resource packages by hand",
		Long:  "List, show, renew and return resource packages, as a customer does by hand in the console.",
		Example: simulator + "package list --status active\n" +
			simulator + "package renew sim-pkg-2aded6d394cab2fe --months 3",
	}, newPackageList(p), newPackageShow(p), newPackageRenew(p), newAutoRenew(p), newPackageReturn(p))
}

// bundle is a resource package in the names of the data source mss_resource_package.
type bundle struct {
	ResourceID       string    `json:"resource_id"`
	ResourceSpecCode string    `json:"resource_spec_code"`
	OrderID          string    `json:"order_id,omitempty"`
	Status           string    `json:"status"`
	BusinessType     string    `json:"business_type,omitempty"`
	ChargingMode     string    `json:"charging_mode,omitempty"`
	Unit             string    `json:"unit,omitempty"`
	Units            int64     `json:"units_total"`
	Used             int64     `json:"units_used"`
	AutoRenew        bool      `json:"auto_renew"`
	Effective        time.Time `json:"effective_time"`
	Expires          time.Time `json:"expire_time"`
	AssetIDs         []string  `json:"asset_ids"`
	Parts            []part    `json:"sub_resources,omitempty"`
	Return           *refund   `json:"return,omitempty"`         // what returning it would pay back
	NotReturnable    string    `json:"not_returnable,omitempty"` // why it cannot be returned
}

type part struct {
	SubResourceType string `json:"sub_resource_type"`
	BusinessType    string `json:"business_type"`
	Unit            string `json:"unit"`
	Amount          int64  `json:"amount"`
	Usage           int64  `json:"usage"`
}

type refund struct {
	Refund   string `json:"refund"`
	Fee      string `json:"fee"`
	Currency string `json:"currency"`
	Full     bool   `json:"full_refund"` // one of the year's unconditional full refunds
}

func bundleOf(p *mssclient.Package) bundle {
	b := bundle{
		ResourceID: p.ResourceID, ResourceSpecCode: p.ResourceSpecCode, OrderID: p.OrderID, Status: p.Status,
		BusinessType: p.BusinessType, ChargingMode: p.ChargingMode, Unit: p.Unit, Units: p.Units, Used: p.Used,
		AutoRenew: p.AutoRenew, Effective: p.EffectiveTime, Expires: p.ExpireTime,
		AssetIDs: append([]string{}, p.AssetIDs...),
	}
	for _, s := range p.SubResources {
		b.Parts = append(b.Parts, part(s))
	}
	return b
}

func newPackageList(p process) *cobra.Command {
	return list[mssclient.Package, bundle]{"packages", []string{mssclient.PackageActive, mssclient.PackageUsedUp,
		mssclient.PackageGrace, mssclient.PackageFrozen, mssclient.PackageExpired, mssclient.PackageReleased,
		mssclient.PackageReturned},
		func(v *visit, ctx context.Context, status string) ([]mssclient.Package, error) {
			return v.Packages(ctx, mssclient.PackageFilter{Status: status})
		},
		func(p *mssclient.Package) (bundle, string) { return bundleOf(p), p.Status }, writePackages,
	}.command(p, &cobra.Command{
		Short: "List the resource packages of a project, including released and returned ones",
		Example: simulator + "package list --status active --status grace\n" +
			simulator + "package list --at 2028-06-01T00:00:00Z\n" +
			simulator + "package list -o json | jq -r '.packages[].resource_id'",
	})
}

func writePackages(w io.Writer, all []bundle) error {
	if len(all) == 0 {
		return terminal.Line("No packages.")(w)
	}
	t := terminal.Table{Head: []string{"PACKAGE", "STATUS", "ENDS", "AUTO-RENEW", "USED", "PRODUCT"}, Right: []int{4},
		Gives: 5}
	for _, b := range all {
		t.Rows = append(t.Rows, []string{b.ResourceID, terminal.Words(b.Status), instant(b.Expires), onOff(b.AutoRenew),
			b.used(), b.ResourceSpecCode})
	}
	return t.Write(w)
}

func onOff(on bool) string {
	if on {
		return "on"
	}
	return "off"
}

// used is how many units of a package are used; empty of one that the service no longer lists.
func (b bundle) used() string {
	if b.Units == 0 {
		return ""
	}
	return fmt.Sprintf("%d/%d", b.Used, b.Units)
}

func newPackageShow(p process) *cobra.Command {
	f := flags{process: p}
	return f.looks(&cobra.Command{
		Use:     "show RESOURCE_ID [flags]",
		Short:   "Show a resource package, and what returning it would refund",
		Example: simulator + "package show sim-pkg-2aded6d394cab2fe",
		Args:    usage.One("the resource id of a package"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return f.look(cmd, func(v *visit) error {
				p, err := v.findPackage(cmd.Context(), args[0])
				if err != nil {
					return err
				}
				out := bundleOf(p)
				q, err := v.QuoteReturn(cmd.Context(), args[0], 0)
				switch {
				case mssclient.Code(err) != "":
					out.NotReturnable = refusal(err).Error()
				case err != nil:
					return err
				default:
					out.Return = &refund{q.Refund.String(), q.Fee.String(), q.Currency, q.Full}
				}
				return f.Show(cmd, out, out.write)
			})
		},
	})
}

func (b bundle) write(w io.Writer) error {
	t := terminal.Table{Gives: 1}
	add := func(name, value string) {
		if value != "" {
			t.Rows = append(t.Rows, []string{name, value})
		}
	}
	add("Package", b.ResourceID)
	add("Product", b.ResourceSpecCode)
	add("Order", b.OrderID)
	add("Status", terminal.Words(b.Status))
	add("Charging mode", b.ChargingMode)
	if b.Units > 0 {
		add("Units", strconv.FormatInt(b.Used, 10)+" of "+strconv.FormatInt(b.Units, 10)+" used ("+b.Unit+")")
	}
	for _, s := range b.Parts {
		add("Part", fmt.Sprintf("%s: %d of %d used (%s)", s.SubResourceType, s.Usage, s.Amount, s.Unit))
	}
	add("Begins", instant(b.Effective))
	add("Ends", instant(b.Expires))
	add("Automatic renewal", onOff(b.AutoRenew))
	for _, id := range b.AssetIDs {
		add("Asset", id)
	}
	if r := b.Return; r != nil {
		add("Return", fmt.Sprintf("refunds %s %s after a fee of %s %s", r.Refund, r.Currency, r.Fee, r.Currency))
	}
	add("Cannot be returned", b.NotReturnable)
	return t.Write(w)
}
