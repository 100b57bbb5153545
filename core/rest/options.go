package rest

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"stockbridge/core/fault"
)

// Options describe one remote account.
type Options struct {
	Base      *url.URL      // https, or http for loopback only
	Remote    string        // "brightpearl", "ekm/garden": for logs and faults
	Auth      Authenticator // nil: requests go out as they are
	Pacer     Pacer         // one per remote account and credential pool; nil: no pacing
	Check     Checker       // nil: judged by the status alone
	Throttle  ThrottleRule  // nil: Throttled
	Transport http.RoundTripper
	Log       *slog.Logger
	Now       func() time.Time
	// Sleep waits between tries; nil: a real timer. It returns early with the context's error.
	Sleep   func(ctx context.Context, d time.Duration) error
	Timeout time.Duration // per try, waiting for our turn not included; default 30 s
}

// ThrottleRule tells whether an answer is a refusal for pace, and how long the remote wants us to wait; 0 when it named
// no time.
type ThrottleRule func(*Answer) (wait time.Duration, throttled bool)

const (
	defaultTimeout = 30 * time.Second
	connectTimeout = 10 * time.Second
	maxBody        = 32 << 20 // bytes of one answer
)

func (o Options) withDefaults() (Options, error) {
	if err := checkBase(o.Base); err != nil {
		return o, err
	}
	if o.Check == nil {
		o.Check = byStatus
	}
	if o.Throttle == nil {
		o.Throttle = Throttled
	}
	if o.Transport == nil {
		o.Transport = DefaultTransport()
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Sleep == nil {
		o.Sleep = sleep
	}
	if o.Timeout <= 0 {
		o.Timeout = defaultTimeout
	}
	return o, nil
}

// checkBase refuses addresses to which credentials must not travel.
func checkBase(u *url.URL) error {
	switch {
	case u == nil || u.Host == "":
		return errors.New("rest: the base address is missing")
	case u.User != nil:
		return errors.New("rest: the base address holds credentials")
	case u.RawQuery != "" || u.ForceQuery || u.Fragment != "":
		return errors.New("rest: the base address holds a query or a fragment")
	case u.Hostname() == "" || strings.HasSuffix(u.Host, ":"):
		return errors.New("rest: the base address holds no host, or no port after the colon")
	case u.Scheme == "https":
		return nil
	case u.Scheme == "http" && isLoopback(u.Hostname()):
		return nil
	default:
		return errors.New("rest: only https is allowed, or http on this machine")
	}
}

func isLoopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// DefaultTransport is Go's own with a shorter connect time and enough idle connections for one account's parallel calls.
// It verifies certificates, speaks TLS 1.2 or newer as every client of Go does, and follows the proxy settings of the environment.
func DefaultTransport() http.RoundTripper {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.DialContext = (&net.Dialer{Timeout: connectTimeout, KeepAlive: 30 * time.Second}).DialContext
	t.TLSHandshakeTimeout = connectTimeout
	t.MaxIdleConnsPerHost = 16
	return t
}

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// byStatus is the Checker of an API without rules of its own.
func byStatus(_ Call, a *Answer) *fault.Error {
	switch {
	case a.Status >= 200 && a.Status < 300:
		return nil
	case a.Status == http.StatusNotFound:
		return &fault.Error{Kind: fault.NotFound}
	case a.Status >= 500:
		return &fault.Error{Kind: fault.Offline}
	default:
		return &fault.Error{Kind: fault.Refused}
	}
}
