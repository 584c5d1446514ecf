package api_test

import (
	"bufio"
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/mss-iac/terraform-provider-mss/internal/simulator/api"
	"github.com/mss-iac/terraform-provider-mss/internal/simulator/auth"
)

// peer is the existing Terraform provider, reduced to what it sends: its requests stand in testdata/peer.http as its
// source has them written to the socket, in that order of headers and of JSON keys, with the newline after each body.
// They are signed here as its source does it, which has nothing in common with the server's check. It reads answers by
// itself, and not as our client does.
type peer struct {
	t        *testing.T
	address  string
	requests map[string]string
	ids      map[string]string
	sent     int
}

func newPeer(t *testing.T, opening string) *peer {
	t.Helper()
	checking := &auth.Verifier{Keys: ring{}, Clock: func() time.Time { return day0 }}
	server := httptest.NewServer(api.Checked(t, api.New(newWorld(t, opening).cloud, checking.Authenticate)))
	t.Cleanup(server.Close)
	text, err := os.ReadFile(filepath.Join("testdata", "peer.http"))
	if err != nil {
		t.Fatal(err)
	}
	p := &peer{t: t, address: server.Listener.Addr().String(), requests: map[string]string{}, ids: map[string]string{}}
	for block := range strings.SplitSeq(strings.TrimPrefix(string(text), "### "), "\n### ") {
		name, request, _ := strings.Cut(block, "\n")
		p.requests[name] = strings.TrimSuffix(request, "\n")
	}
	return p
}

// send writes a request to a connection of its own and reads the answer into out. As that client does, it takes only
// the given statuses for success.
func (p *peer) send(name string, out any, okCodes ...int) {
	p.t.Helper()
	request, ok := p.requests[name]
	if !ok {
		p.t.Fatalf("no request is called %q", name)
	}
	replace := []string{"{host}", p.address}
	for k, v := range p.ids {
		replace = append(replace, "{"+k+"}", v)
	}
	request = strings.NewReplacer(replace...).Replace(request)
	head, body, _ := strings.Cut(request, "\n\n")
	if body != "" {
		body += "\n"
	}
	head = strings.TrimSpace(strings.Replace(head, "{length}", strconv.Itoa(len(body)), 1))
	p.sent++ // each is signed a second later: a signature spends once
	head = strings.Replace(head, "20270301T010000Z", fmt.Sprintf("20270301T0100%02dZ", p.sent), 1)
	p.write(name, strings.Replace(head, "{signature}", sign(head, body), 1), body, out, okCodes...)
}

// sign signs a request with the secret key sk, over the headers that it lists: the scheme of SDK-HMAC-SHA256, spelt
// out.
func sign(head, body string) string {
	lines := strings.Split(head, "\n")
	method, target, _ := strings.Cut(strings.TrimSuffix(lines[0], " HTTP/1.1"), " ")
	path, query, _ := strings.Cut(target, "?")
	pairs := strings.Split(query, "&")
	slices.Sort(pairs)
	headers := map[string]string{}
	for _, line := range lines[1:] {
		name, value, _ := strings.Cut(line, ": ")
		headers[strings.ToLower(name)] = value
	}
	_, listed, _ := strings.Cut(headers["authorization"], "SignedHeaders=")
	listed, _, _ = strings.Cut(listed, ",")
	signed := ""
	for name := range strings.SplitSeq(listed, ";") {
		signed += name + ":" + headers[name] + "\n"
	}
	canonical := strings.Join([]string{method, path + "/", strings.Join(pairs, "&"), signed, listed,
		fmt.Sprintf("%x", sha256.Sum256([]byte(body)))}, "\n")
	mac := hmac.New(sha256.New, []byte("sk"))
	fmt.Fprintf(mac, "SDK-HMAC-SHA256\n%s\n%x", headers["x-sdk-date"], sha256.Sum256([]byte(canonical)))
	return fmt.Sprintf("%x", mac.Sum(nil))
}

