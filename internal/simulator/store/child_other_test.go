//go:build !unix

package store_test

import (
	"fmt"
	"os"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/store"
)

func childMain(file string) error {
	st := store.New(file)
	if err := writeTenant(st, fmt.Sprint("tenant ", os.Getpid()), 1); err != nil {
		return err
	}
	return st.Close()
}
