package tfconv

import (
	"slices"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	action "github.com/hashicorp/terraform-plugin-framework/action/schema"
	data "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// ComputedText is an attribute that the service decides, as are the following ones.
func ComputedText(description string) schema.Attribute {
	return schema.StringAttribute{Computed: true, MarkdownDescription: description}
}

// ComputedInstant is an instant.
func ComputedInstant(description string) schema.Attribute {
	return schema.StringAttribute{Computed: true, CustomType: InstantType{}, MarkdownDescription: description}
}

// ComputedNumber is a whole number.
func ComputedNumber(description string) schema.Attribute {
	return schema.Int64Attribute{Computed: true, MarkdownDescription: description}
}

// ComputedFlag is true or false.
func ComputedFlag(description string) schema.Attribute {
	return schema.BoolAttribute{Computed: true, MarkdownDescription: description}
}

// ComputedTexts is a list of texts.
func ComputedTexts(description string) schema.Attribute {
	return schema.ListAttribute{Computed: true, ElementType: types.StringType, MarkdownDescription: description}
}

// ComputedRows is a list of objects.
func ComputedRows(description string, row map[string]schema.Attribute) schema.Attribute {
	return schema.ListNestedAttribute{Computed: true, MarkdownDescription: description,
		NestedObject: schema.NestedAttributeObject{Attributes: row}}
}

// LimitAttribute is an amount that bounds a charge.
func LimitAttribute(description string) schema.Attribute {
	return schema.StringAttribute{Optional: true, MarkdownDescription: description, Validators: []validator.String{
		Amount()}, PlanModifiers: []planmodifier.String{SameAmount()}}
}

// TokenAttribute is the token of a create.
func TokenAttribute(description string) schema.Attribute {
	return schema.StringAttribute{Optional: true, MarkdownDescription: description,
		Validators: []validator.String{Token()}}
}

// ActionIDAttribute is the argument of an action that names what it acts on.
func ActionIDAttribute(description string) action.Attribute {
	return action.StringAttribute{Required: true, MarkdownDescription: description, Validators: []validator.String{
		stringvalidator.LengthAtLeast(1)}}
}

// ActionLimitAttribute is LimitAttribute of an action.
func ActionLimitAttribute(description string) action.Attribute {
	return action.StringAttribute{Optional: true, MarkdownDescription: description,
		Validators: []validator.String{Amount()}}
}

// Shown are attributes as a data source shows them: computed, and described as in the resource. Without names it is all
// of them.
func Shown(all map[string]schema.Attribute, names ...string) map[string]data.Attribute {
	shown := map[string]data.Attribute{}
	for name, a := range all {
		if len(names) == 0 || slices.Contains(names, name) {
			if shown[name] = show(a); shown[name] == nil { // of no kind that a data source shows
				delete(shown, name)
			}
		}
	}
	return shown
}

func show(a schema.Attribute) data.Attribute {
	text := a.GetMarkdownDescription()
	switch a := a.(type) {
	case schema.StringAttribute:
		return data.StringAttribute{Computed: true, CustomType: a.CustomType, MarkdownDescription: text}
	case schema.Int64Attribute:
		return data.Int64Attribute{Computed: true, MarkdownDescription: text}
	case schema.BoolAttribute:
		return data.BoolAttribute{Computed: true, MarkdownDescription: text}
	case schema.ListAttribute:
		return data.ListAttribute{Computed: true, ElementType: a.ElementType, MarkdownDescription: text}
	case schema.MapAttribute:
		return data.MapAttribute{Computed: true, ElementType: a.ElementType, MarkdownDescription: text}
	case schema.ListNestedAttribute:
		return data.ListNestedAttribute{Computed: true, MarkdownDescription: text, NestedObject: data.NestedAttributeObject{
			Attributes: Shown(a.NestedObject.Attributes)}}
	default:
		return nil
	}
}
