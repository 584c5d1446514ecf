package api_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/auth/basic"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/auth/global"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/config"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/region"
	bssintl "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/bssintl/v2"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/services/bssintl/v2/model"
	metastudio "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/metastudio/v1"
	mssmodel "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/metastudio/v1/model"

	"github.com/mss-iac/terraform-provider-mss/internal/mssclient"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api/control"
)

const enterprise = "hws.resource.type.metastudio.modeling.enterpriselivepackage"

// TestOrdersAreFiltered by what the account asks of them; what was not paid was paid at no time.
func TestOrdersAreFiltered(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	paid, _ := w.buy(w.days(0), yearly(1))
	unpaid := w.place(w.days(1), yearly(1))
	b := w.intl(day0.AddDate(0, 0, 2))
	methods := model.GetListCustomerOrdersRequestMethodEnum()
	for name, tt := range map[string]struct {
		in   model.ListCustomerOrdersRequest
		want []string
	}{
		"all":          {model.ListCustomerOrdersRequest{}, []string{unpaid, paid}},
		"oldest first": {model.ListCustomerOrdersRequest{OrderBy: new("CREATETIME")}, []string{paid, unpaid}},
		"service": {model.ListCustomerOrdersRequest{ServiceTypeCode: new("HWS.SERVICE.TYPE.METASTUDIO")},
			[]string{unpaid, paid}},
		"other service": {model.ListCustomerOrdersRequest{ServiceTypeCode: new("hws.service.type.obs")}, nil},
		"customer": {model.ListCustomerOrdersRequest{CustomerId: new("demo"), Method: &methods.ONESELF},
			[]string{unpaid, paid}},
		"other":      {model.ListCustomerOrdersRequest{CustomerId: new("other")}, nil},
		"paid for":   {model.ListCustomerOrdersRequest{CustomerId: new("demo"), Method: &methods.SUB_CUSTOMER}, nil},
		"nobody's":   {model.ListCustomerOrdersRequest{Method: &methods.SUB_CUSTOMER}, []string{unpaid, paid}},
		"paid by":    {model.ListCustomerOrdersRequest{PaymentTimeEnd: new("2028-01-01T00:00:00Z")}, []string{paid}},
		"paid since": {model.ListCustomerOrdersRequest{PaymentTimeBegin: new("2027-03-01T01:00:01Z")}, nil},
		"paid within": {model.ListCustomerOrdersRequest{PaymentTimeBegin: new("2027-03-01T09:00:00.000+08:00"),
			PaymentTimeEnd: new("2027-03-01t01:00:00.5z")}, []string{paid}},
		"paid after": {model.ListCustomerOrdersRequest{PaymentTimeBegin: new("2027-03-01T01:00:00.001Z")}, nil},
		"a year": {model.ListCustomerOrdersRequest{CreateTimeBegin: new("2027-03-02T01:00:00Z"),
			CreateTimeEnd: new("2028-03-02T01:00:00Z")}, []string{unpaid}},
		"pending":    {model.ListCustomerOrdersRequest{Status: new(int32(6))}, []string{unpaid}},
		"to approve": {model.ListCustomerOrdersRequest{Status: new(int32(1))}, nil},
	} {
		resp, err := b.ListCustomerOrders(&tt.in)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		var got []string
		for _, o := range *resp.OrderInfos {
			got = append(got, *o.OrderId)
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v, want %v", name, got, tt.want)
		}
	}
}

// TestPartsAreFoundByTheirOwnBusinessType in lists and in sums.
func TestPartsAreFoundByTheirOwnBusinessType(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	w.buy(w.days(0), mssclient.OrderItem{ResourceSpecCode: enterprise, PeriodType: mssclient.Yearly, PeriodNum: 1,
		SubscriptionNum: 1})
	_, m := w.sdk(day0)
	for business, want := range map[string][]string{
		"": {"", "image_modeling", "voice_modeling", "video_channel"}, "LIVE_2D": {""}, "VOICE_CLONE": {"voice_modeling"},
		"MODELING_2D,VIDEO_2D": {"image_modeling", "video_channel"}, "FLEXUS_2D": nil,
	} {
		list, err := m.ListTenantResources(&mssmodel.ListTenantResourcesRequest{
			ResourceSource: "PURCHASED", Business: &business})
		if err != nil {
			t.Fatal(err)
		}
		usage, err := m.ShowResourceUsage(&mssmodel.ShowResourceUsageRequest{Business: &business})
		if err != nil {
			t.Fatal(err)
		}
		part := func(s *string) string {
			if s == nil {
				return ""
			}
			return *s
		}
		var listed, summed []string
		for _, r := range *list.Resources {
			listed = append(listed, part(r.SubResourceType))
		}
		for _, r := range *usage.Resources {
			summed = append(summed, part(r.SubResourceType))
		}
		if !slices.Equal(listed, want) || !slices.Equal(summed, want) || int(list.Count) != len(want) {
			t.Errorf("%q: listed %q, summed %q, want %q", business, listed, summed, want)
		}
	}
}

