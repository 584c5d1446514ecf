package console

import (
	"net/http"
	"strings"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/control"
)

type clockPage struct {
	frame
	To, By   string
	IsReal   bool
	IsDryRun bool
	Target   time.Time
	Events   []control.Event
	All      int // events that would happen
	More     int // of them, those that are not listed
	Amount   string
	Currency string
	Problem  string
}

// listedMoves is how many events of a dry run are listed.
const listedMoves = 200

// showClock shows the clock and, with an instant or a duration in the address, what moving it would make happen.
func showClock(v *visit) error {
	p := clockPage{frame: v.frame("Clock", "Clock"), To: strings.TrimSpace(v.query.Get("to")),
		By: strings.TrimSpace(v.query.Get("by")), IsReal: v.account.Clock == "real"}
	if p.To == "" && p.By == "" || p.IsReal || !v.who.MayAct() {
		return v.show("clock", p)
	}
	var moved control.Clock
	err := v.callAt(time.Time{}, http.MethodPost, control.Prefix+"/clock", v.move(p.To, p.By, true), &moved)
	if err != nil {
		p.Problem = message(err)
		return v.show("clock", p)
	}
	p.IsDryRun, p.Target, p.Amount, p.Currency = true, moved.Now, moved.Amount, moved.Currency
	p.Events, p.All = moved.Events, len(moved.Events)
	if n := len(p.Events); n > listedMoves {
		p.Events, p.More = p.Events[:listedMoves], n-listedMoves
	}
	return v.show("clock", p)
}

// move is a move of the clock to an instant, or by a duration after the account's own instant.
func (v *visit) move(to, by string, isDry bool) control.ClockMove {
	m := control.ClockMove{By: by, DryRun: isDry}
	if to != "" {
		m.By, m.To = "", to
		if t, err := readInstant(to); err == nil {
			m.To = instant(t)
		}
	}
	return m
}

func moveClock(v *visit) error {
	if err := v.r.ParseForm(); err != nil {
		return &problem{http.StatusBadRequest, "The form cannot be read", err.Error()}
	}
	var moved control.Clock
	move := v.move(v.r.PostForm.Get("to"), "", false)
	err := v.callAt(time.Time{}, http.MethodPost, control.Prefix+"/clock", move, &moved)
	if err != nil {
		return err
	}
	return v.now("/clock", "moved")
}
