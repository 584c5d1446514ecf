package simulator_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest/stores"
	"github.com/mss-iac/terraform-provider-mss/internal/money"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/site"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/tenantfile"
)

// eventful is a cloud with a tenant to which facts of most kinds have happened, under two policies of its own.
func eventful(t *testing.T) cloud {
	t.Helper()
	text, err := site.PolicyText("international")
	if err != nil {
		t.Fatal(err)
	}
	balance := money.Amount(200_000)
	c := newCloud(t, simulator.Settings{OpeningBalance: &balance})
	ok := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	ok(c.SignService(ctx, at(day0)))
	_, packages := c.buy(day0, yearly(voice, 2, true))
	made, err := c.MakeAsset(ctx, at(day0), lifecycle.MakeAsset{PackageID: packages[0].ID, Kind: "voice_clone",
		Name: "one"})
	ok(err)
	_, err = c.GrantCoupon(ctx, at(day0), lifecycle.Coupon{Type: lifecycle.CashCoupon, FaceValue: 1000, ValidFrom: day0,
		ValidUntil: day0.AddDate(1, 0, 0)})
	ok(err)
	later := day0.AddDate(0, 2, 0)
	_, err = c.CreateTrainingJob(ctx, at(later), lifecycle.CreateTrainingJob{Type: lifecycle.BasicVoiceJob,
		Details: lifecycle.JobDetails{Name: "job"}})
	ok(err)
	own := "# of our own\n" + text
	_, err = c.Do(ctx, at(later), lifecycle.ChangeRules{Rules: lifecycle.RuleSet{OwnPolicy: own}})
	ok(err)
	next := day0.AddDate(1, 1, 0)
	_, err = c.Do(ctx, at(next), lifecycle.SetAutoRenew{PackageID: packages[0].ID})
	ok(err)
	_, err = c.Do(ctx, at(next), lifecycle.DeleteAsset{AssetID: made, Force: true})
	ok(err)
	_, err = c.Do(ctx, at(next), lifecycle.SetAutoRenew{PackageID: packages[0].ID, On: true})
	ok(err)
	_, err = c.Do(ctx, at(day0.AddDate(1, 2, 0)), lifecycle.ReturnPackages{PackageIDs: []string{packages[1].ID}})
	ok(err)
	c.verify()
	return c
}

func (c cloud) export(id string) []string {
	c.t.Helper()
	lines, err := c.ExportTenant(ctx, id)
	if err != nil {
		c.t.Fatal(err)
	}
	return lines
}

// TestExportImportExportIsTheSame on stores of both kinds: the same lines, and so facts, rows, ids and identity.
func TestExportImportExportIsTheSame(t *testing.T) {
	t.Parallel()
	from := eventful(t)
	lines := from.export("demo")
	stores.Each(t, func(t *testing.T, at string) {
		t.Helper()
		to := cloud{simulator.New(stores.Open(t, at), simulator.Options{Clock: func() time.Time { return day0 }}), t, at}
		done, err := to.ImportTenant(ctx, "demo", lines, false)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(lines, to.export("demo")); diff != "" {
			t.Errorf("exported, imported and exported again: %s", diff)
		}
		to.verify()
		now := from.look(day0.AddDate(2, 0, 0), everything)
		if done.Identity != now.AccountIdentity() || done.Facts != now.Tenant.Seq {
			t.Errorf("imported %+v", done)
		}
		if diff := cmp.Diff(now, to.look(day0.AddDate(2, 0, 0), everything), cmpopts.IgnoreFields(lifecycle.View{}, "Names",
			"Policy", "Policies", "Catalog")); diff != "" {
			t.Errorf("a year later: %s", diff)
		}
		_, err = to.ImportTenant(ctx, "demo", lines, false)
		wantCode(t, err, lifecycle.CodeTenantExists)
	})
}

var everything = lifecycle.Selection{AllOrders: true, AllPackages: true, AllAssets: true, AllRenewals: true,
	AllJobs: true}

// TestFilesKeepSecrets: keys and receipts stay where they are.
func TestFilesKeepSecrets(t *testing.T) {
	t.Parallel()
	c := newCloud(t, simulator.Settings{})
	c.create("demo", simulator.Settings{})
	call := at(day0)
	call.Token, call.State, call.Run = "a-token-of-mine", "a-state-of-mine", "a-run-of-mine"
	if _, err := c.PlaceOrder(ctx, call, yearly(voice, 1, false)); err != nil {
		t.Fatal(err)
	}
	text := strings.Join(c.export("demo"), "\n")
	for _, secret := range []string{"a-secret-key", "AK-demo", "a-token-of-mine", "a-state-of-mine", "a-run-of-mine"} {
		if strings.Contains(text, secret) {
			t.Errorf("the file holds %s", secret)
		}
	}
}

