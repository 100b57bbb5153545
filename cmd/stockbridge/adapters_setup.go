package main

import (
	"context"
	"os"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/engine"
	"stockbridge/core/setup"
	"stockbridge/core/vault"
	"stockbridge/core/view"
	wizard "stockbridge/ui/screen/setup"
)

// shopListAge is how old the stored lists of a shop may be before the wizard asks the shop again.
const shopListAge = 10 * time.Minute

// setupActions are the wishes of the setup wizard.
type setupActions struct {
	storeActions
	openURL func(string) error
}

func (a setupActions) Account(ctx context.Context) (wizard.Account, error) {
	account, ok, err := a.e.DB.Account(ctx)
	if err != nil || !ok {
		return wizard.Account{}, err
	}
	return wizard.Account{Code: account.Code, APIURL: account.APIURL, OAuth: account.AuthKind == "oauth", AppRef: account.AppRef, DevRef: account.DevRef,
		ClientID: account.ClientID, Connected: !account.SignedOut}, nil
}

func (a setupActions) Store(ctx context.Context, id commerce.StoreID) (wizard.Store, error) {
	row, err := a.row(ctx, id)
	return wizard.Store{Store: row.Store, ClientID: row.ClientID, LoginUntil: row.LoginUntil, Settings: row.Settings}, err
}

func (a setupActions) Apps(ctx context.Context) ([]wizard.App, error) {
	apps, err := a.e.Setup.Apps(ctx)
	out := make([]wizard.App, len(apps))
	for i, app := range apps {
		out[i] = wizard.App{ClientID: app.ClientID, BaseURL: app.BaseURL, Store: app.Store}
	}
	return out, err
}

// permissions are a sign-in's permissions for the wizard.
func permissions(list []vault.Permission) []wizard.Permission {
	out := make([]wizard.Permission, len(list))
	for i, p := range list {
		out[i] = wizard.Permission{Scope: p.Scope, Title: p.Title, Why: p.Why}
	}
	return out
}

func (a setupActions) Choices(ctx context.Context, id commerce.StoreID, fresh bool) (wizard.Choices, error) {
	c, err := a.e.Setup.Options(ctx, fresh)
	if err != nil {
		return wizard.Choices{}, err
	}
	rows, err := a.e.DB.Stores(ctx)
	if err != nil {
		return wizard.Choices{}, err
	}
	used := map[int64]string{}
	for _, r := range rows {
		if r.ID != id && r.Settings.ChannelID != 0 {
			used[r.Settings.ChannelID] = r.Name
		}
	}
	out := wizard.Choices{BaseCurrency: c.BaseCurrency()}
	for _, x := range c.Channels {
		out.Channels = append(out.Channels, wizard.Channel{ID: x.ID, Name: x.Name, UsedBy: used[x.ID]})
	}
	for _, x := range c.PriceLists {
		if x.Sell {
			out.PriceLists = append(out.PriceLists, wizard.PriceList{ID: x.ID, Name: x.Name, Currency: x.Currency})
		}
	}
	for _, x := range c.Warehouses {
		out.Warehouses = append(out.Warehouses, wizard.Named{ID: x.ID, Name: x.Name})
	}
	for _, x := range c.TaxCodes {
		out.TaxCodes = append(out.TaxCodes, wizard.TaxCode{Code: x.Code, Name: x.Name, Rate: x.Rate})
	}
	for _, x := range c.PaymentMethods {
		accounts := map[string]string{}
		for _, b := range x.BankAccounts {
			accounts[b.Currency] = b.NominalCode
		}
		out.PaymentMethods = append(out.PaymentMethods, wizard.PaymentMethod{Code: x.Code, Name: x.Name, Active: x.Active, Accounts: accounts})
	}
	for _, x := range c.OrderStatuses {
		if x.Enabled {
			out.OrderStatuses = append(out.OrderStatuses, wizard.Named{ID: x.ID, Name: x.Name})
		}
	}
	for _, x := range c.ShippingMethods {
		out.Shipping = append(out.Shipping, wizard.Named{ID: x.ID, Name: x.Name})
	}
	return out, nil
}

func (a setupActions) Shop(ctx context.Context, id commerce.StoreID) (wizard.Shop, error) {
	row, err := a.row(ctx, id)
	if err != nil {
		return wizard.Shop{}, err
	}
	var shop setup.ShopChoices
	read := row.OptionsAt
	if time.Since(read) < shopListAge {
		shop, err = setup.DecodeShopChoices(row.Options)
	} else {
		shop, err = a.e.Setup.ShopOptions(ctx, id)
		read = time.Now()
	}
	if err != nil {
		return wizard.Shop{}, err
	}
	out := wizard.Shop{Name: shop.ShopName, Domain: shop.Domain, Currency: shop.Currency, ReadAt: read}
	for _, s := range shop.Statuses {
		out.Statuses = append(out.Statuses, s.Name)
	}
	for _, r := range shop.TaxRates {
		out.TaxRates = append(out.TaxRates, wizard.TaxRate{ID: r.ID, Name: r.Name, Percent: r.Value})
	}
	return out, nil
}

