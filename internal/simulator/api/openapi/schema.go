package openapi

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3gen"
	iammodel "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/iam/v3/model"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/call"
)

const (
	ownPackages = "github.com/mss-iac/terraform-provider-mss/internal/simulator/"
	sdkPackages = "github.com/huaweicloud/"
)

// nullable are the fields of the SDK's types that the services document as null where there is nothing.
var nullable = map[reflect.Type][]string{reflect.TypeFor[iammodel.Links](): {"previous", "next"}}

// shapes turns the types of bodies into schemas. Structs with a name become components.
type shapes struct {
	generator  *openapi3gen.Generator
	components openapi3.Schemas
	types      map[*openapi3.Schema]reflect.Type // of structs
	owners     map[string]reflect.Type           // of components
	said       map[reflect.Type]comments
	code       string // the folder of the simulator
}

func newShapes(simulator string) *shapes {
	s := &shapes{
		code:       simulator,
		components: openapi3.Schemas{}, types: map[*openapi3.Schema]reflect.Type{}, owners: map[string]reflect.Type{},
		said: map[reflect.Type]comments{},
	}
	s.generator = openapi3gen.NewGenerator(openapi3gen.SchemaCustomizer(s.customize), openapi3gen.ThrowErrorOnCycle())
	return s
}

func (s *shapes) of(t reflect.Type) (*openapi3.SchemaRef, error) {
	ref, err := s.generator.GenerateSchemaRef(t)
	if err != nil {
		return nil, fmt.Errorf("%v: %w", t, err)
	}
	return s.lift(ref)
}

// customize says what the generator cannot know: types that write themselves, what must be there, what can be null,
// what comments say.
func (s *shapes) customize(name string, t reflect.Type, _ reflect.StructTag, schema *openapi3.Schema) error {
	if strings.HasPrefix(name, "X-") { // the SDK's answers hold headers, too
		return &openapi3gen.ExcludeSchemaSentinel{}
	}
	switch {
	case t == reflect.TypeFor[call.Number]():
		*schema = openapi3.Schema{Type: &openapi3.Types{"integer"}}
	case t == reflect.TypeFor[json.Number](), t.PkgPath() == "github.com/shopspring/decimal":
		*schema = openapi3.Schema{Type: &openapi3.Types{"number"}}
	case t.Kind() == reflect.Struct && schema.Format == "":
		if value, ok := enumeration(t); ok {
			*schema = openapi3.Schema{Type: &openapi3.Types{value}, Description: "One of the service's words; further " +
				"ones can come."}
			return nil
		}
		schema.Type = &openapi3.Types{"object"}
		s.types[schema] = t
		return s.structure(t, schema)
	}
	return nil
}

// enumeration recognises the SDK's: structs around one value that they keep to themselves.
func enumeration(t reflect.Type) (kind string, ok bool) {
	if !strings.HasPrefix(t.PkgPath(), sdkPackages) || t.NumField() != 1 || t.Field(0).IsExported() {
		return "", false
	}
	if t.Field(0).Type.Kind() == reflect.String {
		return "string", true
	}
	return "integer", true
}

func (s *shapes) structure(t reflect.Type, schema *openapi3.Schema) error {
	said, err := s.comments(t)
	if err != nil {
		return err
	}
	schema.Description = said.itself
	for _, f := range reflect.VisibleFields(t) {
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		ref, ok := schema.Properties[name]
		if !ok {
			continue
		}
		mayLack := strings.Contains(options, "omit")
		if !mayLack {
			schema.Required = append(schema.Required, name)
		}
		// Who leaves a field out when it has no value never writes null, and the SDK's pointers without that are mandatory.
		if mayLack || strings.HasPrefix(t.PkgPath(), sdkPackages) {
			ref.Value.Nullable = slices.Contains(nullable[t], name)
		}
		if ref.Value.Description == "" || s.types[ref.Value] != nil {
			ref.Value.Description = said.fields[f.Name]
		}
	}
	return nil
}

// lift puts the schemas of structs with a name among the components, and refers to them.
func (s *shapes) lift(ref *openapi3.SchemaRef) (*openapi3.SchemaRef, error) {
	v := ref.Value
	var err error
	for name, p := range v.Properties {
		if v.Properties[name], err = s.lift(p); err != nil {
			return nil, err
		}
	}
	if v.Items != nil {
		if v.Items, err = s.lift(v.Items); err != nil {
			return nil, err
		}
	}
	if v.AdditionalProperties.Schema != nil {
		if v.AdditionalProperties.Schema, err = s.lift(v.AdditionalProperties.Schema); err != nil {
			return nil, err
		}
	}
	t := s.types[v]
	if t == nil || t.Name() == "" {
		return openapi3.NewSchemaRef("", v), nil
	}
	if v.Nullable {
		return nil, fmt.Errorf("a field of %v can be null, which a reference cannot say", t)
	}
	name := componentName(t)
	if owner := s.owners[name]; owner != nil && owner != t {
		return nil, fmt.Errorf("%v and %v both want to be called %s", owner, t, name)
	}
	v.Description = spoken(s.said[t].itself, t.Name(), name) // not what the field that came first says
	s.owners[name], s.components[name] = t, openapi3.NewSchemaRef("", v)
	return openapi3.NewSchemaRef("#/components/schemas/"+name, v), nil
}

// componentName is a type's name in the description. Generators of clients want the operation's name with Response for
// themselves.
func componentName(t reflect.Type) string {
	name := t.Name()
	if plain, ok := strings.CutSuffix(name, "Response"); ok {
		name = plain + "Answer"
	}
	return strings.ToUpper(name[:1]) + name[1:]
}

// comments are what the code says about one of our structs.
type comments struct {
	itself string
	fields map[string]string
}

func (s *shapes) comments(t reflect.Type) (comments, error) {
	folder, ours := strings.CutPrefix(t.PkgPath(), ownPackages)
	if known, ok := s.said[t]; ok || !ours {
		return known, nil
	}
	files, err := filepath.Glob(filepath.Join(s.code, filepath.FromSlash(folder), "*.go"))
	if err != nil {
		return comments{}, err
	}
	out := comments{fields: map[string]string{}}
	for _, file := range files {
		tree, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return out, err
		}
		for _, d := range tree.Decls {
			out.read(d, t.Name())
		}
	}
	s.said[t] = out
	return out, nil
}

func (c *comments) read(d ast.Decl, name string) {
	decl, ok := d.(*ast.GenDecl)
	if !ok || decl.Tok != token.TYPE {
		return
	}
	for _, spec := range decl.Specs {
		typ, ok := spec.(*ast.TypeSpec)
		if !ok || typ.Name.Name != name {
			continue
		}
		structure, ok := typ.Type.(*ast.StructType)
		if !ok {
			continue
		}
		c.itself = sentence(decl.Doc)
		for _, f := range structure.Fields.List {
			text := sentence(f.Doc)
			if text == "" {
				text = sentence(f.Comment)
			}
			for _, n := range f.Names {
				c.fields[n.Name] = text
			}
		}
	}
}

func sentence(c *ast.CommentGroup) string {
	s := strings.Join(strings.Fields(c.Text()), " ")
	if s == "" {
		return ""
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

var saysItsHandler = regexp.MustCompile(`^\w+ answers \w+\.$`)

// spoken is a comment for readers who know the component's name and not the code.
func spoken(comment, name, component string) string {
	if saysItsHandler.MatchString(comment) {
		return ""
	}
	if first, rest, _ := strings.Cut(comment, " "); strings.EqualFold(first, name) {
		return component + " " + rest
	}
	return comment
}
