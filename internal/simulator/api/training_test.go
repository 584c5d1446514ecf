package api_test

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/sdkerr"
	metastudio "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/metastudio/v1"
	mssmodel "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/metastudio/v1/model"

	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/site"
)

const (
	image       = "hws.resource.type.metastudio.avatarmodeling.number"
	voiceMiddle = "hws.resource.type.metastudio.modeling.voice.onemiddle"
)

// newTrainingWorld is a cloud in which training takes three days.
func newTrainingWorld(t *testing.T) world {
	t.Helper()
	text, err := site.PolicyText("international")
	if err != nil {
		t.Fatal(err)
	}
	return newWorldWith(t, simulator.Settings{
		Policy: strings.NewReplacer("training_days: {value: 0", "training_days: {value: 3").Replace(text)})
}

func (w world) studio(days int) *metastudio.MetaStudioClient {
	w.t.Helper()
	_, m := w.sdk(day0.AddDate(0, 0, days))
	return m
}

func once(code string, n int32) mssclient.OrderItem {
	return mssclient.OrderItem{ResourceSpecCode: code, PeriodType: mssclient.OneOff, PeriodNum: 1, SubscriptionNum: n}
}

// sdkRefused checks an error of the official client.
func (w world) sdkRefused(err error, code string, parts ...string) {
	w.t.Helper()
	var e *sdkerr.ServiceResponseError
	if !errors.As(err, &e) || e.StatusCode != http.StatusBadRequest || e.ErrorCode != code {
		w.t.Errorf("got %v, want a refusal with %s", err, code)
		return
	}
	for _, p := range parts {
		if !strings.Contains(e.ErrorMessage, p) {
			w.t.Errorf("%q does not name %q", e.ErrorMessage, p)
		}
	}
}

