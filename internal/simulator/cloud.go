// Package simulator is the use cases of the simulated cloud: one transaction each, over the rules in lifecycle and the
// rows in store.
package simulator

import (
	"cmp"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"golang.org/x/text/unicode/norm"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/limit"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/settled"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/share"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/site"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/store"
)

// Cloud is the simulated cloud over one store.
type Cloud struct {
	store *store.Store
	opts  Options
	files *site.Files

	settlements *settled.Worlds
	throttle    *limit.Throttle
	reading     *share.Places // all rows or facts of a tenant
	listing     *share.Places // a page of a list
}

// Options are what a Cloud is mounted with.
type Options struct {
	// Clock is the tenants' clock for calls that carry no instant. The only clock of the simulator.
	Clock func() time.Time
	// Settings seed a tenant at its first write; a tenant that exists must agree with those given.
	Settings Settings
	// Alive reports whether the process of a run still exists. Without it, and without a Lease, no run is taken for
	// broken.
	Alive func(run string) bool
	// Faults are those of the configuration of the process; a tenant has its own besides.
	Faults Faults
	// Lease is how long, by the Clock, a run is taken for alive after it was last heard of: for servers, which cannot see
	// their callers' processes.
	Lease time.Duration
	// LeaseClock is the clock of leases; nil: the database's, if servers share it, or else the Clock.
	LeaseClock func() time.Time
	// Limits of each tenant.
	Limits limit.Set
	// OnlyAccounts refuses tenants without an account that was created for them. Without it a tenant's first write makes
	// it.
	OnlyAccounts bool
}

// Call is what every call carries.
type Call struct {
	Tenant string    // the project id
	Key    string    // the caller's access key; empty: it does not matter
	At     time.Time // X-Simulator-Time; zero: the tenant's clock
	Token  string    // X-Client-Token; empty: none
	// Signature is that of the request, and SignedUntil the instant of real time from which it no longer holds. Empty: it
	// was not signed.
	Signature   string
	SignedUntil time.Time
	// Bounded is set for a caller who may move the tenant's time only so far forward.
	Bounded bool
	State   string   // X-Simulator-State: the Terraform state that the call is made for; empty: none
	Former  []string // X-Simulator-Former-States: what earlier versions may have called that state
	Run     string   // X-Simulator-Run: the process that makes the call; empty: none
	// Command is X-Simulator-Command: what the Terraform command of the call was asked for.
	Command Command
	Instead string // X-Simulator-Instead: what the token made before, and the call replaces; empty: nothing
	// Purpose says which of several identical lost orders the call may adopt.
	Purpose lifecycle.Purpose

	// Faults are what hits the call; nil: nothing does.
	Faults *CallFaults
	// NoFaults says that the tenant has none, as the caller's key was looked up.
	NoFaults bool

	alive  map[string]bool                        // runs whose processes were looked for, see writing
	pinned time.Time                              // the instant that a read without one uses
	moves  func(now time.Time) (time.Time, error) // to which instant the call puts the clock; nil: it does not
}

// Command is what a Terraform command was asked for, as far as its calls depend on it.
type Command struct {
	Partial  bool          // its plan covers only a part of the state
	Unlocked time.Duration // how long ago it began without locking the state; 0: it has locked it
	Waited   time.Duration // how long the call has waited for another command's run
}

// states are all names of the call's state.
func (c Call) states() []string {
	if c.State == "" {
		return nil
	}
	return append([]string{c.State}, c.Former...)
}

// New is a Cloud over a store. The store is opened by the first call that needs it.
func New(st *store.Store, opts Options) *Cloud {
	return &Cloud{store: st, opts: opts, files: site.NewFiles(), settlements: settled.New(),
		throttle: limit.NewThrottle(opts.Limits, opts.Clock), reading: share.New(readingAtOnce, readingOfOne),
		listing: share.New(listingAtOnce, listingOfOne)}
}

