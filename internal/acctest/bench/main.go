// Command bench runs the benchmarks that compare this project with others and with itself at another size, each three
// times, and writes their medians as a table into a file, between the lines <!-- bench --> and <!-- /bench -->.
package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"
)

// row is a line of the table: what a benchmark's metric says, and what it must reach.
type row struct {
	what, folder, benchmark string
	metric, times           string // a benchmark's unit, and how often one run repeats it, as -benchtime has it
	bound                   string
}

const (
	simulatorFolder = "./internal/simulator"
	terraformFolder = "./internal/acctest/bench/terraform"
)

var rows = slices.Concat(underTerraform(), []row{
	{"start of the provider until its handshake, against time's", terraformFolder, "Handshake", "×time", "20x", "≤ 1.25"},
	{"a plan at a future instant with 12,000 due charges, provider's processor time against none due", terraformFolder,
		"RefreshDue", "×none-due", "1x", "≤ 1.1"},
	{"ten processes that order in one file, the 99th percentile of an order", simulatorFolder, "TenWriters", "ms-p99",
		"1x", "≤ 50"},
	{"the longest of those orders", simulatorFolder, "TenWriters", "ms-worst", "1x", "≤ 250"},
	{"a page of 100 packages of 100,000, against one of 1,000", simulatorFolder, "ListPage/packages", "×1000-packages",
		"20x", "≤ 2 and its exact count"},
	{"the newest 10 orders, likewise", simulatorFolder, "ListPage/orders", "×1000-packages", "20x", "≤ 2"},
	{"what is used, likewise", simulatorFolder, "ListPage/usage", "×1000-packages", "20x", "≤ 2"},
	{"the quota of the pools, likewise", simulatorFolder, "ListPage/quota", "×1000-packages", "20x", "≤ 2"},
	{"a create by a run that has made 3,000 things, against 10", simulatorFolder, "CreateAfterThousands", "×after-ten",
		"200x", "≤ 1.2"},
	{"storing settled charges, against a bare bulk insert of the same rows: times as long", simulatorFolder,
		"StoreAYear", "×bare-bulk-insert", "3x", "≤ 2"},
	{"settling renewals of 1,000 packages, rules alone", simulatorFolder + "/lifecycle", "Settle/1000$", "charges/s",
		"20x", "≥ 300,000"},
	{"settling renewals of 100,000 packages, rules alone", simulatorFolder + "/lifecycle", "Settle/100000$", "charges/s",
		"1x", "≥ 300,000"},
	{"one package read, signed, 16 connections, against stripe-mock v0.203.0: times its rate", simulatorFolder + "/server",
		"ReadOfOnePackage", "×stripe-mock", "3000x", "≥ 3"},
	{"an order placed and paid, likewise", simulatorFolder + "/server", "OrderAndPay", "×stripe-mock", "1000x", "≥ 1.5"},
	{"a signed read of one package, the server alone", simulatorFolder + "/server", "HandledRead", "µs/read", "3000x",
		"≤ 150"},
}, underAttack())

// underAttack are the rows of a project's calls while another one misbehaves, which one benchmark measures.
func underAttack() (all []row) {
	for _, a := range []struct{ what, name string }{
		{"looks ahead at ever other instants", "look-aheads"}, {"lists all that it has", "lists"},
		{"sends rules files of junk", "rules-files"}, {"opens a thousand connections", "connections"},
	} {
		all = append(all, row{"99th percentile of a project's calls while another one, in ten loops, " + a.what +
			": times that alone", simulatorFolder + "/server", "Attack/" + a.name, "×alone", "1x", "≤ 3"})
	}
	return all
}

// underTerraform are the rows of the commands on 1,000 objects, which one benchmark measures.
func underTerraform() (all []row) {
	commands := []string{"apply", "plan", "destroy"}
	for _, peer := range []struct {
		what, unit string
		bounds     [3]string
	}{
		{"as many time_static", "time", [3]string{"≤ 1.2", "≤ 0.9", "≤ 1.3"}},
		{"a provider that keeps nothing, loggers as by default", "stub", [3]string{"≤ 0.85", "≤ 0.85", "≤ 0.85"}},
		{"the same with its loggers off", "silent-stub", [3]string{"≤ 1.3", "≤ 1.3", "≤ 1.3"}},
	} {
		for i, command := range commands {
			all = append(all, row{command + " of 1,000 packages, against " + peer.what, terraformFolder, "Terraform",
				command + "×" + peer.unit, "1x", peer.bounds[i]})
		}
	}
	return all
}

