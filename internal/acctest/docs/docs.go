// Package docs makes what the documentation is generated from, apart from templates/ and examples/. Its tests run all
// that the documentation shows with the real provider binary and Terraform or OpenTofu.
package docs

//go:generate go run ./generate tables ../../../templates/guides
//go:generate go run ./generate schema ../../../.tools/schema.json
