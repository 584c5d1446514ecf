package forecast_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest"
)

const addr = "data.mss_forecast.this"

func forecast(body string) string {
	return fmt.Sprintf("data \"mss_forecast\" \"this\" {\n%s\n}", body)
}

func is(attribute, want string) resource.TestCheckFunc {
	return resource.TestCheckResourceAttr(addr, attribute, want)
}

func isNull(attribute string) resource.TestCheckFunc {
	return resource.TestCheckNoResourceAttr(addr, attribute)
}

func pack(name, code, term string) string {
	return acctest.Block("mss_resource_package", name, fmt.Sprintf("resource_spec_code = %q\n%s", code, term))
}

const (
	yearly     = "period_type = \"yearly\"\nperiod_num = 1"
	renewed    = yearly + "\nauto_renew = true"
	dependsOn  = "\ndepends_on = [mss_resource_package.voice, mss_resource_package.months, mss_asset.voice]"
	firstEnd   = "2028-03-01T15:59:59Z"
	firstTry   = "2028-02-22T19:00:00Z"
	secondTry  = "2029-02-21T19:00:00Z"
	afterYears = "2029-04-10T00:00:00Z"
)

// TestForecast shows a year that the balance covers, one that it does not, and what is lost then. The next plan is
// empty, and a plan at a later instant shows what is left of it.
func TestForecast(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	cloud.Balance = "300.00"
	fleet := []string{pack("voice", acctest.Voice, renewed), pack("months", acctest.OnShelfVoice,
		"period_type = \"monthly\"\nperiod_num = 12"), acctest.Block("mss_asset", "voice",
		"kind = \"voice_clone\"\nname = \"anchor\"\npackage_id = mss_resource_package.voice.id")}
	at := func(now, body string) string {
		return cloud.At(now, append(fleet, forecast(body+dependsOn))...)
	}
	voice := func(attribute string) resource.TestCheckFunc {
		return resource.TestCheckResourceAttrPair(addr, attribute, "mss_resource_package.voice", "id")
	}
	whole := at(acctest.Now, "until = \""+afterYears+"\"")
	acctest.Run(t,
		resource.TestStep{
			Config: whole,
			Check: resource.ComposeAggregateTestCheckFunc(
				is("until", afterYears), is("currency", "USD"), is("total", "99.00"), is("balance", "6.00"),
				is("months.#", "26"), is("months.0.month", "2027-03"), is("months.0.charged", "0.00"),
				is("months.0.balance", "105.00"), is("months.11.month", "2028-02"), is("months.11.charged", "99.00"),
				is("months.11.balance", "6.00"), is("months.25.month", "2029-04"),
				is("charges.#", "1"), is("charges.0.time", firstTry), is("charges.0.amount", "99.00"),
				is("charges.0.resource_spec_code", acctest.Voice), is("charges.0.cause", "automatic renewal"),
				voice("charges.0.resource_id"),
				is("first_failure.time", secondTry), is("first_failure.amount", "99.00"),
				is("first_failure.balance", "6.00"), voice("first_failure.resource_id"),
				is("ends.#", "6"), is("ends.0.time", firstEnd), is("ends.0.kind", "void"), is("ends.0.units", "12"),
				is("ends.0.what", "package"), is("ends.1.kind", "grace"), isNull("ends.1.units"), voice("ends.1.id"),
				is("ends.2.kind", "frozen"), is("ends.3.kind", "frozen"), is("ends.3.what", "asset"),
				is("ends.4.kind", "released"), is("ends.5.kind", "deleted"), is("ends.5.name", "anchor"),
				is("ends.5.time", "2029-03-31T15:59:59Z"), voice("ends.5.resource_id"),
				resource.TestCheckResourceAttrPair(addr, "ends.5.id", "mss_asset.voice", "id")),
		},
		resource.TestStep{Config: whole, PlanOnly: true},
		resource.TestStep{
			Config: at(acctest.Now, "months_ahead = 25\nresource_spec_codes = [\""+acctest.OnShelfVoice+"\"]"),
			Check: resource.ComposeAggregateTestCheckFunc(is("until", "2029-04-01T00:00:00Z"), is("total", "0.00"),
				is("balance", "6.00"), is("charges.#", "0"), is("ends.#", "1"), is("first_failure.time", secondTry)),
		},
		resource.TestStep{
			Config: at("2028-03-02T00:00:00Z", "months_ahead = 24\nresource_ids = [mss_resource_package.voice.id]"),
			Check: resource.ComposeAggregateTestCheckFunc(is("total", "0.00"), is("balance", "6.00"),
				is("months.0.month", "2028-03"), is("ends.#", "5")),
		},
	)
}

