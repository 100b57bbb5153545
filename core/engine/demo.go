package engine

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"stockbridge/core/db"
	"stockbridge/core/sandbox"
	"stockbridge/core/setup"
	"stockbridge/core/vault"
)

// DemoOptions say how big the demo is.
type DemoOptions struct {
	Stores, Products, OrdersPerMinute int
	Speed                             float64
	// History is how many paid orders of the last hours each store has at the start.
	History int
	// Trade moves stock without our orders: sales on other channels and deliveries.
	Trade bool
}

// Demo is an engine over made-up stores that run in this process.
type Demo struct {
	*Engine
	Sandbox *sandbox.Sandbox
}

const demoFolder = "demo" // in the data folder

// OpenDemo starts the simulators and an engine beside the real data folder, connects both and switches everything on. Its
// database is its own and new each time, because the made-up shops remember nothing between two runs; its secrets stay in
// memory.
func OpenDemo(ctx context.Context, o Options, d DemoOptions) (*Demo, error) {
	o.Folder = filepath.Join(o.Folder, demoFolder)
	o.Demo, o.Ring, o.Grace = true, vault.NewMemoryRing(), -1
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	held, err := hold(o.Folder, o.Log)
	if err != nil {
		return nil, err
	}
	for _, name := range []string{"stockbridge.db", "stockbridge.db-wal", "stockbridge.db-shm"} {
		if err := os.Remove(filepath.Join(o.Folder, name)); err != nil && !os.IsNotExist(err) {
			held.release()
			return nil, &FolderError{o.Folder, err}
		}
	}
	if err := held.release(); err != nil {
		return nil, err
	}
	box, err := sandbox.Start(ctx, sandbox.Options{Listen: "127.0.0.1:0", Stores: d.Stores, Products: d.Products, OrdersPerMinute: float64(d.OrdersPerMinute),
		History: d.History, Seed: 1, Speed: d.Speed, Warehouse: true, Trade: d.Trade, Log: o.Log})
	if err != nil {
		return nil, fmt.Errorf("start the demo stores: %w", err)
	}
	e, err := Open(ctx, o)
	if err != nil {
		box.Close()
		return nil, err
	}
	demo := &Demo{Engine: e, Sandbox: box}
	if err := demo.connect(ctx); err != nil {
		demo.Close()
		return nil, err
	}
	return demo, nil
}

// Close stops the engine, then the simulators.
func (d *Demo) Close() error {
	err := d.Engine.Close()
	d.Sandbox.Close()
	return err
}

// connect does what a merchant does in the wizard.
func (d *Demo) connect(ctx context.Context) error {
	c := d.Sandbox.Config()
	if _, err := d.Setup.ConnectPrivate(ctx, setup.PrivateApp{Account: c.Account, APIURL: c.BrightpearlURL, AppRef: c.AppRef, DevRef: c.DevRef,
		AccountToken: vault.Secret(c.AccountToken)}); err != nil {
		return fmt.Errorf("connect the demo account: %w", err)
	}
	for _, u := range c.Users {
		store, err := d.Setup.ConnectStoreToken(ctx, u.Name, c.EKMURL, vault.Secret(u.AccessToken))
		if err != nil {
			return fmt.Errorf("connect the demo store %s: %w", u.Name, err)
		}
		if _, err := d.Setup.Configure(ctx, store.ID, settingsOf(u, d.o.Now().Add(-24*time.Hour))); err != nil {
			return fmt.Errorf("configure the demo store %s: %w", u.Name, err)
		}
		if _, err := d.Setup.GoLive(ctx, store.ID, db.Switches{Orders: true, Stock: true, Shipments: true}); err != nil {
			return fmt.Errorf("switch the demo store %s on: %w", u.Name, err)
		}
	}
	return nil
}

// settingsOf are the settings that suit a made-up store, for orders from a moment on.
func settingsOf(u sandbox.User, from time.Time) []setup.Change {
	return []setup.Change{
		{Key: "channel_id", Value: fmt.Sprint(u.ChannelID)}, {Key: "price_list_id", Value: fmt.Sprint(u.PriceListID)},
		{Key: "warehouse_id", Value: fmt.Sprint(u.WarehouseID)}, {Key: "payment_method", Value: u.PaymentMethod},
		{Key: "tax_code_taxable", Value: u.TaxCodeTaxable}, {Key: "tax_code_not_taxable", Value: u.TaxCodeNotTaxable},
		{Key: "order_status_id", Value: fmt.Sprint(u.OrderStatusID)}, {Key: "shipping_method_id", Value: fmt.Sprint(u.ShippingMethodID)},
		{Key: "orders_from", Value: from.UTC().Format(time.RFC3339)},
	}
}