// TestABranchHasAFutureOfItsOwn: until one of the two writes, the same happens to both.
func TestABranchHasAFutureOfItsOwn(t *testing.T) {
	t.Parallel()
	c := eventful(t)
	done, err := c.ImportTenant(ctx, "other", c.export("demo"), true)
	if err != nil {
		t.Fatal(err)
	}
	head := c.look(day0.AddDate(2, 0, 0), lifecycle.Selection{}).Tenant
	until := head.Head.AddDate(4, 0, 0)
	ahead := func(id string) []lifecycle.Event {
		events, err := c.StoryAfter(ctx, id, head.Head, until)
		if err != nil {
			t.Fatal(err)
		}
		return events
	}
	if diff := cmp.Diff(ahead("demo"), ahead("other")); diff != "" || len(ahead("demo")) < 3 {
		t.Fatalf("%d events; the branch: %s", len(ahead("demo")), diff)
	}
	w, err := c.Look(ctx, simulator.Call{Tenant: "other", At: until}, everything)
	if err != nil {
		t.Fatal(err)
	}
	was := c.look(until, everything)
	if done.Identity == was.AccountIdentity() || done.Identity != w.AccountIdentity() || w.Tenant.Seq != head.Seq+1 {
		t.Errorf("the branch is %s with %d facts, its ancestor %s with %d", done.Identity, w.Tenant.Seq,
			was.AccountIdentity(), head.Seq)
	}
	want := []lifecycle.Ancestor{{Identity: was.AccountIdentity(), Project: "demo", Facts: head.Seq}}
	if diff := cmp.Diff(want, w.Tenant.Ancestors); diff != "" {
		t.Errorf("ancestors: %s", diff)
	}
	call := simulator.Call{Tenant: "other", At: head.Head.AddDate(0, 0, 1), Token: "the same"}
	mine := at(call.At)
	mine.Token = call.Token
	one, err := c.PlaceOrder(ctx, call, yearly(voice, 1, false))
	two, err2 := c.PlaceOrder(ctx, mine, yearly(voice, 1, false))
	if err != nil || err2 != nil || one == two {
		t.Errorf("the branch ordered %s, its ancestor %s (%v, %v)", one, two, err, err2)
	}
	if v, err := c.Verify(ctx, "other"); err != nil || len(v.Differences) > 0 {
		t.Errorf("the branch: %v, %v", v.Differences, err)
	}
	c.verify()
	again, err := c.ImportTenant(ctx, "third", c.export("other"), true)
	if err != nil || again.Identity == done.Identity {
		t.Fatalf("a branch of the branch: %+v, %v", again, err)
	}
	third, err := c.Look(ctx, simulator.Call{Tenant: "third", At: until}, lifecycle.Selection{})
	if err != nil || len(third.Tenant.Ancestors) != 2 || third.Tenant.Ancestors[0] != want[0] {
		t.Errorf("its ancestors are %+v, %v", third.Tenant.Ancestors, err)
	}
}

// TestDamagedFilesAreRefused damages a file at random; nothing is ever stored.
func TestDamagedFilesAreRefused(t *testing.T) {
	t.Parallel()
	from := eventful(t)
	whole := strings.Join(from.export("demo"), "\n") + "\n"
	place := stores.File(t)
	to := simulator.New(stores.Open(t, place), simulator.Options{Clock: func() time.Time { return day0 }})
	load := func(text string) error {
		lines, err := tenantfile.Split(text)
		if err == nil {
			_, err = to.ImportTenant(ctx, "demo", lines, false)
		}
		return err
	}
	seed := rand.Uint64()
	r := rand.New(rand.NewPCG(seed, 0))
	told := regexp.MustCompile(`line \d+: \S`)
	for i := range 1000 {
		text := damaged(r, whole)
		if text == whole {
			continue
		}
		if err := load(text); err == nil || !told.MatchString(err.Error()) {
			t.Fatalf("damage %d of seed %d was answered with %v:\n%s", i, seed, err, cmp.Diff(whole, text))
		}
	}
	if _, err := os.Stat(place); err == nil {
		t.Error("a refused file has made a store")
	}
	if err := load(whole); err != nil {
		t.Errorf("the whole file: %v", err)
	}
}

func damaged(r *rand.Rand, text string) string {
	lines := strings.SplitAfter(strings.TrimSuffix(text, "\n"), "\n")
	a, b, at := r.IntN(len(lines)), r.IntN(len(lines)), r.IntN(len(text))
	switch r.IntN(8) {
	case 0:
		return text[:at] + string(rune(' '+r.IntN(94))) + text[at+1:]
	case 1:
		return text[:at] + text[at+1:]
	case 2:
		return text[:at] + string(rune(' '+r.IntN(94))) + text[at:]
	case 3:
		return text[:at]
	case 4:
		return strings.Join(slices.Delete(slices.Clone(lines), a, a+1), "") + "\n"
	case 5:
		return strings.Join(slices.Insert(slices.Clone(lines), a, lines[b]), "") + "\n"
	case 6:
		lines[a], lines[b] = lines[b], lines[a]
		return strings.Join(lines, "") + "\n"
	default:
		flipped := []byte(text)
		flipped[at] ^= 1 << r.IntN(8)
		return string(flipped)
	}
}

