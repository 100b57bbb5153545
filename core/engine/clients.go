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
	accKey  string // what the account's client was built from
	shops   map[commerce.StoreID]*shopClient
	counted map[any]rest.Stats // what of a client's counters is stored
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

func (c *clients) auth(id commerce.StoreID) *vault.EKM {
	c.mu.Lock()
	defer c.mu.Unlock()
	if s := c.shops[id]; s != nil {
		return s.auth
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
		c.shops, c.counted = map[commerce.StoreID]*shopClient{}, map[any]rest.Stats{}
	}
	if !ok {
		c.account, c.accKey = nil, ""
	} else if key := fmt.Sprint(account.Code, account.APIURL, account.AuthKind, account.AppRef, account.DevRef, account.ClientID, account.ConnectedAt); key != c.accKey {
		client, err := c.newAccount(ctx, account)
		if err != nil {
			return err
		}
		c.account, c.accKey = client, key
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

func (c *clients) newAccount(ctx context.Context, a db.Account) (*brightpearl.Client, error) {
	var auth rest.Authenticator
	if a.AuthKind == "oauth" {
		oauth, err := vault.NewBrightpearlOAuth(c.e.Vault, vault.BrightpearlOptions{ID: setup.AccountVaultID(a.Code), Remote: "brightpearl", TokenURL: a.TokenURL,
			DeveloperRef: a.DevRef, AllowDomain: setup.AllowDomain(a.TokenURL), Transport: c.e.o.Transport})
		if err != nil {
			return nil, err
		}
		auth = oauth
	} else {
		auth = &privateAuth{vault: c.e.Vault, id: setup.AccountVaultID(a.Code), appRef: a.AppRef, devRef: a.DevRef}
	}
	return brightpearl.New(brightpearl.Options{BaseURL: a.APIURL, Account: a.Code, Auth: auth, InstanceID: func() int64 { return a.InstanceID },
		Transport: c.e.o.Transport, Log: c.e.o.Log, Now: c.e.o.Now})
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

// count stores what the clients' counters gained since the last time.
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
	account := c.account
	c.mu.Unlock()
	if len(gains) == 0 {
		return nil
	}
	return c.e.DB.Write(ctx, func(tx *db.Tx) error {
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
				if err := tx.SetInstanceID(id); err != nil {
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