// Look is every read: the wanted rows as they stand at the call's instant, what time alone has made happen by then
// included. It writes nothing, and a store that does not exist yet is an empty cloud.
func (c *Cloud) Look(ctx context.Context, call Call, want lifecycle.Selection) (*lifecycle.View, error) {
	w, err := c.look(ctx, call, want)
	if err != nil {
		return nil, err
	}
	return &w.View, nil
}

// Places for reading all rows or facts of a tenant, or a file of rules, which takes a processor and memory for a while.
const readingAtOnce, readingOfOne = 2, 1

// Places for lists, whose numbers of rows are counted along an index: one list of a large account at a time leaves a
// processor to others. Reads by ids do not wait for them.
const listingAtOnce, listingOfOne = 8, 1

// readAll is a read of all that a tenant has, and what is made of it without a transaction. It waits for its tenant's
// turn.
func (c *Cloud) readAll(ctx context.Context, tenant string, read func(*store.Tx) error, then func() error) error {
	release, err := c.reading.Take(ctx, tenant)
	if err != nil {
		return err
	}
	defer release()
	if err := c.store.Read(ctx, tenant, read); err != nil {
		return err
	}
	return then()
}

// look is Look for rules that try something out. The rows are the caller's own.
func (c *Cloud) look(ctx context.Context, call Call, want lifecycle.Selection) (*lifecycle.World, error) {
	if places := c.placesFor(want); places != nil {
		release, err := places.Take(ctx, call.Tenant)
		if err != nil {
			return nil, err
		}
		defer release()
	}
	w, exists, seed, err := c.lookAt(ctx, call, want)
	if errors.Is(err, store.ErrMissing) && c.opts.OnlyAccounts {
		err = unknownTenant(call.Tenant)
	}
	if errors.Is(err, store.ErrMissing) {
		seed = c.opts.Settings
		w, err = c.world(seed.tenant(call.Tenant), c.now(call, lifecycle.Tenant{}))
	}
	if err != nil {
		return nil, err
	}
	if b := seed.OpeningBalance; !exists && b != nil { // as the first write will make it
		w.Tenant.Limited, w.Tenant.OpeningBalance, w.Tenant.Balance = true, *b, *b
	}
	return w, nil
}

// placesFor are the places that a read takes one of besides the store's; nil: none.
func (c *Cloud) placesFor(want lifecycle.Selection) *share.Places {
	switch {
	case want.All():
		return c.reading
	case want.Lists():
		return c.listing
	default:
		return nil
	}
}

// tries bounds how often a read begins again because a write came between.
const tries = 20

// lookAt reads in two steps, so that no connection waits while something is settled: what is due, and then the wanted
// rows over what has become of it. Where a write comes between, it begins again.
func (c *Cloud) lookAt(ctx context.Context, call Call, want lifecycle.Selection) (w *lifecycle.World, exists bool,
	seed Settings, err error) {
	var made struct { // the last settlement, whether it is kept or not
		of    settled.Moment
		world *lifecycle.World
	}
	for range tries {
		var of settled.Moment
		var due int64
		err = c.store.Read(ctx, call.Tenant, func(tx *store.Tx) error {
			due = 0
			if w, exists, seed, err = c.enter(tx, call, false); err != nil || !exists {
				return err
			}
			of = settled.Moment{Tenant: w.Tenant.ID, Newest: tx.NewestFact(), Now: w.Now}
			world, ok := c.settlements.Find(of)
			if !ok && of == made.of {
				world, ok = made.world, made.world != nil
			}
			if ok {
				w.Overlay(world)
			} else if due, err = tx.CountDue(w, w.Now); err != nil || due > 0 {
				return err
			}
			if err := tx.LoadUnpaid(w); err != nil { // which may be in the way of what is wanted
				return err
			}
			return tx.Load(w, want)
		})
		if err == nil {
			err = lifecycle.CheckDuePackages(due, of.Now)
		}
		if err != nil || due == 0 {
			return w, exists, seed, err
		}
		if call.At.IsZero() && call.moves == nil { // or real time would go on, and nothing that was settled be found again
			call.pinned = w.Now
		}
		made.of = of
		made.world, err = c.settlements.Settle(ctx, of, func(ctx context.Context) (*lifecycle.World, error) {
			return c.settleAt(ctx, of)
		})
		if err != nil && !errors.Is(err, errMoved) {
			return nil, exists, seed, err
		}
		if err != nil {
			made.world = nil
		}
	}
	return nil, exists, seed, lifecycle.Refuse(lifecycle.CodeStoreBusy,
		"the account was written to all the time while it was to be read; try again")
}

