// Command generate writes the description of the simulated cloud's calls: generate FILE SIMULATOR, where SIMULATOR is
// the folder of the simulator's code.
package main

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/openapi"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: generate FILE SIMULATOR")
		os.Exit(2)
	}
	if err := write(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func write(file, simulator string) error {
	doc, err := openapi.Document(api.Routes(), simulator)
	if err != nil {
		return err
	}
	text, err := json.MarshalIndent(doc, "", " ")
	if err != nil {
		return err
	}
	return os.WriteFile(file, append(text, '\n'), 0o644) //nolint:gosec // everybody may read the project
}
