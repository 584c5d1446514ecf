// Package target is the simulated cloud that a command works on: a store, which it mounts, or a server. Both are
// reached through the same control API.
package target

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/mss-iac/terraform-provider-mss/internal/mssclient/transport"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/auth"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli/usage"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/store"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/store/engine"
	"github.com/mss-iac/terraform-provider-mss/internal/wire"
)

// DefaultStore is the store of a command in a folder, as the provider's.
const DefaultStore = ".mss/simulator.db"

// Variables that commands read. Keys come from the environment only: everyone on the machine can see the arguments of a
// command.
const (
	EnvProject   = "MSS_PROJECT_ID"
	EnvAdminKey  = "MSS_SIMULATOR_ADMIN_KEY"
	EnvAccessKey = "HW_ACCESS_KEY"
	EnvSecretKey = "HW_SECRET_KEY" //nolint:gosec // the name of a variable
)

// Target is the simulated cloud that a command works on, and the project in it.
type Target struct {
	Store string // a file or a database

	endpoint, caFile, project string
}

// Define adds the flags that choose a store or a server.
func (t *Target) Define(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&t.Store, "store", DefaultStore, "`file` of the store, or postgres://user:password@host/database")
	flags.StringVar(&t.endpoint, "endpoint", "", "`URL` of a simulator server, to be used instead of a store")
	flags.StringVar(&t.caFile, "ca-file", "", "PEM `file` of certificate authorities to trust, besides the system's, "+
		"for --endpoint")
	cmd.MarkFlagsMutuallyExclusive("store", "endpoint")
	_ = cmd.MarkFlagFilename("store")
	_ = cmd.MarkFlagFilename("ca-file")
}

// DefineProject adds the flags of a command on one project.
func (t *Target) DefineProject(cmd *cobra.Command) {
	t.Define(cmd)
	cmd.Flags().StringVar(&t.project, "project", "", "project `id` (default: "+EnvProject+
		", else the only project there is)")
}

func (t *Target) String() string {
	switch {
	case t.endpoint != "":
		return "the server " + t.endpoint
	case engine.IsURL(t.Store):
		return "the database"
	default:
		return "the store " + t.Store
	}
}

// Intent is what a command does with the store and the project if they do not exist.
type Intent int

// The intents.
const (
	Reads   Intent = iota // it fails
	Creates               // it creates them
	Names                 // it fails without a store, and takes any project that is named
)

// With runs a command on a line to its simulated cloud and closes that.
func (t *Target) With(cmd *cobra.Command, clock func() time.Time, will Intent, do func(*Client) error) (err error) {
	c, err := t.open(cmd, clock, will)
	if err != nil {
		return err
	}
	defer func() {
		if e := c.close(); err == nil {
			err = e
		}
	}()
	return do(c)
}

// OnProject runs a command on the project that it means.
func (t *Target) OnProject(cmd *cobra.Command, clock func() time.Time, will Intent, do func(*Client) error) error {
	if t.Named() == "" { // it is found among those that there are
		will = Reads
	}
	return t.With(cmd, clock, will, func(c *Client) (err error) {
		if c.Project, err = t.Find(cmd.Context(), c, will); err != nil {
			return err
		}
		return do(c)
	})
}

// On runs a command on a project that its arguments name.
func (t *Target) On(cmd *cobra.Command, clock func() time.Time, project string, do func(*Client) error) error {
	other := *t
	other.project = project
	return other.OnProject(cmd, clock, Reads, do)
}

func (t *Target) open(cmd *cobra.Command, clock func() time.Time, will Intent) (*Client, error) {
	if t.endpoint != "" {
		return t.dial()
	}
	if t.caFile != "" {
		return nil, usage.Errorf("--ca-file is for --endpoint")
	}
	if err := t.CheckStore(cmd, will); err != nil {
		return nil, err
	}
	return t.mount(clock), nil
}

// mount serves the store to the command itself.
func (t *Target) mount(clock func() time.Time) *Client {
	st := store.New(t.Store)
	cloud := simulator.New(st, simulator.Options{Clock: clock})
	return &Client{
		Place: t.String(), base: "http://simulator.mss.invalid", close: st.Close,
		transport: api.Transport(api.New(cloud, (&auth.Verifier{Keys: cloud, Off: true}).Believe)),
	}
}

