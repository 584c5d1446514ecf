package customer_test

import (
	"testing"
	"time"
)

// TestPackageIsRenewedByHand at the price and until the end that were asked for first.
func TestPackageIsRenewedByHand(t *testing.T) {
	t.Parallel()
	f := newFleet(t, "client")
	id, before := f.packs[0], f.balance()
	renew := []string{"package", "renew", id, "--years", "1"}
	f.refuses(2,
		"This renews the package "+id+" ("+voice+") by 1 year, until 2029-03-01T15:59:59Z, in the project demo at "+
			"2027-03-01T01:00:00Z: 99.00 USD from the balance of "+before+" USD. Confirm with --yes", renew...)
	f.has(f.must(append(renew, "--yes")...),
		"Renewed the package "+id+" by 1 year, until 2029-03-01T15:59:59Z, for 99.00 USD "+
			"(order CS", "The balance is "+minus(t, before, 9900)+" USD.")
	f.has(f.must("package", "show", id), "Ends               2029-03-01T15:59:59Z")

	var placed order
	f.read(&placed, "package", "renew", id, "--years", "1", "--unpaid", "--yes")
	if placed.Status != "pending_payment" || placed.Amount != "99.00" || placed.ResourceIDs[0] != id {
		t.Fatalf("got %+v", placed)
	}
	if after := f.balance(); after != minus(t, before, 9900) {
		t.Errorf("an unpaid renewal changed the balance from %s to %s", before, after)
	}
	f.refuses(1, "is in the unpaid order "+placed.OrderID, append(renew, "--yes")...)
	f.has(f.must("order", "pay", placed.OrderID, "--yes"), "Paid the order "+placed.OrderID+": 99.00 USD.")
	f.has(f.must("package", "show", id), "Ends               2030-03-01T15:59:59Z")
}

// TestPackageIsReturnedByHand with the asset that lives in it, for the refund that was asked for first.
func TestPackageIsReturnedByHand(t *testing.T) {
	t.Parallel()
	f := newFleet(t, "client")
	id := f.packs[0]
	f.refuses(2,
		"it refunds 89.10 USD and keeps a fee of 9.90 USD. Permanently deleted with it: "+f.voices[0]+" (voice "+id+
			"). Confirm with --yes", "package", "return", id)
	before := f.balance()
	f.has(f.must("package", "return", id, "--yes"), "Returned the package "+id+": refunded 89.10 USD (order CS",
		"Permanently deleted with it: "+f.voices[0], "The balance is "+minus(t, before, -8910)+" USD.")
	f.has(f.must("package", "show", id), "Status              returned", "Cannot be returned")
	f.has(f.must("asset", "show", f.voices[0]), "Status   deleted")
	f.refuses(1, "is returned since 2027-03-01T01:00:00Z and cannot be renewed (CBC.99003016); nothing was ordered",
		"package",
		"renew", id, "--years", "1", "--yes")
	f.refuses(1, "nothing was returned", "package", "return", id, "--yes")
	f.refuses(1, "nothing was changed", "package", "auto-renew", "on", id)
}

// TestAutoRenewalIsSwitchedByHand, and switching it again changes nothing.
func TestAutoRenewalIsSwitchedByHand(t *testing.T) {
	t.Parallel()
	f := newFleet(t, "client")
	for _, on := range []bool{true, false} {
		word := map[bool]string{true: "on", false: "off"}[on]
		said := "Automatic renewal of the package " + f.packs[1] + " is " + word +
			"; the package ends at 2028-03-01T15:59:59Z.\n"
		if out := f.must("package", "auto-renew", word, f.packs[1]); out != said {
			t.Errorf("got %q", out)
		}
		if out := f.must("package", "auto-renew", word, f.packs[1]); out != "Nothing changed. "+said {
			t.Errorf("got %q", out)
		}
		for _, b := range f.packages() {
			if b.AutoRenew != (on && b.ResourceID == f.packs[1]) {
				t.Errorf("after %s got %+v", word, b)
			}
		}
	}
}

// TestWhatIsDoneByHandKeepsTheTime at the newest fact of a client clock, however late it is in the real world, and
// moves it only to an instant that is named.
func TestWhatIsDoneByHandKeepsTheTime(t *testing.T) {
	t.Parallel()
	f := newFleet(t, "client")
	late := func(args ...string) {
		t.Helper()
		code, _, errs := runAt(day0.AddDate(1, 0, 0), append(args, f.at...)...)
		if code != 0 {
			t.Fatalf("%v ended with %d: %s", args, code, errs)
		}
	}
	head := func() time.Time {
		t.Helper()
		var c struct {
			Head time.Time `json:"head"`
		}
		f.read(&c, "clock", "show")
		return c.Head
	}
	late("order", "pay", f.unpaid, "--yes")
	if got := head(); !got.Equal(day0) {
		t.Errorf("a payment moved the time to %s", got)
	}
	f.refuses(2,
		"Time first moves forward to that instant from 2027-03-01T01:00:00Z, and what falls due on the way happens. "+
			"Confirm with --yes", "package", "renew", f.packs[0], "--years", "1", "--at", "2028-03-10T00:00:00Z")
	f.has(f.must("package", "list", "--at", "2028-03-10T00:00:00Z"), "grace")
	if got := head(); !got.Equal(day0) {
		t.Errorf("looking ahead moved the time to %s", got)
	}
	late("package", "renew", f.packs[0], "--years", "1", "--yes", "--at", "2028-03-10T00:00:00Z")
	if got := head(); !got.Equal(time.Date(2028, 3, 10, 0, 0, 0, 0, time.UTC)) {
		t.Errorf("the time is %s", got)
	}
	f.refuses(2,
		"--at 2028-01-01T00:00:00Z is before the newest fact of the project demo, at 2028-03-10T00:00:00Z, and time "+
			"cannot go back", "package", "renew", f.packs[0], "--years", "1", "--yes", "--at", "2028-01-01T00:00:00Z")
}

// TestOtherClocksTakeNoInstant from what changes something; looking at a later one is possible.
func TestOtherClocksTakeNoInstant(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"held", "real"} {
		f := newFleet(t, kind)
		f.refuses(2,
			"--at is not supported: the project demo uses a "+kind+" clock, now at 2027-03-01T01:00:00Z. Leave it out; "+
				"\"simulator clock\" moves a held clock", "order", "pay", f.unpaid, "--yes", "--at", "2027-03-02T00:00:00Z")
		f.has(f.must("package", "list", "--at", "2028-03-10T00:00:00Z"), "grace")
		f.has(f.must("order", "pay", f.unpaid, "--yes"), "Paid the order "+f.unpaid)
	}
}