// TestClientsFindTheirProjectAndAccount: given a region only, the official SDK asks IAM by itself.
func TestClientsFindTheirProjectAndAccount(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	cfg := config.DefaultHttpConfig().WithHttpRoundTripper(w.transport).WithUserAgent("conformance")
	project, err := basic.NewCredentialsBuilder().WithAk("demo").WithSk("sk").WithIamEndpointOverride(endpoint).SafeBuild()
	if err != nil {
		t.Fatal(err)
	}
	mc, err := metastudio.MetaStudioClientBuilder().WithRegion(region.NewRegion("ap-southeast-3", endpoint)).
		WithCredential(project).WithHttpConfig(cfg).SafeBuild()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := metastudio.NewMetaStudioClient(mc).ListTenantResources(&mssmodel.ListTenantResourcesRequest{
		ResourceSource: "PURCHASED"}); err != nil {
		t.Error(err)
	}
	account, err := global.NewCredentialsBuilder().WithAk("demo").WithSk("sk").
		WithIamEndpointOverride(endpoint).SafeBuild()
	if err != nil {
		t.Fatal(err)
	}
	bc, err := bssintl.BssintlClientBuilder().WithRegion(region.NewRegion("ap-southeast-1", endpoint)).
		WithCredential(account).WithHttpConfig(cfg).SafeBuild()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := bssintl.NewBssintlClient(bc).
		ShowCustomerAccountBalances(&model.ShowCustomerAccountBalancesRequest{}); err != nil {
		t.Error(err)
	}
	for query, want := range map[string]int{"": 1, "?name=x&enabled=TRUE": 1, "?page=2": 0, "?domain_id=other": 0,
		"?enabled=false": 0, "?is_domain=true": 0} {
		var out struct {
			Projects []struct{ ID, Name string }
		}
		if status := w.raw(day0, "GET", "/v3/projects"+query, nil, &out); status != 200 || len(out.Projects) != want {
			t.Errorf("%q: got %d %+v, want %d", query, status, out, want)
		}
	}
}

// TestEventsComeInPages: the newest ones first, in the order in which they happened, of a type or about something, with
// the number of all.
func TestEventsComeInPages(t *testing.T) {
	t.Parallel()
	w := newWorld(t, "")
	orders := map[string]bool{}
	for day := range 6 {
		id, _ := w.buy(w.days(day), yearly(1))
		orders[id] = true
	}
	one, last := slices.Collect(maps.Keys(orders))[0], day0.AddDate(0, 0, 6)
	story := func(query string) (s control.Story) {
		t.Helper()
		if status := w.raw(last, "GET", "/_sim/v1/events?"+query, nil, &s); status != 200 {
			t.Fatalf("%s: %d", query, status)
		}
		return s
	}
	all := story("")
	if len(all.Events) != all.Total {
		t.Fatalf("%d events of %d", len(all.Events), all.Total)
	}
	var pages []control.Event
	for offset := 0; offset < all.Total; offset += 5 {
		page := story(fmt.Sprintf("limit=5&offset=%d", offset))
		if page.Total != all.Total || len(page.Events) > 5 {
			t.Errorf("after %d events %d of %d", offset, len(page.Events), page.Total)
		}
		pages = append(page.Events, pages...)
	}
	if diff := cmp.Diff(all.Events, pages); diff != "" {
		t.Error("the pages are other events than all of them:", diff)
	}
	for query, want := range map[string]int{"type=order_paid": 6, "type=money": 6, "type=order_paid&limit=2": 6,
		"id=" + one: 2, "text=" + one[4:]: 2, "text=nothing-like-it": 0, "type=nope": 0} {
		if got := story(query); got.Total != want || len(got.Events) > want {
			t.Errorf("%s: %d events of %d, want %d", query, len(got.Events), got.Total, want)
		}
	}
	if n := story("type=nope").Types["order_paid"]; n != 6 {
		t.Errorf("%d orders were paid, whichever type is asked for", n)
	}
	for _, query := range []string{"limit=0", "limit=1001", "offset=-1"} {
		var refused any
		if status := w.raw(last, "GET", "/_sim/v1/events?"+query, nil, &refused); status != 400 {
			t.Errorf("%s: %d %v", query, status, refused)
		}
	}
}
