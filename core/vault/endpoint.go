package vault

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"stockbridge/core/fault"
	"stockbridge/core/rest"
)

// endpoint is a remote's token endpoint: one POST of a form, for a code exchange as for a renewal. It is plain net/http and
// not oauth2.Config, because a single-use token makes the difference between "never sent" and "sent, no answer" matter,
// because EKM wants the scopes repeated in a renewal, and because that package's errors quote whole bodies.
type endpoint struct {
	remote string
	url    string
	client *http.Client
	now    func() time.Time
}

const (
	answerLimit    = 1 << 20 // bytes of an answer that are read
	requestTimeout = 30 * time.Second
)

func newEndpoint(remote, address string, transport http.RoundTripper, now func() time.Time) (endpoint, error) {
	if err := checkEndpoint(address); err != nil {
		return endpoint{}, err
	}
	if transport == nil {
		transport = freshTransport()
	}
	return endpoint{remote: remote, url: address, now: now, client: &http.Client{
		Transport: transport,
		// A redirected POST would carry secrets to an address that nobody has checked.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}, nil
}

// freshTransport opens a connection per request: renewals are hours apart, and a kept connection that the server has closed
// meanwhile would leave it unclear whether a single-use token was spent.
func freshTransport() http.RoundTripper {
	return &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		DialContext:           (&net.Dialer{Timeout: 10 * time.Second}).DialContext,
		TLSHandshakeTimeout:   10 * time.Second,
		ResponseHeaderTimeout: requestTimeout,
		DisableKeepAlives:     true,
		ForceAttemptHTTP2:     true,
	}
}

// checkEndpoint accepts https anywhere and http on this machine only.
func checkEndpoint(address string) error {
	u, err := url.Parse(address)
	if err == nil && u.Hostname() != "" && u.User == nil && u.Fragment == "" &&
		(u.Scheme == "https" || u.Scheme == "http" && isLoopback(u.Hostname())) {
		return nil
	}
	return &fault.Error{Kind: fault.NeedsPerson, Code: CodeBadEndpoint, Op: "check the sign-in address",
		Text: "the address for signing in must start with https:// (http:// is accepted for this machine only) and hold no " +
			"user name; correct it in the connection's settings"}
}

func isLoopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	address, err := netip.ParseAddr(host)
	return err == nil && address.IsLoopback()
}

// post sends a form and returns the tokens, or a fault that says whether the form may have taken effect.
func (p endpoint) post(ctx context.Context, op string, form url.Values) (tokenAnswer, *fault.Error) {
	ctx, cancel := context.WithTimeout(ctx, requestTimeout)
	defer cancel()
	var sent atomic.Bool
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{WroteHeaders: func() { sent.Store(true) }})
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, p.url, strings.NewReader(form.Encode()))
	if err != nil {
		return tokenAnswer{}, &fault.Error{Op: op, Remote: p.remote, Text: "the sign-in address is not usable"}
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Accept", "application/json")
	asked := p.now()
	response, err := p.client.Do(r)
	if err != nil {
		return tokenAnswer{}, p.broken(op, 0, sent.Load(), err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, answerLimit))
	if err != nil {
		return tokenAnswer{}, p.broken(op, response.StatusCode, true, err)
	}
	answer := parseAnswer(body, asked)
	if f := p.judge(op, response, answer); f != nil {
		return tokenAnswer{}, f
	}
	return answer, nil
}

func (p endpoint) broken(op string, status int, sent bool, err error) *fault.Error {
	// The outer error quotes method and address, which the fault has already.
	if outer, ok := errors.AsType[*url.Error](err); ok {
		err = outer.Err
	}
	return &fault.Error{Kind: fault.Offline, Op: op, Remote: p.remote, Status: status, Unclear: sent,
		Text: "the sign-in server could not be reached", Cause: rest.Quiet(err)}
}

// judge classifies an answer. Only an answer in OAuth's own format can end a sign-in: anything else comes from a proxy or
// from a server in trouble, and passes.
func (p endpoint) judge(op string, response *http.Response, a tokenAnswer) *fault.Error {
	status := response.StatusCode
	f := &fault.Error{Kind: fault.Offline, Op: op, Remote: p.remote, Status: status, RemoteCode: a.code}
	switch {
	case status == http.StatusTooManyRequests:
		f.Kind, f.Text = fault.Throttled, "the sign-in server asks for a pause"
		f.NotBefore = p.now().Add(retryAfter(response.Header))
	case a.code == "invalid_grant":
		f.Kind, f.Code = fault.SignIn, CodeSignInEnded
		f.Text = "the stored sign-in is no longer accepted; sign in again, nothing that waits is lost"
	case a.code == "invalid_client", a.code == "unauthorized_client", a.code == "" && status == http.StatusUnauthorized:
		f.Kind, f.Code = fault.SignIn, CodeBadClient
		f.Text = "the client id or secret is not accepted; compare both with the app's registration and sign in again"
	case a.code == "server_error", a.code == "temporarily_unavailable", status >= 500, status == http.StatusRequestTimeout:
		f.Unclear = true
		f.Text = "the sign-in server is out of order"
	case a.code != "":
		f.Kind, f.Code = fault.SignIn, CodeSignInEnded
		f.Text = "the sign-in server refused; check the app's registration (scopes, redirect address) and sign in again"
	case status >= 300 && status < 400:
		f.Text = "the sign-in server sent us to another address, which is refused; check the token address and the proxy"
	case status >= 400:
		f.Text = "the sign-in server gave an answer that is not OAuth's; check the token address and the proxy"
	case a.Access == "":
		f.Unclear = true
		f.Text = "the sign-in server's answer holds no token"
	default:
		return nil
	}
	return f
}

func retryAfter(h http.Header) time.Duration {
	if s, err := strconv.Atoi(h.Get("Retry-After")); err == nil && s > 0 {
		return min(time.Duration(s)*time.Second, time.Hour)
	}
	return 30 * time.Second
}

// String keeps the client and its transport out of formatted output.
func (p endpoint) String() string { return fmt.Sprintf("token endpoint of %s", p.remote) }
