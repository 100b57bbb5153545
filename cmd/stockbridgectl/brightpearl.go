package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"strings"
	"time"

	"stockbridge/core/db"
	"stockbridge/core/setup"
	"stockbridge/core/vault"
)

// accountDocument is the connection as `brightpearl show` and `brightpearl connect` write it.
type accountDocument struct {
	Account           string     `json:"account"`
	Connected         bool       `json:"connected"`
	SignInNeeded      bool       `json:"sign_in_needed"`
	Auth              string     `json:"auth"` // private or oauth
	APIURL            string     `json:"api_url"`
	AppRef            string     `json:"app_ref"`
	DevRef            string     `json:"dev_ref"`
	BaseCurrency      string     `json:"base_currency"`
	ConnectedAt       *time.Time `json:"connected_at"`
	LastContactAt     *time.Time `json:"last_contact_at"`
	TokenUntil        *time.Time `json:"token_until"` // of a sign-in's access token, which is renewed; null for a private app and where the key store does not say
	OptionsReadAt     *time.Time `json:"options_read_at"`
	RequestsRemaining *int       `json:"requests_remaining"` // null until the first requests were counted
	RequestsMade      int64      `json:"requests_made"`
	RequestsThrottled int64      `json:"requests_throttled"`
}

func accountOf(a db.Account, connected bool, optionsAt time.Time) accountDocument {
	var left *int
	if a.RequestsMade > 0 {
		left = &a.RequestsRemaining
	}
	return accountDocument{Account: a.Code, Connected: connected && !a.SignedOut, SignInNeeded: a.SignedOut, Auth: a.AuthKind, APIURL: a.APIURL,
		AppRef: a.AppRef, DevRef: a.DevRef, BaseCurrency: a.BaseCurrency, ConnectedAt: timeOf(a.ConnectedAt), LastContactAt: timeOf(a.LastContact),
		OptionsReadAt: timeOf(optionsAt), RequestsRemaining: left, RequestsMade: a.RequestsMade, RequestsThrottled: a.RequestsThrottled}
}

func brightpearlConnect(f *flag.FlagSet) action {
	var o struct {
		account, api, appRef, devRef, clientID, authorize, token string
		port                                                     int
		oauth, tokenIn, secretIn, noBrowser                      bool
	}
	f.StringVar(&o.account, "account", "", "")
	f.StringVar(&o.api, "api-url", "", "")
	f.StringVar(&o.appRef, "app-ref", "", "")
	f.StringVar(&o.devRef, "dev-ref", "", "")
	f.BoolVar(&o.tokenIn, "token-stdin", false, "")
	f.BoolVar(&o.oauth, "oauth", false, "")
	f.StringVar(&o.clientID, "client-id", "", "")
	f.StringVar(&o.authorize, "authorize-url", "", "")
	f.StringVar(&o.token, "token-url", "", "")
	f.BoolVar(&o.secretIn, "secret-stdin", false, "")
	f.IntVar(&o.port, "redirect-port", defaultRedirectPort, "")
	f.BoolVar(&o.noBrowser, "no-browser", false, "")
	return func(ctx context.Context, c *call) error {
		switch {
		case o.account == "":
			return wrong("--account is missing")
		case o.oauth == o.tokenIn:
			return wrong("say either --token-stdin or --oauth")
		case o.oauth && o.clientID == "":
			return wrong("--oauth needs --client-id")
		case o.oauth && o.appRef != "":
			return wrong("--app-ref belongs to a private app; --oauth does not take it")
		case o.tokenIn && (o.api == "" || o.appRef == ""):
			return wrong("--token-stdin needs --api-url and --app-ref")
		case o.tokenIn && (o.clientID != "" || o.secretIn || o.authorize != "" || o.token != ""):
			return wrong("--client-id, --secret-stdin, --authorize-url and --token-url belong to --oauth")
		}
		if o.oauth {
			open, started := c.signsIn(o.noBrowser)
			app := setup.OAuthApp{Account: o.account, ClientID: o.clientID, APIURL: o.api, AuthorizeURL: o.authorize, TokenURL: o.token, DevRef: o.devRef,
				RedirectPort: o.port, OpenURL: open, Started: started}
			if o.secretIn {
				var err error
				if _, app.Secret, err = c.secret("client_secret"); err != nil {
					return err
				}
			}
			return c.connectAccount(ctx, func(d *setup.Desk) (setup.AccountInfo, error) { return d.ConnectOAuth(ctx, app) })
		}
		key, token, err := c.secret("account_token", "staff_token")
		if err != nil {
			return err
		}
		app := setup.PrivateApp{Account: o.account, APIURL: o.api, AppRef: o.appRef, DevRef: o.devRef}
		if key == "staff_token" {
			app.StaffToken = token
		} else {
			app.AccountToken = token
		}
		return c.connectAccount(ctx, func(d *setup.Desk) (setup.AccountInfo, error) { return d.ConnectPrivate(ctx, app) })
	}
}

