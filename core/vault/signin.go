package vault

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"golang.org/x/oauth2"

	"stockbridge/core/fault"
)

// SignInOptions describe one sign-in through the browser. EKMSignIn and BrightpearlSignIn fill in what the two services
// want.
type SignInOptions struct {
	Remote       string // "brightpearl", "ekm/garden": for logs and faults
	AuthorizeURL string // https, or http for loopback only
	TokenURL     string // likewise
	ClientID     string
	Secret       Secret // empty for a public client
	Scopes       []string
	// RedirectPort is the port of this machine's loopback interface that the browser returns to. It belongs to the address
	// registered with the app, http://localhost:<port>/oauth/callback, so it is fixed: 1 to 65535.
	RedirectPort int
	ExtraParams  map[string]string // further parameters of the sign-in page, for example prompt=login
	// UsePKCE sends an S256 code challenge. When the remote answers invalid_request, it is tried once more without.
	UsePKCE bool
	// PasteOnly does not listen: the person pastes the address that the browser ended up at.
	PasteOnly bool
	// OpenURL opens the browser. A failure ends the sign-in only when Started is nil, as nobody could go on by hand.
	OpenURL func(address string) error
	// Started, when not nil, is called before the browser opens, so that a screen can show the address, take a pasted answer,
	// or cancel. It is called again with another attempt when the sign-in page refuses PKCE.
	Started   func(*Attempt)
	Transport http.RoundTripper // of the token endpoint; nil: a fresh verified connection, proxy from the environment
	Timeout   time.Duration     // for the person to finish, 10 minutes when zero
	Log       *slog.Logger      // nil: slog.Default
	Now       func() time.Time  // nil: time.Now
}

const (
	callbackPath  = "/oauth/callback"
	signInTimeout = 10 * time.Minute
)

// Grant is what a sign-in gave.
type Grant struct {
	Access     Secret
	Refresh    Secret
	Expiry     time.Time // of Access; zero when the remote did not say
	InstanceID string    // Brightpearl: installation_instance_id
	APIDomain  string    // Brightpearl: api_domain, not checked yet (see NewBrightpearl)
	Scope      string    // space-separated, when the remote repeated it
	At         time.Time // when it was issued
}

// SignIn opens the sign-in page in the browser, waits for the answer on the loopback interface (or for Attempt.Paste) and
// trades it for tokens. It stores nothing: the caller checks whose account it is and then calls SaveStore or
// SaveBrightpearl.
//
// Faults: SB-SIG-002 access not allowed, 003 port taken, 004 time-out, 006 client refused, 007 no browser, 009 unsafe
// address; Cancelled after Attempt.Cancel or the end of ctx; Offline when the token endpoint cannot be reached.
func SignIn(ctx context.Context, o SignInOptions) (Grant, error) {
	g, err := signInOnce(ctx, o)
	if err != nil && o.UsePKCE && fault.Of(err).RemoteCode == "invalid_request" {
		o.UsePKCE = false
		return signInOnce(ctx, o)
	}
	return g, err
}

func signInOnce(ctx context.Context, o SignInOptions) (Grant, error) {
	a, err := newAttempt(o)
	if err != nil {
		return Grant{}, err
	}
	if !o.PasteOnly {
		stop, err := a.listen()
		if err != nil {
			return Grant{}, err
		}
		defer stop()
	}
	if o.Started != nil {
		o.Started(a)
	}
	if o.OpenURL != nil {
		if err := o.OpenURL(a.URL()); err != nil {
			a.log.Warn("the browser could not be opened", "remote", o.Remote)
			if o.Started == nil {
				return Grant{}, a.fault(fault.NeedsPerson, CodeNoBrowser,
					"the browser could not be opened; copy the sign-in address into a browser by hand", nil)
			}
		}
	}
	code, err := a.wait(ctx)
	if err != nil {
		return Grant{}, err
	}
	return a.exchange(ctx, code)
}

// Attempt is one sign-in under way. It ends with the first valid answer.
type Attempt struct {
	options  SignInOptions
	token    endpoint
	config   oauth2.Config
	state    string
	verifier string
	log      *slog.Logger
	now      func() time.Time

	once    sync.Once
	settled chan struct{} // closed with outcome set
	outcome outcome
}

type outcome struct {
	code string
	err  error
}

