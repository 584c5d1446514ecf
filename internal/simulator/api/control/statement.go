package control

import (
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/call"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

// showStatement is a control call: the account's movements from an instant up to another, which is not included. It
// looks back over what is stored, whatever instant the call carries.
func showStatement(r *call.Request) (any, error) {
	if err := r.Obey(call.Rules{"from": {Instant: true}, "until": {Instant: true}}); err != nil {
		return nil, err
	}
	period := r.Query.Window("from", "until")
	s, err := r.Cloud.Statement(r.Context(), r.Call.Tenant, period.From, period.To)
	if err != nil {
		return nil, err
	}
	return statementBody(s), nil
}

// Statement is the movements of an account on the wire: amounts as decimal strings.
type Statement struct {
	Currency       string          `json:"currency"`
	OpeningBalance string          `json:"opening_balance"`
	ClosingBalance string          `json:"closing_balance"`
	Paid           string          `json:"paid"`
	Refunded       string          `json:"refunded"`
	Deposited      string          `json:"deposited"`
	Lines          []StatementLine `json:"lines"`
}

// StatementLine is one movement.
type StatementLine struct {
	At      string `json:"at"`
	Seq     int64  `json:"seq"`
	Type    string `json:"type"`
	Subject string `json:"subject"`
	Text    string `json:"text"`
	Amount  string `json:"amount"`
	Coupons string `json:"coupons"`
	Balance string `json:"balance"`
}

func statementBody(s lifecycle.Statement) Statement {
	out := Statement{
		Currency: s.Currency, OpeningBalance: s.Opening.String(), ClosingBalance: s.Closing.String(), Paid: s.Paid.String(),
		Refunded:  s.Refunded.String(),
		Deposited: s.Deposited.String(),
		Lines:     []StatementLine{},
	}
	for _, l := range s.Lines {
		out.Lines = append(out.Lines, StatementLine{
			At: call.Instant(l.At), Seq: l.Seq, Type: l.Type, Subject: l.Subject, Text: l.Text, Amount: l.Amount.String(),
			Coupons: l.Coupons.String(),
			Balance: l.Balance.String(),
		})
	}
	return out
}
