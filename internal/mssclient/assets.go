package mssclient

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	mssmodel "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/metastudio/v1/model"

	"github.com/mss-iac/terraform-provider-mss/internal/mssclient/answer"
)

// assetTypes are the types of digital assets that are avatars or voices.
const assetTypes = "HUMAN_MODEL_2D,HUMAN_MODEL,VOICE_MODEL"

// System properties with which the simulated cloud says of an asset what the asset library has no field for.
const (
	propertyKind       = "MSS_SIM_KIND"
	propertyVK         = "MSS_SIM_VK"
	propertyPackageID  = "MSS_SIM_PACKAGE_ID"
	propertyPool       = "MSS_SIM_POOL"
	propertyExpireTime = "MSS_SIM_EXPIRE_TIME"
	propertyStatus     = "MSS_SIM_STATUS"
	propertyActive     = "MSS_SIM_ACTIVE"
)

const stateActive, stateInactive = "ACTIVED", "UNACTIVED" // as the wire spells them

// stateLeaving is of an asset that is about to be taken offline, and works until it is (documented).
const stateLeaving = "WAITING_DELETE"

// statusOfState is what an asset_state means where the service does not say more.
var statusOfState = map[string]string{
	"DELETED": AssetDeleted, "DELETING": AssetRecycled, "BLOCK": AssetFrozen, stateActive: AssetActive,
	stateLeaving: AssetActive, stateInactive: AssetInactive,
}

type makeAssetRequest struct {
	PackageID   string `json:"package_id"`
	Kind        string `json:"kind"`
	Name        string `json:"name"`
	Description string `json:"description,omitempty"`
	Inactive    bool   `json:"inactive,omitempty"`
}

type makeAssetResponse struct {
	AssetID        string `json:"asset_id"`
	HttpStatusCode int    `json:"-"` // the SDK sets it
}

// MakeAsset makes an asset out of a free unit of a package.
func (c *Client) MakeAsset(ctx context.Context, in AssetRequest) (id string, err error) {
	const operation = "create the asset"
	resp, err := do(ctx, c, call{operation: operation, creates: true, token: in.Token},
		func(s *services) (*makeAssetResponse, error) {
			return extend[makeAssetResponse](s, http.MethodPost, "/v1/{project_id}/mss/assets", in.body())
		})
	if err != nil {
		return "", err
	}
	if resp.AssetID == "" {
		return "", incomplete(operation, "asset_id")
	}
	return resp.AssetID, nil
}

func (in AssetRequest) body() makeAssetRequest {
	return makeAssetRequest{PackageID: in.PackageID, Kind: in.Kind, Name: in.Name, Description: in.Description,
		Inactive: in.Inactive}
}

// Asset reads an asset; a deleted one has that status.
func (c *Client) Asset(ctx context.Context, id string) (*Asset, error) {
	operation := "read the asset " + id
	if err := checkID(operation, id); err != nil {
		return nil, err
	}
	r, err := do(ctx, c, call{operation: operation, read: true}, func(s *services) (*mssmodel.ShowAssetResponse, error) {
		return s.mss.ShowAsset(&mssmodel.ShowAssetRequest{AssetId: id})
	})
	if err != nil {
		return nil, err
	}
	a, err := assetOf(assetFields{
		id: r.AssetId, name: r.AssetName, description: r.AssetDescription, created: r.CreateTime, updated: r.UpdateTime,
		assetType: answer.Enum(r.AssetType), state: answer.Enum(r.AssetState), properties: r.SystemProperties,
		meta: r.AssetExtraMeta,
	})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", operation, err)
	}
	found := []Asset{*a}
	return &found[0], c.locate(ctx, found)
}

// Assets lists avatars and voices, deleted ones included.
func (c *Client) Assets(ctx context.Context) ([]Asset, error) { return c.AssetsOf(ctx, AssetFilter{}) }

// AssetsOf is Assets for those that a filter lets through.
func (c *Client) AssetsOf(ctx context.Context, f AssetFilter) ([]Asset, error) {
	const operation = "list the assets"
	query := mssmodel.ListAssetsRequest{AssetType: new(assetTypes)}
	if f.Name != "" {
		query.Name = &f.Name
	}
	if len(f.IDs) > 0 {
		query.AssetId = &f.IDs
	}
	var properties []string
	for _, p := range [][2]string{{propertyVK, f.VK}, {propertyPool, f.Pool}, {propertyStatus, f.Status},
		{propertyPackageID, f.PackageID}} {
		if p[1] != "" {
			properties = append(properties, p[0]+":"+p[1])
		}
	}
	if len(properties) > 0 {
		query.SystemProperty = new(strings.Join(properties, ","))
	}
	var all []Asset
	for r, err := range pages(ctx, c, operation, f.Page,
		func(s *services, offset, limit *int32) (*mssmodel.ListAssetsResponse, error) {
			query.Offset, query.Limit = offset, limit
			return s.mss.ListAssets(&query)
		},
		func(resp *mssmodel.ListAssetsResponse) ([]mssmodel.DigitalAssetInfo, int32) {
			return answer.Value(resp.Assets), answer.Value(resp.Count)
		},
		func(r mssmodel.DigitalAssetInfo) string { return answer.Value(r.AssetId) },
	) {
		if err != nil {
			return nil, err
		}
		a, err := assetOf(assetFields{
			id: r.AssetId, name: r.AssetName, description: r.AssetDescription, created: r.CreateTime, updated: r.UpdateTime,
			assetType: answer.Enum(r.AssetType), state: answer.Enum(r.AssetState), properties: r.SystemProperties,
			meta: r.AssetExtraMeta,
		})
		if err != nil {
			return nil, fmt.Errorf("%s: %s: %w", operation, answer.Value(r.AssetId), err)
		}
		all = append(all, *a)
	}
	return all, c.locate(ctx, all)
}

