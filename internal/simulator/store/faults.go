package store

import (
	"encoding/json"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/fault"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
)

// Fault is a rule with its counts.
type Fault struct {
	Rule   fault.Rule
	Source string // the configuration that the rule is of; empty: it is set on the tenant
	Number int    // the place in its list, from 1
	// Matched are the calls that the rule was about, Hits those that it hit.
	Matched, Hits int64
}

// Faults are a tenant's, those that are set on it first.
func (t *Tx) Faults(tenant string) (found []Fault, err error) {
	rows, err := t.tx.QueryContext(t.ctx, "SELECT source, number, rule, matched, hits FROM faults WHERE tenant = $1 "+
		"ORDER BY source, number", tenant)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // closing a read tells nothing that rows.Err does not
	for rows.Next() {
		var f Fault
		var rule string
		if err := rows.Scan(&f.Source, &f.Number, &rule, &f.Matched, &f.Hits); err != nil {
			return nil, err
		}
		if err := json.Unmarshal([]byte(rule), &f.Rule); err != nil {
			return nil, lifecycle.Damaged("fault %d of the project %s cannot be read: %v", f.Number, tenant, err)
		}
		found = append(found, f)
	}
	return found, rows.Err()
}

// PutFaults puts rules in the place of those of a source. They have counted nothing.
func (t *Tx) PutFaults(tenant, source string, rules []fault.Rule) error {
	if err := t.exec("DELETE FROM faults WHERE tenant = $1 AND source = $2", tenant, source); err != nil {
		return err
	}
	for i, rule := range rules {
		body, err := json.Marshal(rule)
		if err != nil {
			return err
		}
		if err := t.exec("INSERT INTO faults (tenant, source, number, rule, matched, hits) VALUES ($1, $2, $3, $4, 0, 0)",
			tenant, source, i+1, string(body)); err != nil {
			return err
		}
	}
	return nil
}

// CountFault stores the counts of a fault.
func (t *Tx) CountFault(tenant string, f Fault) error {
	return t.exec("UPDATE faults SET matched = $1, hits = $2 WHERE tenant = $3 AND source = $4 AND number = $5",
		f.Matched, f.Hits, tenant, f.Source, f.Number)
}

// DropFaults removes all faults of a tenant, with their counts.
func (t *Tx) DropFaults(tenant string) error {
	return t.exec("DELETE FROM faults WHERE tenant = $1", tenant)
}

// FaultHit is the hit of a call that changed something.
type FaultHit struct {
	Seq       int64 // of the newest fact that the call has made
	Operation string
	Kind      string
	Effect    string
}

// PutFaultHit keeps a hit.
func (t *Tx) PutFaultHit(tenant string, h FaultHit) error {
	return t.exec("INSERT INTO fault_hits (tenant, seq, operation, kind, effect) VALUES ($1, $2, $3, $4, $5)",
		tenant, h.Seq, h.Operation, h.Kind, h.Effect)
}

// FaultHits are a tenant's, in the order of the facts.
func (t *Tx) FaultHits(tenant string) (found []FaultHit, err error) {
	rows, err := t.tx.QueryContext(t.ctx, "SELECT seq, operation, kind, effect FROM fault_hits WHERE tenant = $1 "+
		"ORDER BY seq", tenant)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // closing a read tells nothing that rows.Err does not
	for rows.Next() {
		var h FaultHit
		if err := rows.Scan(&h.Seq, &h.Operation, &h.Kind, &h.Effect); err != nil {
			return nil, err
		}
		found = append(found, h)
	}
	return found, rows.Err()
}
