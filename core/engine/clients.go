package engine

import (
	"context"
	"fmt"
	"sync"
	"time"

	"stockbridge/core/brightpearl"
	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/ekm"
	"stockbridge/core/rest"
	"stockbridge/core/setup"
	"stockbridge/core/vault"
)

// clients holds one client a remote. They are rebuilt when a connection changes; counters of old ones are stored first.
type clients struct {
	e *Engine

	mu      sync.Mutex
	account *brightpearl.Client
	oauth   *vault.BrightpearlOAuth // the account's sign-in; nil for a private app
	row     db.Account              // what the account's client was built from
	accKey  string
	shops   map[commerce.StoreID]*shopClient
	counted map[any]rest.Stats             // what of a client's counters is stored
	until   map[commerce.StoreID]time.Time // the stored end of a store's sign-in
}

type shopClient struct {
	*ekm.Client
	key  string
	auth *vault.EKM
}

func (c *clients) brightpearl() *brightpearl.Client {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.account
}

func (c *clients) shop(id commerce.StoreID) *ekm.Client {
	c.mu.Lock()
	defer c.mu.Unlock()
	if s := c.shops[id]; s != nil {
		return s.Client
	}
	return nil
}

// build makes clients for what is connected now, keeping those whose connection did not change, with their pacing.
func (c *clients) build(ctx context.Context) error {
	if err := c.count(ctx); err != nil {
		return err
	}
	account, ok, err := c.e.DB.Account(ctx)
	if err != nil {
		return err
	}
	stores, err := c.e.DB.Stores(ctx)
	if err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.shops == nil {
		c.shops, c.counted, c.until = map[commerce.StoreID]*shopClient{}, map[any]rest.Stats{}, map[commerce.StoreID]time.Time{}
	}
	if !ok {
		c.account, c.oauth, c.accKey = nil, nil, ""
	} else if key := fmt.Sprint(account.Code, account.APIURL, account.AuthKind, account.AppRef, account.DevRef, account.ClientID, account.ConnectedAt); key != c.accKey {
		client, oauth, err := c.newAccount(account)
		if err != nil {
			return err
		}
		c.account, c.oauth, c.row, c.accKey = client, oauth, account, key
	}
	next := map[commerce.StoreID]*shopClient{}
	for _, s := range stores {
		key := fmt.Sprint(s.BaseURL, s.TokenURL, s.AuthKind, s.ClientID, s.Username)
		if old := c.shops[s.ID]; old != nil && old.key == key {
			next[s.ID] = old
			continue
		}
		shop, err := c.newShop(s)
		if err != nil {
			return err
		}
		shop.key = key
		next[s.ID] = shop
	}
	c.shops = next
	return nil
}

func (c *clients) newAccount(a db.Account) (*brightpearl.Client, *vault.BrightpearlOAuth, error) {
	var auth rest.Authenticator
	var oauth *vault.BrightpearlOAuth
	if a.AuthKind == "oauth" {
		var err error
		oauth, err = vault.NewBrightpearlOAuth(c.e.Vault, vault.BrightpearlOptions{ID: setup.AccountVaultID(a.Code), Remote: "brightpearl", TokenURL: a.TokenURL,
			DeveloperRef: a.DevRef, AllowDomain: setup.AllowDomain(a.TokenURL), Transport: c.e.o.Transport})
		if err != nil {
			return nil, nil, err
		}
		auth = oauth
	} else {
		auth = &privateAuth{vault: c.e.Vault, id: setup.AccountVaultID(a.Code), appRef: a.AppRef, devRef: a.DevRef}
	}
	client, err := brightpearl.New(brightpearl.Options{BaseURL: a.APIURL, Account: a.Code, Auth: auth, InstanceID: func() int64 { return a.InstanceID }, InstanceSince: a.InstanceSince,
		Transport: c.e.o.Transport, Log: c.e.o.Log, Now: c.e.o.Now})
	return client, oauth, err
}

func (c *clients) newShop(s db.StoreRow) (*shopClient, error) {
	auth, err := vault.NewEKM(c.e.Vault, vault.EKMOptions{ID: setup.StoreVaultID(s.Store), Remote: "ekm/" + s.Name, TokenURL: s.TokenURL, Transport: c.e.o.Transport})
	if err != nil {
		return nil, err
	}
	client, err := ekm.New(ekm.Options{BaseURL: s.BaseURL, Store: s.Name, Auth: auth, Transport: c.e.o.Transport, Log: c.e.o.Log, Now: c.e.o.Now})
	if err != nil {
		return nil, err
	}
	return &shopClient{Client: client, auth: auth}, nil
}

// count stores what the clients' counters gained since the last time, and until when sign-ins hold that were renewed.
func (c *clients) count(ctx context.Context) error {
	c.mu.Lock()
	type gain struct {
		store commerce.StoreID // 0: the account
		db.Traffic
	}
	var gains []gain
	add := func(client any, store commerce.StoreID, s rest.Stats) {
		before := c.counted[client]
		if s.Made != before.Made || s.Throttled != before.Throttled {
			gains = append(gains, gain{store, db.Traffic{Made: int64(s.Made - before.Made), Throttled: int64(s.Throttled - before.Throttled), Remaining: s.Remaining, LastContact: s.LastContact}})
			c.counted[client] = s
		}
	}
	if c.account != nil {
		add(c.account, 0, c.account.Stats())
	}
	for id, s := range c.shops {
		add(s.Client, id, s.Stats())
	}
	account, row := c.account, c.row
	until := map[commerce.StoreID]time.Time{}
	for id, s := range c.shops {
		if end := s.auth.Horizon(); !end.IsZero() && !end.Equal(c.until[id]) {
			until[id], c.until[id] = end, end
		}
	}
	c.mu.Unlock()
	if len(gains)+len(until) == 0 {
		return nil
	}
	return c.e.DB.Write(ctx, func(tx *db.Tx) error {
		for id, end := range until {
			if err := tx.SetLoginUntil(id, end); err != nil {
				return err
			}
		}
		for _, g := range gains {
			if g.store != 0 {
				if err := tx.CountStoreTraffic(g.store, g.Traffic); err != nil {
					return err
				}
				continue
			}
			if err := tx.CountAccountTraffic(g.Traffic); err != nil {
				return err
			}
			if id := account.InstanceID(); id > 0 {
				if err := tx.SetInstanceID(row, id); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// Budget is what a remote's request budget looks like now.
type Budget struct {
	Remaining, Limit int
	LastContact      time.Time
}

// Budgets returns the Brightpearl account's budget and each store's.
func (e *Engine) Budgets() (account Budget, stores map[commerce.StoreID]Budget) {
	c := &e.clients
	c.mu.Lock()
	defer c.mu.Unlock()
	of := func(s rest.Stats) Budget {
		return Budget{Remaining: s.Remaining, Limit: s.Limit, LastContact: s.LastContact}
	}
	if c.account != nil {
		account = of(c.account.Stats())
	}
	stores = map[commerce.StoreID]Budget{}
	for id, s := range c.shops {
		stores[id] = of(s.Stats())
	}
	return account, stores
}
