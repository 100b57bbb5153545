package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/engine"
	"stockbridge/core/fault"
	"stockbridge/core/settings"
	"stockbridge/core/setup"
)

// storeDocument is one store as every store command writes it.
type storeDocument struct {
	Name          string            `json:"name"`
	Username      string            `json:"username"`
	State         string            `json:"state"`
	Currency      string            `json:"currency"`
	ShopName      string            `json:"shop_name"`
	Domain        string            `json:"domain"`
	EKMURL        string            `json:"ekm_url"`
	Auth          string            `json:"auth"` // oauth or token
	Switches      switchDocument    `json:"switches"`
	PausedUntil   *time.Time        `json:"paused_until"`
	ConnectedAt   *time.Time        `json:"connected_at"`
	LiveSince     *time.Time        `json:"live_since"`
	LastContactAt *time.Time        `json:"last_contact_at"`
	LastOrderAt   *time.Time        `json:"last_order_at"`
	LoginUntil    *time.Time        `json:"login_until"`
	Settings      map[string]string `json:"settings"` // only what is set
}

type switchDocument struct {
	Orders    bool `json:"orders"`
	Stock     bool `json:"stock"`
	Shipments bool `json:"shipments"`
}

func storeOf(s db.StoreRow, now time.Time) storeDocument {
	state := s.State
	if state == commerce.StorePaused && s.Live(now) { // a pause that has run out
		state = commerce.StoreLive
	}
	return storeDocument{Name: s.Name, Username: s.Username, State: string(state), Currency: s.Currency, ShopName: s.ShopName, Domain: s.Domain,
		EKMURL: s.BaseURL, Auth: s.AuthKind, Switches: switchDocument{s.OrdersOn, s.StockOn, s.ShipmentsOn}, PausedUntil: timeOf(s.PausedUntil),
		ConnectedAt: timeOf(s.CreatedAt), LiveSince: timeOf(s.LiveSince), LastContactAt: timeOf(s.LastContact), LastOrderAt: timeOf(s.LastOrder),
		LoginUntil: timeOf(s.LoginUntil), Settings: settingsOf(s.Settings)}
}

// settingsOf is a store's settings under the keys that `store configure` takes.
func settingsOf(s settings.Store) map[string]string {
	out := map[string]string{}
	for _, k := range settings.Keys() {
		if v := k.Value(s); v != "" {
			out[k.Name] = v
		}
	}
	for _, m := range settings.Mappings() {
		for name, value := range m.Values(s) {
			out[m.Name+"."+name] = value
		}
	}
	return out
}

func (d storeDocument) words() string {
	var on []string
	for _, s := range []struct {
		on   bool
		name string
	}{{d.Switches.Orders, "orders"}, {d.Switches.Stock, "stock"}, {d.Switches.Shipments, "shipments"}} {
		if s.on {
			on = append(on, s.name)
		}
	}
	if len(on) == 0 {
		return "nothing"
	}
	return strings.Join(on, ", ")
}

func stateWords(d storeDocument) string {
	switch commerce.StoreState(d.State) {
	case commerce.StoreSignIn:
		return "sign in again"
	case commerce.StorePaused:
		if d.PausedUntil != nil {
			return "paused until " + clock(*d.PausedUntil)
		}
	}
	return d.State
}

// store opens the data folder and finds a store by its name.
func (c *call) store(ctx context.Context, name string) (*engine.Engine, db.StoreRow, error) {
	e, err := c.open(ctx)
	if err != nil {
		return nil, db.StoreRow{}, err
	}
	row, err := storeNamed(ctx, e, name)
	return e, row, err
}

func storeNamed(ctx context.Context, e *engine.Engine, name string) (db.StoreRow, error) {
	row, ok, err := e.DB.StoreNamed(ctx, name)
	if err != nil || ok {
		return row, err
	}
	stores, err := e.DB.Stores(ctx)
	if err != nil {
		return row, err
	}
	fix := "No store is connected yet. Connect one: stockbridgectl store connect NAME …"
	if len(stores) > 0 {
		names := make([]string, len(stores))
		for i, s := range stores {
			names[i] = s.Name
		}
		fix = "The connected stores are: " + strings.Join(names, ", ") + "."
	}
	return row, fault.Hold(fault.Cause{Code: setup.CodeNoStore, Text: fmt.Sprintf("There is no connected store named %q.", name), Fix: fix})
}

// filterStore is the id of a store that a list is narrowed to, 0 for all.
func filterStore(ctx context.Context, e *engine.Engine, name string) (commerce.StoreID, error) {
	if name == "" {
		return 0, nil
	}
	row, err := storeNamed(ctx, e, name)
	return row.ID, err
}

// showStore writes a store as it is now, with a sentence for people.
func (c *call) showStore(ctx context.Context, e *engine.Engine, id commerce.StoreID, sentence func(storeDocument) string) error {
	row, ok, err := e.DB.Store(ctx, id)
	if err == nil && !ok {
		err = fmt.Errorf("the store was removed meanwhile")
	}
	if err != nil {
		return err
	}
	d := storeOf(row, e.DB.Now())
	return c.show(map[string]any{"store": d}, func(w io.Writer) { fmt.Fprintln(w, plain(sentence(d))) })
}

func storeList(*flag.FlagSet) action {
	return func(ctx context.Context, c *call) error {
		e, err := c.open(ctx)
		if err != nil {
			return err
		}
		rows, err := e.DB.Stores(ctx)
		if err != nil {
			return err
		}
		stores := make([]storeDocument, len(rows))
		for i, r := range rows {
			stores[i] = storeOf(r, e.DB.Now())
		}
		return c.show(map[string]any{"stores": stores}, func(w io.Writer) {
			if len(stores) == 0 {
				fmt.Fprintln(w, "No store is connected yet. Connect one: stockbridgectl store connect NAME …")
				return
			}
			t := table{head: []string{"STORE", "EKM ACCOUNT", "STATE", "ON", "CURRENCY", "LAST ORDER", "LAST CONTACT"}}
			for i, d := range stores {
				t.add(d.Name, d.Username, stateWords(d), d.words(), d.Currency, clock(rows[i].LastOrder), clock(rows[i].LastContact))
			}
			t.print(w)
		})
	}
}

func storeConfigure(f *flag.FlagSet) action {
	var changes []setup.Change
	f.Func("set", "", changesFlag(&changes))
	return func(ctx context.Context, c *call) error {
		if len(changes) == 0 {
			return wrong("say at least one --set KEY=VALUE; known settings: %s", strings.Join(settings.Names(), ", "))
		}
		e, row, err := c.store(ctx, c.args[0])
		if err != nil {
			return err
		}
		if _, err := e.Setup.ConfigureBy(ctx, row.ID, changes, actor); err != nil {
			return err
		}
		return c.showStore(ctx, e, row.ID, func(d storeDocument) string {
			var b strings.Builder
			fmt.Fprintf(&b, "%s is configured:", d.Name)
			for _, change := range changes {
				fmt.Fprintf(&b, "\n  %s = %s", change.Key, d.Settings[change.Key])
			}
			return b.String()
		})
	}
}

func knownKey(key string) bool {
	if group, name, ok := strings.Cut(key, "."); ok {
		return name != "" && settings.Mapped(group)
	}
	return slices.ContainsFunc(settings.Keys(), func(k settings.Key) bool { return k.Name == key })
}
