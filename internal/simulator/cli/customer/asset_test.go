package customer_test

import (
	"encoding/json"
	"testing"
	"time"
)

// TestAssetsAreRenewedByHand in one batch, each by its own months, out of the pool's units.
func TestAssetsAreRenewedByHand(t *testing.T) {
	t.Parallel()
	f := newFleet(t, "client")
	a, b := f.voices[0], f.voices[1]
	f.refuses(2,
		"This renews "+a+" (voice "+f.packs[0]+") by 3 months; "+b+" (voice "+f.packs[1]+") by 1 month in the project "+
			"demo at 2027-03-01T01:00:00Z. The pool voice_clone spends 4 units of the 6 available. Confirm with --yes",
		"asset", "renew", a+"=3", b+"=1")
	var done struct {
		UnitsSpent int64 `json:"units_spent"`
		Results    []struct {
			AssetID string    `json:"asset_id"`
			Outcome string    `json:"outcome"`
			Expires time.Time `json:"expire_time"`
			Debits  []struct {
				Units int64 `json:"units"`
			} `json:"debits"`
		} `json:"results"`
	}
	f.read(&done, "asset", "renew", a+"=3", b+"=1", "--yes")
	if done.UnitsSpent != 4 || len(done.Results) != 2 || done.Results[0].Debits[0].Units != 3 ||
		done.Results[0].Expires.Format(time.RFC3339) != "2028-06-01T15:59:59Z" {
		t.Errorf("got %+v", done)
	}
	f.has(f.must("quota"), "voice_clone  on-shelf month      6     4          2",
		"VOICE_CLONE  NUM                 2     2          0")
	f.refuses(1, "the pool voice_clone is short: 3 months wanted, 2 available; nothing was spent (SIM.1003)", "asset",
		"renew",
		a+"=3", "--yes")

	// One that is in the recycle bin fails by itself; the result tells of both.
	f.must("asset", "delete", a, "--yes")
	code, out, errs := run(append([]string{"asset", "renew", a + "=1", b + "=1", "--yes", "-o", "json"}, f.at...)...)
	if err := json.Unmarshal([]byte(out), &done); err != nil || code != 1 || done.UnitsSpent != 1 {
		t.Errorf("got %d, %s, %v", code, out, err)
	}
	f.has(errs, "1 of 2 assets not renewed, and nothing was spent on them: "+a+": the asset is recycled (SIM.1008)")
}

// TestAssetIsDeletedAndRestoredByHand: from the recycle bin it comes back, deleted for good it does not.
func TestAssetIsDeletedAndRestoredByHand(t *testing.T) {
	t.Parallel()
	f := newFleet(t, "client")
	id := f.voices[0]
	f.refuses(2, "This moves the asset "+id+" (voice "+f.packs[0]+") to the recycle bin in the project demo at "+
		"2027-03-01T01:00:00Z. Nothing is refunded. Confirm with --yes", "asset", "delete", id)
	f.refuses(2, "This permanently deletes the asset "+id, "asset", "delete", id, "--force")
	f.has(f.must("asset", "delete", id, "--yes"), "Moved the asset "+id+" (voice "+f.packs[0]+") to the recycle bin.")
	f.has(f.must("asset", "list", "--status", "recycled"), id)
	f.has(f.must("asset", "restore", id), "Restored the asset "+id+".")
	f.refuses(1, "is active, not in the recycle bin (SIM.1008); nothing was changed", "asset", "restore", id)
	f.has(f.must("asset", "delete", id, "--force", "--yes"), "Permanently deleted the asset "+id)
	f.refuses(1, "nothing was changed", "asset", "restore", id)
	f.refuses(1, "nothing was deleted", "asset", "delete", id, "--yes")
}
