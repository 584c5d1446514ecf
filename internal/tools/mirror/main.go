// Command mirror builds the provider for all platforms of a release, as zips in the layout of a filesystem mirror, with
// the lock file entries that accept them.
package main

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
	"golang.org/x/mod/sumdb/dirhash"
)

// name is the provider's in a source address.
const name = "mss-iac/mss"

// hosts are the registries under which Terraform and OpenTofu look for a source without a host.
var hosts = map[string]string{"terraform": "registry.terraform.io", "opentofu": "registry.opentofu.org"}

func main() {
	m := mirror{log: os.Stdout}
	flag.StringVar(&m.version, "version", "", "version of the provider")
	flag.StringVar(&m.into, "into", "dist/mirror", "directory of the mirror")
	only := flag.String("platforms", "", "build only these, such as linux_amd64,darwin_arm64")
	flag.Parse()
	if err := m.make(context.Background(), *only); err != nil {
		fmt.Fprintln(os.Stderr, "mirror:", err)
		os.Exit(1)
	}
}

type mirror struct {
	version, into string
	log           io.Writer
	hashes        []string // h1 and zh of each zip, as a lock file has them
}

func (m *mirror) make(ctx context.Context, only string) error {
	if m.version == "" {
		return errors.New("-version is missing")
	}
	all, err := platforms(".goreleaser.yml")
	if err != nil {
		return err
	}
	chosen := all
	if only != "" {
		chosen = strings.Split(only, ",")
	}
	for _, platform := range chosen {
		if !slices.Contains(all, platform) {
			return fmt.Errorf("%s is not released; platforms: %s", platform, strings.Join(all, ", "))
		}
	}
	for i, platform := range chosen {
		if err := m.add(ctx, platform); err != nil {
			return fmt.Errorf("%s: %w", platform, err)
		}
		_, _ = fmt.Fprintf(m.log, "%s (%d of %d)\n", platform, i+1, len(chosen))
	}
	return m.lock()
}

// platforms reads the platforms of a release, so that both are built from one list.
func platforms(file string) ([]string, error) {
	var release struct {
		Builds []struct {
			OS     []string                        `yaml:"goos"`
			Arch   []string                        `yaml:"goarch"`
			Ignore []struct{ Goos, Goarch string } `yaml:"ignore"`
		} `yaml:"builds"`
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	if err := yaml.Unmarshal(data, &release); err != nil {
		return nil, err
	}
	var all []string
	for _, build := range release.Builds {
		for _, goos := range build.OS {
			for _, arch := range build.Arch {
				if !slices.Contains(build.Ignore, struct{ Goos, Goarch string }{goos, arch}) {
					all = append(all, goos+"_"+arch)
				}
			}
		}
	}
	return all, nil
}

// add builds the provider for a platform and puts its zip under each host.
func (m *mirror) add(ctx context.Context, platform string) error {
	goos, arch, _ := strings.Cut(platform, "_")
	scratch, err := os.MkdirTemp("", "mss-mirror-*")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(scratch) }()
	program := filepath.Join(scratch, "provider")
	build := exec.CommandContext(ctx, "go", "build", "-trimpath", //nolint:gosec // the version is the makefile's
		"-ldflags", "-s -w -X main.version="+m.version, "-o", program, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS="+goos, "GOARCH="+arch)
	if out, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("%w\n%s", err, out)
	}
	binary := "terraform-provider-mss_v" + m.version
	if goos == "windows" {
		binary += ".exe"
	}
	packed, err := pack(program, binary)
	if err != nil {
		return err
	}
	file := fmt.Sprintf("terraform-provider-mss_%s_%s.zip", m.version, platform)
	for _, host := range hosts {
		folder := filepath.Join(m.into, host, filepath.FromSlash(name))
		if err := os.MkdirAll(folder, 0o755); err != nil {
			return err
		}
		at := filepath.Join(folder, file)
		if err := os.WriteFile(at, packed, 0o644); err != nil { //nolint:gosec // a mirror is read by other users
			return err
		}
	}
	sum := sha256.Sum256(packed)
	zipped := filepath.Join(m.into, hosts["terraform"], filepath.FromSlash(name), file)
	contents, err := dirhash.HashZip(zipped, dirhash.Hash1)
	if err != nil {
		return err
	}
	m.hashes = append(m.hashes, contents, "zh:"+hex.EncodeToString(sum[:]))
	return nil
}

// pack returns a zip that holds the program, without times, so that the same program gives the same zip.
func pack(program, as string) ([]byte, error) {
	content, err := os.ReadFile(program)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	archive := zip.NewWriter(&out)
	header := &zip.FileHeader{Name: as, Method: zip.Deflate}
	header.SetMode(0o755)
	file, err := archive.CreateHeader(header)
	if err != nil {
		return nil, err
	}
	if _, err := file.Write(content); err != nil {
		return nil, err
	}
	err = archive.Close()
	return out.Bytes(), err
}

// lock writes, for each of the two programs, the entry of .terraform.lock.hcl that accepts what was built.
func (m *mirror) lock() error {
	slices.Sort(m.hashes)
	for program, host := range hosts {
		var entry strings.Builder
		fmt.Fprintf(&entry, "provider %q {\n  version = %q\n  hashes = [\n", host+"/"+name, m.version)
		for _, hash := range slices.Compact(m.hashes) {
			fmt.Fprintf(&entry, "    %q,\n", hash)
		}
		entry.WriteString("  ]\n}\n")
		file := filepath.Join(m.into, program+".lock.hcl")
		if err := os.WriteFile(file, []byte(entry.String()), 0o644); err != nil { //nolint:gosec // likewise
			return err
		}
		_, _ = fmt.Fprintf(m.log, "Lock file entry for %s: %s\n", program, file)
	}
	return nil
}