// write sends what is signed.
func (p *peer) write(name, head, body string, out any, okCodes ...int) {
	p.t.Helper()
	head = strings.ReplaceAll(head, "\n", "\r\n")
	var dialer net.Dialer
	conn, err := dialer.DialContext(p.t.Context(), "tcp", p.address)
	if err != nil {
		p.t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	if _, err := io.WriteString(conn, head+"\r\n\r\n"+body); err != nil {
		p.t.Fatal(err)
	}
	method, _, _ := strings.Cut(head, " ")
	resp, err := http.ReadResponse(bufio.NewReader(conn), &http.Request{Method: method})
	if err != nil {
		p.t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	answer, err := io.ReadAll(resp.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	if !slices.Contains(okCodes, resp.StatusCode) || resp.Header.Get("X-Request-Id") == "" {
		p.t.Fatalf("%s: got %d %s %s, that client takes %v", name, resp.StatusCode, resp.Header, answer, okCodes)
	}
	if out == nil {
		if len(answer) > 0 {
			p.t.Errorf("%s: got the body %s, want none", name, answer)
		}
		return
	}
	if err := json.Unmarshal(answer, out); err != nil {
		p.t.Fatalf("%s: got %s: %v", name, answer, err)
	}
}

// status of the order, an integer.
func (p *peer) status() int {
	p.t.Helper()
	var out struct {
		OrderInfo struct {
			Status int `json:"status"`
		} `json:"order_info"`
	}
	p.send("poll", &out, 200)
	return out.OrderInfo.Status
}

func (p *peer) order(name string) {
	p.t.Helper()
	var out struct {
		OrderID string `json:"order_id"`
	}
	if p.send(name, &out, 200, 201, 202); out.OrderID == "" {
		p.t.Fatal("no order id")
	}
	p.ids["order"] = out.OrderID
}

type peerResources struct {
	TotalCount int `json:"total_count"`
	Data       []struct {
		ResourceID string `json:"resource_id"`
	} `json:"data"`
}

type peerResource struct {
	Resources []struct {
		OrderID      string  `json:"order_id"`
		ExpireTime   string  `json:"resource_expire_time"`
		BusinessType string  `json:"business_type"`
		Part         bool    `json:"is_sub_resource"`
		ChargingMode string  `json:"charging_mode"`
		Amount       float64 `json:"amount"`
		Usage        float64 `json:"usage"`
		Status       int     `json:"status"`
		Unit         string  `json:"unit"`
	} `json:"resources"`
}

// TestThePeerIsConfigured: it learns its project and its account, and to which website they belong.
func TestThePeerIsConfigured(t *testing.T) {
	t.Parallel()
	p := newPeer(t, "")
	var projects struct {
		Projects []struct {
			ID       string `json:"id"`
			Name     string `json:"name"`
			DomainID string `json:"domain_id"`
			ParentID string `json:"parent_id"`
			Enabled  bool   `json:"enabled"`
		} `json:"projects"`
		Links struct {
			Self           string
			Next, Previous *string
		} `json:"links"`
	}
	p.send("project", &projects, 200)
	if len(projects.Projects) != 1 || projects.Projects[0].ID != "demo" || projects.Projects[0].Name != "ap-southeast-3" ||
		!projects.Projects[0].Enabled ||
		projects.Links.Self != "http://"+p.address+"/v3/projects" || projects.Links.Next != nil {
		t.Errorf("the projects are %+v", projects)
	}
	var domains struct {
		Domains []struct {
			ID      string `json:"id"`
			Name    string `json:"name"`
			Enabled bool   `json:"enabled"`
		} `json:"domains"`
	}
	p.send("domain", &domains, 200)
	if len(domains.Domains) != 1 || domains.Domains[0].ID != projects.Projects[0].DomainID ||
		domains.Domains[0].Name == "" {
		t.Errorf("the domains are %+v", domains)
	}
	var types struct {
		TotalCount   int `json:"total_count"`
		ServiceTypes []struct {
			Code string `json:"service_type_code"`
		} `json:"service_types"`
	}
	p.send("website", &types, 200)
	if types.TotalCount != 1 || len(types.ServiceTypes) != 1 ||
		types.ServiceTypes[0].Code != "hws.service.type.metastudio" {
		t.Errorf("the service types are %+v", types)
	}
}

// TestThePeersSignaturesAreChecked: each of its requests is refused when anything that it signs was changed on the way.
func TestThePeersSignaturesAreChecked(t *testing.T) {
	t.Parallel()
	p := newPeer(t, "")
	p.ids = map[string]string{"order": "CS1", "resource": "r"}
	for name, request := range p.requests {
		request = strings.NewReplacer("{host}", p.address, "{order}", "CS1", "{resource}", "r").Replace(request)
		head, body, _ := strings.Cut(request, "\n\n")
		if body != "" {
			body += "\n"
		}
		head = strings.TrimSpace(strings.Replace(head, "{length}", strconv.Itoa(len(body)), 1))
		signature := sign(head, body)
		head = strings.Replace(head, "{signature}", signature, 1)
		changed := map[string][2]string{
			"the signature": {strings.Replace(head, signature, strings.Repeat("0", len(signature)), 1), body},
			"a header":      {strings.Replace(head, "golangsdk/2.0.0", "golangsdk/2.0.1", 1), body},
			"the date":      {strings.Replace(head, "20270301T010000Z", "20270301T010001Z", 1), body},
		}
		if body != "" {
			changed["the body"] = [2]string{head, strings.Replace(body, "1", "2", 1)}
			if changed["the body"][1] == body {
				changed["the body"] = [2]string{head, strings.Replace(body, "{", " ", 1)}
			}
		}
		for what, request := range changed {
			var refused struct {
				Code  string `json:"error_code"`
				Error struct {
					Title string `json:"title"`
				} `json:"error"`
			}
			p.write(name, request[0], request[1], &refused, 401, 403)
			if code := cmp.Or(refused.Code, refused.Error.Title); code != "MSS.00000001" && code != "CBC.0155" &&
				code != "Unauthorized" {
				t.Errorf("%s with %s changed: %+v", name, what, refused)
			}
		}
	}
}

// TestThePeerBuysAndReturns: what it sends for its MetaStudio instance from creation to deletion.
func TestThePeerBuysAndReturns(t *testing.T) {
	t.Parallel()
	p := newPeer(t, "1000.00")
	var signed struct {
		AgreementType string `json:"agreement_type"`
		SignedVersion string `json:"signed_version"`
	}
	if p.send("agreement", &signed, 200); signed.AgreementType != "AUTO_PAY" || signed.SignedVersion == "" {
		t.Errorf("signed %+v", signed)
	}
	p.order("order")
	if got := p.status(); got != 5 {
		t.Fatalf("the order's status is %d", got)
	}
	var list peerResources
	if p.send("resources", &list, 200, 201, 202); list.TotalCount != 1 || len(list.Data) != 1 ||
		list.Data[0].ResourceID == "" {
		t.Fatalf("the order's resources are %+v", list)
	}
	p.ids["resource"] = list.Data[0].ResourceID

	var found peerResource
	p.send("resource", &found, 200)
	if len(found.Resources) != 1 {
		t.Fatalf("found %+v", found)
	}
	if r := found.Resources[0]; r.OrderID != p.ids["order"] || r.ExpireTime != "2027-04-01T15:59:59Z" ||
		r.BusinessType != "LIVE_2D" || r.Part ||
		r.ChargingMode != "PERIODIC" || r.Amount != 1 || r.Usage != 0 || r.Status != 0 || r.Unit != "CHANNEL" {
		t.Errorf("the resource is %+v", r)
	}

	p.send("auto-renewal on", nil, 204)
	p.send("auto-renewal off", nil, 204)

	var returned struct {
		OrderIDs []string `json:"order_ids"`
	}
	if p.send("unsubscribe", &returned, 200); len(returned.OrderIDs) != 1 {
		t.Errorf("returned by %v", returned.OrderIDs)
	}
	found = peerResource{}
	if p.send("resource", &found, 200); found.Resources == nil || len(found.Resources) != 0 {
		t.Errorf("after the return there is %+v", found)
	}
	var again struct {
		Code string `json:"error_code"`
	}
	if p.send("unsubscribe", &again, 400); again.Code != "CBC.30000067" {
		t.Errorf("returned again: %+v, that client takes CBC.30000067 for gone", again)
	}
}

// TestThePeerWaitsForAnUnpaidOrder: without enough money it polls an order that is pending.
func TestThePeerWaitsForAnUnpaidOrder(t *testing.T) {
	t.Parallel()
	p := newPeer(t, "1.00")
	var signed map[string]any
	p.send("agreement", &signed, 200)
	p.order("order")
	if got := p.status(); got != 6 {
		t.Errorf("the order's status is %d", got)
	}
	var list peerResources
	if p.send("resources", &list, 200, 201, 202); list.TotalCount != 0 || len(list.Data) != 0 {
		t.Errorf("the unpaid order has %+v", list)
	}
	var refused struct {
		Code string `json:"error_code"`
	}
	if p.send("pay", &refused, 400); refused.Code != "CBC.99005003" {
		t.Errorf("paid without funds: %+v", refused)
	}
}

// TestThePeerAsksThePriceAndPays: what it sends for its other services, on whose orders it pays itself.
func TestThePeerAsksThePriceAndPays(t *testing.T) {
	t.Parallel()
	p := newPeer(t, "1000.00")
	var rated struct {
		Official struct {
			Amount   float64 `json:"official_website_amount"`
			Products []struct {
				ID        string  `json:"id"`
				ProductID string  `json:"product_id"`
				Amount    float64 `json:"official_website_amount"`
			} `json:"product_rating_results"`
		} `json:"official_website_rating_result"`
		Currency string `json:"currency"`
	}
	p.send("price", &rated, 200, 201, 202)
	if o := rated.Official; o.Amount != 150 || len(o.Products) != 1 || o.Products[0].ID != "1" ||
		o.Products[0].ProductID != channel || o.Products[0].Amount != 150 || rated.Currency != "USD" {
		t.Errorf("the price is %+v", rated)
	}
	for _, pay := range []string{"pay", "pay, older form"} {
		p.order("unpaid order")
		if got := p.status(); got != 6 {
			t.Errorf("before the payment the order's status is %d", got)
		}
		p.send(pay, nil, 204)
		if got := p.status(); got != 5 {
			t.Errorf("after the payment the order's status is %d", got)
		}
		var list peerResources
		if p.send("main resources", &list, 200, 201, 202); list.TotalCount != 1 {
			t.Errorf("the order's resources are %+v", list)
		}
	}
}
