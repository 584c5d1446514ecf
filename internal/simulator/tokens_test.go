package simulator_test

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"golang.org/x/text/unicode/norm"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest/stores"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/site"
)

// TestTokensOfBeforeAreKnown pins what client tokens cover: every command that a store of before has receipts of is
// recognised as the same. A renamed field whose tag changes too makes an interrupted purchase one that is bought twice.
func TestTokensOfBeforeAreKnown(t *testing.T) {
	t.Parallel()
	place := stores.New(t)
	oldStore(t, place)
	c := simulator.New(stores.Open(t, place), simulator.Options{Clock: func() time.Time { return day0 }})
	w, err := c.Look(ctx, at(day0), lifecycle.Selection{})
	if err != nil {
		t.Fatal(err)
	}
	const (
		order, cancelled, renewal = "CS2703010100SIM511AD3B103", "CS2703010100SIM5C66963AA0", "CS2703010100SIM48719185F4"
		first, second             = "sim-pkg-6ca7e9f4f70c02d8", "sim-pkg-e38730d746c8ea81"
		asset, job                = "sim-asset-5e4231608329cba8", "sim-job-433dff9ea1b9b726"
		coupon, discount          = "sim-coupon-ad77caea502d2bfa", "sim-discount-7dfd153d2c0c561c"
	)
	year := day0.AddDate(1, 0, 0)
	item := func(code string, period site.PeriodType, n, quantity int32, autoRenew bool) lifecycle.OrderRequestItem {
		return lifecycle.OrderRequestItem{ResourceSpecCode: code, PeriodType: period, PeriodNum: n, Quantity: quantity,
			AutoRenew: autoRenew}
	}
	items := func(items ...lifecycle.OrderRequestItem) []lifecycle.OrderRequestItem { return items }
	for i, want := range []struct {
		lifecycle.Command
		id string
	}{
		{lifecycle.SignService{}, ""},
		{lifecycle.SignAutoPay{Sign: true}, ""},
		{lifecycle.GrantCoupon{Coupon: lifecycle.Coupon{Type: lifecycle.CashCoupon, FaceValue: 500, ValidFrom: day0,
			ValidUntil: year}}, coupon},
		{lifecycle.GrantDiscount{Discount: lifecycle.Discount{Type: lifecycle.Commercial, Percent: 10, ValidFrom: day0,
			ValidUntil: year}}, discount},
		{lifecycle.Deposit{Amount: 12_345}, ""},
		{lifecycle.GrantTicket{ResourceSpecCode: channel}, ""},
		{lifecycle.ChangeRules{Rules: lifecycle.RuleSet{OwnPolicy: w.Tenant.OwnPolicy}}, ""},
		{
			lifecycle.PlaceOrder{Items: items(item(voice, site.Yearly, 1, 2, false),
				item("mss.onshelf.voice_clone", site.Monthly, 6, 1, false))}, order},
		{nil, cancelled}, // it has gone, and the token is free
		{lifecycle.PayOrder{OrderID: order, Choice: lifecycle.Choice{
			CouponIDs: []string{coupon}, CouponTypes: []lifecycle.CouponType{lifecycle.CashCoupon}}}, ""},
		{lifecycle.CancelOrder{OrderID: cancelled}, ""},
		{nil, renewal}, // its term was returned
		{lifecycle.PayOrder{OrderID: renewal}, ""},
		{lifecycle.ConfigureRenewal{Name: "DEDUCTION_DATE", Value: 5}, ""},
		{lifecycle.SetAutoRenew{PackageID: first, On: true, Times: 3}, ""},
		{lifecycle.SetAutoRenew{PackageID: first}, ""},
		{lifecycle.MakeAsset{PackageID: first, Kind: "voice_clone", Name: "Änn", Description: "first"}, asset},
		{lifecycle.UpdateAsset{AssetID: asset, Change: lifecycle.AssetChange{Name: new("Ben"), Active: new(false)}}, ""},
		{lifecycle.DeleteAsset{AssetID: asset}, ""},
		{lifecycle.RestoreAsset{AssetID: asset}, ""},
		{lifecycle.ActOnAssets{Action: lifecycle.ActionActivate, AssetIDs: []string{asset}}, `[{"asset_id":"` +
			asset + `"}]`},
		{lifecycle.RenewAssets{Rows: []lifecycle.RenewalRow{{AssetID: asset, Months: 2}}, MaxUnits: map[string]int64{"y": 3}},
			"sim-renewal-749400b54b5606ec"},
		{lifecycle.BindAsset{AssetID: asset, PackageID: second}, second},
		{nil, job}, // it was deleted
		{lifecycle.UpdateTrainingJob{JobChange: lifecycle.JobChange{JobID: job, Contact: new("me")}}, ""},
		{lifecycle.DeleteTrainingJob{JobChange: lifecycle.JobChange{JobID: job}}, ""},
		{lifecycle.PlaceOrder{AutoPay: true, Items: items(item(voice, site.Yearly, 1, 1, true))},
			"CS2703010100SIM1837C5B5F3"},
		{lifecycle.CreateTrainingJob{Type: lifecycle.BasicVoiceJob, Details: lifecycle.JobDetails{Name: "Job 2"}},
			"sim-job-af6d61d9bd57592e"},
		{lifecycle.SubmitTrainingJob{JobChange: lifecycle.JobChange{JobID: "sim-job-af6d61d9bd57592e"}}, ""},
		{lifecycle.ReturnPackages{PackageIDs: []string{first}, OnlyRenewed: true}, "CS2703010100SIM8DEBF76630"},
		{lifecycle.MoveClock{By: lifecycle.Duration{Months: 1}}, ""},
		{lifecycle.PlaceOrder{Items: items(item(voice, site.Yearly, 1, 1, false))}, "CS2704010100SIMDA83DEEFB8"},
	} {
		if want.Command == nil {
			continue
		}
		call := simulator.Call{Tenant: "demo", At: day0, Token: fmt.Sprintf("token-%02d", i+1), State: "state", Run: "run.1"}
		if slices.Contains([]int{30, 31}, i) {
			call = simulator.Call{Tenant: "held", Token: call.Token}
		}
		out, err := c.Do(ctx, call, want.Command)
		if err != nil || !out.Repeated || out.ID() != want.id {
			t.Errorf("%T of token %s: %+v, %v, want %s again", want.Command, call.Token, out, err, want.id)
		}
	}
	for want, command := range map[string]lifecycle.Command{
		"4f946849ab61223782e7914bad0614cd2bbfa4ef9ab17a159c50304d2a79030d": lifecycle.PlaceOrder{
			Items: items(item(channel, site.Monthly, 1, 1, true))},
		"43f7538abbeb20cccf72b7a3a834033ad215fea8408a131a697dd2192f6f6c2b": lifecycle.RenewPackages{
			PackageIDs: []string{first}, PeriodType: site.Yearly, PeriodNum: 1},
		"45cb38962975226f697f63fc0c8a5d3897726b6bb2c8f9826f366704107db745": lifecycle.CreateTrainingJob{
			Type: lifecycle.BasicVoiceJob, Details: lifecycle.JobDetails{Name: "Job", Tags: []string{"NEWS"}, Sex: "FEMALE"}},
	} {
		data, err := json.Marshal(command.Spec().Content)
		if got := fmt.Sprintf("%x", sha256.Sum256(norm.NFC.Bytes(data))); err != nil || got != want {
			t.Errorf("%T hashes to %s, and to %s before: %v", command, got, want, err)
		}
	}
}