// TestFilesOfOtherHands are whole, and not what the rules write.
func TestFilesOfOtherHands(t *testing.T) {
	t.Parallel()
	from := eventful(t)
	lines := from.export("demo")
	forge := func(change func(*tenantfile.File)) []string {
		f, err := tenantfile.Decode(lines)
		if err != nil {
			t.Fatal(err)
		}
		change(f)
		forged, err := f.Encode()
		if err != nil {
			t.Fatal(err)
		}
		return forged
	}
	last := fmt.Sprintf("line %d: ", len(lines))
	for name, c := range map[string]struct {
		lines []string
		want  string
	}{
		"no lines": {nil, "line 1: the file ends here"},
		"newer": {append([]string{strings.Replace(lines[0], `"mss_tenant":1`, `"mss_tenant":2`, 1)}, lines[1:]...),
			"format 2 of a newer version"},
		"no head":  {lines[1:], "line 1: it is not the head"},
		"another":  {[]string{`{"at":"2027-03-01T00:00:00Z"}`}, "line 1: it is not the head"},
		"cut":      {lines[:5], "line 5: the file ends here, without its last line"},
		"more":     {append(slices.Clone(lines), lines[3]), fmt.Sprintf("line %d: it follows the end", len(lines)+1)},
		"no facts": {forge(func(f *tenantfile.File) { f.Facts = nil }), "line 2: the tenant has no facts"},
		"no beginning": {forge(func(f *tenantfile.File) { f.Facts = f.Facts[1:] }),
			"line 2: the first fact does not open a tenant"},
		"a gap": {forge(func(f *tenantfile.File) { f.Facts = slices.Delete(f.Facts, 2, 3) }),
			last[:len("line ")] + fmt.Sprint(len(lines)-1) + ": fact 4"},
		"unbalanced": {forge(func(f *tenantfile.File) { f.Facts[0].Entries[0].Amount++ }), "do not sum to zero|entries sum"},
		"other rows": {forge(func(f *tenantfile.File) { f.Rows = strings.Repeat("0", 64) }),
			last + "the rules of this version"},
		"another's": {forge(func(f *tenantfile.File) { f.Head.Identity = strings.Repeat("0", 32) }),
			last + "the rules of this version"},
	} {
		to := newCloud(t, simulator.Settings{})
		_, err := to.ImportTenant(ctx, "demo", c.lines, false)
		wantCode(t, err, lifecycle.CodeTenantFile)
		if err == nil || !regexp.MustCompile(c.want).MatchString(err.Error()) ||
			!strings.Contains(err.Error(), "nothing was stored") {
			t.Errorf("%s: got %v, want %s", name, err, c.want)
		}
		if all, err := to.ListTenants(ctx); err != nil || len(all) != 0 {
			t.Errorf("%s: stored %v, %v", name, all, err)
		}
	}
}

// TestARestoredTenantIsReadAgain: it comes to the same number of facts by another way, and is read at the same instant.
func TestARestoredTenantIsReadAgain(t *testing.T) {
	t.Parallel()
	c := newCloud(t, simulator.Settings{})
	_, packages := c.buy(day0, yearly(voice, 2, true))
	lines := c.export("demo")
	until := day0.AddDate(3, 0, 0)
	ends := func(off string) map[string]time.Time {
		if _, err := c.Do(ctx, at(day0), lifecycle.SetAutoRenew{PackageID: off}); err != nil {
			t.Fatal(err)
		}
		all := map[string]time.Time{}
		for id, p := range c.look(until, lifecycle.Selection{AllPackages: true}).Packages {
			all[id] = p.Expire()
		}
		return all
	}
	one := ends(packages[0].ID)
	if err := c.DeleteTenant(ctx, "demo"); err != nil {
		t.Fatal(err)
	}
	if _, err := c.ImportTenant(ctx, "demo", lines, false); err != nil {
		t.Fatal(err)
	}
	two := ends(packages[1].ID)
	if a, b := packages[0].ID, packages[1].ID; !one[a].Equal(two[b]) || !one[b].Equal(two[a]) || one[a].Equal(one[b]) {
		t.Errorf("first the packages end %v, then %v", one, two)
	}
}

func TestOnlyWrittenTenantsAreExported(t *testing.T) {
	t.Parallel()
	c := newCloud(t, simulator.Settings{})
	_, err := c.ExportTenant(ctx, "demo")
	wantCode(t, err, lifecycle.CodeTenantUnknown)
	c.create("demo", simulator.Settings{})
	for id, want := range map[string]string{"demo": "nothing was written to the project demo yet",
		"nobody": "`simulator tenant create` makes one"} {
		_, err = c.ExportTenant(ctx, id)
		wantCode(t, err, lifecycle.CodeTenantUnknown)
		if !strings.Contains(err.Error(), want) {
			t.Errorf("the export of %s is refused with %q, want %q", id, err, want)
		}
	}
	_, err = c.ImportTenant(ctx, "a b", nil, false)
	wantCode(t, err, lifecycle.CodeBadParameter)
}
