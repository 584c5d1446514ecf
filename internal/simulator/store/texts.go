package store

import (
	"cmp"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"strings"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

// textMark begins what stands in rows for a text: its hash. No policy and no catalogue begins so, and rows of earlier
// versions hold the text itself.
const textMark = "sha256:"

func hashOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// PutText keeps a text and returns what stands for it. A text stays when the last tenant that had it is deleted:
// another may be taking it.
func (t *Tx) PutText(text string) (ref string, err error) {
	if text == "" {
		return "", nil
	}
	hash := hashOf(text)
	if _, known := t.texts[hash]; !known {
		t.remember(hash, text)
		err = t.exec("INSERT INTO texts (hash, text) VALUES ($1, $2) ON CONFLICT (hash) DO NOTHING", hash, text)
	}
	return textMark + hash, err
}

// Text is the text that something stands for.
func (t *Tx) Text(ref string) (text string, err error) {
	hash, marked := strings.CutPrefix(ref, textMark)
	if !marked {
		return ref, nil
	}
	if text, known := t.texts[hash]; known {
		return text, nil
	}
	err = t.tx.QueryRowContext(t.ctx, "SELECT text FROM texts WHERE hash = $1", hash).Scan(&text)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return "", lifecycle.Damaged("the text %s of a policy or a catalogue is not there", hash)
	case err != nil:
		return "", err
	case hashOf(text) != hash:
		return "", lifecycle.Damaged("the text %s of a policy or a catalogue: %v", hash, errChanged)
	}
	t.remember(hash, text)
	return text, nil
}

func (t *Tx) remember(hash, text string) {
	if t.texts == nil {
		t.texts = map[string]string{}
	}
	t.texts[hash] = text
}

// swapping makes a function that cannot fail of one that can; its first error is kept.
func swapping(swap func(string) (string, error)) (always func(string) string, failed *error) {
	failed = new(error)
	return func(s string) string {
		if *failed == nil {
			s, *failed = swap(s)
		}
		return s
	}, failed
}

// textsByHash is the migration of rows that hold texts. A damaged row stays as it is, for verify to tell.
func textsByHash(ctx context.Context, tx *sql.Tx) error {
	t := &Tx{tx: tx, ctx: ctx}
	put, failed := swapping(t.PutText)
	for _, table := range []struct {
		rows, update string
		anew         func(tenant, text string) (string, error)
	}{
		{"SELECT id, 0, body FROM tenants WHERE body LIKE '%\"own_%'", "UPDATE tenants SET body = $1 WHERE id = $2 " +
			"AND $3 = 0",
			func(tenant, text string) (string, error) {
				return rewritten(text, "tenants", tenant, func(one lifecycle.Tenant) lifecycle.Tenant { return one.WithFiles(put) })
			}},
		{"SELECT tenant, seq, fact FROM facts WHERE fact LIKE '%\"own_%'", "UPDATE facts SET fact = $1 WHERE tenant = $2 " +
			"AND seq = $3", func(tenant, text string) (string, error) {
			return rewritten(text, "facts", tenant, func(one lifecycle.Fact) lifecycle.Fact { return one.WithFiles(put) })
		}},
		{"SELECT tenant, 0, body FROM accounts", "UPDATE accounts SET body = $1 WHERE tenant = $2 AND $3 = 0",
			func(_, text string) (string, error) {
				return accountRewritten(text, put)
			}},
	} {
		err := t.rewrite(table.rows, table.update, table.anew)
		if err := cmp.Or(err, *failed); err != nil {
			return err
		}
	}
	return nil
}

func (t *Tx) rewrite(query, update string, anew func(tenant, text string) (string, error)) error {
	type row struct {
		tenant, text string
		seq          int64
	}
	var all []row
	rows, err := t.tx.QueryContext(t.ctx, query)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }() // closing a read tells nothing that rows.Err does not
	for rows.Next() {
		var r row
		if err := rows.Scan(&r.tenant, &r.seq, &r.text); err != nil {
			return err
		}
		all = append(all, r)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	for _, r := range all {
		text, err := anew(r.tenant, r.text)
		if err != nil || text == r.text {
			continue
		}
		if err := t.exec(update, text, r.tenant, r.seq); err != nil {
			return err
		}
	}
	return nil
}

func rewritten[T any](text, kind, tenant string, change func(T) T) (string, error) {
	var one T
	body, err := unseal(text, kind, tenant)
	if err == nil {
		err = json.Unmarshal([]byte(body), &one)
	}
	if err != nil {
		return "", err
	}
	data, err := json.Marshal(change(one))
	return seal(data, kind, tenant), err
}

func accountRewritten(text string, put func(string) string) (string, error) {
	var account map[string]any
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	if err := d.Decode(&account); err != nil {
		return "", err
	}
	for _, name := range []string{"policy", "catalog"} {
		if file, ok := account[name].(string); ok {
			account[name] = put(file)
		}
	}
	data, err := json.Marshal(account)
	return string(data), err
}