func (a setupActions) Propose(ctx context.Context, id commerce.StoreID) ([]wizard.Change, error) {
	changes, err := a.e.Setup.Propose(ctx, id)
	out := make([]wizard.Change, len(changes))
	for i, c := range changes {
		out[i] = wizard.Change{Key: c.Key, Value: c.Value}
	}
	return out, err
}

func (a setupActions) Check(ctx context.Context, id commerce.StoreID) ([]wizard.Check, error) {
	checks, err := a.e.Setup.Check(ctx, id)
	out := make([]wizard.Check, len(checks))
	for i, c := range checks {
		out[i] = wizard.Check{Key: c.Key, Title: c.Title, Result: string(c.Result), Text: c.Text, Fix: c.Fix}
	}
	return out, err
}

func (a setupActions) Matches(ctx context.Context, id commerce.StoreID) (wizard.Matches, error) {
	counts, err := a.e.DB.LinkTabs(ctx, id)
	if err != nil {
		return wizard.Matches{}, err
	}
	readings, err := a.e.Progress(ctx)
	return wizard.Matches{Counts: counts, Readings: readings}, err
}

func (a setupActions) ExportUnmatched(ctx context.Context, id commerce.StoreID) (path string, rows int, err error) {
	return matchExporter{a.e, exports{os.UserHomeDir}}.Export(ctx, id)
}

func (a setupActions) ConnectPrivate(ctx context.Context, app wizard.PrivateApp) error {
	_, err := a.e.Setup.ConnectPrivate(ctx, setup.PrivateApp{Account: app.Account, APIURL: app.APIURL, AppRef: app.AppRef, DevRef: app.DevRef,
		AccountToken: vault.Secret(app.Token)})
	a.resume(0, err)
	return err
}

func (a setupActions) ConnectOAuth(ctx context.Context, app wizard.OAuthApp, started func(wizard.SignIn)) error {
	_, err := a.e.Setup.ConnectOAuth(ctx, setup.OAuthApp{Account: app.Account, ClientID: app.ClientID, Secret: vault.Secret(app.Secret), DevRef: app.DevRef,
		RedirectPort: app.RedirectPort, PasteOnly: app.PasteOnly, OpenURL: a.openURL, Started: func(at *vault.Attempt) { started(at) }})
	a.resume(0, err)
	return err
}

func (a setupActions) ConnectStoreToken(ctx context.Context, in wizard.StoreToken) (commerce.StoreID, error) {
	row, err := a.e.Setup.ConnectStoreToken(ctx, in.Name, in.BaseURL, vault.Secret(in.Token))
	a.resume(row.ID, err)
	return row.ID, err
}

func (a setupActions) ConnectStoreOAuth(ctx context.Context, in wizard.StoreSignIn, started func(wizard.SignIn)) (commerce.StoreID, error) {
	row, err := a.e.Setup.ConnectStoreOAuth(ctx, setup.StoreSignIn{Name: in.Name, BaseURL: in.BaseURL, ClientID: in.ClientID, Secret: vault.Secret(in.Secret),
		RedirectPort: in.RedirectPort, PasteOnly: in.PasteOnly, OpenURL: a.openURL, Started: func(at *vault.Attempt) { started(at) }})
	a.resume(row.ID, err)
	return row.ID, err
}

// resume lets work go on that waited for this sign-in.
func (a setupActions) resume(id commerce.StoreID, err error) {
	if err == nil {
		a.e.Resume(id)
	}
}

func (a setupActions) Configure(ctx context.Context, id commerce.StoreID, changes []wizard.Change) error {
	out := make([]setup.Change, len(changes))
	for i, c := range changes {
		out[i] = setup.Change{Key: c.Key, Value: c.Value}
	}
	_, err := a.e.Setup.ConfigureBy(ctx, id, out, actor)
	return err
}

// setupTrials try what a store's settings would do.
type setupTrials struct{ e *engine.Engine }

func (a setupTrials) Coming(ctx context.Context, id commerce.StoreID, from time.Time) (view.Coming, error) {
	return a.e.Coming(ctx, id, from)
}

func (a setupTrials) StockPreview(ctx context.Context, id commerce.StoreID) (view.StockPreview, error) {
	return a.e.StockPreview(ctx, id)
}

func (a setupTrials) DryRun(ctx context.Context, id commerce.StoreID, n int, progress func(done, total int)) (view.DryRun, error) {
	return a.e.DryRun(ctx, id, n, progress)
}

func (a setupTrials) Shadow(ctx context.Context, id commerce.StoreID) (view.Shadow, error) {
	return a.e.Shadow(ctx, id)
}

func (a setupTrials) StartShadow(ctx context.Context, id commerce.StoreID) error {
	return a.e.StartShadow(ctx, id, actor)
}

func (a setupTrials) StopShadow(ctx context.Context, id commerce.StoreID) error {
	return a.e.StopShadow(ctx, id, actor)
}

func (a setupTrials) GoLiveFrom(ctx context.Context, id commerce.StoreID, ekmOrderID int64) error {
	return a.e.GoLiveFrom(ctx, id, ekmOrderID, actor)
}

var (
	_ wizard.Actions = setupActions{}
	_ wizard.Trials  = setupTrials{}
	_ wizard.SignIn  = (*vault.Attempt)(nil)
)
