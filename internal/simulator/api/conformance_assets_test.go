package api_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
)

func TestAssets(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	c := w.days(0)
	_, packages := w.buy(c, yearly(2))
	first := packages[0].ResourceID
	in := mssclient.AssetRequest{PackageID: first, Kind: "voice_clone", Name: "Ann", Description: "the voice",
		Inactive: true, Token: "asset-1"}
	id, err := c.MakeAsset(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := c.MakeAsset(t.Context(), in); again != id || err != nil {
		t.Errorf("the same token: got %s, %v", again, err)
	}
	got, err := c.Asset(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	want := &mssclient.Asset{
		ID: id, Name: "Ann", Description: "the voice", Kind: "voice_clone", VK: got.VK, AssetType: "VOICE_MODEL",
		Status:    mssclient.AssetInactive,
		PackageID: first, Pool: "voice_clone", ExpireTime: utc(t, "2028-03-01T15:59:59Z"), CreatedTime: day0,
		UpdatedTime: day0,
	}
	if diff := cmp.Diff(want, got); diff != "" || got.VK == "" {
		t.Error(diff)
	}
	if p := w.status(c, first, mssclient.PackageActive); p.Used != 1 || len(p.AssetIDs) != 1 || p.AssetIDs[0] != id {
		t.Errorf("the package is %+v", p)
	}
	_, err = c.MakeAsset(t.Context(), mssclient.AssetRequest{PackageID: first, Kind: "voice_clone", Name: "Bob"})
	w.refused(err, "SIM.1001")

	if err := c.UpdateAsset(t.Context(), id, mssclient.AssetUpdate{Name: new("Anna"), Active: new(true)}); err != nil {
		t.Fatal(err)
	}
	if got, err = c.Asset(t.Context(), id); err != nil || got.Name != "Anna" || got.Description != "the voice" ||
		got.Status != mssclient.AssetActive || !got.Active {
		t.Errorf("the updated asset is %+v, %v", got, err)
	}
	if err := c.UpdateAsset(t.Context(), id, mssclient.AssetUpdate{Description: new("")}); err != nil {
		t.Fatal(err)
	}
	if got, err = c.Asset(t.Context(), id); err != nil || got.Description != "" || got.Name != "Anna" {
		t.Errorf("the updated asset is %+v, %v", got, err)
	}

	if err := c.SetAutoRenew(t.Context(), first, true); err != nil {
		t.Fatal(err)
	}
	w.refused(c.DeleteAsset(t.Context(), id, false), "SIM.1007")
	w.refused(c.DeleteAsset(t.Context(), id, true), "SIM.1007")
	if err := c.SetAutoRenew(t.Context(), first, false); err != nil {
		t.Fatal(err)
	}
	other := w.make(c, packages[1].ResourceID, "Bob")
	for _, step := range []struct {
		do   func() error
		want string
	}{
		{func() error { return c.DeleteAsset(t.Context(), id, false) }, mssclient.AssetRecycled},
		{func() error { return c.RestoreAsset(t.Context(), id) }, mssclient.AssetActive},
		{func() error { return c.DeleteAsset(t.Context(), id, true) }, mssclient.AssetDeleted},
	} {
		if err := step.do(); err != nil {
			t.Fatal(err)
		}
		if got, err = c.Asset(t.Context(), id); err != nil || got.Status != step.want {
			t.Errorf("the asset is %+v, %v, want %s", got, err, step.want)
		}
	}
	all, err := c.Assets(t.Context())
	if err != nil || len(all) != 2 || all[0].ID != id || all[0].Status != mssclient.AssetDeleted || all[1].ID != other {
		t.Errorf("the assets are %+v, %v", all, err)
	}
	for after, want := range map[time.Duration]string{
		-time.Second: mssclient.AssetActive, 0: mssclient.AssetGrace, 15 * 24 * time.Hour: mssclient.AssetFrozen,
		30 * 24 * time.Hour: mssclient.AssetDeleted,
	} {
		if got, err := w.at(utc(t, "2028-03-01T15:59:59Z").Add(after)).Asset(t.Context(), other); err != nil ||
			got.Status != want || !got.Active {
			t.Errorf("%v after the end: %+v, %v, want %s", after, got, err, want)
		}
	}
	_, err = c.Asset(t.Context(), "nope")
	if w.refused(err, "MSS.10001001"); !mssclient.IsNotFound(err) {
		t.Error("an unknown asset is found")
	}
}

func TestRenewals(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	c := w.days(0)
	_, packages := w.buy(c, yearly(2), months(12))
	a, b := w.make(c, packages[0].ResourceID, "Ann"), w.make(c, packages[1].ResourceID, "Bob")
	pool := packages[2].ResourceID
	if packages[2].Unit != "MONTH" || packages[2].Units != 12 {
		t.Errorf("the on-shelf package is %+v", packages[2])
	}

	c = w.days(5)
	in := mssclient.RenewalRequest{
		Rows:  []mssclient.RenewalRow{{AssetID: a, Months: 2}, {AssetID: b, ValidThrough: utc(t, "2028-03-15T00:00:00Z")}},
		Token: "months-1"}
	first, err := c.RenewAssets(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	end := utc(t, "2028-03-01T15:59:59Z")
	want := &mssclient.Renewal{
		ID: first.ID, CreatedTime: day0.AddDate(0, 0, 5), UnitsSpent: 3, Months: map[string]int64{a: 2, b: 1}, Operations: 1,
		Requested: map[string]string{b: "2028-03-15T00:00:00Z"},
		Results: []mssclient.RenewalResult{
			{
				AssetID: a, Outcome: mssclient.OutcomeRenewed, Months: 2, PreviousExpireTime: end,
				ExpireTime: utc(t, "2028-05-01T15:59:59Z"),
				Debits:     []mssclient.RenewalDebit{{ResourceID: pool, Units: 2}},
			},
			{
				AssetID: b, Outcome: mssclient.OutcomeRenewed, Months: 1, PreviousExpireTime: end,
				ExpireTime: utc(t, "2028-04-01T15:59:59Z"),
				Debits:     []mssclient.RenewalDebit{{ResourceID: pool, Units: 1}},
			},
		},
	}
	if diff := cmp.Diff(want, first); diff != "" {
		t.Error(diff)
	}
	in.MaxUnits = map[string]int64{"voice_clone": 0} // a bound is no part of what is asked for
	again, err := c.RenewAssets(t.Context(), in)
	if err != nil || !again.Repeated {
		t.Fatalf("the same token: %+v, %v", again, err)
	}
	if again.Repeated = false; cmp.Diff(first, again) != "" {
		t.Errorf("the same token: %+v", again)
	}
	if err := c.DeleteAsset(t.Context(), b, false); err != nil {
		t.Fatal(err)
	}
	second, err := c.RenewAssets(t.Context(), mssclient.RenewalRequest{RenewalID: first.ID, Rows: []mssclient.RenewalRow{
		{AssetID: a, ValidThrough: end}, {AssetID: b, Months: 1},
	}})
	if err != nil {
		t.Fatal(err)
	}
	if second.ID != first.ID || second.UnitsSpent != 3 || second.Results[0].Outcome != mssclient.OutcomeCovered ||
		second.Results[1].Outcome != mssclient.OutcomeFailed ||
		second.Results[1].ErrorCode != "SIM.1008" {
		t.Errorf("the second operation: %+v", second)
	}
	if read, err := c.Renewal(t.Context(), first.ID); err != nil || cmp.Diff(second, read) != "" {
		t.Errorf("read back: %+v, %v", read, err)
	}

	quotas, err := c.Quotas(t.Context())
	if err != nil || len(quotas) != 4 {
		t.Fatalf("the quotas are %+v, %v", quotas, err)
	}
	for _, q := range quotas {
		want := mssclient.Quota{Pool: q.Pool, Packages: []mssclient.QuotaPackage{}, Spent: []mssclient.QuotaSpend{}}
		if q.Pool == "voice_clone" {
			at := day0.AddDate(0, 0, 5)
			want = mssclient.Quota{
				Pool: q.Pool, Total: 12, Used: 3, Available: 9, Packages: []mssclient.QuotaPackage{
					{ResourceID: pool, Total: 12, Used: 3, ExpireTime: end}},
				Spent: []mssclient.QuotaSpend{{AssetID: a, RenewalID: first.ID, Units: 2, Time: at},
					{AssetID: b, RenewalID: first.ID, Units: 1, Time: at}},
			}
		}
		if diff := cmp.Diff(want, q); diff != "" {
			t.Error(diff)
		}
	}

	_, err = c.RenewAssets(t.Context(), mssclient.RenewalRequest{Rows: []mssclient.RenewalRow{{AssetID: a, Months: 10}}})
	if w.refused(err, "SIM.1003"); !strings.Contains(err.Error(), "voice_clone") {
		t.Errorf("got %v", err)
	}
	_, err = c.RenewAssets(t.Context(), mssclient.RenewalRequest{Rows: []mssclient.RenewalRow{{AssetID: a, Months: 2}},
		MaxUnits: map[string]int64{"voice_clone": 1}})
	w.refused(err, "SIM.1012")
	_, err = c.RenewAssets(t.Context(), mssclient.RenewalRequest{
		Rows: []mssclient.RenewalRow{{AssetID: a, Months: 1}, {AssetID: a, Months: 1}}})
	w.refused(err, "SIM.1005")
	_, err = c.RenewAssets(t.Context(), mssclient.RenewalRequest{Rows: []mssclient.RenewalRow{{AssetID: a}}})
	w.refused(err, "MSS.00000003")
	_, err = c.Renewal(t.Context(), "nope")
	if w.refused(err, "SIM.1006"); !mssclient.IsNotFound(err) {
		t.Error("an unknown renewal is found")
	}

	if _, err := c.RenewAssets(t.Context(), mssclient.RenewalRequest{
		Rows: []mssclient.RenewalRow{{AssetID: a, Months: 9}}}); err != nil {
		t.Fatal(err)
	}
	if p := w.status(c, pool, mssclient.PackageUsedUp); p.Used != 12 {
		t.Errorf("the used up package is %+v", p)
	}
	if p := w.status(w.at(end), pool, mssclient.PackageExpired); p.Listed {
		t.Errorf("the lapsed package is %+v", p)
	}
}
