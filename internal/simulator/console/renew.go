package console

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
)

// renewalRow is an asset of a batch renewal.
type renewalRow struct {
	mssclient.Asset

	Chosen bool
	Months string
	Left   string
	NoUnit bool // none is left in its pool
}

// poolSum is what a renewal takes of a pool.
type poolSum struct {
	Name             string
	Wanted, Has      int64
	IsTooMuch, Empty bool
}

type renewPage struct {
	frame
	Search, Pool  string
	Pools         []tab
	Rows          []renewalRow
	Sums          []poolSum
	IsTooMuch     bool
	Total         int64
	Back, Problem string
	Kept          []pair // chosen assets that are not on the page, with their months
	Paging        paging
	acting
}

// renewSize is how many assets a page of the batch renewal offers.
const renewSize = 50

// showRenew is the page on which assets are chosen for a batch renewal, with months for each.
func showRenew(v *visit) error {
	if err := v.readOnly(); err != nil {
		return err
	}
	p := renewPage{frame: v.frame("Renew assets", "Assets"), Search: strings.TrimSpace(v.query.Get("q")),
		Pool: v.query.Get("pool")}
	cards, err := v.pools()
	if err != nil {
		return err
	}
	has := map[string]int64{}
	p.Pools = []tab{{"All", v.with("pool", "", "page", ""), p.Pool == ""}}
	for _, c := range cards {
		has[c.Code] = c.Available
		p.Pools = append(p.Pools, tab{c.Name, v.with("pool", c.Code, "page", ""), c.Code == p.Pool})
		p.Sums = append(p.Sums, poolSum{Name: c.Name, Has: c.Available, Empty: c.Available == 0})
	}
	page, paged := v.paging(renewSize)
	found, err := v.findAssets(mssclient.AssetFilter{Name: p.Search, Pool: p.Pool, Page: &page})
	if err != nil {
		return err
	}
	p.Paging = paged(int(page.Total))
	chosen := slices.Clone(v.query["asset"])
	for _, a := range found {
		chosen = slices.DeleteFunc(chosen, func(id string) bool { return id == a.ID })
		if a.Pool == "" || a.Status == mssclient.AssetDeleted || a.ExpireTime.IsZero() {
			continue
		}
		row := renewalRow{Asset: a, Months: cmp.Or(v.query.Get("months-"+a.ID), "1"),
			Chosen: slices.Contains(v.query["asset"], a.ID), NoUnit: has[a.Pool] == 0, Left: left(v.at, a.ExpireTime)}
		p.Rows = append(p.Rows, row)
	}
	for _, id := range chosen {
		p.Kept = append(p.Kept, pair{id, cmp.Or(v.query.Get("months-"+id), "1")})
	}
	return v.show("renew", p)
}

// confirmRenewal is the page on which assets and months can still be changed. Single renewals begin here, too.
func confirmRenewal(v *visit) error {
	if err := v.readOnly(); err != nil {
		return err
	}
	p := renewPage{frame: v.frame("Confirm the renewal", "Assets"), acting: v.acting(), Back: v.address("/renew", v.query)}
	chosen := v.query["asset"]
	if len(chosen) == 0 {
		p.Problem = "No asset is chosen. Go back, and check the boxes of those to renew."
		return v.show("renewal-confirm", p)
	}
	var found []mssclient.Asset
	for some := range slices.Chunk(chosen, maxFound) {
		part, err := v.client.AssetsOf(v.ctx, mssclient.AssetFilter{IDs: some})
		if err != nil {
			return err
		}
		found = append(found, part...)
	}
	if len(found) == 0 {
		p.Problem = "The account has none of these assets. Go back, and choose others."
	}
	wanted := map[string]int64{}
	for _, a := range found {
		row := renewalRow{Asset: a, Months: cmp.Or(v.query.Get("months-"+a.ID), "1"), Chosen: true}
		if n, err := strconv.ParseInt(row.Months, 10, 32); err == nil && n > 0 {
			wanted[a.Pool] += n
			p.Total += n
		} else {
			p.Problem = fmt.Sprintf("The months of %s must be a whole number from 1 on.", a.Name)
		}
		p.Rows = append(p.Rows, row)
	}
	quotas, err := v.client.Quotas(v.ctx)
	if err != nil {
		return err
	}
	for _, q := range quotas {
		if n := wanted[q.Pool]; n > 0 {
			sum := poolSum{Name: cmp.Or(poolNames[q.Pool], q.Pool), Wanted: n, Has: q.Available, IsTooMuch: n > q.Available}
			p.Sums, p.IsTooMuch = append(p.Sums, sum), p.IsTooMuch || sum.IsTooMuch
		}
	}
	return v.show("renewal-confirm", p)
}

// renewAssets renews the assets whose boxes are checked, by the months of each.
func renewAssets(v *visit) error {
	c, err := v.actor()
	if err != nil {
		return err
	}
	var rows []mssclient.RenewalRow
	for _, id := range v.r.PostForm["asset"] {
		n, err := formNumber(v.r.PostForm.Get("months-" + id))
		if err != nil {
			return err
		}
		rows = append(rows, mssclient.RenewalRow{AssetID: id, Months: n})
	}
	if len(rows) == 0 {
		return &problem{http.StatusBadRequest, "No asset is chosen",
			"Nothing was done. Go back, and check the boxes of the " +
				"assets to renew."}
	}
	done, err := c.RenewAssets(v.ctx, mssclient.RenewalRequest{Rows: rows, Token: v.r.PostForm.Get("client_token")})
	if err != nil {
		return err
	}
	//nolint:gosec // an address of the console itself
	http.Redirect(v.w, v.r, v.address("/renewals/"+done.ID, nil), http.StatusSeeOther)
	return nil
}

type resultRow struct {
	mssclient.RenewalResult

	Name, Address string
}

type renewalPage struct {
	frame
	Renewal mssclient.Renewal
	Spent   int
	Rows    []resultRow
}

// showRenewal is the result list.
func showRenewal(v *visit) error {
	r, err := v.client.Renewal(v.ctx, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	p := renewalPage{frame: v.frame("Renewal result", "Assets"), Renewal: *r, Spent: int(r.UnitsSpent)}
	names := map[string]string{}
	var ids []string
	for _, row := range r.Results {
		ids = append(ids, row.AssetID)
	}
	for some := range slices.Chunk(ids, maxFound) {
		part, err := v.client.AssetsOf(v.ctx, mssclient.AssetFilter{IDs: some})
		if err != nil {
			return err
		}
		for _, a := range part {
			names[a.ID] = a.Name
		}
	}
	for _, row := range r.Results {
		p.Rows = append(p.Rows, resultRow{row, cmp.Or(names[row.AssetID], row.AssetID), v.link("/assets/" + row.AssetID)})
	}
	return v.show("renewal", p)
}
