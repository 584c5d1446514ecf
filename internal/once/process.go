package provider

import (
	"net/http"
	"path/filepath"
	"sync"

	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/store"
)

// runKeeper lets others see that this process's run lives, from its first purchase on, and ends it in order.
type runKeeper interface {
	// close ends the run. What Terraform may not have noted of what it made, a later run may look for.
	close(client *mssclient.Client, how ending)
}

// beginner is a runKeeper that begins with the first call that makes something.
type beginner interface {
	over(next http.RoundTripper) http.RoundTripper
}

// mounted is what this process holds of one simulated cloud: its store's handle, where it is mounted here, its run, and the newest client on it.
type mounted struct {
	store   *store.Store
	lock    *runLock // of a store
	journal *journal // of the real cloud
	keeper  runKeeper

	mu     sync.Mutex
	client *mssclient.Client
}

// clouds are the simulated clouds of this process, by absolute path or by endpoint and project: a process may be configured many times, and nobody
// tells it when a configuration ends.
var clouds = struct {
	sync.Mutex
	open map[string]*mounted
}{open: map[string]*mounted{}}

func held(key string, open func() *mounted) *mounted {
	clouds.Lock()
	defer clouds.Unlock()
	m, ok := clouds.open[key]
	if !ok {
		m = open()
		clouds.open[key] = m
	}
	return m
}

func openStore(file string) *mounted {
	key, err := filepath.Abs(file)
	if err != nil {
		key = file
	}
	return held(key, func() *mounted {
		lock := &runLock{store: key}
		return &mounted{store: store.New(file), lock: lock, keeper: lock}
	})
}

func openServer(endpoint, project string) *mounted {
	return held(endpoint+" "+project, func() *mounted {
		m := &mounted{}
		m.keeper = &runLease{client: m.newest}
		return m
	})
}

func openReal(t target) *mounted {
	return held(t.endpoint+" "+t.origin.Project+" "+t.state, func() *mounted {
		j := newJournal(t)
		return &mounted{journal: j, keeper: j}
	})
}

func (m *mounted) use(client *mssclient.Client) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.client = client
}

func (m *mounted) newest() *mssclient.Client {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.client
}

// Close ends this process's runs and closes every store, when the process has served its last call.
func Close() {
	how := howItEnded()
	stopped.Store(true)
	closePlans()
	clouds.Lock()
	defer clouds.Unlock()
	for key, m := range clouds.open {
		if client := m.newest(); client != nil {
			m.keeper.close(client, how)
		}
		if m.store != nil {
			_ = m.store.Close() // everything is committed already
			removeEmptyCommandStore(m.store.Path())
		}
		// Only now: what is still under way cannot be stored any more.
		if m.lock != nil {
			m.lock.release()
			m.lock.sweep() // a command that makes nothing takes no lock, and would leave those of killed ones
		}
		delete(clouds.open, key)
	}
}
