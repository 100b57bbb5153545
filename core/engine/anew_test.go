package engine_test

import (
	"fmt"
	"testing"
	"time"

	"stockbridge/core/db"
	"stockbridge/core/engine"
	"stockbridge/core/setup"
	"stockbridge/core/vault"
)

// TestConnectedAnew: a second installation knows the store under another name (a merchant's token tells another one than a
// sign-in) and starts from the same moment. It adopts what the first one imported, payments included, and repeats nothing.
func TestConnectedAnew(t *testing.T) {
	first := demo(t, engine.DemoOptions{Stores: 1, Products: 60, Speed: 50, History: 12})
	settleDown(t, first, 5)
	before := first.Sandbox.Brightpearl.Books()

	c := first.Sandbox.Config()
	u := c.Users[0]
	second, err := engine.Open(t.Context(), engine.Options{Folder: t.TempDir(), Ring: vault.NewMemoryRing()})
	if err != nil {
		t.Fatal(err)
	}
	defer second.Close()
	if _, err := second.Setup.ConnectPrivate(t.Context(), setup.PrivateApp{Account: c.Account, APIURL: c.BrightpearlURL, AppRef: c.AppRef, DevRef: c.DevRef,
		AccountToken: vault.Secret(c.AccountToken)}); err != nil {
		t.Fatal(err)
	}
	store, err := second.Setup.ConnectStoreToken(t.Context(), u.Name, c.EKMURL, vault.Secret(u.AccessToken))
	if err != nil {
		t.Fatal(err)
	}
	changes := []setup.Change{}
	for key, value := range map[string]string{"channel_id": fmt.Sprint(u.ChannelID), "price_list_id": fmt.Sprint(u.PriceListID), "warehouse_id": fmt.Sprint(u.WarehouseID),
		"payment_method": u.PaymentMethod, "order_status_id": fmt.Sprint(u.OrderStatusID), "shipping_method_id": fmt.Sprint(u.ShippingMethodID), "tax_code_taxable": u.TaxCodeTaxable, "tax_code_not_taxable": u.TaxCodeNotTaxable,
		"orders_from": time.Now().Add(-24 * time.Hour).UTC().Format(time.RFC3339)} {
		changes = append(changes, setup.Change{Key: key, Value: value})
	}
	if _, err := second.Setup.Configure(t.Context(), store.ID, changes); err != nil {
		t.Fatal(err)
	}
	if _, err := second.Setup.GoLive(t.Context(), store.ID, db.Switches{Orders: true}); err != nil {
		t.Fatal(err)
	}
	row, _, err := second.DB.Store(t.Context(), store.ID)
	if err != nil {
		t.Fatal(err)
	}
	if err := second.DB.Write(t.Context(), func(tx *db.Tx) error {
		row.Username = "known-otherwise"
		return tx.SaveConnection(row)
	}); err != nil {
		t.Fatal(err)
	}
	if err := second.UntilIdle(t.Context(), func(engine.Step) {}); err != nil {
		t.Fatal(err)
	}
	after := first.Sandbox.Brightpearl.Books()
	if len(after.SalesOrders) != len(before.SalesOrders) || after.Counters.OverPaid != 0 {
		t.Errorf("%d sales orders, before %d; %d are paid too much", len(after.SalesOrders), len(before.SalesOrders), after.Counters.OverPaid)
	}
	for _, o := range after.SalesOrders {
		if len(o.Payments) > 1 {
			t.Errorf("sales order %d has %d payments", o.ID, len(o.Payments))
		}
	}
	status, err := second.DB.Status(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if status.Stores[0].Orders.Posted == 0 || status.Stores[0].Orders.Waiting != 0 {
		t.Errorf("the second installation says %+v", status.Stores[0].Orders)
	}
}