func main() {
	only := flag.String("only", "", "a part of what the rows to be run say")
	into := flag.String("into", "", "the file to write the table into; without it, it is printed")
	runs := flag.Int("runs", 3, "how often each benchmark runs")
	flag.Parse()
	if err := run(*only, *into, *runs); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(only, into string, runs int) error {
	lines := []string{"| what | measured | bound |", "|---|---|---|"}
	printed := map[string][]byte{} // by folder and benchmark
	for _, r := range rows {
		if !strings.Contains(r.what+" "+r.benchmark, only) {
			continue
		}
		key := r.folder + " " + r.benchmark
		if printed[key] == nil {
			out, err := r.run(runs)
			if err != nil {
				return err
			}
			printed[key] = out
		}
		value, err := r.median(printed[key])
		if err != nil {
			return err
		}
		fmt.Printf("%s: %s %s\n", r.what, value, r.metric)
		lines = append(lines, fmt.Sprintf("| %s | %s %s | %s |", r.what, value, r.metric, r.bound))
	}
	text := fmt.Sprintf("Medians of %d runs on %s, %s, with %s.\n\n%s\n", runs, time.Now().UTC().Format(time.DateOnly),
		machine(), runtime.Version(), strings.Join(lines, "\n"))
	if into == "" {
		fmt.Print("\n", text)
		return nil
	}
	return write(into, text)
}

// run runs the benchmark some times, and is what that prints.
func (r row) run(runs int) ([]byte, error) {
	args := []string{"test", "-run", "^$", "-bench", "^Benchmark" + r.benchmark, "-benchtime", r.times,
		"-count", strconv.Itoa(runs), "-timeout", "60m", r.folder}
	cmd := exec.CommandContext(context.Background(), "go", args...)
	out, err := cmd.CombinedOutput()
	if err != nil {
		return nil, fmt.Errorf("%s: %w\n%s", r.benchmark, err, out)
	}
	return out, nil
}

// median is that of the row's metric in what a benchmark has printed.
func (r row) median(out []byte) (string, error) {
	var values []float64
	measured := regexp.MustCompile(`([0-9.e+-]+) ` + regexp.QuoteMeta(r.metric) + `(\s|$)`)
	for _, found := range measured.FindAllSubmatch(out, -1) {
		v, err := strconv.ParseFloat(string(found[1]), 64)
		if err != nil {
			return "", err
		}
		values = append(values, v)
	}
	if len(values) == 0 {
		return "", fmt.Errorf("%s reports no %s:\n%s", r.benchmark, r.metric, out)
	}
	slices.Sort(values)
	return strconv.FormatFloat(values[len(values)/2], 'g', 3, 64), nil
}

// machine is what the benchmarks run on.
func machine() string {
	name := runtime.GOARCH
	if f, err := os.Open("/proc/cpuinfo"); err == nil {
		defer func() { _ = f.Close() }()
		for s := bufio.NewScanner(f); s.Scan(); {
			if value, ok := strings.CutPrefix(s.Text(), "model name"); ok {
				name = strings.TrimLeft(value, "\t :")
				break
			}
		}
	}
	return fmt.Sprintf("%d cores of %s, %s", runtime.NumCPU(), name, runtime.GOOS)
}

func write(file, text string) error {
	const begin, end = "<!-- bench -->\n", "<!-- /bench -->\n"
	old, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	before, rest, ok := bytes.Cut(old, []byte(begin))
	_, after, closed := bytes.Cut(rest, []byte(end))
	if !ok || !closed {
		return errors.New(file + " lacks the lines <!-- bench --> and <!-- /bench -->")
	}
	return os.WriteFile(file, slices.Concat(before, []byte(begin+text+end), after), 0o600)
}
