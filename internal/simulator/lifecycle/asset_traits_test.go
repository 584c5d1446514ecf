package lifecycle_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/lifecycle"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/site"
)

func TestAnAssetHasWhatItsJobSaid(t *testing.T) {
	t.Parallel()
	k := newTester(t)
	k.buy(item(voice, site.Yearly, 1, 1, false))
	id, err := createTrainingJob(k.World, lifecycle.CreateTrainingJob{
		Type: lifecycle.BasicVoiceJob, Details: lifecycle.JobDetails{
			Name: "Ann", Tags: []string{"NEWS"}, AppUserID: "user", Services: []string{"LIVE_2D"}, Sex: "FEMALE", Language: "CN",
		}})
	k.ok(err)
	assetID, err := submitTrainingJob(k.World, lifecycle.JobChange{JobID: id, Sex: new("MALE")})
	k.ok(err)
	a := k.Assets[assetID]
	want := lifecycle.Traits{Tags: []string{"NEWS"}, AppUserID: "user", Services: []string{"LIVE_2D"}, Sex: "MALE",
		Language: "CN"}
	if diff := cmp.Diff(want, a.Traits); diff != "" {
		t.Error(diff)
	}
	facts := len(k.Facts)
	k.ok(updateAsset(k.World, assetID, lifecycle.AssetChange{Tags: &want.Tags, Sex: new("MALE"), Leaving: new(false),
		Active: new(true)}))
	if len(k.Facts) != facts {
		t.Error("a change of nothing is a fact")
	}
	k.ok(updateAsset(k.World, assetID, lifecycle.AssetChange{Leaving: new(true), Order: new(int32(3))}))
	if want.Order = 3; !a.Leaving || k.AssetStatus(a) != lifecycle.AssetActive || cmp.Diff(want, a.Traits) != "" {
		t.Errorf("about to be taken offline it is %s, %+v", k.AssetStatus(a), a)
	}
	k.refused(updateAsset(k.World, assetID, lifecycle.AssetChange{Tags: &[]string{"a", string(make([]rune, 129))}}),
		lifecycle.CodeBadParameter, "129")
	k.verified()
}
