package tfconv

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/mss-iac/terraform-provider-mss/internal/calendar"
	"github.com/mss-iac/terraform-provider-mss/internal/money"
)

// check is a string validator that says in one sentence what it wants.
type check struct {
	wants string
	ok    func(string) bool
}

func (c check) Description(context.Context) string         { return c.wants }
func (c check) MarkdownDescription(context.Context) string { return c.wants }

func (c check) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if !Known(req.ConfigValue) {
		return
	}
	if s := req.ConfigValue.ValueString(); !c.ok(s) {
		resp.Diagnostics.AddAttributeError(req.Path, "Invalid value",
			fmt.Sprintf("%s %s, but it is %q.", req.Path, c.wants, s))
	}
}

// Wants returns a validator whose error says what the value must be. The text begins with "must".
func Wants(what string, ok func(string) bool) validator.String { return check{what, ok} }

// Amount wants a decimal amount of money that is not negative.
func Amount() validator.String {
	return check{`must be an amount like "20000" or "20000.00", not negative, with at most two decimals`,
		func(s string) bool {
			a, err := money.Parse(s)
			return err == nil && a >= 0
		}}
}

// RFC3339 wants an instant.
func RFC3339() validator.String {
	return check{"must be " + calendar.ErrInstant.Error(), func(s string) bool {
		_, err := calendar.ParseInstant(s)
		return err == nil
	}}
}

// Duration wants a time that something can take.
func Duration() validator.String {
	return check{`must be a positive duration, such as "30s", "10m" or "1h30m"`, func(s string) bool {
		d, err := time.ParseDuration(s)
		return err == nil && d > 0
	}}
}

// Token wants what a header can carry.
func Token() validator.String {
	return check{"must be 1 to 128 printable ASCII characters, without spaces", func(s string) bool {
		return s != "" && len(s) <= 128 && !strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' })
	}}
}

// Name wants 1 to a number of characters, none of which controls a terminal or breaks a line.
func Name(most int) validator.String {
	return check{fmt.Sprintf("must be 1 to %d printable characters", most), func(s string) bool {
		n := utf8.RuneCountInString(s)
		return n >= 1 && n <= most && utf8.ValidString(s) && !strings.ContainsFunc(s, func(r rune) bool {
			return unicode.IsControl(r) || unicode.In(r, unicode.Zl, unicode.Zp)
		})
	}}
}

// OneOf wants one of a few words, and lists them.
func OneOf(words ...string) validator.String {
	return check{"must be one of " + strings.Join(words, ", "), func(s string) bool { return slices.Contains(words, s) }}
}
