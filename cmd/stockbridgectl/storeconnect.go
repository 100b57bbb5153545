package main

import (
	"context"
	"flag"

	"stockbridge/core/db"
	"stockbridge/core/setup"
)

func storeConnect(f *flag.FlagSet) action {
	var o struct {
		clientID, url                string
		port                         int
		secretIn, tokenIn, noBrowser bool
	}
	f.StringVar(&o.clientID, "client-id", "", "")
	f.BoolVar(&o.secretIn, "secret-stdin", false, "")
	f.BoolVar(&o.tokenIn, "token-stdin", false, "")
	f.StringVar(&o.url, "ekm-url", "", "")
	f.IntVar(&o.port, "redirect-port", defaultRedirectPort, "")
	f.BoolVar(&o.noBrowser, "no-browser", false, "")
	return func(ctx context.Context, c *call) error {
		name := c.args[0]
		switch {
		case o.secretIn == o.tokenIn:
			return wrong("say either --client-id ID --secret-stdin or --token-stdin")
		case o.secretIn && o.clientID == "":
			return wrong("--secret-stdin needs --client-id")
		case o.tokenIn && o.clientID != "":
			return wrong("--client-id belongs to --secret-stdin; --token-stdin does not take it")
		}
		var connect func(*setup.Desk) (db.StoreRow, error)
		if o.tokenIn {
			_, token, err := c.secret("access_token")
			if err != nil {
				return err
			}
			connect = func(d *setup.Desk) (db.StoreRow, error) { return d.ConnectStoreToken(ctx, name, o.url, token) }
		} else {
			open, started := c.signsIn(o.noBrowser)
			_, secret, err := c.secret("client_secret")
			if err != nil {
				return err
			}
			connect = func(d *setup.Desk) (db.StoreRow, error) {
				return d.ConnectStoreOAuth(ctx, setup.StoreSignIn{Name: name, BaseURL: o.url, ClientID: o.clientID, Secret: secret,
					RedirectPort: o.port, OpenURL: open, Started: started})
			}
		}
		e, err := c.open(ctx)
		if err != nil {
			return err
		}
		_, again, err := e.DB.StoreNamed(ctx, name)
		if err != nil {
			return err
		}
		row, err := connect(e.Setup)
		if err != nil {
			return err
		}
		return c.showStore(ctx, e, row.ID, func(d storeDocument) string {
			if again {
				return d.Name + " is signed in again, as the EKM shop " + d.Username + ". Settings, switches and history were kept."
			}
			return d.Name + " is connected to the EKM shop " + d.Username + ", in " + d.Currency + ". Nothing is switched on yet.\n" +
				"Next: stockbridgectl store configure, store check, store go-live."
		})
	}
}
