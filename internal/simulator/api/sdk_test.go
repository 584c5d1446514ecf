package api_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"time"

	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/auth"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/auth/basic"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/auth/global"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/config"
	bss "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/bss/v2"
	metastudio "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/metastudio/v1"
)

const endpoint = "http://simulator.mss.invalid"

// sdk is the official clients, for calls that ours does not make.
func (w world) sdk(instant time.Time) (*bss.BssClient, *metastudio.MetaStudioClient) {
	w.t.Helper()
	account, err := global.NewCredentialsBuilder().WithAk("demo").WithSk("sk").SafeBuild()
	if err != nil {
		w.t.Fatal(err)
	}
	project, err := basic.NewCredentialsBuilder().WithAk("demo").WithSk("sk").WithProjectId("demo").SafeBuild()
	if err != nil {
		w.t.Fatal(err)
	}
	build := func(b *core.HcHttpClientBuilder, credential auth.ICredential) *core.HcHttpClient {
		cfg := config.DefaultHttpConfig().WithHttpRoundTripper(w.transport).WithUserAgent("conformance")
		c, err := b.WithEndpoint(endpoint).WithCredential(credential).WithHttpConfig(cfg).SafeBuild()
		if err != nil {
			w.t.Fatal(err)
		}
		return c.WithExtraHeaders(map[string]string{"X-Simulator-Time": instant.Format(time.RFC3339)})
	}
	return bss.NewBssClient(build(bss.BssClientBuilder(), account)),
		metastudio.NewMetaStudioClient(build(metastudio.MetaStudioClientBuilder(), project))
}

// raw makes a call that no client has, and reads its answer, if there is one, into out.
func (w world) raw(instant time.Time, method, path string, body, out any) (status int) {
	w.t.Helper()
	return w.rawWith(instant, nil, method, path, body, out)
}

// rawWith is raw with further headers.
func (w world) rawWith(instant time.Time, headers map[string]string, method, path string, body, out any) (status int) {
	w.t.Helper()
	data, err := json.Marshal(body)
	if err != nil {
		w.t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(w.t.Context(), method, endpoint+path, bytes.NewReader(data))
	if err != nil {
		w.t.Fatal(err)
	}
	if w.token != "" {
		req.Header.Set("X-Auth-Token", w.token)
	} else {
		req.Header.Set("Authorization", "SDK-HMAC-SHA256 Access=demo, SignedHeaders=x-sdk-date, Signature=00")
	}
	req.Header.Set("X-Simulator-Time", instant.Format(time.RFC3339))
	for name, value := range headers {
		req.Header.Set(name, value)
	}
	resp, err := w.transport.RoundTrip(req)
	if err != nil {
		w.t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	if data, err = io.ReadAll(resp.Body); err != nil {
		w.t.Fatal(err)
	}
	if out != nil && len(data) > 0 {
		if err := json.Unmarshal(data, out); err != nil {
			w.t.Fatalf("%s %s: got %d %s: %v", method, path, resp.StatusCode, data, err)
		}
	}
	return resp.StatusCode
}
