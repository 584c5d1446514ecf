package customer

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli/usage"
)

func newPackageReturn(p process) *cobra.Command {
	f := flags{process: p}
	return f.asks(&cobra.Command{
		Use:   "return RESOURCE_ID [flags]",
		Short: "Return a resource package for a refund",
		Long: "Return a resource package with its renewed terms for a refund. It first shows the refund, the fee and what " +
			"is deleted with it. A return cannot be undone." + atHelp,
		Example: simulator + "package return sim-pkg-2aded6d394cab2fe",
		Args:    usage.One("the resource id of a package"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return f.act(cmd, spends, func(v *visit) error { return f.giveBack(cmd, v, args[0]) })
		},
	})
}

func (f *flags) giveBack(cmd *cobra.Command, v *visit, id string) error {
	ctx, not := cmd.Context(), "nothing was returned"
	pkg, err := v.findPackage(ctx, id)
	if err != nil {
		return err
	}
	q, err := v.QuoteReturn(ctx, id, 0)
	if err != nil {
		return failed(err, not, "package show "+id)
	}
	lost, err := v.deletedWith(ctx, pkg)
	if err != nil {
		return err
	}
	if err := f.Confirm(cmd, f.in, "This returns the package %s (%s) %s: it refunds %s and keeps a fee of %s.%s%s", id,
		pkg.ResourceSpecCode, v.when(), charge(q.Refund, q.Currency), charge(q.Fee, q.Currency), lost,
		v.passing()); err != nil {
		return err
	}
	orderID, err := v.ReturnPackage(ctx, id)
	if err != nil {
		return failed(err, not, "package show "+id)
	}
	out, err := v.order(ctx, orderID)
	if err != nil {
		return fmt.Errorf("the package %s was returned with the order %s, but that cannot be read: %w", id, orderID, err)
	}
	return f.done(cmd, out, fmt.Sprintf("Returned the package %s: refunded %s (order %s).%s%s", id,
		strings.TrimPrefix(out.Amount, "-")+" "+out.Currency, orderID, lost, v.left(cmd)))
}

// deletedWith says which assets a return of a package deletes. It begins with a space, or is empty.
func (v *visit) deletedWith(ctx context.Context, p *mssclient.Package) (string, error) {
	var all []string
	for _, id := range p.AssetIDs {
		a, err := v.findAsset(ctx, id)
		if err != nil {
			return "", err
		}
		if a.Status != mssclient.AssetDeleted && a.PackageID == p.ResourceID {
			all = append(all, named(a))
		}
	}
	if len(all) == 0 {
		return "", nil
	}
	return " Permanently deleted with it: " + summary(all) + ".", nil
}
