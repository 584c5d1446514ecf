package store

import (
	"slices"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

// orderPage is which orders are on a page, and how many the whole list has. Orders that time alone has made are not
// stored; nothing else of orders changes with time.
func (l loader) orderPage(list *lifecycle.OrderList) (lifecycle.Listed, error) {
	var made []*lifecycle.Order
	if settled, ok := l.w.Settled(); ok {
		for id := range settled.Changed.Orders {
			if o := settled.Orders[id]; list.Allows(o, l.w.Now) {
				made = append(made, o)
			}
		}
		slices.SortFunc(made, list.Compare)
	}
	var q query
	q.add("SELECT COUNT(*)")
	l.ordersWhere(&q, list)
	var stored int64
	if err := l.tx.QueryRowContext(l.ctx, q.String(), q.args...).Scan(&stored); err != nil {
		return lifecycle.Listed{}, err
	}
	rows := stored + int64(len(made))
	if rows <= int64(list.Offset) {
		return lifecycle.Listed{Rows: rows}, nil
	}
	// what settling makes is newer than what is stored
	to, last := page{offset: list.Offset, limit: list.Limit}, made
	if !list.OldestFirst {
		for _, o := range made {
			to.take(o.ID, 1)
		}
		last = nil
	}
	offset := max(list.Offset-to.before, 0)
	to.before += min(offset, int(stored))
	if err := l.storedOrders(list, &to, offset); err != nil {
		return lifecycle.Listed{}, err
	}
	for _, o := range last {
		to.take(o.ID, 1)
	}
	to.listed.Rows = rows
	return to.listed, nil
}

// storedOrders puts the stored orders after so many to a page.
func (l loader) storedOrders(list *lifecycle.OrderList, to *page, offset int) error {
	left := to.offset + to.limit - to.before
	if left <= 0 {
		return nil
	}
	var q query
	q.add("SELECT id")
	l.ordersWhere(&q, list)
	if list.OldestFirst {
		q.add(" ORDER BY tenant, created, seq")
	} else {
		q.add(" ORDER BY tenant DESC, created DESC, seq DESC")
	}
	q.add(" LIMIT ? OFFSET ?", left, offset)
	return l.each(q.String(), q.args, func(id string) error {
		to.take(id, 1)
		return nil
	})
}

func (l loader) ordersWhere(q *query, list *lifecycle.OrderList) {
	q.add(" FROM orders WHERE tenant = ?", l.w.Tenant.ID)
	if ranges, all := list.Ranges(l.w.Now); !all {
		q.add(" AND (1 = 0")
		for _, r := range ranges {
			switch r.Stage {
			case lifecycle.StageWaiting:
				q.add(" OR unpaid + 0 = 1 AND pay_by > ? AND pay_by <= ?", r.After, r.Until)
			case lifecycle.StagePaid:
				q.add(" OR paid IS NOT NULL AND completed > ? AND completed <= ?", r.After, r.Until)
			case lifecycle.StageWithdrawn:
				q.add(" OR unpaid + 0 = 0 AND paid IS NULL")
			}
		}
		q.add(")")
	}
	if len(list.Types) > 0 {
		q.add(" AND (1 = 0")
		for _, t := range list.Types {
			q.add(" OR type = ?", int64(t))
		}
		q.add(")")
	}
	if (list.Created != lifecycle.Window{}) {
		from, to := list.Created.Seconds()
		q.add(" AND created >= ? AND created <= ?", from, to)
	}
	if (list.Paid != lifecycle.Window{}) {
		from, to := list.Paid.Seconds()
		q.add(" AND paid >= ? AND paid <= ?", from, to)
	}
}
