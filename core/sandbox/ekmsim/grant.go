package ekmsim

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"sync"
	"time"
)

// grant is what a merchant allowed an application.
type grant struct {
	client string
	shop   string // username
	scopes []string
}

// consent is a code that waits to be exchanged.
type consent struct {
	grant
	redirect  string
	challenge string // PKCE, S256; empty without
	expires   time.Time
}

// refresh is a refresh token that was not used yet.
type refresh struct {
	grant
	expires time.Time
}

// merchantClient is the client of tokens that a merchant copied from the shop's own back office.
const merchantClient = "merchant-token"

// authority keeps codes, tokens and sign-in sessions.
type authority struct {
	mu        sync.Mutex
	mint      *mint
	life      Lifetimes
	clients   map[string]Client
	fixed     map[string]grant // merchants' own tokens, without end
	codes     map[string]consent
	refreshes map[string]refresh
	dead      map[string]time.Time // jti of access tokens that were revoked, until they would have expired anyway
	epochs    map[string]int       // shop: how often consent was withdrawn; older access tokens are dead
	sessions  map[string]string    // browser cookie: username
	reused    int                  // refresh tokens used a second time
	used      map[string]bool      // spent refresh tokens
	issued    []string             // every code, token and cookie ever given out, see Secrets
}

func newAuthority(seed uint64, life Lifetimes, clients []Client) *authority {
	a := &authority{
		mint: newMint(seed), life: life, clients: map[string]Client{}, fixed: map[string]grant{}, codes: map[string]consent{},
		refreshes: map[string]refresh{}, dead: map[string]time.Time{}, epochs: map[string]int{}, sessions: map[string]string{},
		used: map[string]bool{},
	}
	for _, c := range clients {
		a.clients[c.ID] = c
	}
	return a
}

// allow makes a code. A new consent kills the refresh tokens of older consents of the same application and shop.
func (a *authority) allow(c consent, now time.Time) string {
	a.mu.Lock()
	defer a.mu.Unlock()
	for token, r := range a.refreshes {
		if r.client == c.client && r.shop == c.shop {
			delete(a.refreshes, token)
		}
	}
	c.expires = now.Add(a.life.Code)
	code := a.mint.id()
	a.issued = append(a.issued, code)
	a.codes[code] = c
	return code
}

// exchange spends a code. ok is false when the code is unknown, used, late, another client's, or comes with another
// redirect URI or a verifier that does not fit.
func (a *authority) exchange(code, client, redirect, verifier string, now time.Time) (grant, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	c, ok := a.codes[code]
	delete(a.codes, code)
	if !ok || c.client != client || c.redirect != redirect || !now.Before(c.expires) {
		return grant{}, false
	}
	sum := sha256.Sum256([]byte(verifier))
	if c.challenge != "" && subtle.ConstantTimeCompare([]byte(c.challenge), []byte(base64.RawURLEncoding.EncodeToString(sum[:]))) == 0 {
		return grant{}, false
	}
	if c.challenge == "" && verifier != "" {
		return grant{}, false
	}
	return c.grant, true
}

// owner is the shop of a refresh token that can still be used; "" for any other.
func (a *authority) owner(token string) string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.refreshes[token].shop
}

// rotate spends a refresh token.
func (a *authority) rotate(token, client string, now time.Time) (grant, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	r, ok := a.refreshes[token]
	if !ok && a.used[token] {
		a.reused++
	}
	if !ok || r.client != client || !now.Before(r.expires) {
		return grant{}, false
	}
	delete(a.refreshes, token)
	a.used[token] = true
	return r.grant, true
}

// issue makes an access token, and a refresh token where offline access was granted.
func (a *authority) issue(g grant, server string, now time.Time, offline bool) (access, refreshToken string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	access = a.mint.sign(claims{
		Subject: g.shop, ServerID: server, ClientID: g.client, Scope: g.scopes, ID: a.mint.id(), Epoch: a.epochs[g.shop],
		Issued: now.Unix(), Expires: now.Add(a.life.Access).Unix(),
	})
	a.issued = append(a.issued, access)
	if offline {
		refreshToken = a.mint.id()
		a.issued = append(a.issued, refreshToken)
		a.refreshes[refreshToken] = refresh{grant: g, expires: now.Add(a.life.Refresh)}
	}
	return access, refreshToken
}

// bearer returns what a token allows, and how to kill it.
func (a *authority) bearer(token string, now time.Time) (g grant, id string, ok bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if g, ok := a.fixed[token]; ok {
		return g, "", true
	}
	c, ok := a.mint.read(token)
	if !ok || now.Unix() >= c.Expires {
		return grant{}, "", false
	}
	if _, dead := a.dead[c.ID]; dead {
		return grant{}, "", false
	}
	if c.Epoch != a.epochs[c.Subject] {
		return grant{}, "", false
	}
	return grant{c.ClientID, c.Subject, c.Scope}, c.ID, true
}

// kill ends one access token; a merchant's own token cannot be killed this way.
func (a *authority) kill(id string, now time.Time) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for old, until := range a.dead {
		if now.After(until) {
			delete(a.dead, old)
		}
	}
	if id != "" {
		a.dead[id] = now.Add(a.life.Access)
	}
}

// revoke withdraws a shop's consents: its refresh tokens, codes and access tokens are dead.
func (a *authority) revoke(shop string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for token, r := range a.refreshes {
		if r.shop == shop {
			delete(a.refreshes, token)
		}
	}
	for code, c := range a.codes {
		if c.shop == shop {
			delete(a.codes, code)
		}
	}
	a.epochs[shop]++
}

func (a *authority) signIn(username string) (cookie string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	cookie = a.mint.id()
	a.issued = append(a.issued, cookie)
	a.sessions[cookie] = username
	return cookie
}

func (a *authority) session(cookie string) (username string, ok bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	username, ok = a.sessions[cookie]
	return username, ok
}
