package provider

import (
	"path/filepath"
	"sync"

	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/store"
)

// mounted is what this process holds of one store: its handle, the lock of its run, and the newest client on it.
type mounted struct {
	store  *store.Store
	lock   *runLock
	client *mssclient.Client
}

// stores are the open stores of this process by absolute path: a process may be configured many times, and nobody tells it when a
// configuration ends.
var stores = struct {
	sync.Mutex
	open map[string]*mounted
}{open: map[string]*mounted{}}

func openStore(file string) *mounted {
	key, err := filepath.Abs(file)
	if err != nil {
		key = file
	}
	stores.Lock()
	defer stores.Unlock()
	m, ok := stores.open[key]
	if !ok {
		m = &mounted{store: store.New(file), lock: &runLock{store: key}}
		stores.open[key] = m
	}
	return m
}

func (m *mounted) use(client *mssclient.Client) {
	stores.Lock()
	defer stores.Unlock()
	m.client = client
}

// Close ends this process's runs in order and closes every store, when the process has served its last call.
func Close() {
	stores.Lock()
	defer stores.Unlock()
	for key, m := range stores.open {
		if m.client != nil {
			m.lock.close(m.client)
		}
		_ = m.store.Close() // everything is committed already
		removeEmptyCommandStore(m.store.Path())
		delete(stores.open, key)
	}
}
