package store

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"

	"golang.org/x/text/unicode/norm"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

// table is how the rows of a kind are kept: as JSON, and in the columns that SQL selects by, which follow from it.
type table[T any, R row[T]] struct {
	name, one string
	columns   []string
	later     int // of the columns, the last ones, which are younger than fillColumns
	of        func(*T) (id string, columns []any)
	in        func(*lifecycle.World) map[string]*T
	// settled is a copy of what time alone has made of a row; without it time makes nothing of the kind
	settled func(w *lifecycle.World, id string) *T
}

type row[T any] interface {
	*T
	Flaw() string
}

var (
	orders = table[lifecycle.Order, *lifecycle.Order]{
		name: "orders", one: "order",
		columns: []string{"unpaid", "pay_by", "seq", "type", "created", "paid", "completed"},
		of: func(o *lifecycle.Order) (string, []any) {
			return o.ID, []any{flag(o.Paid.IsZero() && o.Cancelled.IsZero()), o.PayBy.Unix(), o.Seq, int64(o.Type),
				o.Created.Unix(), unix(o.Paid), o.Completed.Unix()}
		},
		settled: (*lifecycle.World).SettledOrder,
		in:      func(w *lifecycle.World) map[string]*lifecycle.Order { return w.Orders },
	}
	packages = table[lifecycle.Package, *lifecycle.Package]{
		name: "packages", one: "package",
		later: 2,
		columns: []string{"order_id", "pool", "next_charge", "seq", "item", "code", "period", "lapses", "returned",
			"effective", "expires", "units", "used", "retry_amount", "retry_until"},
		of: func(p *lifecycle.Package) (string, []any) {
			var amount, until any
			if waits, before, ok := p.Unfunded(); ok {
				amount, until = int64(waits), before.Unix()
			}
			return p.ID, []any{p.OrderID, p.Pool, unix(p.NextCharge), p.Seq, int64(p.ItemIndex),
				norm.NFC.String(p.ResourceSpecCode), string(p.PeriodType), flag(p.Lapses), flag(!p.Returned.IsZero()),
				p.Effective.Unix(), p.Expire().Unix(), p.Units, p.Used, amount, until}
		},
		settled: (*lifecycle.World).SettledPackage,
		in:      func(w *lifecycle.World) map[string]*lifecycle.Package { return w.Packages },
	}
	assets = table[lifecycle.Asset, *lifecycle.Asset]{
		name: "assets", one: "asset", columns: []string{"seq", "type", "created", "updated", "name", "app_user"},
		of: func(a *lifecycle.Asset) (string, []any) {
			return a.ID, []any{a.Seq, textColumn(a.AssetType), a.Created.Unix(), a.Updated.Unix(), nameColumn(a.Name),
				textColumn(a.AppUserID)}
		}}
	renewals = table[lifecycle.AssetRenewal, *lifecycle.AssetRenewal]{
		name: "renewals", one: "renewal", columns: []string{"latest"},
		of: func(r *lifecycle.AssetRenewal) (string, []any) { return r.ID, []any{r.Latest().Unix()} }}
	jobs = table[lifecycle.TrainingJob, *lifecycle.TrainingJob]{
		name: "training_jobs", one: "training job",
		columns: []string{"seq", "type", "deleted", "created", "name", "batch"},
		of: func(j *lifecycle.TrainingJob) (string, []any) {
			return j.ID, []any{j.Seq, textColumn(string(j.Type)), flag(!j.Deleted.IsZero()), j.Created.Unix(),
				nameColumn(j.Details.Name), nameColumn(j.Details.BatchName)}
		}}
)

func flag(yes bool) int64 {
	if yes {
		return 1
	}
	return 0
}

// save writes the changed rows, and deletes those that no longer exist.
func (k table[T, R]) save(t *Tx, tenant string, changed map[string]bool, rows map[string]*T) error {
	puts := k.puts(t)
	for _, id := range slices.Sorted(maps.Keys(changed)) { // neighbours go to the same page
		var err error
		if one, ok := rows[id]; ok {
			err = k.put(&puts, tenant, one)
		} else {
			err = t.exec("DELETE FROM "+k.name+" WHERE tenant = $1 AND id = $2", tenant, id)
		}
		if err != nil {
			return err
		}
	}
	return puts.flush()
}

