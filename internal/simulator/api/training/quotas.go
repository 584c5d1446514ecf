package training

import (
	mssmodel "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/metastudio/v1/model"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/call"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/metastudio"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/site"
)

// showVoiceQuotas is ShowVoiceTrainingQuotas: the voice packages that still exist, and how many voices of each edition
// can be trained now. Flexus voices, those of third parties and those billed by use are not simulated, so that none of
// them is ever available.
func showVoiceQuotas(r *call.Request) (any, error) {
	voices := lifecycle.PackageList{
		Statuses: lifecycle.NotGone(),
		Rows: func(product site.Product, _ site.PeriodType) int {
			if _, ok := lifecycle.VoiceEdition(product.ResourceSpecCode); ok {
				return 1
			}
			return 0
		},
	}
	voices.Offset, voices.Limit = r.Query.Bounds()
	usable := voices
	usable.Statuses = []lifecycle.PackageStatus{lifecycle.PackageActive, lifecycle.PackageUsedUp}
	w, err := r.Look(lifecycle.Selection{PackageList: &voices, Tally: &usable})
	if err != nil {
		return nil, err
	}
	free := map[lifecycle.JobType]int32{}
	for _, sum := range w.Tallies {
		edition, _ := lifecycle.VoiceEdition(sum.ResourceSpecCode)
		free[edition] += int32(sum.Units - sum.Used)
	}
	shown := []mssmodel.VoiceTrainingResource{}
	for _, id := range w.Listed.IDs {
		p := w.Packages[id]
		edition, _ := lifecycle.VoiceEdition(p.ResourceSpecCode)
		shown = append(shown, voiceResource(w, p, edition))
	}
	return mssmodel.ShowVoiceTrainingQuotasResponse{
		Count: new(int32(w.Listed.Rows)), Resources: &shown,
		ResourceAvailableNums: &mssmodel.ResourceAvailableNums{
			Flexus: new(int32(0)), Basic: new(free[lifecycle.BasicVoiceJob]), Middle: new(free[lifecycle.MiddleVoiceJob]),
			MiddleOnDemand: new(int32(0)),
			Advance:        new(free[lifecycle.AdvanceVoiceJob]), ThirdPartyCmww: new(int32(0)),
		},
	}, nil
}

// voiceResource is a package as the quota of voices shows it. The operation is the last one on the resource as far as
// it can be seen: added, frozen, or bound again; its status is that of the list of resources (both assumed: only the
// words are documented).
func voiceResource(w *lifecycle.View, p *lifecycle.Package, edition lifecycle.JobType) mssmodel.VoiceTrainingResource {
	product, _ := w.Catalog.Product(p.ResourceSpecCode)
	var available int32
	if w.PackageStatus(p) == lifecycle.PackageActive {
		available = int32(p.FreeUnits())
	}
	bound, _ := w.BoundAsset(p)
	status, did := metastudio.ResourceStatus(w, p), "ADD"
	switch {
	case status != 0:
		did = "FREEZE"
	case p.Rebound && bound != "":
		did = "REBIND"
	}
	return mssmodel.VoiceTrainingResource{
		OperationType:  call.Enum[mssmodel.VoiceTrainingResourceOperationType](did),
		ResourceSource: call.Enum[mssmodel.VoiceTrainingResourceResourceSource](metastudio.Purchased),
		AssetId:        call.Optional(bound), ResourceId: &p.ID,
		ResourceNums: new(int32(p.Units)), ResourceAvailableNums: &available,
		ResourceType: call.Enum[mssmodel.VoiceTrainingResourceResourceType](string(edition)),
		ChargeMode:   call.Enum[mssmodel.ChardMode](product.ChargingMode(p.PeriodType)),
		ExpireTime:   new(call.Instant(p.Expire())), Status: new(int32(status)),
	}
}
