package mssclient

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-log/tflog"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/config"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/def"
	bss "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/bss/v2"
	metastudio "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/metastudio/v1"
	"github.com/sethvargo/go-retry"

	"github.com/mss-iac/terraform-provider-mss/internal/mssclient/transport"
	"github.com/mss-iac/terraform-provider-mss/internal/wire"
)

const retries = 3

// call is what a use of the services needs besides its request.
type call struct {
	operation string            // for people: "read the order CS1"
	read      bool              // changes nothing
	token     string            // X-Client-Token of a write
	creates   bool              // makes something that the state has to note
	headers   map[string]string // more of the simulated cloud's headers
	newName   bool              // leaves the state's former names out
	spends    bool              // moves money or units, where it succeeds
	unsure    *bool             // set if an attempt before the last one may have taken effect; nil: not wanted
	waited    time.Duration
}

// services are the SDK's clients of one attempt. The SDK takes no context, so they are built again, over a transport
// that has it.
type services struct {
	mss  *metastudio.MetaStudioClient
	bss  *bss.BssClient
	core *core.HcHttpClient // of the project, for the extension calls
	real bool
}

type creationKey struct{}

// AsCreation marks the requests of a context as a creation under a client token.
func AsCreation(ctx context.Context, token string) context.Context {
	return context.WithValue(ctx, creationKey{}, token)
}

// Creation reports whether a request creates something, and under which client token.
func Creation(ctx context.Context) (token string, ok bool) {
	token, ok = ctx.Value(creationKey{}).(string)
	return token, ok
}

// ErrNotOffered is a call that only the simulated cloud has.
var ErrNotOffered = errors.New("the real cloud has no such call")

// do makes a call. While another run of the same state may have made the same and been killed, it waits until that is
// known: nothing was stored, and buying as well would buy twice.
func do[T any](ctx context.Context, c *Client, cl call, f func(*services) (T, error)) (T, error) {
	wait := retry.WithMaxDuration(c.patience, retry.NewConstant(c.patience/20))
	begin, waited := time.Now(), false
	return retry.DoValue(ctx, wait, func(ctx context.Context) (T, error) {
		if waited { // the other run may have ended in order, and what it made is in a state that was read before
			cl.waited = time.Since(begin) + latency
		}
		v, err := once(ctx, c, cl, f)
		if Code(err) == wire.CodeRunUnderWay {
			waited = true
			return v, retry.RetryableError(err)
		}
		return v, err
	})
}

// latency is by how much one call may take longer than another one.
const latency = 100 * time.Millisecond

// once makes a call, again where that is safe: reads and throttled calls always, writes that carry a token only where
// the token is known to be honoured.
func once[T any](ctx context.Context, c *Client, cl call, f func(*services) (T, error)) (T, error) {
	var result, none T
	if !wire.IsPlain(cl.token) || strings.Contains(cl.token, " ") {
		return none, fmt.Errorf("%s: the client token must have at most %d printable ASCII characters, without spaces",
			cl.operation, wire.MaxHeader)
	}
	var last, uncertain error // uncertain: of an attempt before the last one that may have taken effect
	var x *transport.Exchange
	begin, attempts := time.Now(), 0
	next := retry.WithJitterPercent(20, retry.NewFibonacci(c.pause))
	backoff := retry.WithMaxRetries(retries, retry.BackoffFunc(func() (time.Duration, bool) {
		wait, stop := next.Next()
		wait = max(wait, x.Wait())
		deadline, bounded := ctx.Deadline()
		// Waiting for a time after the last attempt tells nothing that the answer does not tell now.
		return wait, stop || wait > longestWait || bounded && time.Until(deadline) <= wait
	}))
	err := retry.Do(ctx, backoff, func(ctx context.Context) error {
		attempts++
		result, x, last = attempt(ctx, c, cl, f)
		if ctx.Err() == nil && c.again(cl, last) {
			if MayHaveTakenEffect(last) {
				uncertain = last
			}
			return retry.RetryableError(last)
		}
		return last
	})
	if cl.unsure != nil && uncertain != nil {
		*cl.unsure = true
	}
	logCall(ctx, cl, x, attempts, time.Since(begin), last)
	switch {
	case err == nil:
		return result, nil
	case last == nil: // the context had ended before the first attempt
		return none, &unanswered{operation: cl.operation, err: err}
	case uncertain != nil && !MayHaveTakenEffect(last) && !decides(last):
		return none, uncertain
	default:
		return none, last
	}
}

// longestWait bounds how long a service may ask a caller to wait before the next attempt.
const longestWait = time.Minute

// logCall writes one line about a call: at info if money or units moved, else at debug. Bodies and headers, which hold
// keys and signatures, are never logged.
func logCall(ctx context.Context, cl call, x *transport.Exchange, attempts int, took time.Duration, err error) {
	if x == nil { // the context had ended before the first attempt
		return
	}
	fields := map[string]any{"operation": cl.operation, "status": x.Status, "request_id": x.RequestID,
		"duration_ms": took.Milliseconds(), "attempts": attempts}
	if err != nil {
		fields["error"] = err.Error()
	}
	if cl.spends && err == nil {
		tflog.Info(ctx, "call", fields)
		return
	}
	tflog.Debug(ctx, "call", fields)
}

