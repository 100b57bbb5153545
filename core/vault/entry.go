package vault

import (
	"context"
	"encoding/json"
	"errors"
	"time"
)

// entry is what one account's key store entry holds: the only place where secrets are plain strings that encode.
type entry struct {
	Kind            Kind      `json:"kind"`
	ClientID        string    `json:"client_id,omitempty"`
	ClientSecret    string    `json:"client_secret,omitempty"`
	Scopes          []string  `json:"scopes,omitempty"`
	Subject         string    `json:"subject,omitempty"`
	AccountToken    string    `json:"account_token,omitempty"`
	StaffToken      string    `json:"staff_token,omitempty"`
	InstanceID      string    `json:"instance_id,omitempty"`
	APIDomain       string    `json:"api_domain,omitempty"`
	Access          string    `json:"access,omitempty"`
	Refresh         string    `json:"refresh,omitempty"`
	PreviousRefresh string    `json:"previous_refresh,omitempty"`
	Expiry          time.Time `json:"expiry,omitzero"`
	Renewed         time.Time `json:"renewed,omitzero"`
	Renewing        time.Time `json:"renewing,omitzero"`
}

func (e entry) tokens() Tokens {
	return Tokens{Access: Secret(e.Access), Refresh: Secret(e.Refresh), PreviousRefresh: Secret(e.PreviousRefresh),
		Expiry: e.Expiry, Renewed: e.Renewed, Renewing: e.Renewing}
}

func (e entry) with(t Tokens) entry {
	e.Access, e.Refresh, e.PreviousRefresh = string(t.Access), string(t.Refresh), string(t.PreviousRefresh)
	e.Expiry, e.Renewed, e.Renewing = t.Expiry, t.Renewed, t.Renewing
	return e
}

func (e entry) store() Store {
	return Store{Kind: e.Kind, ClientID: e.ClientID, ClientSecret: Secret(e.ClientSecret), Scopes: e.Scopes,
		Subject: e.Subject, Tokens: e.tokens()}
}

func entryOfStore(s Store) entry {
	return entry{Kind: s.Kind, ClientID: s.ClientID, ClientSecret: string(s.ClientSecret), Scopes: s.Scopes,
		Subject: s.Subject}.with(s.Tokens)
}

func (e entry) brightpearl() Brightpearl {
	return Brightpearl{Kind: e.Kind, AccountToken: Secret(e.AccountToken), StaffToken: Secret(e.StaffToken),
		ClientID: e.ClientID, ClientSecret: Secret(e.ClientSecret), InstanceID: e.InstanceID, APIDomain: e.APIDomain,
		Tokens: e.tokens()}
}

func entryOfBrightpearl(b Brightpearl) entry {
	return entry{Kind: b.Kind, AccountToken: string(b.AccountToken), StaffToken: string(b.StaffToken),
		ClientID: b.ClientID, ClientSecret: string(b.ClientSecret), InstanceID: b.InstanceID, APIDomain: b.APIDomain,
	}.with(b.Tokens)
}

// anyRevision makes put replace whatever is stored.
const anyRevision = ^uint64(0)

// put stores an entry and returns its revision. With a revision it fails with errStale when somebody else has written or
// deleted the entry since: a renewal must not overwrite a new sign-in nor bring back a removed store.
func (v *Vault) put(ctx context.Context, key string, revision uint64, e entry) (uint64, error) {
	text, err := json.Marshal(e)
	if err != nil {
		return 0, err
	}
	var stored uint64
	err = v.run(ctx, key, func() error {
		if revision != anyRevision && revision != v.revision(key) {
			return errStale
		}
		if err := v.announce(key, e); err != nil {
			return err
		}
		tidy, err := v.write(key, string(text))
		if err != nil {
			return err
		}
		stored = v.bump(key)
		err = errors.Join(tidy(), v.forget(heirName(key)))
		if err != nil && !e.Renewing.IsZero() {
			return err // the next step would spend a single-use token, while the key store is failing
		}
		if err != nil {
			v.log.Warn("outdated parts of a stored secret could not be deleted")
		}
		return nil
	})
	if err != nil {
		return 0, ringFault("store a sign-in", err)
	}
	return stored, nil
}

// get returns an entry and its revision.
func (v *Vault) get(ctx context.Context, key string) (entry, uint64, error) {
	var e entry
	var revision uint64
	err := v.run(ctx, key, func() error {
		text, err := v.read(key)
		if errors.Is(err, ErrNoEntry) {
			return ErrMissing
		}
		if err != nil {
			return err
		}
		var got entry
		if json.Unmarshal([]byte(text), &got) != nil {
			return errDamaged
		}
		e, err = v.inherit(key, got)
		revision = v.revision(key)
		return err
	})
	if err != nil {
		return entry{}, 0, ringFault("read a stored sign-in", err)
	}
	return e, revision, nil
}

func (v *Vault) erase(ctx context.Context, key string) error {
	err := v.run(ctx, key, func() error {
		v.bump(key)
		if err := v.forget(heirName(key)); err != nil {
			return err
		}
		return v.remove(key)
	})
	return ringFault("delete a stored sign-in", err)
}