// Result is what a command has made, and the instant of the call.
type Result struct {
	IDs []string
	Now time.Time
	// an earlier call with the client token had made it, or one that was lost; nothing was done now
	Repeated bool
	After    *lifecycle.View // the rows of the command, as they are now
}

// ID is the first id; empty if there is none.
func (r Result) ID() string {
	if len(r.IDs) == 0 {
		return ""
	}
	return r.IDs[0]
}

// Do is every write: in one transaction it allots the call's instant, settles what is due by then, decides, settles
// what that made due, and stores the facts. A refused write stores nothing. A client token seen before answers what its
// first call made.
func (c *Cloud) Do(ctx context.Context, call Call, command lifecycle.Command) (out Result, err error) {
	if m, ok := command.(lifecycle.MoveClock); ok {
		call.At, call.moves = time.Time{}, m.Target
	}
	spec := command.Spec()
	identity, hash := call.Token, ""
	if identity == "" {
		identity = uuid.NewString()
	} else if hash, err = contentHash(spec.Content); err != nil {
		return out, err
	}
	if p, ok := command.(lifecycle.Preparer); ok {
		release, err := c.reading.Take(ctx, call.Tenant) // it takes a processor
		if err != nil {
			return out, err
		}
		err = p.Prepare(c.files)
		release()
		if err != nil {
			return out, err
		}
	}
	id := identityOf{name: uuid.NewString(), call: identity, content: hash}
	var refused *faultRefusal
	err = c.writing(ctx, call, func(tx *store.Tx, call Call) (err error) {
		refused = nil
		call.Faults.begin()
		if out, err = c.do(tx, call, command, id); errors.As(err, &refused) {
			return nil // its hit stays
		}
		return err
	})
	if err == nil && refused != nil {
		err = refused.refusal
	}
	if err != nil {
		return Result{}, err
	}
	return out, nil
}

// identityOf a write: what a tenant that it opens is named by, the call itself, and the hash of its content.
type identityOf struct{ name, call, content string }

// do is the transaction of a write.
func (c *Cloud) do(tx *store.Tx, call Call, command lifecycle.Command, id identityOf) (out Result, err error) {
	spec := command.Spec()
	freed, answered, err := c.answered(tx, call, spec, id.content)
	if err != nil {
		return out, err
	}
	if answered {
		if out, err = c.repeated(tx, call, spec, freed); err != nil {
			return out, err
		}
		return out, call.Faults.carriedOut(tx, call.Tenant, nil)
	}
	if err := c.useSignature(tx, call, spec); err != nil {
		return out, err
	}
	w, exists, seed, err := c.enter(tx, call, true)
	if err == nil {
		err = c.checkFacts(w.Tenant)
	}
	if err != nil {
		return out, err
	}
	if err := loadAll(tx, w, spec.Rows); err != nil {
		return out, err
	}
	var lost []store.Receipt
	if spec.Adopts && call.Token != "" {
		if lost, err = c.loadLost(tx, call, w); err != nil {
			return out, err
		}
	}
	w.Freed = freed
	// a freed token makes other ids than before
	w.Identity = spec.Operation + "/" + id.call + "/" + strings.Join(freed, " ")
	if own := w.Tenant.Identity; own != "" { // or a branch and its ancestor could make the same
		w.Identity += "/" + own
	}
	if !exists {
		lifecycle.Open(w, id.name, seed.OpeningBalance)
	}
	out.Now, out.After = w.Now, &w.View
	if out.IDs, err = carryOut(tx, call, command, w); err != nil {
		return out, err
	}
	if err := c.claim(tx, call, lost, w); err != nil || call.Token == "" {
		return out, err
	}
	return out, c.putReceipt(tx, call, receipt(spec, call, id.content, out.IDs))
}