func (c *call) connectAccount(ctx context.Context, connect func(*setup.Desk) (setup.AccountInfo, error)) error {
	e, err := c.open(ctx)
	if err != nil {
		return err
	}
	info, err := connect(e.Setup)
	if err != nil {
		return err
	}
	read, err := e.Setup.OptionsAge(ctx)
	if err != nil {
		return err
	}
	d := accountOf(info.Account, true, read)
	return c.show(map[string]any{"brightpearl": d}, func(w io.Writer) {
		fmt.Fprintf(w, "Connected to the Brightpearl account %s: %d channels, %d warehouses, %d price lists.\nNext: stockbridgectl store connect NAME …\n",
			plain(d.Account), len(info.Choices.Channels), len(info.Choices.Warehouses), len(info.Choices.PriceLists))
	})
}

func brightpearlShow(*flag.FlagSet) action {
	return func(ctx context.Context, c *call) error {
		e, err := c.open(ctx)
		if err != nil {
			return err
		}
		a, ok, err := e.DB.Account(ctx)
		if err != nil {
			return err
		}
		read, err := e.Setup.OptionsAge(ctx)
		if err != nil {
			return err
		}
		d := accountOf(a, ok, read)
		until := "does not end by itself"
		if a.AuthKind == string(vault.KindOAuth) {
			until = "not known, as the key store does not say"
			if secrets, err := e.Vault.LoadBrightpearl(ctx, setup.AccountVaultID(a.Code)); err == nil {
				d.TokenUntil, until = timeOf(secrets.Expiry), clock(secrets.Expiry)+", renewed twice a day; Brightpearl does not say for how long that can go on"
			}
		}
		return c.show(map[string]any{"brightpearl": d}, func(w io.Writer) {
			if !ok {
				fmt.Fprintln(w, "No Brightpearl account is connected. Connect one: stockbridgectl brightpearl connect …")
				return
			}
			state := "connected"
			if d.SignInNeeded {
				state = "sign in again"
			}
			facts(w, "Account", d.Account, "State", state, "Kind of app", vaultKind(d.Auth), "API address", d.APIURL, "App reference", d.AppRef,
				"Currency", d.BaseCurrency, "Connected", clock(a.ConnectedAt), "Access until", until, "Last contact", clock(a.LastContact), "Lists read", clock(read),
				"Requests left", requestsLeft(d.RequestsRemaining),
				"Requests made", fmt.Sprintf("%d, of which %d were throttled", d.RequestsMade, d.RequestsThrottled))
		})
	}
}

func requestsLeft(n *int) string {
	if n == nil {
		return "not known yet"
	}
	return fmt.Sprintf("%d at the last contact", *n)
}

func vaultKind(kind string) string {
	if kind == string(vault.KindOAuth) {
		return "sign-in through the browser"
	}
	return "private app"
}

func brightpearlOptions(f *flag.FlagSet) action {
	fresh := f.Bool("fresh", false, "")
	return func(ctx context.Context, c *call) error {
		e, err := c.open(ctx)
		if err != nil {
			return err
		}
		choices, err := e.Setup.Options(ctx, *fresh)
		if err != nil {
			return err
		}
		return c.show(choices, func(w io.Writer) { printChoices(w, choices) })
	}
}

// printChoices lists what the settings of a store can be, each under the key that takes it.
func printChoices(w io.Writer, c setup.Choices) {
	t := table{head: []string{"SETTING", ">VALUE", "NAME", "NOTE"}}
	for _, x := range c.Channels {
		t.add("channel_id", fmt.Sprint(x.ID), x.Name, "")
	}
	for _, x := range c.PriceLists {
		if x.Sell {
			t.add("price_list_id", fmt.Sprint(x.ID), x.Name, x.Currency)
		}
	}
	for _, x := range c.Warehouses {
		t.add("warehouse_id", fmt.Sprint(x.ID), x.Name, "")
	}
	for _, x := range c.TaxCodes {
		t.add("tax_code_…", x.Code, x.Name, x.Rate+" %")
	}
	for _, x := range c.PaymentMethods {
		var money []string
		for _, b := range x.BankAccounts {
			money = append(money, b.Currency)
		}
		note := "receipts in " + strings.Join(money, ", ")
		if !x.Active {
			note = "not active"
		} else if len(money) == 0 {
			note = "no bank account, so no receipts"
		}
		t.add("payment_method", x.Code, x.Name, note)
	}
	for _, x := range c.OrderStatuses {
		if x.Enabled {
			t.add("order_status_id", fmt.Sprint(x.ID), x.Name, "")
		}
	}
	for _, x := range c.ShippingMethods {
		t.add("shipping_method_id", fmt.Sprint(x.ID), x.Name, x.Code)
	}
	for _, x := range c.LeadSources {
		if x.Active {
			t.add("lead_source_id", fmt.Sprint(x.ID), x.Name, "")
		}
	}
	t.print(w)
}
