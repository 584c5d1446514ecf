package lifecycle

// AssetChange changes what is not nil.
type AssetChange struct {
	Name, Description *string
	Active, Leaving   *bool
	Tags, Services    *[]string
	Order             *int32
	Sex, Language     *string
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
func UpdateAsset(w *World, assetID string, in AssetChange) error {
	a, status, err := w.knownAsset(assetID)
	if err != nil {
		return err
	}
	if status == AssetFrozen || status == AssetRecycled || status == AssetDeleted {
		return refuse(CodeAssetState, "the asset %s is %s and cannot be changed", assetID, status)
	}
	body := &AssetUpdated{AssetID: assetID}
	name, description := a.Name, a.Description
	if in.Name != nil && *in.Name != a.Name {
		body.Name, name = in.Name, *in.Name
	}
	if in.Description != nil && *in.Description != a.Description {
		body.Description, description = in.Description, *in.Description
	}
	if in.Active != nil && *in.Active != a.Active {
		body.Active = in.Active
	}
	if in.Leaving != nil && *in.Leaving != a.Leaving {
		body.Leaving = in.Leaving
	}
	traits := in.traits(a.Traits)
	if text(traits) != text(a.Traits) {
		body.Traits = &traits
	}
	if err := checkName(name, description); err != nil {
		return err
	}
	if err := checkTags(traits.Tags); err != nil {
		return err
	}
	if *body != (AssetUpdated{AssetID: assetID}) {
		w.record(w.Now, assetID, "digital-assets", nil, body)
	}
	return nil
}

func (w *World) knownAsset(id string) (*Asset, AssetStatus, error) {
	a, ok := w.Assets[id]
	if !ok {
		return nil, "", refuse(CodeAssetNotFound, "the asset %s does not exist", id)
	}
	return a, w.AssetStatus(a), nil
}