func attempt[T any](ctx context.Context, c *Client, cl call, f func(*services) (T, error)) (T, *transport.Exchange,
	error) {
	ctx, cancel := context.WithTimeout(ctx, c.deadline)
	defer cancel()
	if cl.creates {
		ctx = AsCreation(ctx, cl.token)
	}
	x := &transport.Exchange{Context: ctx, Base: c.cfg.Transport, IsReal: c.cfg.Real, Observe: c.observe}
	var none T
	s, err := c.services(x, cl)
	if err != nil {
		return none, x, fmt.Errorf("%s: %w", cl.operation, err)
	}
	v, err := f(s)
	return v, x, translate(cl.operation, x.Sent, err)
}

func (c *Client) services(x *transport.Exchange, cl call) (*services, error) {
	// The context carries the deadline; the User-Agent keeps the SDK from writing into the user's home.
	cfg := config.DefaultHttpConfig().WithHttpRoundTripper(x).WithUserAgent(c.cfg.UserAgent).WithTimeout(0)
	project, err := metastudio.MetaStudioClientBuilder().WithEndpoint(strings.TrimSuffix(c.cfg.Endpoint, "/")).
		WithCredential(c.project).WithHttpConfig(cfg).SafeBuild()
	if err != nil {
		return nil, err
	}
	account, err := bss.BssClientBuilder().WithEndpoint(strings.TrimSuffix(c.cfg.BillingEndpoint, "/")).
		WithCredential(c.account).WithHttpConfig(cfg).SafeBuild()
	if err != nil {
		return nil, err
	}
	// Given to the SDK, not added to the request later, so that they are signed.
	headers := maps.Clone(c.headers)
	if cl.token != "" && !c.cfg.Real {
		headers[wire.HeaderToken] = cl.token
	}
	if cl.newName {
		delete(headers, wire.HeaderFormer)
	}
	if asked := c.asked(cl); asked != "" && !c.cfg.Real {
		headers[wire.HeaderCommand] = asked
	}
	if !c.cfg.Real {
		for name, v := range cl.headers {
			if v != "" {
				headers[name] = v
			}
		}
	}
	project.WithExtraHeaders(headers)
	headers = maps.Clone(headers)
	headers["X-Language"] = "en_US" // billing's messages are Chinese without it
	account.WithExtraHeaders(headers)
	return &services{mss: metastudio.NewMetaStudioClient(project), bss: bss.NewBssClient(account), core: project,
		real: c.cfg.Real}, nil
}

// asked is what the Terraform command was asked for, as far as what a call may make depends on it.
func (c *Client) asked(cl call) string {
	var words []string
	if c.cfg.Partial {
		words = append(words, "partial")
	}
	if !c.cfg.Unlocked.IsZero() {
		words = append(words, fmt.Sprintf("unlocked=%d", max(1, time.Since(c.cfg.Unlocked).Milliseconds())))
	}
	if cl.waited > 0 {
		words = append(words, fmt.Sprintf("waited=%d", cl.waited.Milliseconds()))
	}
	return strings.Join(words, " ")
}

func (c *Client) again(cl call, err error) bool {
	if e, ok := errors.AsType[*Error](err); ok {
		if e.HTTPStatus == http.StatusTooManyRequests { // it was certainly not carried out
			return true
		}
		if e.HTTPStatus < http.StatusInternalServerError {
			return false
		}
		// The store's failures other than being busy last.
		if e.Code == wire.CodeRunUnderWay { // which do waits for
			return false
		}
		if strings.HasPrefix(e.Code, "SIM.") && e.Code != wire.CodeStoreBusy && e.Code != wire.CodeUnreachable {
			return false
		}
		return cl.read || (cl.token != "" && c.isSimulated())
	}
	if u, ok := errors.AsType[*unanswered](err); ok {
		return cl.read || (cl.token != "" && (c.isSimulated() || !u.sent))
	}
	return false
}

// ErrNoID is the error of a call for something whose id cannot be one.
var ErrNoID = errors.New("is no id of this service")

func checkID(operation, id string) error {
	if !wire.IsID(id) {
		return fmt.Errorf("%s: %q %w", operation, id, ErrNoID)
	}
	return nil
}

// extensionRequest is the request of an extension call.
type extensionRequest struct {
	Body any `json:"body,omitempty"`
	// Number is the one parameter of the query, where a call has one.
	Number *int32 `json:"number,omitempty"`
}

// extend makes an extension call through the SDK's core, so that it is signed like all others. The answer type has a
// field HttpStatusCode.
func extend[T any](s *services, method, path string, body any) (*T, error) {
	return extendWith[T](s, method, path, body, "", nil)
}

// extendWith is extend with a number in the query.
func extendWith[T any](s *services, method, path string, body any, name string, number *int32) (*T, error) {
	if s.real {
		return nil, ErrNotOffered
	}
	b := def.NewHttpRequestDefBuilder().WithMethod(method).WithPath(path).WithContentType("application/json")
	if body != nil {
		b.WithRequestField(def.NewFieldDef().WithName("Body").WithLocationType(def.Body))
	}
	if number != nil {
		b.WithRequestField(def.NewFieldDef().WithName("Number").WithJsonTag(name).WithLocationType(def.Query))
	}
	answer := new(T)
	if _, err := s.core.Sync(&extensionRequest{Body: body, Number: number}, b.WithResponse(answer).Build()); err != nil {
		return nil, err
	}
	return answer, nil
}