// Aside runs a command on an empty simulated cloud that is gone afterwards.
func Aside(clock func() time.Time, do func(*Client) error) (err error) {
	folder, err := os.MkdirTemp("", "mss-simulator-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	c := (&Target{Store: filepath.Join(folder, "simulator.db")}).mount(clock)
	return errors.Join(do(c), c.close())
}

// CheckStore refuses a path at which there is no store, unless the command creates it, and says that it does.
func (t *Target) CheckStore(cmd *cobra.Command, will Intent) error {
	if engine.IsURL(t.Store) {
		return nil
	}
	if err := engine.CheckFile(t.Store); err != nil {
		return usage.Errorf("--store must be the path of a file or begin with postgres://: %w", err)
	}
	info, err := os.Stat(t.Store)
	switch {
	case errors.Is(err, fs.ErrNotExist) && will != Creates:
		return fmt.Errorf("there is no store at %s; name it with --store, or create it with an apply or with \"simulator "+
			"tenant create\"", t.Store)
	case errors.Is(err, fs.ErrNotExist):
		fmt.Fprintf(cmd.ErrOrStderr(), "Creating the store %s.\n", t.Store)
	case err != nil:
		return fmt.Errorf("the store cannot be read: %w", err)
	case !info.Mode().IsRegular():
		return fmt.Errorf("%s is not a file", t.Store)
	}
	return nil
}

// CheckFolder refuses a store in a folder that does not exist: a server in the wrong place would serve an empty cloud.
func (t *Target) CheckFolder() error {
	if engine.IsURL(t.Store) {
		return nil
	}
	folder := filepath.Dir(t.Store)
	if _, err := os.Stat(folder); errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("the folder %s of the store does not exist; create it, or name the store with --store", folder)
	}
	return nil
}

func (t *Target) dial() (*Client, error) {
	u, err := url.Parse(t.endpoint)
	if err != nil || !wire.IsEndpoint(u) {
		return nil, usage.Errorf("--endpoint must be an address such as http://127.0.0.1:7788, without a path")
	}
	line, err := transport.New(t.caFile)
	if err != nil {
		return nil, fmt.Errorf("--ca-file: %w", err)
	}
	c := &Client{Place: t.String(), base: strings.TrimSuffix(t.endpoint, "/"), transport: line,
		close: func() error { return nil }}
	admin, access, secret := os.Getenv(EnvAdminKey), os.Getenv(EnvAccessKey), os.Getenv(EnvSecretKey)
	switch {
	case admin != "":
		c.transport, c.credentials = bearer{admin, line}, EnvAdminKey
	case access != "" && secret != "":
		c.transport, c.credentials = transport.Signing{AccessKey: access, SecretKey: secret, Base: line}, EnvAccessKey
	default:
		return nil, fmt.Errorf("a server needs a key: set %s and %s to those of a project, or %s to the administrator's",
			EnvAccessKey, EnvSecretKey, EnvAdminKey)
	}
	return c, nil
}

// bearer sends the administrator's key with each request.
type bearer struct {
	key  string
	base http.RoundTripper
}

// RoundTrip sends a copy of the request that has the key.
func (b bearer) RoundTrip(req *http.Request) (*http.Response, error) {
	req = req.Clone(req.Context())
	req.Header.Set("Authorization", "Bearer "+b.key)
	return b.base.RoundTrip(req)
}

// Named is the project that the command or the environment names; empty: none.
func (t *Target) Named() string { return cmp.Or(t.project, os.Getenv(EnvProject)) }

// Find is the project that a command means: the one that is named, else the only one there is.
func (t *Target) Find(ctx context.Context, c *Client, will Intent) (string, error) {
	name := t.Named()
	if name != "" && !wire.IsName(name) {
		return "", usage.Errorf("the project %q is no project id: %s", name, nameRule)
	}
	if name != "" && will != Reads && !c.IsOwner() {
		return name, nil
	}
	ids, err := c.Projects(ctx)
	switch {
	case err != nil:
		return "", err
	case slices.Contains(ids, name):
		return name, nil
	case name == "" && len(ids) == 1:
		return ids[0], nil
	case name == "" && len(ids) == 0:
		return "", usage.Errorf("%s has no project yet; name the new one with --project", t)
	case name == "":
		return "", usage.Errorf("%s has several projects; choose one with --project: %s", t, strings.Join(ids, ", "))
	case c.IsOwner():
		return "", fmt.Errorf("the access key in %s is for the project %s, not for %s", EnvAccessKey, ids[0], name)
	case len(ids) == 0:
		return "", fmt.Errorf("%s has no project %q; it is empty", t, name)
	default:
		return "", fmt.Errorf("%s has no project %q; available: %s", t, name, strings.Join(ids, ", "))
	}
}

const nameRule = "1 to 64 letters, digits, hyphens and underscores, a letter or a digit first"

// CheckName refuses what can be neither a project id nor an access key, before it becomes part of a path.
func CheckName(what, s string) error {
	if !wire.IsName(s) {
		return usage.Errorf("%q is no %s: %s", s, what, nameRule)
	}
	return nil
}
