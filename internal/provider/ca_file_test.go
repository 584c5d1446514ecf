package provider_test

import (
	"encoding/pem"
	"fmt"
	"io"
	"log"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest"
	"github.com/mss-iac/terraform-provider-mss/internal/acctest/stores"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/auth"
)

// TestServerWithItsOwnAuthority reads from a server whose certificate only ca_file makes trusted.
func TestServerWithItsOwnAuthority(t *testing.T) {
	cloud := simulator.New(stores.Open(t, filepath.Join(t.TempDir(), "simulator.db")), simulator.Options{Clock: time.Now})
	key := simulator.Key{AccessKey: "AKDEMO", SecretKey: "secret-of-demo", Role: simulator.RoleOwner}
	if err := cloud.CreateTenant(t.Context(), "demo", simulator.Settings{}, key); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewUnstartedServer(api.New(cloud, (&auth.Verifier{Keys: cloud, Clock: time.Now}).Authenticate))
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // of clients that do not trust it
	server.StartTLS()
	t.Cleanup(server.Close)
	ca := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(ca, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw}),
		0o600); err != nil {
		t.Fatal(err)
	}
	config := func(more string) string {
		return fmt.Sprintf("provider \"mss\" {\n  project_id = \"demo\"\n  endpoint   = %q\n  access_key = \"AKDEMO\"\n"+
			"  secret_key = \"secret-of-demo\"\n%s\n  simulator  = {}\n}\n",
			server.URL, more) + read
	}
	acctest.Run(t,
		resource.TestStep{Config: config(""), ExpectError: regexp.MustCompile(`certificate`)},
		resource.TestStep{Config: config(`  ca_file = "provider_test.go"`),
			ExpectError: regexp.MustCompile(`read the certificate\s+authorities`)},
		resource.TestStep{
			Config:      "provider \"mss\" {\n  ca_file = \"x.pem\"\n}\n" + read,
			ExpectError: regexp.MustCompile(`ca_file needs an endpoint`),
		},
		resource.TestStep{Config: config(fmt.Sprintf("  ca_file = %q", filepath.ToSlash(ca)))},
	)
}

// TestOpeningBalanceOfAnUnlimitedAccount is refused, and no deposit is advised, which would be refused as well.
func TestOpeningBalanceOfAnUnlimitedAccount(t *testing.T) {
	cloud := acctest.New(t)
	const now = "2027-03-01T00:00:00Z"
	buys := fmt.Sprintf("resource \"mss_resource_package\" \"voice\" {\n  resource_spec_code = %q\n"+
		"  period_type        = \"monthly\"\n  period_num         = 1\n}\n", acctest.OnShelfVoice)
	unlimited := cloud.At(now, buys)
	cloud.Balance = "100.00"
	acctest.Run(t,
		resource.TestStep{Config: unlimited},
		resource.TestStep{Config: cloud.At(now, buys),
			ExpectError: regexp.MustCompile(`(?s)created with unlimited\s+credit\s+and\s+takes\s+no\s+deposit`)},
		resource.TestStep{Config: unlimited},
	)
}