// carryOut decides on a command and stores its facts, and lets a fault hit what it does.
func carryOut(tx *store.Tx, call Call, command lifecycle.Command, w *lifecycle.World) (ids []string, err error) {
	call.Faults.prepare(w)
	err = decide(tx, w, func() (err error) {
		if ids, err = command.Decide(w); err != nil {
			return err
		}
		return call.Faults.refuse(tx, call.Tenant)
	})
	if err != nil {
		return nil, err
	}
	return ids, call.Faults.carriedOut(tx, call.Tenant, w.Facts)
}

// useSignature refuses a signed request that was sent before: a reader on the way could spend once more.
func (c *Cloud) useSignature(tx *store.Tx, call Call, spec lifecycle.Spec) error {
	if !spec.Spends || call.Token != "" || call.Signature == "" {
		return nil
	}
	isNew, err := tx.UseSignature(call.Tenant, call.Signature, c.opts.Clock(), call.SignedUntil)
	if err == nil && !isNew {
		err = lifecycle.Refuse(lifecycle.CodeSignatureUsed, "this signed request was carried out before, and would spend "+
			"again; nothing was done. Sign it again, or send X-Client-Token")
	}
	return err
}

// repeated is the result of a command that had been carried out before: what has become by now of what it made.
func (c *Cloud) repeated(tx *store.Tx, call Call, spec lifecycle.Spec, ids []string) (Result, error) {
	tenant, _, err := tx.Tenant(call.Tenant)
	if err != nil {
		return Result{}, err
	}
	out := Result{IDs: ids, Now: c.now(call, tenant), Repeated: true}
	if out.Now.Before(tenant.Head) { // the tenant has moved on since the instant of the call
		call = Call{Tenant: call.Tenant}
	}
	want := spec.Rows
	want.Orders, want.Assets = slices.Concat(want.Orders, ids), slices.Concat(want.Assets, ids)
	want.Renewals, want.Jobs = slices.Concat(want.Renewals, ids), slices.Concat(want.Jobs, ids)
	w, err := c.settled(tx, call, want)
	if err == nil {
		out.After = &w.View
	}
	return out, err
}

// decide settles what is due, decides, settles what that made due, and stores the facts.
func decide(tx *store.Tx, w *lifecycle.World, rule func() error) error {
	if err := settle(w, func(int) error { return tx.Err() }); err != nil {
		return err
	}
	if err := rule(); err != nil {
		return err
	}
	lifecycle.Settle(w, w.Now)
	return tx.Save(w)
}

func contentHash(content any) (string, error) {
	data, err := json.Marshal(content)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(norm.NFC.Bytes(data)) // a name in another form of Unicode is the same content
	return hex.EncodeToString(sum[:]), nil
}

// loadAll loads what is due by the World's instant and the wanted rows, for settling and deciding on them.
func loadAll(tx *store.Tx, w *lifecycle.World, want lifecycle.Selection) error {
	if err := tx.LoadDue(w, w.Now); err != nil {
		return err
	}
	return tx.Load(w, want)
}

