package session

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/mss-iac/terraform-provider-mss/internal/message"
)

// Kinds of origins.
const (
	KindSimulator = "simulator"
	// KindCommand is a simulator whose store lives as long as one Terraform command.
	KindCommand = "simulator of one command"
	// KindServer is a simulator server; the store is its endpoint.
	KindServer = "simulator server"
	// KindReal is the real cloud; the store is its endpoint.
	KindReal = "real cloud"
)

// Origin is the account behind a configuration. A state belongs to the account that it was made in, so that a changed
// store or project is an error and never a state full of removed objects that the next apply buys again.
type Origin struct {
	Kind    string `json:"kind"`
	Store   string `json:"store"` // as configured
	Project string `json:"project"`
	// Identity is the simulated account's own, from its first write on; empty before, and of the real cloud. States of the
	// first version have none.
	Identity string `json:"identity,omitempty"`
	// State is the name of the Terraform state as the simulated cloud was told it; empty: none.
	State string `json:"state,omitempty"`
}

// MarshalJSON leaves the names out: every object of a state has an origin in its private data, and Terraform writes the
// whole state after each object.
func (o Origin) MarshalJSON() ([]byte, error) {
	return json.Marshal([...]string{o.Kind, o.Store, o.Project, o.Identity, o.State})
}

// UnmarshalJSON also reads what earlier versions have kept, with names.
func (o *Origin) UnmarshalJSON(data []byte) error {
	type named Origin
	if bytes.HasPrefix(data, []byte("{")) {
		return json.Unmarshal(data, (*named)(o))
	}
	var parts [5]string
	err := json.Unmarshal(data, &parts)
	*o = Origin{Kind: parts[0], Store: parts[1], Project: parts[2], Identity: parts[3], State: parts[4]}
	return err
}

func (o Origin) String() string {
	return fmt.Sprintf("the %s at %s, project %s", o.Kind, o.Store, o.Project)
}

// Here is the configured origin with its account's identity, if there is one by now: the first write makes it, which
// may be this run's own.
func (s *Session) Here(ctx context.Context) (Origin, error) {
	here := s.Origin
	if here.Identity != "" || here.Kind == KindReal {
		return here, nil
	}
	s.asking.Lock()
	defer s.asking.Unlock()
	if s.identity == "" {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Minute)
		defer cancel()
		tenant, err := s.Client.Tenant(ctx)
		if err != nil {
			return here, err
		}
		s.identity = tenant.Identity
	}
	here.Identity = s.identity
	return here, nil
}

// Missing is what a Delete says of an object that the service does not know. The real cloud's is gone; a simulated
// account forgets nothing.
func (s *Session) Missing(object, id string) (d diag.Diagnostics) {
	if s.Origin.Kind != KindReal {
		d.Append(s.Forgotten(object, id))
	}
	return d
}

// Forgotten is about an object of the state that the service does not know. A simulated account forgets nothing:
// something is wrong with its store, and the object stays in the state. The real cloud's leaves it.
func (s *Session) Forgotten(object, id string) diag.Diagnostic {
	if s.Origin.Kind == KindReal {
		return message.Forgotten(object, id, s.Origin.String())
	}
	why := "its store was replaced by an older copy or is damaged; check it with `terraform-provider-mss simulator " +
		"verify`, and restore the right store"
	if len(s.Ancestors) > 0 {
		why = "the account was branched or cloned before the object was created, and the state was copied after that; use " +
			"a copy of the state from before that, or branch or clone again"
	}
	return diag.NewErrorDiagnostic(object+" is missing from its account",
		fmt.Sprintf("%s %s is not known to %s: %s. Nothing was changed, no money moved, and nothing is bought again. %s",
			object, id, s.Origin, why, message.GiveUp))
}
