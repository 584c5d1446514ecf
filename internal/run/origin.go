package run

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/mss-iac/terraform-provider-mss/internal/message"
	"github.com/mss-iac/terraform-provider-mss/internal/tfconv"
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

// Origin is the account behind a configuration. A state belongs to the account that it was made in, so that a changed store or project is an error and
// never a state full of removed objects that the next apply buys again.
type Origin struct {
	Kind    string `json:"kind"`
	Store   string `json:"store"` // as configured
	Project string `json:"project"`
	// Identity is the simulated account's own, from its first write on; empty before, and of the real cloud. States of the first version have none.
	Identity string `json:"identity,omitempty"`
	// State is the name of the Terraform state as the simulated cloud was told it; empty: none.
	State string `json:"state,omitempty"`
}

func (o Origin) String() string {
	return fmt.Sprintf("the %s at %s, project %s", o.Kind, o.Store, o.Project)
}

// named tells accounts apart that have had the same place and project.
func (o Origin) named() string {
	if o.Identity == "" {
		return o.String()
	}
	return fmt.Sprintf("%s (account %.8s)", o, o.Identity)
}

const originKey = "origin"

// notHeld is the name of no state.
const notHeld = "-"

// KeepOrigin notes in an object's private state which account it belongs to. Where that cannot be asked after a purchase, the place stands for it until
// the next refresh.
func (r *Run) KeepOrigin(ctx context.Context, private tfconv.PrivateSetter) diag.Diagnostics {
	here, _ := r.here(ctx) // what was bought must be kept in any case
	return tfconv.SetPrivate(ctx, private, originKey, here)
}

// here is the configured origin with its account's identity, if there is one by now: the first write makes it, which may be this run's own.
func (r *Run) here(ctx context.Context) (Origin, error) {
	here := r.Origin
	if here.Identity != "" || here.Kind == KindReal {
		return here, nil
	}
	r.asking.Lock()
	defer r.asking.Unlock()
	if r.identity == "" {
		ctx, cancel := context.WithTimeout(Uninterrupted(ctx), time.Minute)
		defer cancel()
		tenant, err := r.Client.Tenant(ctx)
		if err != nil {
			return here, err
		}
		r.identity = tenant.Identity
	}
	here.Identity = r.identity
	return here, nil
}

// CheckOrigin is an error for a state that belongs to another account than the configured one, or of which that cannot be told.
func (r *Run) CheckOrigin(ctx context.Context, private tfconv.PrivateGetter) diag.Diagnostics {
	return r.checkOrigin(ctx, private, false)
}

// CheckDestroyed is CheckOrigin for a Delete. Of a tainted object core hands over no private data but those of the creation's plan: there an id that the account
// knows must do, and an unknown one is an error, see Forgotten.
func (r *Run) CheckDestroyed(ctx context.Context, private tfconv.PrivateGetter) diag.Diagnostics {
	return r.checkOrigin(ctx, private, true)
}

func (r *Run) checkOrigin(ctx context.Context, private tfconv.PrivateGetter, mayLack bool) diag.Diagnostics {
	var made Origin
	found, d := tfconv.GetPrivate(ctx, private, originKey, &made)
	if d.HasError() || !found && mayLack {
		return d
	}
	if !found {
		d.AddError("State of unknown origin", fmt.Sprintf("The object's private data are missing from the state, so that nothing tells whether it belongs to %s. Nothing was read or changed, no money moved. "+
			"Remove the object with `terraform state rm` and import it by its id: the import finds out whether this account has it.", r.Origin))
		return d
	}
	here, err := r.here(ctx)
	if err != nil {
		d.Append(message.Unable("find out whose the state is", err, "Nothing was read or changed, no money moved."))
		return d
	}
	if summary, way := made.against(here); summary != "" {
		d.AddError(summary, fmt.Sprintf("This state belongs to %s; the provider is configured for %s%s. Nothing was read or changed, no money moved. %s", made.named(), here.named(), here.lack(), way))
	}
	return d
}

// lack says that there is no account yet, or no longer.
func (o Origin) lack() string {
	if o.Kind == KindReal || o.Identity != "" {
		return ""
	}
	return ", where there is no such account: its store was removed or moved, or nothing was ever written to it"
}

const (
	backOrElse = "Use another workspace for the new configuration, or go back to the old one."
	giveUp     = "To give it up, run `terraform state rm` on the object: the next plan says what buying it again would charge."
)

// against says what is wrong with a state made in o under the configured origin, and what to do; empty if nothing is. What counts is the account, not
// the place where it lies. States that do not know its identity take it from the place that they know.
func (o Origin) against(here Origin) (summary, way string) {
	const another = "State belongs to another origin"
	samePlace := o.Kind == here.Kind && o.Store == here.Store
	switch {
	case o.Project != here.Project:
		return another, backOrElse
	case o.Kind == KindReal || here.Kind == KindReal:
		if samePlace {
			return "", ""
		}
		return another, backOrElse
	case o.Identity != "" && o.Identity == here.Identity:
		return "", ""
	case o.Kind == KindCommand && !samePlace:
		return another, "That store ended with its Terraform command; remove the object with `terraform state rm`, or use lifetime = \"persistent\" for states that outlive a command."
	case here.Identity == "" && samePlace:
		return "Account of the state is missing", "Put the store back, or say where it is now: it can be moved and renamed. " + giveUp
	case !samePlace && o.Identity == "" && here.Identity != "":
		return another, "If it is the same store in a new place, go back to the old one, run `terraform apply -refresh-only` there, which notes the account's identity, and move it then. " + backOrElse
	case !samePlace:
		return another, backOrElse
	case o.Identity == "":
		return "", ""
	default:
		return another, "The store was replaced, or its account was deleted and made again: put the old store back, or use another workspace. " + giveUp
	}
}

// Missing is what a Delete says of an object that the service does not know. The real cloud's is gone; a simulated account forgets nothing.
func (r *Run) Missing(object, id string) (d diag.Diagnostics) {
	if r.Origin.Kind != KindReal {
		d.Append(r.Forgotten(object, id))
	}
	return d
}

// Forgotten is about an object of the state that the service does not know. A simulated account forgets nothing: something is wrong with its store, and the
// object stays in the state. The real cloud's leaves it.
func (r *Run) Forgotten(object, id string) diag.Diagnostic {
	if r.Origin.Kind == KindReal {
		return message.Forgotten(object, id, r.Origin.String())
	}
	return diag.NewErrorDiagnostic(object+" is missing from its account", fmt.Sprintf("%s %s was made in %s, which does not know it any more: its store was replaced by an older copy, or is damaged, "+
		"which `terraform-provider-mss simulator verify` finds out. Nothing was changed, no money moved, and nothing is bought again. Put the right store back. %s", object, id, r.Origin, giveUp))
}
