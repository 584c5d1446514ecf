package lifecycle

// AssetChange changes what is not nil.
type AssetChange struct {
	Name        *string   `json:"Name"`
	Description *string   `json:"Description"`
	Active      *bool     `json:"Active"`
	Leaving     *bool     `json:"Leaving"`
	Tags        *[]string `json:"Tags"`
	Services    *[]string `json:"Services"`
	Order       *int32    `json:"Order"`
	Sex         *string   `json:"Sex"`
	Language    *string   `json:"Language"`
}

// traits are an asset's after the change.
func (c *AssetChange) traits(t Traits) Traits {
	if c.Tags != nil {
		t.Tags = *c.Tags
	}
	if c.Services != nil {
		t.Services = *c.Services
	}
	if c.Order != nil {
		t.Order = *c.Order
	}
	if c.Sex != nil {
		t.Sex = *c.Sex
	}
	if c.Language != nil {
		t.Language = *c.Language
	}
	return t
}

// AssetUpdated is a change of what the owner may set.
type AssetUpdated struct {
	AssetID     string  `json:"asset_id"`
	Name        *string `json:"name,omitempty"`
	Description *string `json:"description,omitempty"`
	Active      *bool   `json:"active,omitempty"`
	Leaving     *bool   `json:"leaving,omitempty"`
	Traits      *Traits `json:"traits,omitempty"` // all of them, as they are now
}

func (b *AssetUpdated) apply(w *World, f *Fact) {
	a := w.asset(b.AssetID)
	a.Updated = f.At
	if b.Name != nil {
		a.Name = *b.Name
		w.pkg(a.PackageID).AssetName = *b.Name
	}
	if b.Description != nil {
		a.Description = *b.Description
	}
	if b.Active != nil {
		a.Active = *b.Active
	}
	if b.Leaving != nil {
		a.Leaving = *b.Leaving
	}
	if b.Traits != nil {
		a.Traits = *b.Traits
	}
}

func (b *AssetUpdated) describe(w *World) string { return w.describeAsset(b.AssetID) }

// UpdateAsset changes what its owner may set of an asset that is not frozen, recycled or deleted.
type UpdateAsset struct {
	AssetID string
	Change  AssetChange
}

// Spec of a Command.
func (in UpdateAsset) Spec() Spec { return onAsset("UpdateAsset", in.AssetID, in.Change) }

// onAsset is the Spec of a command on one asset.
func onAsset(operation, assetID string, content any) Spec {
	return Spec{Operation: operation, Content: []any{assetID, content}, Rows: Selection{Assets: []string{assetID}}}
}

// Decide is the rule.
func (in UpdateAsset) Decide(w *World) ([]string, error) {
	a, status, err := w.knownAsset(in.AssetID)
	if err != nil {
		return nil, err
	}
	if status == AssetFrozen || status == AssetRecycled || status == AssetDeleted {
		return nil, Refuse(CodeAssetState, "the asset %s is %s and cannot be changed", in.AssetID, status)
	}
	body := &AssetUpdated{AssetID: in.AssetID}
	name, description := a.Name, a.Description
	if in.Change.Name != nil && *in.Change.Name != a.Name {
		body.Name, name = in.Change.Name, *in.Change.Name
	}
	if in.Change.Description != nil && *in.Change.Description != a.Description {
		body.Description, description = in.Change.Description, *in.Change.Description
	}
	if in.Change.Active != nil && *in.Change.Active != a.Active {
		body.Active = in.Change.Active
	}
	if in.Change.Leaving != nil && *in.Change.Leaving != a.Leaving {
		body.Leaving = in.Change.Leaving
	}
	traits := in.Change.traits(a.Traits)
	if text(traits) != text(a.Traits) {
		body.Traits = &traits
	}
	if err := checkName(name, description); err != nil {
		return nil, err
	}
	if err := checkTags(traits.Tags); err != nil {
		return nil, err
	}
	if *body != (AssetUpdated{AssetID: in.AssetID}) {
		w.record(w.Now, in.AssetID, "digital-assets", nil, body)
	}
	return nil, nil
}

func (w *World) knownAsset(id string) (*Asset, AssetStatus, error) {
	a, ok := w.Assets[id]
	if !ok {
		return nil, "", Refuse(CodeAssetNotFound, "the asset %s does not exist", id)
	}
	return a, w.AssetStatus(a), nil
}
