// Command terraform-provider-mss serves the provider to Terraform. With the first argument "simulator" it is a command on the stores of
// the simulated cloud.
package main

import (
	"flag"
	"fmt"
	"os"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"

	"github.com/mss-iac/terraform-provider-mss/internal/once"
	"github.com/mss-iac/terraform-provider-mss/internal/process"
	"github.com/mss-iac/terraform-provider-mss/internal/provider"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/cli"
)

const address = "registry.terraform.io/mss-iac/mss"

// version is set by the linker.
var version = "dev"

func main() {
	process.IgnoreFileSizeSignal()
	if len(os.Args) > 1 && os.Args[1] == "simulator" {
		os.Exit(cli.Main(os.Args[1:], os.Stdout, os.Stderr, cli.Options{Version: version, Clock: time.Now}))
	}
	os.Exit(serve())
}

func serve() int {
	here := once.New()
	debug := flag.Bool("debug", false, "serve a debugger: print TF_REATTACH_PROVIDERS and keep running")
	flag.Usage = func() {
		fmt.Fprintf(flag.CommandLine.Output(), "terraform-provider-mss %s, a Terraform provider. Terraform starts it by itself.\n\n"+
			"Usage:\n  terraform-provider-mss [-debug]\n  terraform-provider-mss simulator --help\n\nFlags:\n", version)
		flag.PrintDefaults()
	}
	flag.Parse()
	if flag.NArg() > 0 {
		fmt.Fprintf(os.Stderr, "unknown command %q\n\n", flag.Arg(0))
		flag.Usage()
		return 2
	}

	if !*debug { // a debugger starts the provider apart from the Terraform that knows whether logs are wanted
		process.SilenceSDK()
		go process.ExitWhenOrphaned()
		here.StopAtInterrupt()
	}
	var opts []tf6server.ServeOpt
	if *debug {
		opts = append(opts, tf6server.WithManagedDebug())
	}
	err := tf6server.Serve(address, provider.Server(version, here), opts...)
	here.Close()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}