// puts inserts or updates rows. Both kinds of SQL know this form.
func (k table[T, R]) puts(t *Tx) bulk {
	columns := append(append([]string{"tenant", "id"}, k.columns...), "body")
	sets := make([]string, 0, len(columns))
	for _, c := range columns[2:] {
		sets = append(sets, c+" = excluded."+c)
	}
	return bulk{
		t: t, head: "INSERT INTO " + k.name + " (" + strings.Join(columns, ", ") + ") VALUES ",
		tail: " ON CONFLICT (tenant, id) DO UPDATE SET " + strings.Join(sets, ", "),
	}
}

func (k table[T, R]) put(puts *bulk, tenant string, one *T) error {
	body, err := json.Marshal(one)
	if err != nil {
		return err
	}
	id, values := k.of(one)
	return puts.add(append(append([]any{tenant, id}, values...), seal(body, k.name, tenant))...)
}

// read loads rows into the World's map; rows that are there already stay. The condition's arguments begin at $2, after
// the tenant. A read that may pause decodes a part of many rows at a time.
func (k table[T, R]) read(l loader, where string, args []any, into map[string]*T) error {
	if l.pause == nil {
		return k.each(l, where, args, func(one stored) error { return k.add(l, one, into) })
	}
	some, err := k.some(l, where, args)
	if err != nil {
		return err
	}
	if err := k.addAll(l, some, into); err != nil || len(some) <= chunk {
		return err
	}
	ids, err := k.ids(l, where, args)
	if err != nil {
		return err
	}
	return k.byIDs(l, slices.DeleteFunc(ids, func(id string) bool { return into[id] != nil }), into)
}

// stored is a row as it is stored.
type stored struct {
	id, text string
	have     []any // in its columns
}

// each calls f with each stored row.
func (k table[T, R]) each(l loader, where string, args []any, f func(stored) error) error {
	columns := strings.Join(append([]string{"id", "body"}, k.columns...), ", ")
	query := "SELECT " + columns + " FROM " + k.name + " WHERE tenant = $1 AND " + where
	rows, err := l.tx.QueryContext(l.ctx, query, append([]any{l.w.Tenant.ID}, args...)...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }() // closing a read tells nothing that rows.Err does not
	for rows.Next() {
		one := stored{have: make([]any, len(k.columns))}
		cells := []any{&one.id, &one.text}
		for i := range one.have {
			cells = append(cells, &one.have[i])
		}
		if err := rows.Scan(cells...); err != nil {
			return err
		}
		if err := f(one); err != nil {
			return err
		}
	}
	return rows.Err()
}

// some are the first rows, one more than are decoded at a time.
func (k table[T, R]) some(l loader, where string, args []any) (some []stored, err error) {
	err = k.each(l, where+fmt.Sprint(" LIMIT ", chunk+1), args, func(one stored) error {
		some = append(some, one)
		return nil
	})
	return some, err
}

func (k table[T, R]) ids(l loader, where string, args []any) (ids []string, err error) {
	query := "SELECT id FROM " + k.name + " WHERE tenant = $1 AND " + where
	err = l.each(query, append([]any{l.w.Tenant.ID}, args...), func(id string) error {
		ids = append(ids, id)
		return nil
	})
	return ids, err
}

func (k table[T, R]) addAll(l loader, some []stored, into map[string]*T) error {
	return l.decode(len(some), func() error {
		for _, one := range some {
			if err := k.add(l, one, into); err != nil {
				return err
			}
		}
		return nil
	})
}

// add decodes a row into the map, unless it is there.
func (k table[T, R]) add(l loader, row stored, into map[string]*T) error {
	if _, there := into[row.id]; there || k.take(l.w, row.id, into) {
		return nil
	}
	tenant := l.w.Tenant.ID
	one, why := k.parse(tenant, row.id, row.text, row.have)
	if why != "" {
		if err := l.damage(lifecycle.Damaged("%s %s of the project %s: %s", k.one, row.id, tenant, why)); err != nil {
			return err
		}
	}
	if one != nil {
		into[row.id] = one
	}
	return nil
}

// take copies the row that stands for a stored one, if there is one.
func (k table[T, R]) take(w *lifecycle.World, id string, into map[string]*T) (taken bool) {
	if k.settled == nil {
		return false
	}
	one := k.settled(w, id)
	if one != nil {
		into[id] = one
	}
	return one != nil
}

