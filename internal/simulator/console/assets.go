package console

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/control"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/console/drawing"
)

type assetRow struct {
	mssclient.Asset

	Address, Package, Left string
}

type assetsPage struct {
	frame
	Search, Pool, Status, Package string
	Pools, Statuses               []tab
	Rows                          []assetRow
	Quotas                        []card
	Paging                        paging
	Renewable                     map[string]bool // pools that have a month left
}

var assetStatuses = []string{"", mssclient.AssetActive, mssclient.AssetInactive, mssclient.AssetGrace,
	mssclient.AssetFrozen, mssclient.AssetRecycled, mssclient.AssetDeleted}

func listAssets(v *visit) error {
	p := assetsPage{frame: v.frame("Assets", "Assets"), Search: strings.TrimSpace(v.query.Get("q")),
		Pool: v.query.Get("pool"), Status: v.query.Get("status"), Package: v.query.Get("package")}
	var err error
	if p.Quotas, err = v.pools(); err != nil {
		return err
	}
	p.Pools = []tab{{"All", v.with("pool", "", "page", ""), p.Pool == ""}}
	p.Renewable = map[string]bool{}
	for _, q := range p.Quotas {
		p.Renewable[q.Code] = q.Available > 0
		p.Pools = append(p.Pools, tab{q.Name, v.with("pool", q.Code, "page", ""), p.Pool == q.Code})
	}
	for _, s := range assetStatuses {
		name := words(s)
		if s == "" {
			name = "any status"
		}
		p.Statuses = append(p.Statuses, tab{name, s, s == p.Status})
	}
	page, paged := v.paging(listSize)
	found, err := v.findAssets(mssclient.AssetFilter{Name: p.Search, Pool: p.Pool, Status: p.Status,
		PackageID: p.Package, Page: &page})
	if err != nil {
		return err
	}
	p.Paging = paged(int(page.Total))
	for _, a := range found {
		p.Rows = append(p.Rows, assetRow{Asset: a, Address: v.link("/assets/" + a.ID),
			Package: v.link("/packages/" + a.PackageID), Left: left(v.at, a.ExpireTime)})
	}
	return v.show("assets", p)
}

type assetPage struct {
	frame
	Asset   mssclient.Asset
	Pool    string
	Package string // address
	Lanes   []lane
	Drawn   drawing.Frame
	Events  []control.Event
	Left    string
	NoUnit  string // why it cannot be renewed now
}

func showAsset(v *visit) error {
	a, err := v.client.Asset(v.ctx, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	p := assetPage{frame: v.frame(a.Name, "Assets"), Asset: *a, Pool: poolNames[a.Pool],
		Package: v.link("/packages/" + a.PackageID), Left: left(v.at, a.ExpireTime)}
	if p.NoUnit, err = v.noUnit(*a); err != nil {
		return err
	}
	of, err := v.client.Package(v.ctx, a.PackageID)
	if err != nil {
		return err
	}
	end := of.ExpireTime
	if a.ExpireTime.After(end) {
		end = a.ExpireTime
	}
	w := windowAround(of.EffectiveTime, end, v.at)
	if p.Lanes, err = v.lanes([]mssclient.Package{*of}, w); err != nil {
		return err
	}
	p.Lanes = slices.DeleteFunc(p.Lanes, func(l lane) bool { return l.IsAsset && l.ID != a.ID })
	p.Drawn = w.Frame()
	if p.Events, err = v.events(time.Time{}, v.at, a.ID); err != nil {
		return err
	}
	slices.Reverse(p.Events)
	return v.show("asset", p)
}

// noUnit is why an asset is not offered to be renewed; empty if it is.
func (v *visit) noUnit(a mssclient.Asset) (string, error) {
	if a.ExpireTime.IsZero() {
		return "It is permanent.", nil
	}
	quotas, err := v.client.Quotas(v.ctx)
	for _, q := range quotas {
		if q.Pool == a.Pool && q.Available > 0 {
			return "", err
		}
	}
	return fmt.Sprintf("No on-shelf month for %s is left. Buy some first.", poolNames[a.Pool]), err
}
