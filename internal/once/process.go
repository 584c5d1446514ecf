// Package once is this process, one of those that Terraform starts for a command: whether it was interrupted, what it
// holds of the clouds, and what of its creations Terraform has noted. It is why each of them happens once.
//
// # Bought once
//
// Terraform records an object only after its create has returned. If the process is killed after the purchase and
// before that, the next apply must not buy again. Therefore each provider process that creates something is a run.
// While it lives, it holds a lock file next to the store. The simulated cloud keeps a receipt of each creation with
// the run and the Terraform state that it was for. A run that ends normally closes its receipts. What is left in an
// open receipt of a run whose lock is free was lost. An identical create for the same state adopts it once, unless
// the state has shown it since. On a server a lease of 30 seconds replaces the lock file; the provider renews it
// every ten seconds. Until a lease has ended, an identical create of another command for the same state is refused,
// and the provider waits for that. Changes of existing objects need none of this: their tokens follow from what
// changes, or they converge.
//
// Some runs end on their own but not normally. After a second Ctrl-C, Terraform drops the responses of its
// providers. If the response to a creation is lost, the create fails although something was created. Such a run
// leaves receipts open (internal/once/relay.go, creation.go) and gives up its lease, so that the next apply can
// adopt at once. After two interrupts or a broken connection it can adopt all of them, after one interrupt only
// those whose response came later. Processes of one command adopt nothing from each other, because their Terraform
// lives. An interrupted run must not keep buying while the next apply runs. So after an interrupt the provider
// starts nothing new, and an identical create waits for a living process. A server refuses what an abandoned run
// still sends. TestInterruptedAppliesBuyNothingTwice races interrupts; run it on a busy machine if you change
// this.
//
// It is unknown which of several identical packages belonged to which block. So an asset of an adopted package
// follows its unit: it becomes what the unit's block asks for. Lost months that contradict their block, or that no
// block asked for when the apply ended normally, are withdrawn. make crash looks for what this misses.
//
// Closed receipts keep their state. Terraform writes local state in place, so a kill at the wrong moment leaves an
// empty file. A create for an empty or missing local state is refused if living things with closed receipts are
// known for it. A partial plan (-target, -exclude) adopts nothing, because it does not show the rest of the
// state. A plan that cannot confirm what the state has fails. An apply that has not locked its state creates nothing
// while another command's run lives, or after one has ended since it began.
//
// One gap is left: Terraform ends a provider normally before it has stored a remote state. If Terraform is killed
// between the two, what that run created is lost, and no receipt is open for it.
//
// The real cloud keeps no receipts. There the provider records what it is about to order in .mss/orders-….jsonl.
// Before it orders the same again, it looks up what became of the records of killed, interrupted and unanswered
// runs. It never adopts such an order, which might be a colleague's, but names it for an import. Orders that
// Terraform has recorded stay in .mss/placed-….jsonl.
package once

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/shirou/gopsutil/v4/process"

	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/once/command"
)

// Process is this process. It makes at most one run on each cloud, all of the same name.
type Process struct {
	// Run names what this process makes towards the clouds. It begins with a name of the Terraform command that started
	// it: processes of one command, as aliases are, do not stand in one another's way.
	Run string
	// Command is what the Terraform command was asked for.
	Command func() command.Command
	// Plans carry what this process plans to the one that applies it.
	Plans func() Plans

	begun time.Time // shortly after the process began

	// interrupted is set when Terraform stops the provider, or no longer waits for an answer. From then on Terraform may
	// not record an answer: a second interrupt ends it at once.
	interrupted atomic.Bool
	// stopped is set with it, until Terraform configures the provider again, as one under a debugger is. Nothing new is
	// begun then: what an abandoned apply bought now, the next one, which may have begun already, would buy
	// again.
	stopped atomic.Bool
	// hungUp is set when Terraform has dropped an answer, or was interrupted twice: nothing says then what it has noted.
	hungUp atomic.Bool
	// applied is set when Terraform applies a change: what this process plans after it is planned for the second time.
	applied atomic.Bool
	// underWay counts the changes that have no answer yet.
	underWay atomic.Int64

	mu     sync.Mutex
	clouds map[string]*Cloud // a process may be configured many times, and is not told when a configuration ends
}

// New is the process that calls it. It is made once, soon after the process began.
func New() *Process {
	parent := int32(os.Getppid())
	p := &Process{
		Run: commandName(parent) + "." + rand.Text(), begun: time.Now(), clouds: map[string]*Cloud{},
		Command: sync.OnceValue(func() command.Command { return command.Of(parent) }),
	}
	p.Plans = sync.OnceValue(func() Plans { return plansOf(p.Command(), parent) })
	return p
}

