package asset

import (
	"strings"
	"testing"

	"github.com/mss-iac/terraform-provider-mss/internal/crud"
	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/session"
)

// TestWays names only ways that work: what renews is renewed, what does not is not, and the real cloud has no months of
// their own.
func TestWays(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name        string
		p           *mssclient.Package
		real        bool
		want, never []string
	}{
		{"a yearly package", &mssclient.Package{ChargingMode: "PERIODIC", Status: mssclient.PackageActive}, false,
			[]string{"valid_through", "auto_renew", "mss_asset_renewal"}, nil},
		{"in grace", &mssclient.Package{ChargingMode: "PERIODIC", Status: mssclient.PackageGrace}, false,
			[]string{"valid_through", "mss_asset_renewal"}, []string{"auto_renew"}},
		{"one-off", &mssclient.Package{ChargingMode: "ONE_TIME", Status: mssclient.PackageActive}, false,
			[]string{"cannot be renewed", "mss_asset_renewal", "package_id"}, []string{"valid_through", "auto_renew"}},
		{"released", &mssclient.Package{ChargingMode: "PERIODIC", Status: mssclient.PackageReleased}, false,
			[]string{"does not renew", "mss_asset_renewal", "package_id"}, []string{"valid_through", "auto_renew"}},
		{"not readable", nil, false, []string{"valid_through", "mss_asset_renewal"}, nil},
		{"a yearly package of the real cloud", &mssclient.Package{ChargingMode: "PERIODIC", Status: mssclient.PackageActive},
			true, []string{"valid_through"}, []string{"mss_asset_renewal", "package_id"}},
		{"one-off of the real cloud", &mssclient.Package{ChargingMode: "ONE_TIME", Status: mssclient.PackageActive}, true,
			[]string{"does not renew"}, []string{"mss_asset_renewal", "package_id", "valid_through"}},
		{"not readable in the real cloud", nil, true, []string{"valid_through"}, []string{"mss_asset_renewal"}},
	} {
		client, err := mssclient.New(mssclient.Config{ProjectID: "demo", AccessKey: "ak", SecretKey: "sk",
			Endpoint: "https://metastudio.example.com", Real: c.real})
		if err != nil {
			t.Fatal(err)
		}
		got := (&Resource{crud.Resource{Configured: crud.NewConfigured(&session.Session{Client: client})}}).ways(c.p)
		for _, part := range c.want {
			if !strings.Contains(got, part) {
				t.Errorf("%s: %q does not name %s", c.name, got, part)
			}
		}
		for _, part := range c.never {
			if strings.Contains(got, part) {
				t.Errorf("%s: %q names %s", c.name, got, part)
			}
		}
	}
}
