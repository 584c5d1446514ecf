// Package crud is the shared beginning and end of what objects do: their names, the configured provider, and the reading and keeping of configuration,
// plan, state, identity and private data.
package crud

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/datasource"

	"github.com/mss-iac/terraform-provider-mss/internal/run"
)

// DataSource is what data sources have in common.
type DataSource struct {
	Name    string // behind the provider's: "order" of mss_order
	Session *run.Run
}

// Metadata names the data source.
func (s *DataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_" + s.Name
}

// Configure takes the configured provider.
func (s *DataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	s.Session = run.From(req.ProviderData, &resp.Diagnostics)
}

// Action is what actions have in common.
type Action struct {
	Name    string // behind the provider's: "order_pay" of mss_order_pay
	Session *run.Run
}

// Metadata names the action.
func (a *Action) Metadata(_ context.Context, req action.MetadataRequest, resp *action.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_" + a.Name
}

// Configure takes the configured provider.
func (a *Action) Configure(_ context.Context, req action.ConfigureRequest, resp *action.ConfigureResponse) {
	a.Session = run.From(req.ProviderData, &resp.Diagnostics)
}
