package acctest_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
)

// pains are what users of purchase resources suffer from elsewhere, ranked by the money that it costs them, each with the tests that hold the answer
// to it here, by package.
var pains = []struct {
	pain  string
	tests []string
}{
	{"a failed or interrupted apply buys again", []string{
		"binary.TestKilledApplyIsTakenOver", "binary.TestAKilledApplyOnTheRealCloudDoesNotBuyTwice", "resourcepackage.TestReadBackFails", "binary.TestRandomConfigurations",
	}},
	{"retries defeat idempotency", []string{"provider.TestALostAnswerIsLookedUpBeforeAnythingIsSentAgain", "resourcepackage.TestLostAnswers", "run.TestPayAgain", "binary.TestKilledServersLoseAndDoubleNothing"}},
	{"a replacement instead of an update buys again", []string{"resourcepackage.TestBadInput", "resourcepackage.TestReplace", "order.TestBadInput"}},
	{"an import forces a replacement", []string{"resourcepackage.TestImportBlock", "order.TestImportBlock", "order.TestImportAutoRenew", "onshelf.TestImportMonths"}},
	{"a destroy does not stop the billing, and says nothing", []string{"binary.TestADestroyPlanTellsTheRefund", "resourcepackage.TestUnsubscribeOneOff", "run.TestLetGo"}},
	{"automatic renewal is missing or cannot be changed", []string{"resourcepackage.TestUpdateInPlace", "resourcepackage.TestAutomaticRenewal"}},
	{"an end comes unseen", []string{"resourcepackage.TestGoneStays", "resourcepackage.TestRenewFrozen", "binary.TestPlanTwoYearsOnChangesNothingAndShowsThatDay"}},
	{"an order that waits is taken for a failure", []string{"order.TestUnpaid", "order.TestPayByHand"}},
	{"an unpaid order or an empty account ends in a riddle", []string{"order.TestPayByHand", "order.TestPayWithCoupons", "resourcepackage.TestPaymentRefused", "resourcepackage.TestRenewalRefused"}},
	{"a changed period is a lie in the state", []string{"resourcepackage.TestBadInput", "resourcepackage.TestUpdateInPlace"}},
	{"the plan shows no cost", []string{"resourcepackage.TestMaxAmount", "resourcepackage.TestMaxChargePerRun", "order.TestMaxAmount", "binary.TestADestroyPlanTellsTheRefund", "product.TestPrice"}},
	{"a quota is short only at apply", []string{"onshelf.TestPlanChecks", "asset.TestUnitTaken", "run.TestShortages"}},
	{"what can be bought has opaque ids", []string{"product.TestProducts", "lookup.TestTenAreListed"}},
	{"something is destroyed by accident", []string{"resourcepackage.TestFull", "asset.TestAutoRenewGuard"}},
	{"timeouts cannot be set", []string{"resourcepackage.TestTimeouts"}},
}

func TestEveryPainHasItsTests(t *testing.T) {
	t.Parallel()
	there := map[string]bool{}
	err := filepath.WalkDir("..", func(file string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(file, "_test.go") {
			return err
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		for _, decl := range parsed.Decls {
			if f, ok := decl.(*ast.FuncDecl); ok && f.Recv == nil {
				there[filepath.Base(filepath.Dir(file))+"."+f.Name.Name] = true
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range pains {
		if len(p.tests) == 0 {
			t.Errorf("%s: no test", p.pain)
		}
		for _, name := range p.tests {
			if !there[name] {
				t.Errorf("%s: the test %s does not exist", p.pain, name)
			}
		}
	}
}
