package engine

import (
	"context"
	"net/http"
	"sync"

	"stockbridge/core/brightpearl"
	"stockbridge/core/vault"
)

// privateAuth signs requests for a private app with the token from the keyring, which it reads once.
type privateAuth struct {
	vault          *vault.Vault
	id             string
	appRef, devRef string

	mu   sync.Mutex
	auth *brightpearl.PrivateAuth
}

func (p *privateAuth) Apply(ctx context.Context, r *http.Request) error {
	p.mu.Lock()
	auth := p.auth
	p.mu.Unlock()
	if auth == nil {
		// Not under the lock: the key store may be waiting for a person, and so would everybody, one after the other.
		secrets, err := p.vault.LoadBrightpearl(ctx, p.id)
		if err != nil {
			return vault.ForRemote(err, "brightpearl")
		}
		auth = &brightpearl.PrivateAuth{AppRef: p.appRef, DevRef: p.devRef,
			AccountToken: brightpearl.NewSecret(string(secrets.AccountToken)), StaffToken: brightpearl.NewSecret(string(secrets.StaffToken))}
		p.mu.Lock()
		p.auth = auth
		p.mu.Unlock()
	}
	return auth.Apply(ctx, r)
}

// Rejected forgets the token, so that a new one is read after the next sign-in.
func (p *privateAuth) Rejected(ctx context.Context, r *http.Request) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.auth == nil {
		return nil
	}
	err := p.auth.Rejected(ctx, r)
	p.auth = nil
	return err
}
