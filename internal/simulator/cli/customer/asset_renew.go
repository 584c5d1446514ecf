package customer

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli/terminal"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli/usage"
)

func newAssetRenew(p process) *cobra.Command {
	f := flags{process: p}
	return f.asks(&cobra.Command{
		Use:   "renew ASSET_ID=MONTHS ... [flags]",
		Short: "Renew assets with on-shelf months from their pools",
		Long: "Renew one asset or several, each by its own number of months. A month costs one unit of the asset's pool; " +
			"\"simulator quota\" shows what is left. It first shows what each pool spends. If a pool has too few units, " +
			"nothing is spent." + atHelp,
		Example: simulator + "asset renew sim-asset-96473b75ef4aea38=3\n" +
			simulator + "asset renew sim-asset-96473b75ef4aea38=3 sim-asset-1897e1d6f3240ccb=12",
		Args: func(_ *cobra.Command, args []string) error {
			_, err := renewalRows(args)
			return err
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			rows, err := renewalRows(args)
			if err != nil {
				return err
			}
			return f.act(cmd, spends, func(v *visit) error { return f.renewAssets(cmd, v, rows) })
		},
	})
}

// renewalRows reads ID=MONTHS arguments.
func renewalRows(args []string) (rows []mssclient.RenewalRow, err error) {
	if len(args) == 0 {
		return nil, usage.Errorf("expected the assets to renew, each as ASSET_ID=MONTHS")
	}
	for _, arg := range args {
		id, months, _ := strings.Cut(arg, "=")
		n, err := strconv.ParseInt(months, 10, 32)
		switch {
		case id == "" || err != nil:
			return nil, usage.Errorf("%q is not an asset with its months, such as %s=3", arg, "sim-asset-96473b75ef4aea38")
		case n < 1:
			return nil, usage.Errorf("%q: renew by at least 1 month", arg)
		case slices.ContainsFunc(rows, func(r mssclient.RenewalRow) bool { return r.AssetID == id }):
			return nil, usage.Errorf("the asset %s is named twice", id)
		}
		rows = append(rows, mssclient.RenewalRow{AssetID: id, Months: n})
	}
	return rows, nil
}

// renewal is a renewal in the names of the resource mss_asset_renewal.
type renewal struct {
	RenewalID  string   `json:"renewal_id"`
	UnitsSpent int64    `json:"units_spent"`
	Results    []result `json:"results"`
}

type result struct {
	AssetID   string    `json:"asset_id"`
	Outcome   string    `json:"outcome"`
	Months    int64     `json:"months"`
	Previous  time.Time `json:"previous_expire_time,omitzero"`
	Expires   time.Time `json:"expire_time,omitzero"`
	ErrorCode string    `json:"error_code,omitempty"`
	ErrorText string    `json:"error_message,omitempty"`
	Debits    []debit   `json:"debits,omitempty"`
}

type debit struct {
	ResourceID string `json:"resource_id"`
	Units      int64  `json:"units"`
}

func (f *flags) renewAssets(cmd *cobra.Command, v *visit, rows []mssclient.RenewalRow) error {
	ctx := cmd.Context()
	assets, spends, err := v.planned(ctx, rows)
	if err != nil {
		return err
	}
	pools, err := v.pools(ctx, spends)
	if err != nil {
		return err
	}
	if err := f.Confirm(cmd, f.in, "This renews %s %s. %s%s", summary(assets), v.when(), pools, v.passing()); err != nil {
		return err
	}
	done, err := v.RenewAssets(ctx, mssclient.RenewalRequest{Rows: rows, Token: rand.Text(), MaxUnits: spends})
	if err != nil {
		return failed(err, "nothing was spent", "quota")
	}
	out := renewal{done.ID, done.UnitsSpent, nil}
	var failures []string
	for _, r := range done.Results {
		one := result{r.AssetID, r.Outcome, r.Months, r.PreviousExpireTime, r.ExpireTime, r.ErrorCode, r.ErrorMessage, nil}
		for _, d := range r.Debits {
			one.Debits = append(one.Debits, debit(d))
		}
		if r.Outcome == mssclient.OutcomeFailed {
			failures = append(failures, fmt.Sprintf("%s: %s (%s)", r.AssetID, r.ErrorMessage, r.ErrorCode))
		}
		out.Results = append(out.Results, one)
	}
	if err := f.Show(cmd, out, out.write); err != nil {
		return fmt.Errorf("the renewal %s has spent %s, but cannot be shown: %w", done.ID,
			terminal.Count(int(done.UnitsSpent), "unit"), err)
	}
	if len(failures) > 0 {
		return fmt.Errorf("%d of %s not renewed, and nothing was spent on them: %s", len(failures),
			terminal.Count(len(out.Results), "asset"), summary(failures))
	}
	return nil
}

// planned are the assets of rows in words, and the units that they need of their pools.
func (v *visit) planned(ctx context.Context, rows []mssclient.RenewalRow) (assets []string, spends map[string]int64,
	err error) {
	spends = map[string]int64{}
	for _, r := range rows {
		a, err := v.findAsset(ctx, r.AssetID)
		if err != nil {
			return nil, nil, failed(err, "nothing was spent", "quota")
		}
		assets = append(assets, fmt.Sprintf("%s by %s", named(a), terminal.Count(int(r.Months), "month")))
		if a.Pool != "" {
			spends[a.Pool] += r.Months
		}
	}
	return assets, spends, nil
}

// pools says what pools spend and have.
func (v *visit) pools(ctx context.Context, spends map[string]int64) (string, error) {
	quotas, err := v.Quotas(ctx)
	if err != nil {
		return "", err
	}
	var all []string
	for _, pool := range slices.Sorted(maps.Keys(spends)) {
		left := int64(0)
		for _, q := range quotas {
			if q.Pool == pool {
				left = q.Available
			}
		}
		all = append(all, fmt.Sprintf("The pool %s spends %s of the %d available.", pool,
			terminal.Count(int(spends[pool]), "unit"), left))
	}
	return strings.Join(all, " "), nil
}

func (r renewal) write(w io.Writer) error {
	t := terminal.Table{Head: []string{"ASSET", "OUTCOME", "MONTHS", "ENDED", "ENDS", "WHY NOT"}, Right: []int{2},
		Gives: 5}
	for _, one := range r.Results {
		t.Rows = append(t.Rows, []string{one.AssetID, one.Outcome, strconv.FormatInt(one.Months, 10), instant(one.Previous),
			instant(one.Expires), one.ErrorText})
	}
	if err := t.Write(w); err != nil {
		return err
	}
	return terminal.Line("Renewal %s spent %s.", r.RenewalID, terminal.Count(int(r.UnitsSpent), "unit"))(w)
}