// selected loads all rows, or those with the ids.
func (k table[T, R]) selected(l loader, all bool, ids []string, into map[string]*T) error {
	if all {
		if settled, changed := l.w.Settled(); changed && k.settled != nil {
			for id := range k.in(settled) {
				if _, there := into[id]; !there {
					k.take(l.w, id, into)
				}
			}
		}
		return k.whole(l, into)
	}
	ids = slices.DeleteFunc(slices.Clone(ids), func(id string) bool {
		_, there := into[id]
		return there || !storable(id) || k.take(l.w, id, into)
	})
	return k.byIDs(l, ids, into)
}

func (k table[T, R]) byIDs(l loader, ids []string, into map[string]*T) error {
	for some := range slices.Chunk(ids, chunk) {
		args, marks := make([]any, len(some)), make([]string, len(some))
		for i, id := range some {
			args[i], marks[i] = id, fmt.Sprint("$", i+2)
		}
		if err := k.read(l, "id IN ("+strings.Join(marks, ", ")+")", args, into); err != nil {
			return err
		}
	}
	return nil
}

// whole loads all rows, some at a time.
func (k table[T, R]) whole(l loader, into map[string]*T) error {
	for last := ""; ; {
		var some []stored
		err := k.each(l, "id > $2 ORDER BY id LIMIT $3", []any{last, chunk}, func(one stored) error {
			some = append(some, one)
			return nil
		})
		if err == nil {
			err = k.addAll(l, some, into)
		}
		if err != nil || len(some) < chunk {
			return err
		}
		last = some[len(some)-1].id
	}
}

// chunk is how many rows are read, and decoded, at a time. It keeps the number of placeholders below every engine's
// limit.
const chunk = 500

// parse reads a row back, if it can be read at all, and says why it is none that was written here.
func (k table[T, R]) parse(tenant, id, text string, have []any) (one *T, why string) {
	body, changed := unseal(text, k.name, tenant)
	one, why = k.decode(body)
	switch {
	case one == nil:
		return nil, why
	case changed != nil:
		return one, changed.Error()
	case why != "":
		return one, why
	}
	named, want := k.of(one)
	if named != id {
		return nil, "its row is that of " + named
	}
	for i, c := range k.columns {
		if have[i] != want[i] {
			return one, fmt.Sprintf("it is listed under the %s %v and has %v", c, have[i], want[i])
		}
	}
	return one, ""
}

// decode reads what was sealed, if it can be read, and says why no rule has written it.
func (k table[T, R]) decode(body string) (one *T, why string) {
	one = new(T)
	if err := json.Unmarshal([]byte(body), one); err != nil {
		return nil, "it cannot be read: " + err.Error()
	}
	return one, R(one).Flaw()
}

// sealed is the end of what is written: a digest of what stands before it, of which kind of row it is and of whose, so
// that a change by anything else is seen when the row is read. It is no secret and does not prevent forging one. Rows
// of earlier versions have none.
const sealed = `,"digest":"`

var hasDigest = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`"digest"\s*:`) })

var errChanged = errors.New("it was changed by something else than the simulator")

func seal(body []byte, kind, tenant string) string {
	return string(body[:len(body)-1]) + sealed + digest(string(body), kind, tenant) + `"}`
}

// unseal is what was sealed, and an error if it no longer is.
func unseal(text, kind, tenant string) (body string, err error) {
	at := strings.LastIndex(text, sealed)
	if at < 0 {
		if hasDigest().MatchString(text) { // written again by another program
			return text, errChanged
		}
		return text, nil
	}
	body = text[:at] + "}"
	if text[at+len(sealed):] != digest(body, kind, tenant)+`"}` {
		return text, errChanged
	}
	return body, nil
}

func digest(body, kind, tenant string) string {
	sum := sha256.Sum256([]byte(kind + "\x00" + tenant + "\x00" + body))
	return hex.EncodeToString(sum[:8])
}

// Everything fills a World with all rows of its tenant that can be read, and tells what is wrong with the others.
func (t *Tx) Everything(w *lifecycle.World) (found []string, err error) {
	l := loader{t, w, func(err error) error {
		if r, ok := errors.AsType[*lifecycle.Refusal](err); ok {
			found = append(found, r.Message)
			return nil
		}
		return err
	}}
	err = errors.Join(orders.selected(l, true, nil, w.Orders), packages.selected(l, true, nil, w.Packages),
		assets.selected(l, true, nil, w.Assets),
		renewals.selected(l, true, nil, w.Renewals), jobs.selected(l, true, nil, w.Jobs))
	slices.Sort(found)
	return found, err
}
