package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/engine"
	"stockbridge/core/settings"
	"stockbridge/core/setup"
	"stockbridge/core/vault"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/screen/stores"
)

// storeSettings are one store's settings with the lists they are chosen from, for Stores and Settings.
type storeSettings struct{ e *engine.Engine }

func (a storeSettings) row(ctx context.Context, id commerce.StoreID) (db.StoreRow, error) {
	row, ok, err := a.e.DB.Store(ctx, id)
	if err == nil && !ok {
		err = fmt.Errorf("store %d is not connected any more", id)
	}
	return row, err
}

func (a storeSettings) Settings(ctx context.Context, id commerce.StoreID) (settings.Store, error) {
	row, err := a.row(ctx, id)
	return row.Settings, err
}

func (a storeSettings) Set(ctx context.Context, id commerce.StoreID, key, value string) error {
	_, err := a.e.Setup.Configure(ctx, id, []setup.Change{{Key: key, Value: value}})
	return err
}

// Lists reads the stored lists; they are asked for again once a day and by the wizard.
func (a storeSettings) Lists(ctx context.Context, id commerce.StoreID) (map[string][]kit.Choice, error) {
	row, err := a.row(ctx, id)
	if err != nil {
		return nil, err
	}
	c, err := a.e.Setup.Options(ctx, false)
	if err != nil {
		return nil, err
	}
	shop, err := setup.DecodeShopChoices(row.Options)
	if err != nil {
		return nil, err
	}
	lists := map[string][]kit.Choice{}
	add := func(list, value, label, note string) {
		lists[list] = append(lists[list], kit.Choice{Value: value, Label: label, Note: note})
	}
	for _, x := range c.Channels {
		add("channels", fmt.Sprint(x.ID), x.Name, "")
	}
	for _, x := range c.PriceLists {
		if x.Sell {
			add("price_lists", fmt.Sprint(x.ID), x.Name, x.Currency)
		}
	}
	for _, x := range c.Warehouses {
		add("warehouses", fmt.Sprint(x.ID), x.Name, "")
	}
	for _, x := range c.TaxCodes {
		add("tax_codes", x.Code, x.Code+", "+x.Name, x.Rate+" %")
	}
	for _, x := range c.PaymentMethods {
		if x.Active {
			add("payment_methods", x.Code, x.Name, x.Code)
		}
	}
	for _, x := range c.OrderStatuses {
		if x.Enabled {
			add("order_statuses", fmt.Sprint(x.ID), x.Name, "")
		}
	}
	for _, x := range c.ShippingMethods {
		add("shipping_methods", fmt.Sprint(x.ID), x.Name, x.Code)
	}
	for _, x := range c.LeadSources {
		if x.Active {
			add("lead_sources", fmt.Sprint(x.ID), x.Name, "")
		}
	}
	for _, x := range shop.Statuses {
		add("ekm_statuses", x.Name, x.Name, "")
	}
	for _, x := range shop.TaxRates {
		add("ekm_tax_rates", rateKey(x), x.Name, x.Value+" %")
	}
	kinds, err := a.e.DB.WaitingPaymentTypes(ctx, id)
	if err != nil {
		return nil, err
	}
	for _, kind := range kinds {
		add("ekm_payment_types", kind, kind, "")
	}
	return lists, nil
}

// rateKey is how a setting names a tax rate of the shop: by its id, or by its percentage when it has none.
func rateKey(r setup.ShopTaxRate) string {
	if r.ID != 0 {
		return fmt.Sprint(r.ID)
	}
	return r.Value
}

// storeActions are the wishes of the Stores screen.
type storeActions struct{ storeSettings }

func (a storeActions) Check(ctx context.Context, id commerce.StoreID) ([]stores.Check, error) {
	checks, err := a.e.Setup.Check(ctx, id)
	out := make([]stores.Check, len(checks))
	for i, c := range checks {
		out[i] = stores.Check{Key: c.Key, Title: c.Title, Result: string(c.Result), Text: c.Text, Fix: c.Fix}
	}
	return out, err
}

func (a storeActions) Limits(ctx context.Context, id commerce.StoreID) ([]stores.Limit, error) {
	row, err := a.row(ctx, id)
	if err != nil {
		return nil, err
	}
	status, err := a.e.DB.Status(ctx)
	if err != nil {
		return nil, err
	}
	account, shops := a.e.Budgets()
	own := stores.Limit{Name: say.T("EKM, this store"), Remaining: shops[id].Remaining, Limit: shops[id].Limit, Note: say.T("A store of requests that refills by two each second.")}
	if i := slices.IndexFunc(status.Stores, func(s view.StoreStatus) bool { return s.Name == row.Name }); i >= 0 {
		own.Made, own.Throttled = status.Stores[i].Requests.Made, status.Stores[i].Requests.Throttled
	}
	return []stores.Limit{own, {Name: say.T("Brightpearl, all stores together"), Remaining: account.Remaining, Limit: account.Limit,
		Made: status.Brightpearl.RequestsMade, Throttled: status.Brightpearl.Throttled, Note: say.T("So many requests a minute, shared with every other program on the account.")}}, nil
}

func (a storeActions) SyncNow(_ context.Context, id commerce.StoreID) error {
	if hub := a.e.Hub(); hub != nil {
		hub.Nudge(db.OrdersPoll(id))
		hub.Nudge(db.ListingsPoll(id))
	}
	return nil
}

func (a storeActions) Pause(ctx context.Context, id commerce.StoreID, until time.Time) error {
	return a.e.Setup.Pause(ctx, id, until)
}

func (a storeActions) Resume(ctx context.Context, id commerce.StoreID) error {
	return a.e.Setup.Resume(ctx, id)
}

func (a storeActions) GoLive(ctx context.Context, id commerce.StoreID, orders, stock, shipments bool) error {
	_, err := a.e.Setup.GoLive(ctx, id, db.Switches{Orders: orders, Stock: stock, Shipments: shipments})
	return err
}

func (a storeActions) SwitchOff(ctx context.Context, id commerce.StoreID, orders, stock, shipments bool) error {
	return a.e.Setup.SwitchOff(ctx, id, db.Switches{Orders: orders, Stock: stock, Shipments: shipments})
}

func (a storeActions) Connection(ctx context.Context, id commerce.StoreID) (stores.Connection, error) {
	c, err := a.e.Setup.Connection(ctx, id)
	return stores.Connection{OAuth: c.Kind == vault.KindOAuth, App: c.ClientID, Scopes: c.Scopes, Subject: c.Subject, Renewed: c.Renewed, Expiry: c.Expiry,
		Host: c.APIHost}, err
}

func (a storeActions) Webhooks(ctx context.Context) (view.Webhooks, error) { return a.e.Webhooks(ctx) }

func (a storeActions) ShippingCanary(ctx context.Context, id commerce.StoreID, orderNumber string) ([]view.CanaryStep, error) {
	return a.e.ShippingCanary(ctx, id, orderNumber, actor)
}

func (a storeActions) TestOrderAnswered(ctx context.Context, id commerce.StoreID, mailed bool) error {
	return a.e.Setup.TestOrderAnswered(ctx, id, mailed, actor)
}

func (a storeActions) Remove(ctx context.Context, id commerce.StoreID) error {
	return a.e.Setup.Remove(ctx, id)
}
