package cli_test

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/mss-iac/terraform-provider-mss/internal/money"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/control"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/site"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/store"
)

// renewing is a store of a project with a balance for a few renewals of a monthly channel.
func renewing(t *testing.T) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "simulator.db")
	st := store.New(file)
	balance := money.Amount(100_000)
	cloud := simulator.New(st, simulator.Options{Clock: clock, Settings: simulator.Settings{OpeningBalance: &balance}})
	call := simulator.Call{Tenant: "demo", At: day0}
	placed, err := cloud.Do(t.Context(), call, lifecycle.PlaceOrder{Items: []lifecycle.OrderRequestItem{{
		ResourceSpecCode: "hws.resource.type.metastudio.modeling.avatarlive.channel", PeriodType: site.Monthly, PeriodNum: 1,
		Quantity: 1, AutoRenew: true,
	}}})
	if err == nil {
		_, err = cloud.Do(t.Context(), call, lifecycle.PayOrder{OrderID: placed.ID()})
	}
	if err := errors.Join(err, st.Close()); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestForecastShowsBarsAndEnds(t *testing.T) {
	t.Parallel()
	file := bought(t)
	before := mustRun(t, "events", "--store", file)
	out := mustRun(t, "forecast", "--store", file)
	for _, want := range []string{
		`(?m)^MONTH +CHARGED +BALANCE$`, `(?m)^2027-03 +0\.00$`, `(?m)^2028-03 +0\.00$`,
		`(?m)^0 charges, 0\.00 USD in all, until 2028-03-01T01:00:00Z\.$`, `(?m)^Nothing ends\.$`,
	} {
		if !regexp.MustCompile(want).MatchString(out) {
			t.Errorf("the forecast lacks %s:\n%s", want, out)
		}
	}
	out = mustRun(t, "forecast", "--until", "2028-06-01T00:00:00Z", "--store", file)
	for _, want := range []string{`(?m)^2028-03-01T15:59:59Z +package +grace +sim-pkg-\S+ +Voice`,
		`(?m)^2028-03-31T15:59:59Z +package +released`} {
		if !regexp.MustCompile(want).MatchString(out) {
			t.Errorf("the forecast lacks %s:\n%s", want, out)
		}
	}
	if after := mustRun(t, "events", "--store", file); after != before {
		t.Errorf("the forecast stored something:\n%s", after)
	}
}

func TestForecastOfABusyYear(t *testing.T) {
	t.Parallel()
	file := renewing(t)
	out := mustRun(t, "forecast", "--store", file, "--months", "36")
	for _, want := range []string{
		`(?m)^2027-04 +75\.00 +775\.00  █{30}$`, `(?m)^2028-03 +0\.00 +25\.00$`,
		`(?m)^Not covered: 75\.00 USD for sim-pkg-\S+ \(\S+channel\) on 2028-03-24T19:00:00Z; the balance is 25\.00 USD then`,
		`(?m)^12 charges, 900\.00 USD in all, until 2030-03-01T01:00:00Z; the balance is 25\.00 USD then\.$`,
	} {
		if !regexp.MustCompile(want).MatchString(out) {
			t.Errorf("the forecast lacks %s:\n%s", want, out)
		}
	}
	var told control.Forecast
	if err := json.Unmarshal([]byte(mustRun(t, "forecast", "--store", file, "--months", "36", "-o", "json")),
		&told); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(mustRun(t, "forecast", "--store", file, "--months", "36", "-o",
		"csv"))).ReadAll()
	if err != nil || len(rows) != len(told.Months)+1 || len(rows) != 38 {
		t.Fatalf("%d lines for %d months: %v", len(rows), len(told.Months), err)
	}
	for i, m := range told.Months {
		if got, want := strings.Join(rows[i+1], " "), strings.Join([]string{m.Month, m.Charged, m.Balance, "USD"},
			" "); got != want {
			t.Errorf("line %d is %q, want %q", i+1, got, want)
		}
	}
	var some control.Forecast
	if err := json.Unmarshal([]byte(mustRun(t, "forecast", "--store", file, "--months", "36", "-o", "json", "--product",
		onShelf)), &some); err != nil {
		t.Fatal(err)
	}
	if len(some.Charges) != 0 || some.Balance != told.Balance || *some.FirstFailure != *told.FirstFailure {
		t.Errorf("a filter changes the account: %+v", some)
	}
}

func TestForecastRefuses(t *testing.T) {
	t.Parallel()
	file := bought(t)
	mustFail(t, "none of the others can be", "forecast", "--months", "3", "--until", "2028-01-01T00:00:00Z", "--store",
		file)
	mustFail(t, "months is 121", "forecast", "--months", "121", "--store", file)
	mustFail(t, `--until "soon" is not`, "forecast", "--until", "soon", "--store", file)
	mustFail(t, `no package "nope"`, "forecast", "--resource", "nope", "--store", file)
	mustFail(t, `no package ""`, "forecast", "--resource", "", "--store", file) // not all, when a variable is not set
	mustFail(t, `no product ""`, "forecast", "--product", "", "--store", file)
	mustFail(t, `must be table, json or csv`, "forecast", "-o", "xml", "--store", file)
}