// commandName names the process that started this one, on this machine, since process ids come back.
func commandName(parent int32) string {
	host, _ := os.Hostname()
	start, _ := startOf(parent)
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %d %d", host, parent, start))
	return hex.EncodeToString(sum[:6])
}

// siblings is what all processes of this Terraform command begin their runs' names with.
func (p *Process) siblings() string {
	name, _, _ := strings.Cut(p.Run, ".")
	return name + "."
}

// Age is how long ago the command began; 0 if that cannot be told. Starts of processes are counted from the machine's,
// with a date that is wrong by up to a second, so that only their difference counts.
func (p *Process) Age() time.Duration {
	process.EnableBootTimeCache(true)
	here, errHere := startOf(int32(os.Getpid()))
	parent, errParent := startOf(int32(os.Getppid()))
	if errHere != nil || errParent != nil {
		return 0
	}
	return time.Since(p.begun) + time.Duration(here-parent)*time.Millisecond
}

// Interrupt notes that Terraform stops the provider. What is under way comes to its end.
func (p *Process) Interrupt() {
	p.interrupted.Store(true)
	p.stopped.Store(true)
}

// Resume notes that Terraform configures the provider, also one that was interrupted before.
func (p *Process) Resume() { p.stopped.Store(false) }

// StopAtInterrupt takes an interrupt of the process for one of Terraform's: a terminal sends it to both, and Terraform
// may end before it tells its providers.
func (p *Process) StopAtInterrupt() {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt)
	go func() {
		for n := 1; ; n++ {
			<-signals
			if n > 1 {
				p.hungUp.Store(true)
			}
			p.Interrupt()
		}
	}()
}

// ending is how the process ended.
type ending int

const (
	inOrder         ending = iota
	interruptedOnce        // Terraform kept what it had been answered before
	dropped                // Terraform may have kept nothing
)

func (p *Process) ending() ending {
	switch {
	case p.hungUp.Load() || p.underWay.Load() > 0:
		return dropped
	case p.interrupted.Load():
		return interruptedOnce
	default:
		return inOrder
	}
}

// keeper lets others see that this process lives, from its first creation on, and tells what of its creations Terraform
// has noted.
type keeper interface {
	// Wrap is a line on which creations begin the run.
	Wrap(next http.RoundTripper) http.RoundTripper
	// close ends the run. What Terraform may not have noted of what it made, a later run may look for.
	close(client *mssclient.Client, how ending)
	// release frees what close still needs.
	release()
}

// Cloud is what this process holds of one cloud: its run there, the handle of a store that is mounted here, and the
// newest client.
type Cloud struct {
	keeper
	Store   io.Closer // nil: it is not mounted here
	Lock    *Lock     // of a store
	Journal *Journal  // of the real cloud

	mu     sync.Mutex
	client *mssclient.Client
}

// OnStore is the cloud in a store's file.
func (p *Process) OnStore(file string, open func() io.Closer) *Cloud {
	key, err := filepath.Abs(file)
	if err != nil {
		key = file
	}
	return p.held(key, func(c *Cloud) {
		c.Lock = &Lock{process: p, store: key, file: file}
		c.keeper, c.Store = c.Lock, open()
	})
}

// OnServer is the cloud of a project on a server.
func (p *Process) OnServer(endpoint, project string) *Cloud {
	return p.held(endpoint+" "+project, func(c *Cloud) { c.keeper = &lease{process: p, client: c.newest} })
}

// OnReal is the real cloud.
func (p *Process) OnReal(a Account) *Cloud {
	return p.held(a.Endpoint+" "+a.Project+" "+a.State, func(c *Cloud) {
		c.Journal = newJournal(p, a)
		c.keeper = c.Journal
	})
}

func (p *Process) held(key string, open func(*Cloud)) *Cloud {
	p.mu.Lock()
	defer p.mu.Unlock()
	c, ok := p.clouds[key]
	if !ok {
		c = &Cloud{}
		open(c)
		p.clouds[key] = c
	}
	return c
}

// Use notes the newest client.
func (c *Cloud) Use(client *mssclient.Client) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.client = client
}

func (c *Cloud) newest() *mssclient.Client {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.client
}

// Close ends this process's runs and closes every store, when the process has served its last call.
func (p *Process) Close() {
	how := p.ending()
	p.stopped.Store(true)
	if r, ok := p.Plans().(*relay); ok { // nothing is left behind of what has been applied
		r.close(p.applied.Load())
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for key, c := range p.clouds {
		if client := c.newest(); client != nil {
			c.close(client, how)
		}
		if c.Store != nil {
			_ = c.Store.Close() // everything is committed already
		}
		c.release() // only now: what is still under way can no longer be stored
		delete(p.clouds, key)
	}
}
