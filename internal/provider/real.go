package provider

import (
	"os"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/mss-iac/terraform-provider-mss/internal/message"
	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/session"
	"github.com/mss-iac/terraform-provider-mss/internal/wire"
)

var (
	atRegion          = path.Root("region")
	atBillingEndpoint = path.Root("billing_endpoint")
)

// realCloud is the target where an endpoint or a region is written and no simulator is. What the environment holds
// never leads here.
func (m *model) realCloud(t *target, project string, d *diag.Diagnostics) {
	t.real, t.region = true, m.Region.ValueString()
	switch {
	case !m.Endpoint.IsNull():
		t.endpoint = address(d, atEndpoint, m.Endpoint)
	default:
		t.endpoint = wire.RealEndpoint(t.region)
	}
	switch {
	case !m.BillingEndpoint.IsNull():
		t.billing = address(d, atBillingEndpoint, m.BillingEndpoint)
	case t.region != "":
		t.billing = wire.RealBilling(t.region)
	default:
		d.Append(message.Wrong(atBillingEndpoint, "Missing billing endpoint",
			"Without region, endpoint needs billing_endpoint. Set region or billing_endpoint, or simulator = {} if the "+
				"endpoint is a simulator server. Nothing was sent."))
	}
	if t.region == "" { // price queries name it
		if _, rest, ok := strings.Cut(t.endpoint, "://metastudio."); ok {
			t.region, _, _ = strings.Cut(rest, ".")
		}
	}
	if m.ProjectID.IsNull() && os.Getenv(envProjectID) == "" {
		d.Append(message.Wrong(atProject, "Missing project", "Set project_id, or the environment variable %s, to the id "+
			"of the region's project.", envProjectID))
	}
	t.caFile = m.CAFile.ValueString()
	t.accessKey = m.credential(d, atAccessKey, m.AccessKey, envAccessKey)
	t.secretKey = m.credential(d, atSecretKey, m.SecretKey, envSecretKey)
	t.origin = session.Origin{Kind: session.KindReal, Store: t.endpoint, Project: project}
}

// checkFailed puts the real cloud's first refusal at the attribute that it is about.
func checkFailed(err error) diag.Diagnostic {
	switch mssclient.Code(err) {
	case "CBC.0150", "CBC.0156": // documented: the account belongs to the other website
		return message.UnableAt(atBillingEndpoint, "use this billing service", err,
			"The account belongs to another site: set billing_endpoint to https://bss.myhuaweicloud.com for China, or to "+
				"https://bss-intl.myhuaweicloud.com for all others.")
	case "CBC.0154", "CBC.0155", "CBC.0151", "MSS.00000001", "APIG.0301", "APIGW.0301":
		return message.UnableAt(atAccessKey, "sign in", err, "The keys are wrong or lack permission, or this machine's "+
			"clock is off.")
	case "MSS.00010009":
		return message.UnableAt(atProject, "use this project", err)
	default:
		return message.UnableAt(atEndpoint, "reach the real cloud", err)
	}
}
