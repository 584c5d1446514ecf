package crud

import (
	"context"
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/mss-iac/terraform-provider-mss/internal/message"
	"github.com/mss-iac/terraform-provider-mss/internal/session"
	"github.com/mss-iac/terraform-provider-mss/internal/tfconv"
	"github.com/mss-iac/terraform-provider-mss/internal/wire"
)

// named tells accounts apart that have had the same place and project.
func named(o session.Origin) string {
	if o.Identity == "" {
		return o.String()
	}
	return fmt.Sprintf("%s (account %.8s)", o, o.Identity)
}

const originKey = "origin"

// notHeld is the name of no state.
const notHeld = "-"

// KeepOrigin notes in an object's private state which account it belongs to. Where that cannot be asked after a
// purchase, the place stands for it until the next refresh.
func (c *Configured) KeepOrigin(ctx context.Context, private tfconv.PrivateSetter) diag.Diagnostics {
	here, _ := c.Session.Here(ctx) // what was bought must be kept in any case
	return tfconv.SetPrivate(ctx, private, originKey, here)
}

// CheckOrigin is an error for a state that belongs to another account than the configured one, or of which that cannot
// be told.
func (c *Configured) CheckOrigin(ctx context.Context, private tfconv.PrivateGetter) diag.Diagnostics {
	return c.checkOrigin(ctx, private, false)
}

// CheckDestroyed is CheckOrigin for a Delete. Of a tainted object core hands over no private data but those of the
// creation's plan: there an id that the account knows must do, and an unknown one is an error, see Forgotten.
func (c *Configured) CheckDestroyed(ctx context.Context, private tfconv.PrivateGetter) diag.Diagnostics {
	return c.checkOrigin(ctx, private, true)
}

func (c *Configured) checkOrigin(ctx context.Context, private tfconv.PrivateGetter, mayLack bool) diag.Diagnostics {
	var made session.Origin
	found, d := tfconv.GetPrivate(ctx, private, originKey, &made)
	if d.HasError() || !found && mayLack {
		return d
	}
	if !found {
		d.AddError("State of unknown origin",
			fmt.Sprintf("The object's private data is missing from the state, so the provider cannot tell whether it belongs "+
				"to %s. Nothing was read or changed, no money moved. Remove the object with `terraform state rm` and import it "+
				"by its id; the import checks that this account has it.", c.Session.Origin))
		return d
	}
	here, err := c.Session.Here(ctx)
	if err != nil {
		d.Append(message.Unable("find the account of the state", err, "Nothing was read or changed, no money moved."))
		return d
	}
	if slices.Contains(c.Session.Ancestors, identityOf(made)) {
		return d // a copy of the state from before the account was branched, or cloned
	}
	if summary, way := against(made, here); summary != "" {
		d.AddError(summary, fmt.Sprintf("This state belongs to %s; the provider is configured for %s%s. Nothing was read "+
			"or changed, no money moved. %s", named(made), named(here), lack(here), way))
	}
	return d
}

// identityOf an account is what its branches and clones call it among their ancestors; empty if it is not known.
func identityOf(o session.Origin) string {
	if o.Kind == session.KindReal {
		return wire.RealIdentity(o.Store, o.Project)
	}
	return o.Identity
}

// lack says that there is no account yet, or no longer.
func lack(o session.Origin) string {
	if o.Kind == session.KindReal || o.Identity != "" {
		return ""
	}
	return ", which has no such account: its store was removed or moved, or never written"
}

const backOrElse = "Use another workspace for the new configuration, or restore the old configuration."

// against says what is wrong with a state made in o under the configured origin, and what to do; empty if nothing is.
// What counts is the account, not the place where it lies. States that do not know its identity take it from the place
// that they know.
func against(o, here session.Origin) (summary, way string) {
	const another = "State belongs to another origin"
	samePlace := o.Kind == here.Kind && o.Store == here.Store
	switch {
	case o.Project != here.Project:
		return another, backOrElse
	case o.Kind == session.KindReal || here.Kind == session.KindReal:
		if samePlace {
			return "", ""
		}
		return another, backOrElse
	case o.Identity != "" && o.Identity == here.Identity:
		return "", ""
	case o.Kind == session.KindCommand && !samePlace:
		return another, "That store was deleted with its Terraform command. Remove the object with `terraform state rm`, " +
			"or use lifetime = \"persistent\" for states that outlive a command."
	case here.Identity == "" && samePlace:
		return "Account of the state is missing", "Restore the store, or configure its new location: it can be moved and " +
			"renamed. " + message.GiveUp
	case !samePlace && o.Identity == "" && here.Identity != "":
		return another, "If it is the same store in a new location, move it back, run `terraform apply -refresh-only` to " +
			"record the account's identity, and then move it. " + backOrElse
	case !samePlace:
		return another, backOrElse
	case o.Identity == "":
		return "", ""
	default:
		return another, "The store was replaced, or its account was deleted and created again. Restore the old store, or " +
			"use another workspace. " + message.GiveUp
	}
}

// Hold tells the service that this state has an object, if its private data name another state or none: it was
// imported, or the state was moved. A failure is only logged: it costs no more than the check for an emptied state.
func (c *Configured) Hold(ctx context.Context, private tfconv.PrivateGetter, id string) {
	var made session.Origin
	found, d := tfconv.GetPrivate(ctx, private, originKey, &made)
	if c.Session.Origin.State == "" || id == "" || d.HasError() || found &&
		(made.State == "" || made.State == c.Session.Origin.State) {
		return
	}
	if err := c.Session.Client.Hold(ctx, []string{id}); err != nil {
		tflog.Warn(ctx, "cannot record what the state has", map[string]any{"id": id, "error": err.Error()})
	}
}
