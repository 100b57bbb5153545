package engine

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/fault"
	"stockbridge/core/vault"
)

// codeLoginEnds is the code of a sign-in that ends soon because renewing it fails. It follows those of the vault.
const codeLoginEnds = "SB-SIG-011"

const (
	// loginWarning is how long before its end a store's sign-in is worth a word. EKM's ends 15 days after its last renewal, and
	// one that runs is renewed twice a day: so near to the end, renewing has failed for ten days, or the PC was off.
	loginWarning = 5 * 24 * time.Hour
	// tokenWarning is the same for Brightpearl's access token, which grows as old as that in the best of health.
	tokenWarning = 24 * time.Hour
	// firstRenewal is how long everything else waits for the sign-ins to be renewed, at the start and after sleep.
	firstRenewal = 10 * time.Second
)

// keyringProblem is the one card for a key store that cannot be used, whoever needs it.
const keyringProblem = "keyring"

const loginPolls = "login/"

func loginPoll(store commerce.StoreID) string { return fmt.Sprint(loginPolls, store) }

func loginEnds(store commerce.StoreID) string { return fmt.Sprintf("login-ends/%d", store) }

// login is a sign-in through the browser that has to be kept alive.
type login interface {
	KeepAlive(context.Context) error
}

// login is the account's (0) or a store's sign-in, nil when there is none to keep alive. until is its end as far as known.
func (c *clients) login(id commerce.StoreID) (l login, until time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if id == 0 {
		if c.oauth == nil {
			return nil, time.Time{}
		}
		return c.oauth, c.oauth.TokenUntil()
	}
	if s := c.shops[id]; s != nil {
		return s.auth, s.auth.Horizon()
	}
	return nil, time.Time{}
}

// renewLogins renews every sign-in that has not been renewed for half a day, before anything else asks for one.
func (e *Engine) renewLogins(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, firstRenewal) // what is under way then ends by itself
	defer cancel()
	stores, err := e.DB.Stores(ctx)
	if err != nil {
		e.o.Log.Warn("the sign-ins could not be renewed", "error", err)
		return
	}
	ids := []commerce.StoreID{0}
	for _, s := range stores {
		ids = append(ids, s.ID)
	}
	var all sync.WaitGroup
	for _, id := range ids {
		all.Go(func() {
			if err := e.keepLogin(ctx, id); err != nil && ctx.Err() == nil {
				e.noteTrouble(id, loginPoll(id), fault.Of(err))
			}
		})
	}
	all.Wait()
}

// keepLogin renews a sign-in long before it would run out, remembers until when it holds, and warns when that is soon.
func (e *Engine) keepLogin(ctx context.Context, id commerce.StoreID) error {
	auth, _ := e.clients.login(id)
	if auth == nil {
		return nil
	}
	failed := auth.KeepAlive(ctx)
	if err := e.noteLogin(context.WithoutCancel(ctx), id, failed); err != nil {
		e.o.Log.Warn("until when a sign-in holds could not be stored", "error", err)
	}
	return failed
}

// noteLogin stores until when a sign-in holds, and raises or heals the warning that it ends. failed is what its renewal met.
func (e *Engine) noteLogin(ctx context.Context, id commerce.StoreID, failed error) error {
	_, until := e.clients.login(id)
	who, warning := "Brightpearl", tokenWarning
	if id != 0 {
		s, ok, err := e.DB.Store(ctx, id)
		if err != nil || !ok {
			return err
		}
		who, warning = s.Name, loginWarning
		if until.IsZero() && s.AuthKind == string(vault.KindOAuth) {
			until = s.LoginUntil // the key store has not been read yet
		}
	}
	now := e.o.Now()
	// A sign-in that has ended has a card of its own.
	soon := failed != nil && !until.IsZero() && until.Sub(now) < warning && fault.Of(failed).Kind != fault.SignIn
	return e.DB.Write(ctx, func(tx *db.Tx) error {
		if id != 0 {
			if err := tx.SetLoginUntil(id, until); err != nil {
				return err
			}
		}
		if !soon {
			return tx.Heal(loginEnds(id))
		}
		return tx.Raise(loginProblem(id, who, until, now, failed))
	})
}

// loginProblem words that a sign-in is about to end, or may have ended, although the program runs.
func loginProblem(id commerce.StoreID, who string, until, now time.Time, failed error) db.Problem {
	until = until.Local()
	day, over := until.Format("2 Jan"), until.Before(now)
	p := db.Problem{Key: loginEnds(id), Code: codeLoginEnds, Severity: "attention", Store: id,
		Fix: "Nothing is lost. Stockbridge goes on trying, and when a renewal succeeds this note goes by itself. Otherwise sign in again on the Stores screen."}
	switch {
	case id == 0 && over:
		p.Title = "Brightpearl's access ended on " + day
		p.Text = fmt.Sprintf("Brightpearl's access ended on %s at %s, and renewing it fails.", day, until.Format("15:04"))
	case id == 0:
		p.Title = "Brightpearl's access ends on " + day
		p.Text = fmt.Sprintf("Brightpearl's access ends on %s at %s, and renewing it fails. For how long it can be renewed after that Brightpearl does not say.",
			day, until.Format("15:04"))
	case over:
		p.Title = who + " may have to be signed in again"
		p.Text = fmt.Sprintf("EKM ends a sign-in that was not renewed for 15 days. For %s that was on %s, and renewing it fails.", who, day)
	default:
		p.Title = fmt.Sprintf("%s stays signed in until %s only", who, day)
		p.Text = fmt.Sprintf("%s stays signed in until %s if this PC stays off or nothing changes: EKM ends a sign-in that was not renewed for 15 days, and renewing it fails.", who, day)
	}
	if why := fault.CauseOf(failed); why.Text != "" {
		p.Text += " " + why.Text
	}
	return p
}

// noteSignedOut marks a remote as one that needs a sign-in, and counts a login that was lost between two steps of a renewal.
func (e *Engine) noteSignedOut(tx *db.Tx, store commerce.StoreID, f *fault.Error) error {
	if err := tx.Heal(loginEnds(store)); err != nil {
		return err
	}
	if f.Code == vault.CodeCutOff {
		if err := tx.CutOffLogin(store, remoteName(store, f), f.Code); err != nil {
			return err
		}
	}
	if store == 0 {
		return tx.SetAccountSignedOut(true)
	}
	return tx.SetStoreSignedOut(store)
}

// remoteName is what people call the remote that a fault names.
func remoteName(store commerce.StoreID, f *fault.Error) string {
	if store == 0 {
		return "Brightpearl"
	}
	name, _ := strings.CutPrefix(f.Remote, "ekm/")
	return cmp.Or(name, "A store")
}

// noKeysProblem is the one card for a key store that cannot be used: whoever needs it waits and tries again.
func noKeysProblem(f *fault.Error) db.Problem {
	cause := fault.CauseOf(f)
	return db.Problem{Key: keyringProblem, Code: cause.Code, Severity: "error", Title: "The key store cannot be used",
		Text: cause.Text, Fix: "Stockbridge tries again by itself; nothing that waits is lost."}
}

// keyless remembers which sources cannot work because the key store cannot be used.
type keyless struct {
	mu      sync.Mutex
	sources map[string]bool
}

// note tells that a source met the key store's trouble, or no longer does, and reports whether anybody still does.
func (k *keyless) note(source string, trouble bool) (any bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.sources == nil {
		k.sources = map[string]bool{}
	}
	if trouble {
		k.sources[source] = true
	} else {
		delete(k.sources, source)
	}
	return len(k.sources) > 0
}
