package api_test

import (
	"testing"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest/stores"
	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/auth"
)

// TestABrokenRunsPurchaseIsAdoptedThroughTheWire has a process buy and die, and its successor order the same.
func TestABrokenRunsPurchaseIsAdoptedThroughTheWire(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	st := stores.Open(t, stores.New(t))
	alive := map[string]bool{"one": false, "two": true, "three": true}
	cloud := simulator.New(st, simulator.Options{Clock: func() time.Time { return day0 }, Alive: func(run string) bool {
		return alive[run]
	}})
	transport := api.Transport(api.Checked(t, api.New(cloud, auth.Embedded("demo"))))
	run := func(name string) *mssclient.Client {
		c, err := mssclient.New(mssclient.Config{
			ProjectID: "demo", AccessKey: "demo", SecretKey: "sk", Endpoint: "http://simulator.mss.invalid",
			Transport: transport,
			State:     "here", Run: name,
		})
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	order := func(c *mssclient.Client, token string) string {
		t.Helper()
		id, err := c.PlaceOrder(ctx, mssclient.OrderRequest{Token: token, Items: []mssclient.OrderItem{
			{ResourceSpecCode: voice, PeriodType: mssclient.Yearly, PeriodNum: 1, SubscriptionNum: 1},
		}})
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	lost := func(c *mssclient.Client) []string {
		t.Helper()
		tenant, err := c.Tenant(ctx)
		if err != nil {
			t.Fatal(err)
		}
		return tenant.Lost
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}

	first, second := order(run("one"), "a"), order(run("one"), "b")
	if got := lost(run("two")); first == second || len(got) != 2 {
		t.Fatalf("orders %s and %s; lost: %v", first, second, got)
	}
	must(run("two").Receive(ctx, []string{second})) // the state had noted the second
	if got := order(run("two"), "c"); got != first {
		t.Errorf("the next run ordered %s, want the lost %s", got, first)
	}
	if got := lost(run("two")); len(got) > 0 {
		t.Errorf("%v still counts as lost", got)
	}
	must(run("two").CloseRun(ctx))
	alive["two"] = false
	if got := order(run("three"), "d"); got == first || got == second {
		t.Errorf("%s was adopted from a run that had closed", got)
	}
}
