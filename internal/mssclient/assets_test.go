package mssclient

import (
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestAssetWithoutSystemProperties(t *testing.T) {
	t.Parallel()
	for state, want := range map[string]Asset{
		"ACTIVED": {Status: AssetActive, Active: true}, "UNACTIVED": {Status: AssetInactive},
		"WAITING_DELETE": {Status: AssetActive, Active: true}, "BLOCK": {Status: AssetFrozen},
		"DELETING": {Status: AssetRecycled}, "DELETED": {Status: AssetDeleted}, "CREATING": {Status: "CREATING"},
	} {
		c, _ := newClient(t, func(int, *http.Request, string) (*http.Response, error) {
			return reply(200, `{"asset_id":"a1","asset_name":"Ann","asset_type":"VOICE_MODEL","asset_state":"`+state+
				`","create_time":"2027-03-01T01:00:00Z",
				"system_properties":[{"key":"STYLE_ID","value":"x"}]}`)
		})
		want.ID, want.Name, want.AssetType, want.CreatedTime, want.Kind = "a1", "Ann", "VOICE_MODEL", day0, "voice_clone"
		got, err := c.Asset(t.Context(), "a1")
		if diff := cmp.Diff(&want, got); err != nil || diff != "" {
			t.Errorf("%s: %v\n%s", state, err, diff)
		}
	}
}

func TestRenewalFoldsItsOperations(t *testing.T) {
	t.Parallel()
	c, _ := newClient(t, func(int, *http.Request, string) (*http.Response, error) {
		return reply(200, `{"renewal_id":"n1","create_time":"2027-03-01T01:00:00Z","units_spent":5,"operations":[
			{"time":"2027-03-01T01:00:00Z","results":[{"asset_id":"a","outcome":"renewed","months":2},{"asset_id":"b",
			"outcome":"failed","months":9,"error_code":"SIM.1008"}]},
			{"time":"2027-03-02T01:00:00Z","results":[{"asset_id":"a","outcome":"renewed","months":3,
			"valid_through":"2028-01-01T00:00:00Z",
				"expire_time":"2028-03-01T15:59:59Z","debits":[{"resource_id":"r","units":3}]}]}]}`)
	})
	got, err := c.Renewal(t.Context(), "n1")
	want := &Renewal{
		ID: "n1", CreatedTime: day0, UnitsSpent: 5, Operations: 2, Months: map[string]int64{"a": 5},
		Requested: map[string]string{"a": "2028-01-01T00:00:00Z"},
		Results: []RenewalResult{{
			AssetID: "a", Outcome: OutcomeRenewed, Months: 3, ExpireTime: time.Date(2028, 3, 1, 15, 59, 59, 0, time.UTC),
			Debits: []RenewalDebit{{ResourceID: "r", Units: 3}},
		}},
	}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v\n%s", err, diff)
	}
}
