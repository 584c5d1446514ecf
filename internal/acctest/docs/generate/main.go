// Command generate writes what the documentation is generated from: the tables of the guides, or the schema for
// tfplugindocs. In the pages that tfplugindocs has generated it sets their subcategories.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/mss-iac/terraform-provider-mss/internal/acctest/docs"
)

func main() {
	var err error
	switch {
	case len(os.Args) == 3 && os.Args[1] == "tables":
		err = tables(os.Args[2])
	case len(os.Args) == 3 && os.Args[1] == "schema":
		err = schema(os.Args[2])
	case len(os.Args) == 3 && os.Args[1] == "subcategories":
		err = subcategories(os.Args[2])
	default:
		err = fmt.Errorf("usage: generate tables FOLDER | generate schema FILE | generate subcategories FOLDER")
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func tables(folder string) error {
	for _, guide := range docs.Guides() {
		file := filepath.Join(folder, guide)
		page, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		text, err := docs.WithTables(guide, string(page))
		if err != nil {
			return err
		}
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			return err
		}
	}
	return nil
}

func schema(file string) error {
	s, err := docs.Schema(context.Background())
	if err != nil {
		return err
	}
	data, err := json.Marshal(map[string]any{"format_version": "1.0", "provider_schemas": map[string]any{"mss": s}})
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o750); err != nil {
		return err
	}
	return os.WriteFile(file, data, 0o600)
}

func subcategories(folder string) error {
	for _, kind := range []string{"actions", "data-sources", "list-resources", "resources"} {
		files, err := filepath.Glob(filepath.Join(folder, kind, "*.md"))
		if err != nil {
			return err
		}
		for _, file := range files {
			page, err := os.ReadFile(file)
			if err != nil {
				return err
			}
			text, err := docs.WithSubcategory(strings.TrimSuffix(filepath.Base(file), ".md"), string(page))
			if err != nil {
				return err
			}
			if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
				return err
			}
		}
	}
	return nil
}
