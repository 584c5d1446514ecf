package order

import (
	"context"
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/mss-iac/terraform-provider-mss/internal/crud"
	"github.com/mss-iac/terraform-provider-mss/internal/lookup"
	"github.com/mss-iac/terraform-provider-mss/internal/message"
	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/session"
	"github.com/mss-iac/terraform-provider-mss/internal/tfconv"
)

// NewQuery makes the list resource mss_order.
func NewQuery() list.ListResource {
	k := kind()
	arguments := lookup.Only(k.Arguments, "order_type", "status")
	arguments[0].Description = "Orders of this type: `new`, or `renewal`, including automatic ones. Defaults to `new`. " +
		"Unsubscriptions are never listed, because they buy nothing."
	arguments[0].Validators = []validator.String{tfconv.OneOf(mssclient.OrderNew, mssclient.OrderRenewal)}
	k.List = func(ctx context.Context, s *session.Session, asked lookup.Asked) ([]mssclient.Order, error) {
		all, err := s.Client.Orders(ctx)
		return slices.DeleteFunc(all, func(o mssclient.Order) bool {
			return asked("order_type") == "" && o.TypeWord() != mssclient.OrderNew
		}), err
	}
	return &lookup.Query[mssclient.Order, model]{
		Resource: crud.Resource{Name: "order"}, Kind: k, Arguments: arguments, Defaults: defaults,
		Description: "Orders of the account that `mss_order` can manage, for `terraform query` of Terraform 1.14 and later.",
		ID:          func(o *mssclient.Order) string { return o.ID },
		Name:        displayName,
		Fill: func(ctx context.Context, s *session.Session, o *mssclient.Order, m *model) (d diag.Diagnostics) {
			if err := refresh(ctx, s, m, o); err != nil {
				d.Append(message.Unable("read packages of order", err))
			}
			return d
		},
	}
}

// displayName reads the order: the list does not say what was ordered.
func displayName(ctx context.Context, s *session.Session, o *mssclient.Order) (string, error) {
	whole, err := s.Client.Order(ctx, o.ID)
	if err != nil {
		return "", err
	}
	*o = *whole
	return fmt.Sprintf("%s (%s, %s, %s)", message.Lines(o.Items), o.Status, message.Sum(o.Amount, o.Currency),
		message.Instant(o.CreatedTime)), nil
}
