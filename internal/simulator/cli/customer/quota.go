package customer

import (
	"cmp"
	"io"
	"slices"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli/terminal"
)

// quotas are what a project can still use.
type quotas struct {
	Pools []pool  `json:"pools"` // of on-shelf months
	Units []units `json:"units"` // of packages that make assets or are billed by use
}

type pool struct {
	Pool      string        `json:"pool"`
	Total     int64         `json:"total"`
	Used      int64         `json:"used"`
	Available int64         `json:"available"`
	Packages  []poolPackage `json:"packages"`
}

type poolPackage struct {
	ResourceID string    `json:"resource_id"`
	Total      int64     `json:"total"`
	Used       int64     `json:"used"`
	ExpireTime time.Time `json:"expire_time"`
}

type units struct {
	BusinessType string `json:"business_type"`
	Unit         string `json:"unit"`
	Total        int64  `json:"total"`
	Used         int64  `json:"used"`
	Available    int64  `json:"available"`
}

func newQuota(p process) *cobra.Command {
	f := flags{process: p}
	return f.looks(&cobra.Command{
		Use:   "quota [flags]",
		Short: "Show what a project can still use: on-shelf months by pool, and units by business",
		Long: "Show what a project can still use: on-shelf months by pool, with which \"simulator asset renew\" renews " +
			"assets, and units by business, as the console's overview does. Only packages that can be used count.",
		Example: simulator + "quota\n" +
			simulator + "quota -o json | jq '.pools[] | select(.available < 3)'",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return f.look(cmd, func(v *visit) error {
				pools, err := v.Quotas(cmd.Context())
				if err != nil {
					return err
				}
				packages, err := v.Packages(cmd.Context(), mssclient.PackageFilter{})
				if err != nil {
					return err
				}
				out := quotas{Pools: []pool{}, Units: unitsOf(packages)}
				for _, q := range pools {
					one := pool{q.Pool, q.Total, q.Used, q.Available, []poolPackage{}}
					for _, p := range q.Packages {
						one.Packages = append(one.Packages, poolPackage(p))
					}
					out.Pools = append(out.Pools, one)
				}
				return f.Show(cmd, out, out.write)
			})
		},
	})
}

// unitsOf adds up the units of the packages that can be used and feed no pool.
func unitsOf(packages []mssclient.Package) []units {
	type kind struct{ business, unit string }
	sums := map[kind]units{}
	add := func(business, unit string, total, used int64) {
		k := kind{business, unit}
		u := sums[k]
		sums[k] = units{business, unit, u.Total + total, u.Used + used, u.Available + total - used}
	}
	const onShelf = "MONTH"
	for i := range packages {
		p := &packages[i]
		usable := []string{mssclient.PackageActive, mssclient.PackageUsedUp, mssclient.PackageGrace}
		if !p.Listed || p.Unit == onShelf || !slices.Contains(usable, p.Status) {
			continue
		}
		for _, s := range p.SubResources {
			add(s.BusinessType, s.Unit, s.Amount, s.Usage)
		}
		if len(p.SubResources) == 0 {
			add(p.BusinessType, p.Unit, p.Units, p.Used)
		}
	}
	all := []units{}
	for _, u := range sums {
		all = append(all, u)
	}
	slices.SortFunc(all, func(a, b units) int {
		return cmp.Or(cmp.Compare(a.BusinessType, b.BusinessType), cmp.Compare(a.Unit, b.Unit))
	})
	return all
}

func (q quotas) write(w io.Writer) error {
	t := terminal.Table{Head: []string{"QUOTA", "UNIT", "TOTAL", "USED", "AVAILABLE"}, Right: []int{2, 3, 4}}
	add := func(name, unit string, numbers ...int64) {
		row := []string{name, unit}
		for _, n := range numbers {
			row = append(row, strconv.FormatInt(n, 10))
		}
		t.Rows = append(t.Rows, row)
	}
	for _, p := range q.Pools {
		add(p.Pool, "on-shelf month", p.Total, p.Used, p.Available)
	}
	for _, u := range q.Units {
		add(u.BusinessType, u.Unit, u.Total, u.Used, u.Available)
	}
	if len(t.Rows) == 0 {
		return terminal.Line("No quotas.")(w)
	}
	return t.Write(w)
}