func must[T any](v T, err error) func(t *testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func (w world) image(m *metastudio.MetaStudioClient, id string) *mssmodel.Show2dModelTrainingJobResponse {
	w.t.Helper()
	return must(m.Show2dModelTrainingJob(&mssmodel.Show2dModelTrainingJobRequest{JobId: id}))(w.t)
}

func submitImage(m *metastudio.MetaStudioClient, id string) (*mssmodel.Execute2dModelTrainingCommandByUserResponse,
	error) {
	return m.Execute2dModelTrainingCommandByUser(&mssmodel.Execute2dModelTrainingCommandByUserRequest{
		JobId: id, Body: &mssmodel.Execute2dModelTrainingCommandByUserReq{
			Command: mssmodel.GetExecute2dModelTrainingCommandByUserReqCommandEnum().SUBMITVERIFYING,
		}})
}

// TestImageJobs follows a job of the official client from its files to its avatar.
func TestImageJobs(t *testing.T) {
	t.Parallel()
	w := newTrainingWorld(t)
	m := w.studio(0)
	version, services := mssmodel.GetCreate2dModelTrainingJobReqModelVersionEnum().V3_2, []mssmodel.SupportedServiceEnum{
		mssmodel.GetSupportedServiceEnumEnum().LIVE_2_D}
	created := must(m.Create2dModelTrainingJob(&mssmodel.Create2dModelTrainingJobRequest{
		XAppUserId: new("user-1"), Body: &mssmodel.Create2dModelTrainingJobReq{
			Name: "Ann", Contact: new("555"), BatchName: new("batch"), Tags: &[]string{"a", "b"},
			VideoMultipartCount:     new(int32(2)),
			IsBackgroundReplacement: new(false), IsLiveCopy: new(true), ModelVersion: &version, SupportedService: &services,
		}}))(t)
	id := *created.JobId
	if len(*created.TrainingVideoUploadUrl) != 2 || len(*created.ActionVideoUploadUrl) != 1 ||
		created.AudioUploadUrl != nil || created.GrantFileUploadUrl == nil {
		t.Errorf("created %v", created)
	}
	for _, u := range *created.TrainingVideoUploadUrl {
		if !strings.HasPrefix(u, "https://upload.mss.invalid/") {
			t.Errorf("an upload would go to %s", u)
		}
	}
	job := w.image(m, id)
	if job.State.Value() != "WAIT_FILE_UPLOAD" || job.AssetId != nil || job.AllocatedResource != nil ||
		*job.AppUserId != "user-1" || *job.Contact != "555" || *job.BatchName != "batch" ||
		len(*job.Tags) != 2 || *job.IsBackgroundReplacement || !*job.IsLiveCopy || job.ModelVersion.Value() != "V3.2" ||
		*job.ModelResolution != "1080P" ||
		len(*job.SupportedService) != 1 || *job.CreateTime != "2027-03-01T01:00:00Z" || *job.ProjectId != "demo" {
		t.Errorf("the job is %v", job)
	}

	_, err := submitImage(m, id)
	w.sdkRefused(err, "SIM.1001", id, "studio_2d")
	m = w.studio(1)
	updated := must(m.Update2dModelTrainingJob(&mssmodel.Update2dModelTrainingJobRequest{
		JobId: id, Body: &mssmodel.Update2dModelTrainingJobReq{
			Name: new("Anna"), Contact: new("556"), VideoMultipartCount: new(int32(1)), IsBackgroundReplacement: new(true),
		}}))(t)
	if *updated.JobId != id || len(*updated.TrainingVideoUploadUrl) != 1 {
		t.Errorf("updated %v", updated)
	}
	_, packages := w.buy(w.days(1), mssclient.OrderItem{ResourceSpecCode: image, PeriodType: mssclient.Yearly,
		PeriodNum:       2,
		SubscriptionNum: 1}, once(image, 1))
	first := packages[1].ResourceID // a year from now, the other one two
	other := must(m.Execute2dModelTrainingCommandByUser(&mssmodel.Execute2dModelTrainingCommandByUserRequest{
		JobId: id, Body: &mssmodel.Execute2dModelTrainingCommandByUserReq{
			Command: mssmodel.GetExecute2dModelTrainingCommandByUserReqCommandEnum().CONFIRM_ACCEPT,
		}}))(t)
	if other.CommondResult.Value() != "EXCUTE_FAILED" || *other.ErrorInfo.ErrorCode != "SIM.1011" ||
		!strings.Contains(*other.ExcuteFailedMsg, "CONFIRM_ACCEPT") {
		t.Errorf("a command that is not simulated: %v", other)
	}
	m = w.studio(2)
	if done := must(submitImage(m, id))(t); done.CommondResult.Value() != "EXCUTE_SUCCESS" {
		t.Errorf("submitted: %v", done)
	}
	_, err = submitImage(m, id)
	w.sdkRefused(err, "SIM.1010", id)
	_, err = m.Update2dModelTrainingJob(&mssmodel.Update2dModelTrainingJobRequest{
		JobId: id, Body: &mssmodel.Update2dModelTrainingJobReq{Name: new("x")}})
	w.sdkRefused(err, "SIM.1010", id)
	_, err = m.Delete2dModelTrainingJob(&mssmodel.Delete2dModelTrainingJobRequest{JobId: id})
	w.sdkRefused(err, "SIM.1010", "2027-03-06")

	m = w.studio(4)
	job = w.image(m, id)
	p := w.status(w.days(4), first, mssclient.PackageActive)
	if r := job.AllocatedResource; job.State.Value() != "TRAINING" || job.AssetId != nil || r == nil ||
		*r.ResourceId != first || r.ChargeMode.Value() != "ONE_TIME" ||
		*r.ExpireTime != p.ExpireTime.UTC().Format(time.RFC3339) || job.Name != "Anna" ||
		*job.LastUpdateTime != "2027-03-03T01:00:00Z" {
		t.Errorf("in training the job is %v", job)
	}
	if want := utc(t, "2028-03-03T15:59:59Z"); !p.ExpireTime.Equal(want) || p.Used != 1 {
		t.Errorf("the one-off unit is %+v, ends %v is wanted", p, want)
	}
	m = w.studio(5)
	job = w.image(m, id)
	if job.State.Value() != "JOB_SUCCESS" || job.AssetId == nil {
		t.Fatalf("after three days the job is %v", job)
	}
	asset, err := w.days(5).Asset(t.Context(), *job.AssetId)
	if err != nil || asset.Name != "Anna" || asset.Kind != "studio_2d" || asset.AssetType != "HUMAN_MODEL_2D" ||
		asset.PackageID != first || asset.Status != mssclient.AssetActive {
		t.Errorf("it made %+v, %v", asset, err)
	}
	must(m.Delete2dModelTrainingJob(&mssmodel.Delete2dModelTrainingJobRequest{JobId: id}))(t)
	_, err = m.Show2dModelTrainingJob(&mssmodel.Show2dModelTrainingJobRequest{JobId: id})
	w.sdkRefused(err, "SIM.1009", id)
	if asset, err := w.days(5).Asset(t.Context(), asset.ID); err != nil || asset.Status != mssclient.AssetActive {
		t.Errorf("without its job the avatar is %+v, %v", asset, err)
	}
}

func TestListsOfImageJobs(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	w.buy(w.days(0), once(image, 1))
	for i, name := range []string{"Ann", "Anna", "Bob"} {
		m := w.studio(i)
		id := *must(m.Create2dModelTrainingJob(&mssmodel.Create2dModelTrainingJobRequest{
			Body: &mssmodel.Create2dModelTrainingJobReq{
				Name: name, BatchName: new("batch " + name), Tags: &[]string{name}, IsLiveCopy: new(name == "Bob"),
			}}))(t).JobId
		if name == "Anna" {
			must(submitImage(m, id))(t)
		}
	}
	m := w.studio(3)
	all := *must(m.List2dModelTrainingJob(&mssmodel.List2dModelTrainingJobRequest{}))(t).Jobs
	must(m.Update2dModelTrainingJob(&mssmodel.Update2dModelTrainingJobRequest{
		JobId: all[0].JobId, Body: &mssmodel.Update2dModelTrainingJobReq{Contact: new("1")}}))(t)
	type query = mssmodel.List2dModelTrainingJobRequest
	for name, tt := range map[string]struct {
		in   query
		want string
	}{
		"all":            {query{}, "3 Ann Anna Bob"},
		"descending":     {query{SortDir: new("desc")}, "3 Bob Anna Ann"},
		"by update":      {query{SortKey: new("update_time")}, "3 Anna Bob Ann"},
		"page":           {query{Limit: new(int32(1)), Offset: new(int32(1))}, "3 Anna"},
		"states":         {query{State: new("JOB_SUCCESS,TRAINING")}, "1 Anna"},
		"open":           {query{State: new("WAIT_FILE_UPLOAD")}, "2 Ann Bob"},
		"name":           {query{Name: new("Ann")}, "2 Ann Anna"},
		"batch":          {query{BatchName: new("batch Ann")}, "1 Ann"},
		"tag":            {query{Tag: new("Bob")}, "1 Bob"},
		"id":             {query{JobId: &all[1].JobId}, "1 Anna"},
		"other id":       {query{JobId: new("nope")}, "0"},
		"live copy":      {query{IsLiveCopy: new(true)}, "1 Bob"},
		"no flexus":      {query{IsFlexus: new(false)}, "3 Ann Anna Bob"},
		"flexus":         {query{IsFlexus: new(true)}, "0"},
		"by use":         {query{IsOndemandResource: new(true)}, "0"},
		"resolution":     {query{ModelResolution: new("1080P")}, "3 Ann Anna Bob"},
		"4K":             {query{ModelResolution: new("4K")}, "0"},
		"somewhere":      {query{TrainLocation: new("cn-north-4")}, "0"},
		"another's":      {query{QueryProjectId: new("other")}, "0"},
		"created since":  {query{CreateSince: new("2027-03-02T01:00:00Z")}, "2 Anna Bob"},
		"created until":  {query{CreateUntil: new("2027-03-02T01:00:00Z")}, "2 Ann Anna"},
		"updated since":  {query{UpdateSince: new("2027-03-03T01:00:00Z")}, "2 Ann Bob"},
		"voices are not": {query{JobId: new("sim-asset-0")}, "0"},
	} {
		resp := must(m.List2dModelTrainingJob(&tt.in))(t)
		got := fmt.Sprint(*resp.Count)
		for _, j := range *resp.Jobs {
			got += " " + j.Name
		}
		if got != tt.want {
			t.Errorf("%s: got %s, want %s", name, got, tt.want)
		}
	}
}

func (w world) voice(m *metastudio.MetaStudioClient, id string) *mssmodel.ShowVoiceTrainingJobResponse {
	w.t.Helper()
	return must(m.ShowVoiceTrainingJob(&mssmodel.ShowVoiceTrainingJobRequest{JobId: id}))(w.t)
}

func (w world) quotas(m *metastudio.MetaStudioClient) *mssmodel.ShowVoiceTrainingQuotasResponse {
	w.t.Helper()
	return must(m.ShowVoiceTrainingQuotas(&mssmodel.ShowVoiceTrainingQuotasRequest{}))(w.t)
}

// TestVoiceJobs trains voices of each edition with the official client.
func TestVoiceJobs(t *testing.T) {
	t.Parallel()
	w := newTrainingWorld(t)
	_, packages := w.buy(w.days(0), yearly(1), once(voiceMiddle, 2))
	m := w.studio(0)
	tag, segment := mssmodel.GetJobTagEnum().NEWS, mssmodel.GetCreateTypeEnum().SEGMENT
	basic := must(m.CreateTrainingBasicJob(&mssmodel.CreateTrainingBasicJobRequest{
		XAppUserId: new("user-1"), Body: &mssmodel.CreateTrainingJobReq{
			VoiceName: "Ann", Tag: &tag, Language: new("CN"), Phone: new("555"), BatchName: new("batch"),
			DhtmsJobId: new("image-1"), OutputLanguage: new("EN"),
		}}))(t)
	if basic.TrainingDataUploadingUrl == nil || basic.AuthorizationLetterUploadingUrl == nil ||
		basic.SegmentUploadingUrl != nil {
		t.Errorf("created %v", basic)
	}
	middle := must(m.CreateTrainingMiddleJob(&mssmodel.CreateTrainingMiddleJobRequest{
		Body: &mssmodel.CreateTrainingJobReq{VoiceName: "Bob", CreateType: &segment}}))(t)
	if s := middle.SegmentUploadingUrl; middle.TrainingDataUploadingUrl != nil || len(*s.AudioUploadingUrl) != 100 ||
		len(*s.TxtUploadingUrl) != 100 {
		t.Errorf("created %v", middle)
	}
	advance := must(m.CreateTrainingAdvanceJob(&mssmodel.CreateTrainingAdvanceJobRequest{
		Body: &mssmodel.CreateTrainingJobReq{VoiceName: "Cid"}}))(t)
	_, err := m.CreateTrainingThirdPartyJob(&mssmodel.CreateTrainingThirdPartyJobRequest{
		Body: &mssmodel.CreateTrainingJobReq{VoiceName: "Dan"}})
	w.sdkRefused(err, "SIM.1011", "third party")

	id := *basic.JobId
	job := w.voice(m, id)
	if job.State.Value() != "CREATING" || job.JobType.Value() != "BASIC" || *job.VoiceName != "Ann" ||
		job.AssetId != nil ||
		job.AllocatedResource != nil ||
		*job.CreateTime != day0.Unix() || job.Tag.Value() != "NEWS" || *job.AppUserId != "user-1" || *job.Phone != "555" ||
		*job.DhtmsJobId != "image-1" ||
		*job.OutputLanguage != "EN" || job.CreateType.Value() != "PACKAGE" || job.Sex != nil || *job.RejectTimes != 0 {
		t.Errorf("the job is %v", job)
	}
	quotas := w.quotas(m)
	if n := quotas.ResourceAvailableNums; *quotas.Count != 3 || *n.Basic != 1 || *n.Middle != 2 || *n.Advance != 0 ||
		*n.Flexus != 0 || *n.MiddleOnDemand != 0 || *n.ThirdPartyCmww != 0 {
		t.Errorf("the quotas are %v", quotas)
	}

	m = w.studio(1)
	sex := mssmodel.GetCommitJobReqSexEnum().FEMALE
	must(m.CommitVoiceTrainingJob(&mssmodel.CommitVoiceTrainingJobRequest{
		JobId: id, Body: &mssmodel.CommitJobReq{VoiceName: new("Anna"), Sex: &sex, Description: new("clear")}}))(t)
	must(m.CommitVoiceTrainingJob(&mssmodel.CommitVoiceTrainingJobRequest{JobId: *middle.JobId}))(t)
	_, err = m.CommitVoiceTrainingJob(&mssmodel.CommitVoiceTrainingJobRequest{JobId: *advance.JobId})
	w.sdkRefused(err, "SIM.1001", *advance.JobId, "voice.advance")
	_, err = m.CommitVoiceTrainingJob(&mssmodel.CommitVoiceTrainingJobRequest{JobId: id})
	w.sdkRefused(err, "SIM.1010", id)
	_, err = m.DeleteVoiceTrainingJob(&mssmodel.DeleteVoiceTrainingJobRequest{JobId: id})
	w.sdkRefused(err, "SIM.1010", id)
	job = w.voice(m, id)
	if r := job.AllocatedResource; job.State.Value() != "PROCESSING" || job.AssetId != nil ||
		*r.ResourceId != packages[0].ResourceID || r.ChargeMode.Value() != "PERIODIC" ||
		*r.ExpireTime != "2028-03-01T15:59:59Z" || *job.Sex != "FEMALE" ||
		*job.LastupdateTime != day0.AddDate(0, 0, 1).Unix() {
		t.Errorf("in training the job is %v", job)
	}

	m = w.studio(4)
	job = w.voice(m, id)
	if job.State.Value() != "SUCCEED" || job.AssetId == nil || *job.LastupdateTime != day0.AddDate(0, 0, 4).Unix() {
		t.Fatalf("after three days the job is %v", job)
	}
	asset, err := w.days(4).Asset(t.Context(), *job.AssetId)
	if err != nil || asset.Name != "Anna" || asset.Description != "clear" || asset.Kind != "voice_clone" ||
		asset.PackageID != packages[0].ResourceID {
		t.Errorf("it made %+v, %v", asset, err)
	}
	quotas = w.quotas(m)
	if n := quotas.ResourceAvailableNums; *n.Basic != 0 || *n.Middle != 1 {
		t.Errorf("the quotas are %v", quotas)
	}
	for i, r := range *quotas.Resources {
		want := []string{"BASIC PERIODIC 1 0", "MIDDLE ONE_TIME 1 0", "MIDDLE ONE_TIME 1 1"}[i]
		if got := fmt.Sprint(r.ResourceType.Value(), " ", r.ChargeMode.Value(), " ", *r.ResourceNums, " ",
			*r.ResourceAvailableNums); got != want ||
			r.OperationType.Value() != "ADD" || r.ResourceSource.Value() != "PURCHASED" || *r.Status != 0 ||
			(r.AssetId == nil) != (i == 2) ||
			!slices.ContainsFunc(packages, func(p mssclient.Package) bool { return p.ResourceID == *r.ResourceId }) {
			t.Errorf("resource %d is %s of %v, want %s", i, got, r, want)
		}
	}
	paged := must(m.ShowVoiceTrainingQuotas(&mssmodel.ShowVoiceTrainingQuotasRequest{
		Limit: new(int32(1)), Offset: new(int32(2))}))(t)
	if *paged.Count != 3 || len(*paged.Resources) != 1 || *paged.ResourceAvailableNums.Middle != 1 {
		t.Errorf("a page of the quotas is %v", paged)
	}

	type query = mssmodel.ListVoiceTrainingJobRequest
	for name, tt := range map[string]struct {
		in   query
		want string
	}{
		"newest first": {query{}, "3 Cid Bob Anna"},
		"ascending":    {query{SortDir: new("asc"), SortKey: new("ceate_time")}, "3 Anna Bob Cid"},
		"states":       {query{State: new("SUCCEED,PROCESSING")}, "2 Bob Anna"},
		"type":         {query{JobType: new("ADVANCE")}, "1 Cid"},
		"name":         {query{VoiceName: new("nn")}, "1 Anna"},
		"by use":       {query{IsOndemandResource: new(true)}, "0"},
		"updated":      {query{UpdateUntil: new("2027-03-02T00:00:00Z")}, "1 Cid"},
		"page":         {query{Limit: new(int32(1)), Offset: new(int32(2))}, "3 Anna"},
	} {
		resp := must(m.ListVoiceTrainingJob(&tt.in))(t)
		got := fmt.Sprint(*resp.Count)
		for _, j := range *resp.Jobs {
			got += " " + *j.VoiceName
		}
		if got != tt.want {
			t.Errorf("%s: got %s, want %s", name, got, tt.want)
		}
	}
	must(m.DeleteVoiceTrainingJob(&mssmodel.DeleteVoiceTrainingJobRequest{JobId: id}))(t)
	_, err = m.ShowVoiceTrainingJob(&mssmodel.ShowVoiceTrainingJobRequest{JobId: id})
	w.sdkRefused(err, "SIM.1009", id)
	if frozen := w.quotas(w.studio(366 + 20)); *frozen.Count != 2 ||
		(*frozen.Resources)[0].OperationType.Value() != "FREEZE" || *(*frozen.Resources)[0].Status != 1 {
		t.Errorf("frozen, the quotas are %v", frozen)
	}
}

func TestAVoiceThatIsDeletedInTrainingFails(t *testing.T) {
	t.Parallel()
	w := newTrainingWorld(t)
	_, packages := w.buy(w.days(0), yearly(1))
	m := w.studio(0)
	id := *must(m.CreateTrainingBasicJob(&mssmodel.CreateTrainingBasicJobRequest{
		Body: &mssmodel.CreateTrainingJobReq{VoiceName: "Ann"}}))(t).JobId
	must(m.CommitVoiceTrainingJob(&mssmodel.CommitVoiceTrainingJobRequest{JobId: id}))(t)
	if _, err := w.days(1).ReturnPackage(t.Context(), packages[0].ResourceID); err != nil {
		t.Fatal(err)
	}
	job := w.voice(w.studio(4), id)
	if job.State.Value() != "FAILED" || job.AssetId != nil || *job.JobFailedCode != "SIM.1008" ||
		*job.JobFailedReason == "" {
		t.Errorf("the job is %v", job)
	}
}

// TestTrainingWithTokens: a repeated call with the same client token makes nothing twice.
func TestTrainingWithTokens(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	w.buy(w.days(0), once(image, 2), yearly(2))
	call := func(token, method, path string, body, out any) int {
		t.Helper()
		return w.rawWith(day0, map[string]string{"X-Client-Token": token}, method, "/v1/demo/"+path, body, out)
	}
	var first, again, other struct {
		JobID   string `json:"job_id"`
		Code    string `json:"error_code"`
		Results []struct {
			Status string `json:"ret_status"`
			Error  *struct {
				Code string `json:"error_code"`
			} `json:"error_info"`
		} `json:"results"`
	}
	const images, basic = "digital-human-training-manage/user/jobs", "voice-training-manage/user/basic-jobs"
	for path, field := range map[string]string{images: "name", basic: "voice_name"} {
		call("create "+field, "POST", path, map[string]any{field: "Ann"}, &first)
		if status := call("create "+field, "POST", path, map[string]any{field: "Ann"}, &again); status != 200 ||
			again.JobID != first.JobID || first.JobID == "" {
			t.Errorf("%s: the repeated call made %s, the first one %s", path, again.JobID, first.JobID)
		}
		if status := call("create "+field, "POST", path, map[string]any{field: "Bob"}, &other); status != 409 ||
			other.Code != "SIM.2003" {
			t.Errorf("%s: the token for another job: %d %s", path, status, other.Code)
		}
	}
	for range 2 {
		if status := call("submit", "POST", "voice-training-manage/user/jobs/"+voiceJob(t, w), nil, nil); status != 200 {
			t.Errorf("submitted with a token: %d", status)
		}
	}
	assets, err := w.days(0).Assets(t.Context())
	if err != nil || len(assets) != 1 {
		t.Fatalf("the voices are %v, %v", assets, err)
	}
	batch := map[string]any{"action": "DELETE_FORCE", "asset_ids": []string{assets[0].ID, "nope"}}
	for range 2 { // the second time by itself would find the asset deleted
		if status := call("batch", "POST", "digital-assets/batch-action", batch, &other); status != 200 ||
			len(other.Results) != 2 ||
			other.Results[0].Status != "SUCCESS" || other.Results[1].Status != "FAILED" ||
			other.Results[1].Error.Code != "MSS.10001001" {
			t.Errorf("a batch with a token: %d %+v", status, other)
		}
	}
}

func voiceJob(t *testing.T, w world) string {
	t.Helper()
	return *(*must(w.studio(0).ListVoiceTrainingJob(&mssmodel.ListVoiceTrainingJobRequest{}))(t).Jobs)[0].JobId
}

func TestBatchActions(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	c, m := w.days(0), w.studio(0)
	_, packages := w.buy(c, yearly(2))
	ann, bob := w.make(c, packages[0].ResourceID, "Ann"), w.make(c, packages[1].ResourceID, "Bob")
	if err := c.SetAutoRenew(t.Context(), packages[1].ResourceID, true); err != nil {
		t.Fatal(err)
	}
	actions := mssmodel.GetBatchAssetActionReqActionEnum()
	for _, step := range []struct {
		action mssmodel.BatchAssetActionReqAction
		want   string
		state  string // of the first
	}{
		{actions.UNACTIVE, "SUCCESS/SUCCESS/FAILED:MSS.10001001", mssclient.AssetInactive},
		{actions.ACTIVE, "SUCCESS/SUCCESS/FAILED:MSS.10001001", mssclient.AssetActive},
		{actions.DELETE, "SUCCESS/FAILED:SIM.1007/FAILED:MSS.10001001", mssclient.AssetRecycled},
		{actions.ACTIVE, "FAILED:SIM.1008/SUCCESS/FAILED:MSS.10001001", mssclient.AssetRecycled},
		{actions.RESTORE, "SUCCESS/FAILED:SIM.1008/FAILED:MSS.10001001", mssclient.AssetActive},
		{actions.SHARE, "FAILED:SIM.1011/FAILED:SIM.1011/FAILED:SIM.1011", mssclient.AssetActive},
		{actions.UNSHARE, "FAILED:SIM.1011/FAILED:SIM.1011/FAILED:SIM.1011", mssclient.AssetActive},
		{actions.DELETE_FORCE, "SUCCESS/FAILED:SIM.1007/FAILED:MSS.10001001", mssclient.AssetDeleted},
	} {
		ids := []string{ann, bob, "nope"}
		resp := must(m.BatchExecuteAssetAction(&mssmodel.BatchExecuteAssetActionRequest{
			Body: &mssmodel.BatchAssetActionReq{Action: step.action, AssetIds: ids}}))(t)
		var rows []string
		for i, r := range *resp.Results {
			row := r.RetStatus.Value()
			if r.ErrorInfo != nil {
				row += ":" + *r.ErrorInfo.ErrorCode
			}
			if len(*r.AssetIds) != 1 || (*r.AssetIds)[0] != ids[i] || r.ErrorInfo != nil && *r.ErrorInfo.ErrorMsg == "" {
				t.Errorf("%s: row %d is %v", step.action.Value(), i, r)
			}
			rows = append(rows, row)
		}
		a, err := c.Asset(t.Context(), ann)
		if got := strings.Join(rows, "/"); err != nil || got != step.want || a.Status != step.state {
			t.Errorf("%s: got %s, the first is %s; want %s and %s", step.action.Value(), got, a.Status, step.want, step.state)
		}
	}
	_, err := m.BatchExecuteAssetAction(&mssmodel.BatchExecuteAssetActionRequest{
		Body: &mssmodel.BatchAssetActionReq{Action: actions.DELETE}})
	w.sdkRefused(err, "MSS.00000003", "asset_ids")
}

func TestNothingIsAssigned(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	w.buy(w.days(0), yearly(1))
	got := must(w.studio(0).ShowTenantAssginRecord(&mssmodel.ShowTenantAssginRecordRequest{
		Limit: new(int32(10)), Offset: new(int32(0))}))(t)
	if *got.CustomerProjectId != "demo" || *got.ResourceCount != 0 || len(*got.Resources) != 0 ||
		len(*got.ResourcesOverview) != 0 {
		t.Errorf("got %v", got)
	}
	_, err := w.studio(0).ShowTenantAssginRecord(&mssmodel.ShowTenantAssginRecordRequest{Limit: new(int32(101))})
	w.sdkRefused(err, "MSS.00000003", "limit")
}
