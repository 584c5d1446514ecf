// Package functions is the provider's functions: pure and offline.
package functions

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/function"

	"github.com/mss-iac/terraform-provider-mss/internal/calendar"
	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
)

var _ function.Function = (*ExpireTime)(nil)

// ExpireTime is provider::mss::expire_time.
type ExpireTime struct{}

// NewExpireTime makes the function for registration.
func NewExpireTime() function.Function { return ExpireTime{} }

// Metadata names the function.
func (ExpireTime) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = "expire_time"
}

// Definition is the contract with configurations.
func (ExpireTime) Definition(_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse) {
	resp.Definition = function.Definition{
		Summary: "When a package that begins at an instant ends",
		MarkdownDescription: "Computes when a package that begins at `start` ends: the given number of periods later, at " +
			"23:59:59 UTC+8. It is the same day of the month, or the month's last day if the month is shorter. Returns " +
			"RFC 3339 in UTC. Works without a provider configuration and reaches no service.",
		Parameters: []function.Parameter{
			function.StringParameter{Name: "start", MarkdownDescription: "Instant at which the package begins, RFC 3339."},
			function.StringParameter{Name: "period_type", MarkdownDescription: "`monthly`, `yearly`, or `one_off` for a unit " +
				"that is valid for a year."},
			function.Int64Parameter{Name: "period_num", MarkdownDescription: "Number of periods, at least 1; with `one_off` " +
				"exactly 1."},
		},
		Return: function.StringReturn{},
	}
}

// Run computes the end.
func (ExpireTime) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	var start, period string
	var n int64
	if resp.Error = function.ConcatFuncErrors(resp.Error, req.Arguments.Get(ctx, &start, &period, &n)); resp.Error != nil {
		return
	}
	begin, err := calendar.ParseSecond(start)
	if err != nil {
		resp.Error = function.NewArgumentFuncError(0, "start must be "+err.Error())
		return
	}
	months := int64(12)
	switch mssclient.PeriodType(period) {
	case mssclient.Monthly:
		months = 1
	case mssclient.Yearly:
	case mssclient.OneOff:
		if n != 1 {
			resp.Error = function.NewArgumentFuncError(2, "period_num must be 1 with one_off: the unit is valid for one year")
			return
		}
	default:
		resp.Error = function.NewArgumentFuncError(1, "period_type must be one of monthly, yearly, one_off")
		return
	}
	if n < 1 || n > calendar.MaxMonths/months {
		resp.Error = function.NewArgumentFuncError(2, "period_num must be at least 1 and within a thousand years")
		return
	}
	end, err := calendar.EndChecked(begin, n*months)
	if err != nil {
		resp.Error = function.NewArgumentFuncError(2, "period_num is out of range")
		return
	}
	if end.Year() > 9999 {
		resp.Error = function.NewArgumentFuncError(2, "the end is after the year 9999")
		return
	}
	resp.Error = function.ConcatFuncErrors(resp.Error, resp.Result.Set(ctx, end.Format(time.RFC3339)))
}
