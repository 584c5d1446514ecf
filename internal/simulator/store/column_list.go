package store

import (
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

// noNUL stands in columns for a character that PostgreSQL does not take.
const noNUL = "\uffff"

// textColumn is a text as a column holds it: what no engine takes is replaced as JSON does it, or by noNUL.
func textColumn(s string) string {
	return strings.ReplaceAll(string([]rune(s)), "\x00", noNUL)
}

func nameColumn(s string) string { return textColumn(norm.NFC.String(s)) }

// assetPage is which assets are on a page, and how many the whole list has. Time alone changes nothing that the list
// asks for.
func (l loader) assetPage(list *lifecycle.AssetList) (lifecycle.Listed, error) {
	var q query
	q.add(" FROM assets WHERE tenant = ?", l.w.Tenant.ID)
	if len(list.Types) > 0 {
		q.add(" AND type")
		in(&q, list.Types)
	}
	created(&q, list.Created)
	switch {
	case list.Exactly:
		q.add(" AND name = ?", nameColumn(list.Name))
	case list.Name != "":
		q.add(" AND REPLACE(name, ?, '') <> name", nameColumn(list.Name))
	}
	if list.AppUser != "" {
		q.add(" AND app_user = ?", textColumn(list.AppUser))
	}
	by := "created"
	if list.ByUpdate {
		by = "updated"
	}
	return l.columnPage(q, list.NewestFirst, list.Offset, list.Limit, by, "seq")
}

// jobPage is which training jobs are on a page, and how many the whole list has.
func (l loader) jobPage(list *lifecycle.JobList) (lifecycle.Listed, error) {
	var q query
	q.add(" FROM training_jobs WHERE tenant = ? AND deleted = 0 AND type", l.w.Tenant.ID)
	in(&q, list.Types)
	created(&q, list.Created)
	if list.Name != "" {
		q.add(" AND REPLACE(name, ?, '') <> name", nameColumn(list.Name))
	}
	if list.Batch != "" {
		q.add(" AND batch = ?", nameColumn(list.Batch))
	}
	return l.columnPage(q, list.NewestFirst, list.Offset, list.Limit, "seq")
}

func created(q *query, window lifecycle.Window) {
	if (window != lifecycle.Window{}) {
		from, to := window.Seconds()
		q.add(" AND created >= ? AND created <= ?", from, to)
	}
}

// columnPage is a page of rows that a condition chooses, ordered by columns.
func (l loader) columnPage(where query, newestFirst bool, offset, limit int, by ...string) (listed lifecycle.Listed,
	err error) {
	count := "SELECT COUNT(*)" + where.String()
	if err := l.tx.QueryRowContext(l.ctx, count, where.args...).Scan(&listed.Rows); err != nil {
		return listed, err
	}
	if listed.Rows <= int64(offset) {
		return listed, nil
	}
	direction := " ASC"
	if newestFirst {
		direction = " DESC"
	}
	q := query{text: []byte("SELECT id" + where.String()), args: where.args}
	q.add(" ORDER BY tenant" + direction)
	for _, column := range by {
		q.add(", " + column + direction)
	}
	q.add(" LIMIT ? OFFSET ?", limit, offset)
	err = l.each(q.String(), q.args, func(id string) error {
		listed.IDs = append(listed.IDs, id)
		return nil
	})
	return listed, err
}
