package docs

import (
	"context"
	"encoding/json"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/mss-iac/terraform-provider-mss/internal/once"
	"github.com/mss-iac/terraform-provider-mss/internal/provider"
)

type document = map[string]any

// Schema returns the schema that the provider serves as `terraform providers schema -json` would if it knew every kind
// of object. An old Terraform leaves out identities, list resources and actions, and the generator of the documentation
// then refuses examples of them.
func Schema(ctx context.Context) (map[string]any, error) {
	server := provider.Server("docs", once.New())()
	s, err := server.GetProviderSchema(ctx, &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		return nil, err
	}
	identities, err := server.GetResourceIdentitySchemas(ctx, &tfprotov6.GetResourceIdentitySchemasRequest{})
	if err != nil {
		return nil, err
	}
	out := document{
		"provider":              schemaOf(s.Provider),
		"resource_schemas":      each(s.ResourceSchemas, schemaOf),
		"data_source_schemas":   each(s.DataSourceSchemas, schemaOf),
		"list_resource_schemas": each(s.ListResourceSchemas, schemaOf),
		"action_schemas": each(s.ActionSchemas, func(a *tfprotov6.ActionSchema) document {
			return document{"block": schemaOf(a.Schema)["block"]}
		}),
		"functions":                 each(s.Functions, functionOf),
		"resource_identity_schemas": each(identities.IdentitySchemas, identityOf),
	}
	data, err := json.Marshal(out)
	if err != nil {
		return nil, err
	}
	var plain document
	if err := json.Unmarshal(data, &plain); err != nil {
		return nil, err
	}
	return plain, nil
}

func each[T any](all map[string]T, of func(T) document) document {
	out := document{}
	for name, one := range all {
		out[name] = of(one)
	}
	return out
}

func schemaOf(s *tfprotov6.Schema) document {
	block := document{"attributes": attributesOf(s.Block.Attributes), "description_kind": word(s.Block.DescriptionKind)}
	put(block, "description", s.Block.Description)
	return document{"version": s.Version, "block": block}
}

func attributesOf(all []*tfprotov6.SchemaAttribute) document {
	out := document{}
	for _, a := range all {
		one := document{"description_kind": word(a.DescriptionKind)}
		put(one, "description", a.Description)
		put(one, "required", a.Required)
		put(one, "optional", a.Optional)
		put(one, "computed", a.Computed)
		put(one, "sensitive", a.Sensitive)
		if n := a.NestedType; n != nil {
			one["nested_type"] = document{"attributes": attributesOf(n.Attributes), "nesting_mode": nesting[n.Nesting]}
		} else {
			one["type"] = a.Type
		}
		out[a.Name] = one
	}
	return out
}

var nesting = map[tfprotov6.SchemaObjectNestingMode]string{
	tfprotov6.SchemaObjectNestingModeSingle: "single", tfprotov6.SchemaObjectNestingModeList: "list",
	tfprotov6.SchemaObjectNestingModeSet: "set", tfprotov6.SchemaObjectNestingModeMap: "map",
}

func word(kind tfprotov6.StringKind) string {
	if kind == tfprotov6.StringKindMarkdown {
		return "markdown"
	}
	return "plain"
}

// put leaves out what is zero, as Terraform does.
func put[T comparable](into document, name string, v T) {
	if v != *new(T) {
		into[name] = v
	}
}

func identityOf(s *tfprotov6.ResourceIdentitySchema) document {
	attributes := document{}
	for _, a := range s.IdentityAttributes {
		one := document{"type": a.Type}
		put(one, "description", a.Description)
		put(one, "required_for_import", a.RequiredForImport)
		put(one, "optional_for_import", a.OptionalForImport)
		attributes[a.Name] = one
	}
	return document{"version": s.Version, "attributes": attributes}
}

func functionOf(f *tfprotov6.Function) document {
	var parameters []document
	for _, p := range f.Parameters {
		one := document{"name": p.Name, "type": p.Type}
		put(one, "description", p.Description)
		put(one, "is_nullable", p.AllowNullValue)
		parameters = append(parameters, one)
	}
	out := document{"return_type": f.Return.Type, "parameters": parameters}
	put(out, "description", f.Description)
	put(out, "summary", f.Summary)
	return out
}
