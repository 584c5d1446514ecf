package functions

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/function"

	"github.com/mss-iac/terraform-provider-mss/internal/calendar"
)

var _ function.Function = (*MonthsUntil)(nil)

// MonthsUntil is provider::mss::months_until.
type MonthsUntil struct{}

// NewMonthsUntil makes the function for registration.
func NewMonthsUntil() function.Function { return MonthsUntil{} }

// Metadata names the function.
func (MonthsUntil) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = "months_until"
}

// Definition is the contract with configurations.
func (MonthsUntil) Definition(_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse) {
	resp.Definition = function.Definition{
		Summary: "How many whole months reach from one instant to another",
		MarkdownDescription: "Computes the fewest whole months for which a term that begins at `from`, such as the " +
			"`effective_time` of a package, does not end before `to`. The term ends at 23:59:59 UTC+8 on the same day of the " +
			"month, or on that month's last day if it is shorter, as the billing service counts it. Returns `0` if " +
			"`to` is on the UTC+8 day of `from`, or earlier. If you count from the end of an asset, the result can be a " +
			"month too many, because a shorter month may have moved that end. `valid_through` of `mss_asset_renewal` counts " +
			"from the asset's beginning. Works without a provider configuration and reaches no service.",
		Parameters: []function.Parameter{
			function.StringParameter{Name: "from", MarkdownDescription: "Instant at which the term begins, RFC 3339."},
			function.StringParameter{Name: "to", MarkdownDescription: "Instant that must be reached, RFC 3339; at most a " +
				"thousand years later. A fraction of a second is cut off, as `valid_through` does."},
		},
		Return: function.Int64Return{},
	}
}

// Run counts the months.
func (MonthsUntil) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	var from, to string
	if resp.Error = function.ConcatFuncErrors(resp.Error, req.Arguments.Get(ctx, &from, &to)); resp.Error != nil {
		return
	}
	anchor, err := calendar.ParseSecond(from)
	if err != nil {
		resp.Error = function.NewArgumentFuncError(0, "from must be "+err.Error())
		return
	}
	until, err := calendar.ParseSecond(to)
	if err != nil {
		resp.Error = function.NewArgumentFuncError(1, "to must be "+err.Error())
		return
	}
	n, err := calendar.MonthsUntil(anchor, until)
	if err != nil {
		resp.Error = function.NewArgumentFuncError(1, "to must be within a thousand years of from")
		return
	}
	resp.Error = function.ConcatFuncErrors(resp.Error, resp.Result.Set(ctx, int64(n)))
}
