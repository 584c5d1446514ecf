package control

import (
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/call"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/fault"
)

// Fault is a rule of what goes wrong, with its counts.
type Fault struct {
	// Source is account, or configuration for a rule of a provider's simulator.faults.
	Source  string     `json:"source"`
	Number  int        `json:"number"` // its place in the list of its source, from 1
	Rule    fault.Rule `json:"rule"`
	Matched int64      `json:"matched"` // calls that it was about
	Hits    int64      `json:"hits"`    // those of them that it hit
}

// Faults answers listFaults.
type Faults struct {
	Faults []Fault `json:"faults"`
}

// NewFaults are the rules that replace those of the account.
type NewFaults struct {
	Rules string `json:"rules"` // the text of a file in YAML or JSON: a list of rules
}

// listFaults is a control call. Declines of automatic renewals count nothing: no call makes them.
func listFaults(r *call.Request) (any, error) {
	all, err := faultsOf(r)
	return Faults{all}, err
}

func faultsOf(r *call.Request) ([]Fault, error) {
	found, err := r.Cloud.ListFaults(r.Context(), r.Call)
	if err != nil {
		return nil, err
	}
	all := make([]Fault, 0, len(found))
	numbers := map[string]int{}
	for _, f := range found {
		source := "account"
		if f.Source != "" {
			source = "configuration"
		}
		numbers[f.Source]++
		all = append(all, Fault{Source: source, Number: numbers[f.Source], Rule: f.Rule, Matched: f.Matched, Hits: f.Hits})
	}
	return all, nil
}

// setFaults is a control call. It answers with what holds then.
func setFaults(r *call.Request, in NewFaults) (any, error) {
	rules, err := fault.Read(in.Rules, r.Operations)
	if err != nil {
		return nil, r.Bad("%v", err)
	}
	if err := r.Cloud.SetFaults(r.Context(), r.Call, rules); err != nil {
		return nil, err
	}
	return listFaults(r)
}

// clearFaults is a control call. Counts of configurations begin at 0 again, too.
func clearFaults(r *call.Request) (any, error) { return nil, r.Cloud.ClearFaults(r.Context(), r.Call) }
