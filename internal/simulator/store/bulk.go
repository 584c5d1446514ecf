package store

import (
	"database/sql"
	"errors"
	"strconv"
	"strings"
)

// rowsAtOnce is how many rows one statement inserts: running a statement costs as much as inserting a few rows, and
// SQLite looks each placeholder up among all of the statement's.
const rowsAtOnce = 12

// bulk inserts rows of one form, several a statement. The last ones are inserted by flush.
type bulk struct {
	t          *Tx
	head, tail string // of the statement, before and behind the rows
	args       []any
	width      int       // values of a row
	full       *sql.Stmt // inserts rowsAtOnce rows
}

func (b *bulk) add(row ...any) (err error) {
	b.t.ahead, b.width = nil, len(row)
	b.args = append(b.args, row...)
	if len(b.args) < rowsAtOnce*b.width {
		return nil
	}
	if b.full == nil {
		if b.full, err = b.t.tx.PrepareContext(b.t.ctx, b.statement()); err != nil {
			return err
		}
	}
	_, err = b.full.ExecContext(b.t.ctx, b.args...)
	b.args = b.args[:0]
	return err
}

func (b *bulk) flush() (err error) {
	if len(b.args) > 0 {
		err = b.t.exec(b.statement(), b.args...)
		b.args = nil
	}
	if b.full != nil {
		err = errors.Join(err, b.full.Close())
	}
	return err
}

// statement inserts the rows that wait: ($1, $2), ($3, $4).
func (b *bulk) statement() string {
	var s strings.Builder
	s.WriteString(b.head)
	for n := range b.args {
		switch {
		case n == 0:
			s.WriteString("($")
		case n%b.width == 0:
			s.WriteString("), ($")
		default:
			s.WriteString(", $")
		}
		s.WriteString(strconv.Itoa(n + 1))
	}
	return s.String() + ")" + b.tail
}