func newAttempt(o SignInOptions) (*Attempt, error) {
	if o.Log == nil {
		o.Log = slog.Default()
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Timeout <= 0 {
		o.Timeout = signInTimeout
	}
	if o.RedirectPort < 1 || o.RedirectPort > 65535 {
		return nil, &fault.Error{Kind: fault.NeedsPerson, Code: CodePortTaken, Op: "sign in", Remote: o.Remote,
			Text: "the redirect port must be a number from 1 to 65535"}
	}
	if err := checkEndpoint(o.AuthorizeURL); err != nil {
		return nil, err
	}
	token, err := newEndpoint(o.Remote, o.TokenURL, o.Transport, o.Now)
	if err != nil {
		return nil, err
	}
	a := &Attempt{options: o, token: token, log: o.Log, now: o.Now, state: rand.Text(), settled: make(chan struct{}),
		config: oauth2.Config{ClientID: o.ClientID, Scopes: o.Scopes,
			RedirectURL: fmt.Sprintf("http://localhost:%d%s", o.RedirectPort, callbackPath),
			Endpoint:    oauth2.Endpoint{AuthURL: o.AuthorizeURL, TokenURL: o.TokenURL}}}
	if o.UsePKCE {
		a.verifier = oauth2.GenerateVerifier()
	}
	return a, nil
}

// URL is the address of the sign-in page, for a browser.
func (a *Attempt) URL() string {
	var params []oauth2.AuthCodeOption
	for name, value := range a.options.ExtraParams {
		params = append(params, oauth2.SetAuthURLParam(name, value))
	}
	if a.verifier != "" {
		params = append(params, oauth2.S256ChallengeOption(a.verifier))
	}
	return a.config.AuthCodeURL(a.state, params...)
}

// RedirectURL is the address to register with the app.
func (a *Attempt) RedirectURL() string { return a.config.RedirectURL }

// Paste takes the address that the browser ended up at, when it could not reach this program. A wrong address is a fault
// SB-SIG-005 and leaves the attempt open.
func (a *Attempt) Paste(address string) error {
	address = strings.TrimSpace(address)
	if !strings.Contains(address, "://") {
		address = "http://" + address // some browsers hide it, and copy what they show
	}
	u, err := url.Parse(address)
	if err != nil || u.RawQuery == "" {
		return a.fault(fault.NeedsPerson, CodeBadAddress, "this is not the address of the page you were sent to; copy the "+
			"whole text of the browser's address bar, from http to the end", nil)
	}
	if u.Path != callbackPath || !a.accept(u.Query()) {
		return a.fault(fault.NeedsPerson, CodeBadAddress, "this address belongs to another sign-in; use the page that was "+
			"opened last", nil)
	}
	return nil
}

// Cancel ends the attempt; SignIn returns a fault of kind Cancelled.
func (a *Attempt) Cancel() {
	a.settle(outcome{err: a.fault(fault.Cancelled, "", "the sign-in was cancelled", nil)})
}

// settle ends the attempt with its first outcome and reports whether this was it.
func (a *Attempt) settle(o outcome) bool {
	first := false
	a.once.Do(func() {
		a.outcome, first = o, true
		close(a.settled)
	})
	return first
}

func (a *Attempt) wait(ctx context.Context) (string, error) {
	timeout := time.NewTimer(a.options.Timeout)
	defer timeout.Stop()
	select {
	case <-a.settled:
	case <-ctx.Done():
		a.Cancel()
	case <-timeout.C:
		a.settle(outcome{err: a.fault(fault.SignIn, CodeTimedOut, "nobody finished the sign-in page in time; start the sign-in "+
			"again", nil)})
	}
	<-a.settled
	return a.outcome.code, a.outcome.err
}

// exchange trades the code for tokens.
func (a *Attempt) exchange(ctx context.Context, code string) (Grant, error) {
	const op = "finish sign-in"
	form := clientFields(a.options.ClientID, string(a.options.Secret))
	form.Set("grant_type", "authorization_code")
	form.Set("code", code)
	form.Set("redirect_uri", a.config.RedirectURL)
	if a.verifier != "" {
		form.Set("code_verifier", a.verifier)
	}
	answer, f := a.token.post(ctx, op, form)
	if f != nil && f.RemoteCode == "invalid_request" && a.verifier != "" {
		a.log.Info("the token endpoint does not take a code verifier; asking once more without", "remote", a.options.Remote)
		form.Del("code_verifier")
		answer, f = a.token.post(ctx, op, form)
	}
	if f != nil {
		if errors.Is(f.Cause, context.Canceled) {
			return Grant{}, a.fault(fault.Cancelled, "", "the sign-in was cancelled", nil)
		}
		if f.RemoteCode == "invalid_grant" {
			f.Text = "the sign-in page's answer is not valid any more; start the sign-in again"
		}
		if f.Unclear {
			f.Text += "; the sign-in page's answer works only once, so start the sign-in again"
		}
		return Grant{}, f
	}
	a.log.Info("signed in", "remote", a.options.Remote)
	return Grant{Access: Secret(answer.Access), Refresh: Secret(answer.Refresh), Expiry: answer.Expiry,
		InstanceID: answer.InstanceID, APIDomain: answer.APIDomain, Scope: answer.Scope, At: a.now()}, nil
}

func (a *Attempt) fault(kind fault.Kind, code, text string, cause error) error {
	return &fault.Error{Kind: kind, Code: code, Op: "sign in", Remote: a.options.Remote, Text: text, Cause: cause}
}