// enter is the World of a call without rows: its tenant at its instant, and what the tenant is made with if it does not
// exist yet. It refuses an instant before the newest fact, one that the tenant's clock does not take, and settings that
// differ.
func (c *Cloud) enter(tx *store.Tx, call Call, write bool) (w *lifecycle.World, exists bool, seed Settings, err error) {
	tenant, exists, err := tx.Tenant(call.Tenant)
	if err != nil {
		return nil, false, seed, err
	}
	if exists {
		err = c.agree(tenant)
	} else {
		seed, err = c.seed(tx, call.Tenant)
		tenant = seed.tenant(call.Tenant)
	}
	if err != nil {
		return nil, false, seed, err
	}
	now := c.now(call, tenant)
	if !exists && call.At.IsZero() && !seed.Start.IsZero() {
		now = seed.Start
	}
	if kind := tenant.ClockKind(); write && !call.At.IsZero() && call.moves == nil && kind != lifecycle.ClockClient {
		return nil, false, seed, lifecycle.Refuse(lifecycle.CodeClock,
			"the clock of the project %s is %s, at %s: calls that change something cannot name an instant (they name %s); "+
				"leave it out",
			tenant.ID, kind, tenant.Now(c.real()).Format(time.RFC3339), call.At.Format(time.RFC3339))
	}
	if write && call.Bounded && !call.At.IsZero() {
		if err := c.checkAdvance(tx, call, tenant); err != nil {
			return nil, false, seed, err
		}
	}
	if !call.pinned.IsZero() && !call.pinned.Before(tenant.Head) {
		now = call.pinned
	}
	if call.moves != nil {
		if now, err = call.moves(now); err != nil {
			return nil, false, seed, err
		}
	}
	if now.Before(tenant.Head) {
		return nil, false, seed, beforeHead(tx, tenant, now)
	}
	w, err = c.world(tenant, now)
	return w, exists, seed, err
}

// now is the instant of a call: its own, else the tenant's. Whole seconds.
func (c *Cloud) now(call Call, tenant lifecycle.Tenant) time.Time {
	if !call.At.IsZero() {
		return call.At.UTC().Truncate(time.Second)
	}
	return tenant.Now(c.real())
}

// real is real time, in whole seconds.
func (c *Cloud) real() time.Time { return c.opts.Clock().UTC().Truncate(time.Second) }

func beforeHead(tx *store.Tx, tenant lifecycle.Tenant, now time.Time) error {
	facts, err := tx.Facts(tenant.ID, tenant.Seq)
	if err != nil {
		return err
	}
	newest := "the newest change"
	if len(facts) > 0 {
		newest += fmt.Sprintf(" (%s: %s)", strings.ReplaceAll(facts[0].Type, "_", " "), facts[0].Subject)
	}
	return lifecycle.Refuse(lifecycle.CodeBeforeHead,
		"the instant %s is before %s, the instant of %s; time only moves forward: use that instant or a later one, or "+
			"another store",
		now.Format(time.RFC3339), tenant.Head.Format(time.RFC3339), newest)
}

// world is an empty World of a tenant at an instant, with its policy and catalogue.
func (c *Cloud) world(tenant lifecycle.Tenant, now time.Time) (w *lifecycle.World, err error) {
	defer func() {
		if err != nil && tenant.Seq > 0 { // what was checked before it was stored
			err = lifecycle.Damaged("the rules of the project %s cannot be read: %v", tenant.ID, err)
		}
	}()
	pol, err := c.files.Policy(tenant.OwnPolicy, tenant.Site, tenant.CustomerLevel)
	if err != nil {
		return nil, err
	}
	cat, err := c.files.Catalog(tenant.OwnCatalog)
	if err != nil {
		return nil, err
	}
	tenant.Site = cmp.Or(tenant.Site, pol.Site)
	w = lifecycle.NewWorld(tenant, pol, cat, now)
	w.Files = c.files
	if w.Policies, err = c.policies(tenant); err != nil {
		return nil, err
	}
	mac, keyed := hmac.New(sha256.New, []byte(tenant.Seed)), tenant.Seed
	w.Names = func(parts ...string) string {
		if keyed != w.Tenant.Seed { // the call that opens a tenant chooses its seed
			mac, keyed = hmac.New(sha256.New, []byte(w.Tenant.Seed)), w.Tenant.Seed
		}
		mac.Reset()
		mac.Write([]byte(strings.Join(parts, "\x00")))
		return hex.EncodeToString(mac.Sum(nil))
	}
	return w, nil
}
