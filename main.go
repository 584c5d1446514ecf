// Command terraform-provider-mss serves the provider to Terraform. With other arguments than -debug it is the command
// on the simulated cloud.
package main

import (
	"flag"
	"fmt"
	"os"
	"strings"
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
	if args := os.Args[1:]; !serves(args) {
		os.Exit(cli.Main(args, os.Stdout, os.Stderr, cli.Options{Version: version, Clock: time.Now, In: os.Stdin}))
	}
	os.Exit(serve())
}

// serves reports whether the arguments are the provider's, which Terraform starts without any, or a command's.
func serves(args []string) bool {
	return len(args) == 0 || strings.HasPrefix(strings.TrimLeft(args[0], "-"), "debug") && strings.HasPrefix(args[0], "-")
}

func serve() int {
	process.CollectSeldom()
	here := once.New()
	debug := flag.Bool("debug", false, "serve a debugger: print TF_REATTACH_PROVIDERS and keep running")
	flag.Parse()

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
