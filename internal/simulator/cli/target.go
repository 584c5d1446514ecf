package cli

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

	"github.com/spf13/cobra"

	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/auth"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/store"
	"github.com/mss-iac/terraform-provider-mss/internal/wire"
)

const (
	defaultStore = ".mss/simulator.db" // as the provider's

	envProject = "MSS_PROJECT_ID"
	// Keys come from the environment only: everyone on the machine can see the arguments of a command.
	envAdminKey  = "MSS_SIMULATOR_ADMIN_KEY"
	envAccessKey = "HW_ACCESS_KEY"
	envSecretKey = "HW_SECRET_KEY" //nolint:gosec // the name of a variable
)

// target is the simulated cloud that a command works on, and the project in it.
type target struct {
	store, endpoint, caFile, project string
}

// define adds the flags that choose a store or a server.
func (t *target) define(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&t.store, "store", defaultStore, "`file` of the store, or postgres://user:password@host/database")
	flags.StringVar(&t.endpoint, "endpoint", "", "`URL` of a simulator server, to be used instead of a store")
	flags.StringVar(&t.caFile, "ca-file", "", "PEM `file` of certificate authorities to trust, besides the system's, "+
		"for --endpoint")
	cmd.MarkFlagsMutuallyExclusive("store", "endpoint")
	_ = cmd.MarkFlagFilename("store")
	_ = cmd.MarkFlagFilename("ca-file")
}

// defineProject adds the flags of a command on one project.
func (t *target) defineProject(cmd *cobra.Command) {
	t.define(cmd)
	cmd.Flags().StringVar(&t.project, "project", "", "project `id` (default: "+envProject+
		", else the only project there is)")
}

func (t *target) String() string {
	switch {
	case t.endpoint != "":
		return "the server " + t.endpoint
	case store.IsURL(t.store):
		return "the database"
	default:
		return "the store " + t.store
	}
}

// intent is what a command may make.
type intent int

const (
	looks intent = iota // nothing
	makes               // the store and the project
)

// with runs a command on a line to its simulated cloud and closes that.
func (t *target) with(cmd *cobra.Command, opts Options, will intent, do func(*client) error) (err error) {
	c, err := t.open(cmd, opts, will)
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

// onProject runs a command on the project that it means.
func (t *target) onProject(cmd *cobra.Command, opts Options, will intent, do func(*client) error) error {
	if t.named() == "" { // it is found among those that there are
		will = looks
	}
	return t.with(cmd, opts, will, func(c *client) (err error) {
		if c.project, err = t.find(cmd.Context(), c, will); err != nil {
			return err
		}
		return do(c)
	})
}

func (t *target) open(cmd *cobra.Command, opts Options, will intent) (*client, error) {
	if t.endpoint != "" {
		return t.dial()
	}
	if t.caFile != "" {
		return nil, wrongUsage("--ca-file is for --endpoint")
	}
	if err := t.checkStore(cmd, will); err != nil {
		return nil, err
	}
	st := store.New(t.store)
	cloud := simulator.New(st, simulator.Options{Clock: opts.Clock})
	return &client{
		place: t.String(), base: "http://simulator.mss.invalid", close: st.Close,
		transport: api.Transport(api.New(cloud, (&auth.Verifier{Keys: cloud, Off: true}).Believe)),
	}, nil
}

// checkStore refuses a path at which there is no store, unless the command creates it, and says that it does.
func (t *target) checkStore(cmd *cobra.Command, will intent) error {
	if store.IsURL(t.store) {
		return nil
	}
	if err := store.CheckFile(t.store); err != nil {
		return wrongUsage("--store must be the path of a file or begin with postgres://: %w", err)
	}
	info, err := os.Stat(t.store)
	switch {
	case errors.Is(err, fs.ErrNotExist) && will == looks:
		return fmt.Errorf("there is no store at %s; name it with --store, or create it with an apply or with \"simulator "+
			"tenant create\"", t.store)
	case errors.Is(err, fs.ErrNotExist):
		fmt.Fprintf(cmd.ErrOrStderr(), "Creating the store %s.\n", t.store)
	case err != nil:
		return fmt.Errorf("the store cannot be read: %w", err)
	case !info.Mode().IsRegular():
		return fmt.Errorf("%s is not a file", t.store)
	}
	return nil
}

// checkFolder refuses a store in a folder that does not exist: a server in the wrong place would serve an empty cloud.
func (t *target) checkFolder() error {
	if store.IsURL(t.store) {
		return nil
	}
	folder := filepath.Dir(t.store)
	if _, err := os.Stat(folder); errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("the folder %s of the store does not exist; create it, or name the store with --store", folder)
	}
	return nil
}

func (t *target) dial() (*client, error) {
	u, err := url.Parse(t.endpoint)
	if err != nil || !wire.IsEndpoint(u) {
		return nil, wrongUsage("--endpoint must be an address such as http://127.0.0.1:7788, without a path")
	}
	transport, err := mssclient.NewTransport(t.caFile)
	if err != nil {
		return nil, fmt.Errorf("--ca-file: %w", err)
	}
	c := &client{place: t.String(), base: strings.TrimSuffix(t.endpoint, "/"), transport: transport,
		close: func() error { return nil }}
	admin, access, secret := os.Getenv(envAdminKey), os.Getenv(envAccessKey), os.Getenv(envSecretKey)
	switch {
	case admin != "":
		c.transport, c.credentials = bearer{admin, transport}, envAdminKey
	case access != "" && secret != "":
		c.transport, c.credentials = mssclient.SigningTransport{AccessKey: access, SecretKey: secret, Base: transport},
			envAccessKey
	default:
		return nil, fmt.Errorf("a server needs a key: set %s and %s to those of a project, or %s to the administrator's",
			envAccessKey, envSecretKey, envAdminKey)
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

// named is the project that the command or the environment names; empty: none.
func (t *target) named() string { return cmp.Or(t.project, os.Getenv(envProject)) }

// find is the project that a command means: the one that is named, else the only one there is.
func (t *target) find(ctx context.Context, c *client, will intent) (string, error) {
	name := t.named()
	if name != "" && !wire.IsName(name) {
		return "", wrongUsage("the project %q is no project id: %s", name, nameRule)
	}
	if name != "" && will == makes && !c.isOwner() {
		return name, nil
	}
	ids, err := c.projects(ctx)
	switch {
	case err != nil:
		return "", err
	case slices.Contains(ids, name):
		return name, nil
	case name == "" && len(ids) == 1:
		return ids[0], nil
	case name == "" && len(ids) == 0:
		return "", wrongUsage("%s has no project yet; name the new one with --project", t)
	case name == "":
		return "", wrongUsage("%s has several projects; choose one with --project: %s", t, strings.Join(ids, ", "))
	case c.isOwner():
		return "", fmt.Errorf("the access key in %s is for the project %s, not for %s", envAccessKey, ids[0], name)
	case len(ids) == 0:
		return "", fmt.Errorf("%s has no project %q; it is empty", t, name)
	default:
		return "", fmt.Errorf("%s has no project %q; available: %s", t, name, strings.Join(ids, ", "))
	}
}

const nameRule = "1 to 64 letters, digits, hyphens and underscores, a letter or a digit first"

// checkName refuses what can be neither a project id nor an access key, before it becomes part of a path.
func checkName(what, s string) error {
	if !wire.IsName(s) {
		return wrongUsage("%q is no %s: %s", s, what, nameRule)
	}
	return nil
}