// TestForecastOfAnEmptyAccount tells what the configuration gives it.
func TestForecastOfAnEmptyAccount(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	acctest.Run(t,
		resource.TestStep{Config: cloud.At(acctest.Now, forecast("months_ahead = 2")),
			Check: resource.ComposeAggregateTestCheckFunc(isNull("balance"), isNull("first_failure.time"),
				is("total", "0.00"), is("months.#", "3"), isNull("months.0.balance"), is("charges.#", "0"), is("ends.#", "0"))})
	limited := acctest.New(t)
	limited.Balance = "5.00"
	acctest.Run(t, resource.TestStep{Config: limited.At(acctest.Now, forecast("months_ahead = 120")),
		Check: resource.ComposeAggregateTestCheckFunc(is("balance", "5.00"), is("months.#", "121"))})
}

func TestForecastRefusesWhatItCannotTell(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	refused := func(body, want string) resource.TestStep {
		return resource.TestStep{Config: cloud.At(acctest.Now, forecast(body)), PlanOnly: true,
			ExpectError: acctest.Words(want)}
	}
	acctest.Run(t,
		refused("", "Missing Attribute Configuration|Invalid Attribute Combination"),
		refused("months_ahead = 1\nuntil = \"2028-01-01T00:00:00Z\"", "Invalid Attribute Combination"),
		refused("months_ahead = 121", "must be between 1 and 120"),
		refused("until = \"2027-03-01T00:00:00Z\"", "until is 2027-03-01T00:00:00Z, must be after"),
		refused("until = \"2037-03-01T00:00:01Z\"", "at most 120 months later"),
		refused("until = \"soon\"", "Invalid instant"),
		refused("months_ahead = 1\nresource_ids = [\"nope\"]", "has no package \"nope\""),
		refused("months_ahead = 1\nresource_spec_codes = [\"nope\"]", "there is no product \"nope\""),
		refused("months_ahead = 1\nresource_ids = []", "at least 1"),
		refused("months_ahead = 1\nresource_ids = [null]", "[Nn]ull"),
	)
}

// TestForecastThatAStateCannotHold names the filters; with one it fits.
func TestForecastThatAStateCannotHold(t *testing.T) {
	t.Parallel()
	cloud := acctest.New(t)
	channels := pack("live", acctest.Channel, "period_type = \"monthly\"\nperiod_num = 1\nauto_renew = true") +
		"\n" + strings.Replace(pack("many", acctest.Channel, "period_type = \"monthly\"\nperiod_num = 1\nauto_renew = true"),
		"{", "{\ncount = 40", 1)
	body := func(more string) string {
		return forecast("months_ahead = 58\ndepends_on = [mss_resource_package.many, mss_resource_package.live]\n" + more)
	}
	acctest.Run(t,
		resource.TestStep{Config: cloud.At(acctest.Now, channels)},
		resource.TestStep{Config: cloud.At(acctest.Now, channels, body("")), PlanOnly: true,
			ExpectError: acctest.Words("rows of `charges` would be stored in the state, at most 2000 are. Limit the forecast " +
				"with `resource_ids`")},
		resource.TestStep{Config: cloud.At(acctest.Now, channels, body("resource_ids = [mss_resource_package.live.id]")),
			Check: is("charges.#", "58")},
	)
}
