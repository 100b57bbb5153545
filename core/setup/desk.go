package setup

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	"stockbridge/core/brightpearl"
	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/ekm"
	"stockbridge/core/vault"
)

// Options are what a Desk works with. DB and Vault are required.
type Options struct {
	DB        *db.DB
	Vault     *vault.Vault
	Transport http.RoundTripper // nil: the clients' own
	Log       *slog.Logger      // nil: discarded
	Now       func() time.Time  // nil: time.Now
	PC        string            // the computer's name, for the list of changed settings
	// Changed is told, after a connection was stored or removed, that clients have to be built again. May be nil.
	Changed func()
	// Leaving is told that a store is about to be removed, while its sign-in is still there. May be nil.
	Leaving func(context.Context, commerce.StoreID)
	// Relink is told that a store's SKU links have to be decided again, because a setting that they depend on changed. May be nil.
	Relink func(context.Context, commerce.StoreID) error
	// Shop and Brightpearl return the clients that the rest of the program uses, so that they share its pace. Where they are
	// nil, or return nil, the desk builds a client from the stored connection.
	Shop        func(commerce.StoreID) *ekm.Client
	Brightpearl func() *brightpearl.Client
}

// Desk is where connections and settings are made.
type Desk struct {
	o   Options
	db  *db.DB
	log *slog.Logger
	now func() time.Time
	mu  sync.Mutex // one change of connections or settings at a time
}

// New returns a desk.
func New(o Options) *Desk {
	d := &Desk{o: o, db: o.DB, log: o.Log, now: o.Now}
	if d.log == nil {
		d.log = slog.New(slog.DiscardHandler)
	}
	if d.now == nil {
		d.now = time.Now
	}
	return d
}

func (d *Desk) changed() {
	if d.o.Changed != nil {
		d.o.Changed()
	}
}

// StoreVaultID is the id under which a store's secrets are kept in the vault. It is made of the EKM account, which never
// changes, so that secrets can be stored before the store's own row is.
func StoreVaultID(s commerce.Store) string { return strings.ToLower(s.Username) }

// AccountVaultID is the id under which the Brightpearl account's secrets are kept in the vault.
func AccountVaultID(code string) string { return strings.ToLower(code) }

// store loads a store that was not removed.
func (d *Desk) store(ctx context.Context, id commerce.StoreID) (db.StoreRow, error) {
	row, ok, err := d.db.Store(ctx, id)
	if err == nil && !ok {
		err = noStore()
	}
	return row, err
}

// shop is the client of a connected store.
func (d *Desk) shop(row db.StoreRow) (*ekm.Client, error) {
	if d.o.Shop != nil {
		if c := d.o.Shop(row.ID); c != nil {
			return c, nil
		}
	}
	return OpenStore(d.o.Vault, row, d.o.Transport, d.log, d.now)
}

// account is the client of the connected Brightpearl account.
func (d *Desk) account(ctx context.Context) (*brightpearl.Client, error) {
	a, ok, err := d.db.Account(ctx)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, noAccount()
	}
	if d.o.Brightpearl != nil {
		if c := d.o.Brightpearl(); c != nil {
			return c, nil
		}
	}
	return OpenAccount(ctx, d.o.Vault, a, d.o.Transport, d.log, d.now)
}
