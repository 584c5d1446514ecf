package purchase

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/mss-iac/terraform-provider-mss/internal/message"
	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
)

// MayCreate refuses a planned create that could make what exists already: because the state that knew it is empty, or
// because an interrupted apply has made the same and a partial plan cannot tell whose it is. Unclaimed asks for the
// latter; nil while what is going to be made is not known.
func (b *Buyer) MayCreate(ctx context.Context, unclaimed func(context.Context) ([]mssclient.Made, error)) (
	d diag.Diagnostics) {
	if d = b.checkState(ctx); d.HasError() {
		return d
	}
	return b.MayAdopt(ctx, unclaimed)
}

// MayAdopt refuses for a partial plan what an interrupted apply has made: the state may hold it, and was not shown as a
// whole.
func (b *Buyer) MayAdopt(ctx context.Context,
	unclaimed func(context.Context) ([]mssclient.Made, error)) (d diag.Diagnostics) {
	if !b.session.Partial || unclaimed == nil || len(b.session.UnclaimedIDs()) == 0 {
		return d
	}
	made, err := unclaimed(ctx)
	if err != nil {
		d.Append(message.Unable("look for what an interrupted apply has created", err, nothingMade))
		return d
	}
	if len(made) > 0 {
		d.AddError("Partial plan cannot adopt what exists",
			fmt.Sprintf("An interrupted apply created the same: %s. A plan with -target or -exclude, or one whose arguments "+
				"cannot be read, does not show whether the state has it. "+
				nothingMade+" Run a full plan first, without -target and -exclude, or import it.", named(made)))
	}
	return d
}

const stateIsEmpty = "State is empty, but its objects exist"

const nothingMade = "Nothing was created, no money moved."

// checkState refuses to make anything for a local state that is empty although what was made for it exists: Terraform
// was killed while it wrote the state, or the file was removed. It is asked once: later on Terraform writes the file.
func (b *Buyer) checkState(ctx context.Context) (d diag.Diagnostics) {
	b.looking.Lock()
	defer b.looking.Unlock()
	if b.emptied && b.session.AppliesPlan { // the apply of a saved plan continues with the other creates
		d.AddError(stateIsEmpty, "Objects of this state still exist; the error of another block lists them. "+nothingMade)
		return d
	}
	if b.looked {
		return d
	}
	empty := b.isEmpty()
	bare := !empty && len(b.session.UnclaimedIDs()) > 0 && b.session.State.Bare()
	if !empty && !bare || b.session.AllowDuplicateOrder &&
		(b.session.Client.IsReal() || len(b.session.UnclaimedIDs()) == 0) {
		b.looked = true
		return d
	}
	made, err := b.keptByState(ctx)
	if err != nil {
		d.Append(message.Unable("look for the objects of this state", err, nothingMade))
		return d
	}
	if bare { // an apply that was refused for an empty state has written this one
		made = slices.DeleteFunc(made, func(m mssclient.Made) bool { return !m.Reopened })
	}
	b.looked = true
	ids := make([]string, 0, len(made))
	for _, one := range made {
		ids = append(ids, one.ID)
	}
	switch {
	case len(made) == 0:
	case b.session.AllowDuplicateOrder: // more are created: these are not adopted
		b.session.Acknowledge(ctx, ids...)
	default:
		if !b.session.Client.IsReal() {
			// What a restored state or an import does not show again is adopted, not bought a second time.
			if err := b.session.Client.Lose(ctx, ids); err != nil {
				tflog.Warn(ctx, "cannot record what the state has lost", map[string]any{"ids": ids, "error": err.Error()})
			}
		}
		b.emptied = true
		file, is := b.stateFile(), "is empty or missing"
		if bare {
			is = "has no resources"
		}
		d.AddError(stateIsEmpty, fmt.Sprintf("%s %s, but these objects of it still exist: %s. "+nothingMade+" "+
			"Restore %s.backup if it exists, import them with `terraform import`, or set allow_duplicate_order = true on the "+
			"provider to create more.", file, is, named(made), file))
	}
	return d
}

// isEmpty looks several times: while Terraform applies it writes the file in place, which is empty for a moment then.
func (b *Buyer) isEmpty() bool {
	for range 4 {
		if !b.session.State.Empty() {
			return false
		}
		time.Sleep(25 * time.Millisecond)
	}
	return b.session.State.Empty()
}

func (b *Buyer) keptByState(ctx context.Context) ([]mssclient.Made, error) {
	if !b.session.Client.IsReal() {
		return b.session.Client.Kept(ctx, b.session.State.Usual)
	}
	placed, err := b.Journal.Placed()
	if err != nil {
		return nil, err
	}
	var made []mssclient.Made
	for _, id := range placed {
		one, err := b.alive(ctx, id)
		if err != nil {
			return nil, err
		}
		if one != nil {
			made = append(made, *one)
		}
	}
	return made, nil
}

// alive is a paid order of the real cloud with those of its packages that exist; nil if none does.
func (b *Buyer) alive(ctx context.Context, orderID string) (*mssclient.Made, error) {
	o, err := b.session.Client.Order(ctx, orderID)
	if mssclient.IsNotFound(err) || err == nil && !o.IsPaid() {
		return nil, nil //nolint:nilnil // there is none
	}
	if err != nil {
		return nil, err
	}
	all, err := b.session.Client.Packages(ctx, mssclient.PackageFilter{OrderID: orderID})
	if err != nil {
		return nil, err
	}
	made := mssclient.Made{ID: orderID}
	for _, p := range all {
		if !Gone(p.Status) {
			made.Packages = append(made.Packages, p.ResourceID)
		}
	}
	if len(all) > 0 && len(made.Packages) == 0 {
		return nil, nil //nolint:nilnil // there is none
	}
	return &made, nil
}

// stateFile is the state's file as users call it.
func (b *Buyer) stateFile() string {
	root, err := os.Getwd()
	if err != nil {
		return b.session.State.File
	}
	if root, err = filepath.EvalSymlinks(root); err != nil {
		return b.session.State.File
	}
	if short, err := filepath.Rel(root, b.session.State.File); err == nil && !strings.HasPrefix(short, "..") {
		return short
	}
	return b.session.State.File
}

// mostNamed bounds a list of ids.
const mostNamed = 50

func named(made []mssclient.Made) string {
	var texts []string
	for _, m := range made[:min(len(made), mostNamed)] {
		texts = append(texts, m.String())
	}
	if more := len(made) - mostNamed; more > 0 {
		texts = append(texts, fmt.Sprintf("and %d more", more))
	}
	return strings.Join(texts, ", ")
}