// assetFields are the fields that the SDK's two types of an asset share.
type assetFields struct {
	id, name, description, created, updated *string
	assetType, state                        string
	properties                              *[]mssmodel.SystemProperty
	meta                                    *mssmodel.AssetExtraMeta
}

func assetOf(f assetFields) (*Asset, error) {
	var read answer.Reader
	said := map[string]string{}
	for _, p := range answer.Value(f.properties) {
		said[answer.Enum(p.Key)] = answer.Value(p.Value)
	}
	a := &Asset{
		ID: answer.Value(f.id), Name: answer.Value(f.name), Description: answer.Value(f.description), AssetType: f.assetType,
		Kind: said[propertyKind], VK: said[propertyVK], PackageID: said[propertyPackageID], Pool: said[propertyPool],
		ExpireTime:  read.Instant(propertyExpireTime, said[propertyExpireTime]),
		CreatedTime: read.Instant("create_time", answer.Value(f.created)),
		UpdatedTime: read.Instant("update_time", answer.Value(f.updated)),
		Status:      said[propertyStatus], Active: said[propertyActive] == "YES",
	}
	if a.Kind == "" {
		a.Kind = kindOf(f.assetType, f.meta)
	}
	if a.Status == "" {
		a.Status = statusOfState[f.state]
		if a.Status == "" {
			a.Status = f.state
		}
	}
	if said[propertyActive] == "" {
		a.Active = f.state == stateActive || f.state == stateLeaving
	}
	return a, read.Err
}

// UpdateAsset changes what is given.
func (c *Client) UpdateAsset(ctx context.Context, id string, in AssetUpdate) error {
	operation := "update the asset " + id
	if err := checkID(operation, id); err != nil {
		return err
	}
	body := &mssmodel.UpdateDigitalAssetRequestBody{AssetName: in.Name, AssetDescription: in.Description}
	if in.Active != nil {
		states := mssmodel.GetUpdateDigitalAssetRequestBodyAssetStateEnum()
		body.AssetState = &states.UNACTIVED
		if *in.Active {
			body.AssetState = &states.ACTIVED
		}
	}
	_, err := do(ctx, c, call{operation: operation}, func(s *services) (*mssmodel.UpdateDigitalAssetResponse, error) {
		return s.mss.UpdateDigitalAsset(&mssmodel.UpdateDigitalAssetRequest{AssetId: id, Body: body})
	})
	return err
}

// DeleteAsset moves an asset to the recycle bin; forced it is deleted for good.
func (c *Client) DeleteAsset(ctx context.Context, id string, force bool) error {
	operation := "delete the asset " + id
	if err := checkID(operation, id); err != nil {
		return err
	}
	req := &mssmodel.DeleteAssetRequest{AssetId: id}
	if force {
		mode := "force"
		req.Mode = &mode
	}
	_, err := do(ctx, c, call{operation: operation}, func(s *services) (*mssmodel.DeleteAssetResponse, error) {
		return s.mss.DeleteAsset(req)
	})
	return err
}

// RestoreAsset takes an asset out of the recycle bin.
func (c *Client) RestoreAsset(ctx context.Context, id string) error {
	operation := "restore the asset " + id
	if err := checkID(operation, id); err != nil {
		return err
	}
	_, err := do(ctx, c, call{operation: operation}, func(s *services) (*mssmodel.RestoreAssetResponse, error) {
		return s.mss.RestoreAsset(&mssmodel.RestoreAssetRequest{AssetId: id})
	})
	return err
}

type bindRequest struct {
	AssetID    string `json:"asset_id"`
	ResourceID string `json:"resource_id,omitempty"`
}

// BindAsset binds an asset to a free unit of a package; without one the service chooses. Naming the package is an
// extension: the real service has no such field and always chooses.
func (c *Client) BindAsset(ctx context.Context, assetID, packageID string) error {
	_, err := do(ctx, c, call{operation: "bind the asset " + assetID}, func(s *services) (*emptyResponse, error) {
		return extend[emptyResponse](s, http.MethodPost, "/v1/{project_id}/tenants/bind-resource",
			bindRequest{assetID, packageID})
	})
	return err
}
