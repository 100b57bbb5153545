package vault

import (
	"context"
	"time"
)

// Kind says how an account signs in.
type Kind string

// The kinds of sign-in.
const (
	KindOAuth   Kind = "oauth"   // through the browser, with tokens that are renewed
	KindToken   Kind = "token"   // EKM: the bearer token that a merchant copies from the back office
	KindPrivate Kind = "private" // Brightpearl: a private app's account or staff token
)

// Tokens are what an OAuth grant gave, as it stands now.
type Tokens struct {
	Access  Secret
	Refresh Secret
	// PreviousRefresh is the refresh token before this one. It stays until Refresh has itself been renewed, for the case
	// that the remote takes a renewal back.
	PreviousRefresh Secret
	Expiry          time.Time // of Access; zero when unknown
	Renewed         time.Time // when the remote last issued or renewed this grant
	// Renewing is when a renewal began whose end has not been stored; zero otherwise.
	Renewing time.Time
}

// Store holds the secrets of one EKM store.
type Store struct {
	Kind         Kind // KindOAuth or KindToken
	ClientID     string
	ClientSecret Secret
	Scopes       []string
	// Subject is the shop's account name in the access token. After a new consent a different one means that the person
	// logged in to another shop.
	Subject string
	Tokens  // of KindToken only Access is set
}

// idleLife is how long an EKM refresh token lives without being used (EKM API: "15 days after its last use").
const idleLife = 15 * 24 * time.Hour

// IdleDeadline is when the sign-in ends unless it is renewed before; zero for a merchant's own token, whose life EKM does
// not state.
func (s Store) IdleDeadline() time.Time {
	if s.Kind != KindOAuth || s.Renewed.IsZero() {
		return time.Time{}
	}
	return s.Renewed.Add(idleLife)
}

// Brightpearl holds the secrets of one Brightpearl account.
type Brightpearl struct {
	Kind         Kind   // KindOAuth or KindPrivate
	AccountToken Secret // private system app
	StaffToken   Secret // private staff app
	ClientID     string // the app reference
	ClientSecret Secret // empty for a public client
	// InstanceID is installation_instance_id of the first grant. A renewal does not repeat it.
	InstanceID string
	APIDomain  string // api_domain of the last grant, allowed by the caller's check
	Tokens
}

// SaveStore stores the secrets of the EKM store with this id, replacing what was there. Authenticators notice. It is for a
// new sign-in: saving a copy that was loaded earlier would bring back a refresh token that has been spent since.
func (v *Vault) SaveStore(ctx context.Context, id string, s Store) error {
	return v.save(ctx, "store", id, entryOfStore(s))
}

// LoadStore returns the secrets of an EKM store. Without any, the fault wraps ErrMissing.
func (v *Vault) LoadStore(ctx context.Context, id string) (Store, error) {
	e, err := v.load(ctx, "store", id)
	return e.store(), err
}

// DeleteStore removes the secrets of an EKM store. It may be repeated.
func (v *Vault) DeleteStore(ctx context.Context, id string) error { return v.drop(ctx, "store", id) }

// SaveBrightpearl stores the secrets of a Brightpearl account, replacing what was there. Authenticators notice. Like
// SaveStore it is for a new sign-in.
func (v *Vault) SaveBrightpearl(ctx context.Context, id string, b Brightpearl) error {
	return v.save(ctx, "brightpearl", id, entryOfBrightpearl(b))
}

// LoadBrightpearl returns the secrets of a Brightpearl account. Without any, the fault wraps ErrMissing.
func (v *Vault) LoadBrightpearl(ctx context.Context, id string) (Brightpearl, error) {
	e, err := v.load(ctx, "brightpearl", id)
	return e.brightpearl(), err
}

// DeleteBrightpearl removes the secrets of a Brightpearl account. It may be repeated.
func (v *Vault) DeleteBrightpearl(ctx context.Context, id string) error {
	return v.drop(ctx, "brightpearl", id)
}

func (v *Vault) save(ctx context.Context, kind, id string, e entry) error {
	key, err := keyFor(kind, id)
	if err != nil {
		return err
	}
	_, err = v.put(ctx, key, anyRevision, e)
	return err
}

func (v *Vault) load(ctx context.Context, kind, id string) (entry, error) {
	key, err := keyFor(kind, id)
	if err != nil {
		return entry{}, err
	}
	e, _, err := v.get(ctx, key)
	return e, err
}

func (v *Vault) drop(ctx context.Context, kind, id string) error {
	key, err := keyFor(kind, id)
	if err != nil {
		return err
	}
	return v.erase(ctx, key)
}
