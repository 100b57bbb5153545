package brightpearl_test

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"stockbridge/core/brightpearl"
	"stockbridge/core/fault"
	"stockbridge/core/rest"
	sim "stockbridge/core/sandbox/brightpearlsim"
)

// account is a simulated account and a client that talks to it over real HTTP.
type account struct {
	*brightpearl.Client
	sim   *sim.Server
	url   string
	start time.Time // before anything the test does
}

const goods = 1200 // plain products, ids from 1001 on; the bundle is 3001

func open(t *testing.T, faults ...sim.Fault) account {
	t.Helper()
	now := time.Now().Truncate(time.Second)
	data := sim.StandardSettings()
	for i := range goods {
		p := sim.Product{
			ID: 1001 + i, SKU: fmt.Sprintf("SKU-%04d", i), Name: fmt.Sprintf("Thing %d", i), StockTracked: true, TaxCode: "T20",
			CreatedOn: now.AddDate(0, -1, 0), UpdatedOn: now.AddDate(0, 0, -7),
		}
		if i%2 == 0 {
			p.Stock = map[int]int{2: 5, 5: 1}
		}
		data.Products = append(data.Products, p)
	}
	data.Products = append(data.Products, sim.Product{
		ID: 3001, SKU: "SET+1 #A", Name: "Set", TaxCode: "T20", CreatedOn: now, Components: []sim.Component{{ProductID: 1001, Quantity: 2}},
	})
	data.PriceLists = []sim.PriceList{{ID: 6, Code: "NORTH", Name: "North", Currency: "GBP", Kind: "SELL", Gross: true}}
	data.Channels = []sim.Channel{{ID: 4, Name: "North", DefaultWarehouseID: 2, DefaultPriceListID: 6, WarehouseIDs: []int{2, 5}}}
	data.PaymentMethods = []sim.PaymentMethod{{ID: 5, Code: "EKMNORTH", Name: "EKM card", Active: true, BankAccounts: map[string]string{"GBP": "1200"}}}
	data.Contacts = []sim.Contact{
		{ID: 611, FirstName: "Jo", LastName: "Ann", Email: "joann+a@x.example", Customer: true, PriceListID: 6},
		{ID: 612, FirstName: "Ann", LastName: "Other", Email: "Ann+A@x.example", Customer: true, PriceListID: 6},
	}
	s := sim.New(sim.Config{
		Account: "acme", AppRef: "app", AccountToken: "token", Limit: 100_000, Data: data, Faults: faults, HangFor: time.Second,
	})
	h := httptest.NewServer(s.Handler())
	t.Cleanup(h.Close)
	return account{connect(t, h.URL, nil), s, h.URL, now.Add(-time.Minute)}
}

// connect makes a client; a nil pacer means its own.
func connect(t *testing.T, url string, pacer rest.Pacer) *brightpearl.Client {
	t.Helper()
	c, err := brightpearl.New(brightpearl.Options{
		BaseURL: url, Account: "acme", Log: slog.New(slog.DiscardHandler), Pacer: pacer,
		Auth: brightpearl.PrivateAuth{AppRef: "app", AccountToken: brightpearl.NewSecret("token")},
	})
	must(t, err)
	return c
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func check[T comparable](t *testing.T, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

// list puts values side by side for comparing them in one go.
func list(values ...any) string { return strings.TrimSpace(fmt.Sprintln(values...)) }

func dec(s string) decimal.Decimal { return decimal.RequireFromString(s) }

func (a account) order(ref string) brightpearl.NewSalesOrder {
	to := brightpearl.OrderAddress{FullName: "Ann Other", Line1: "7 Quay Row", PostalCode: "YO21 0AA", Country: "GB"}
	return brightpearl.NewSalesOrder{
		Customer: 612, Reference: "N-1", ExternalRef: ref, Channel: 4, Warehouse: 2, Status: 19, PriceList: 6, Currency: "GBP",
		PriceMode: brightpearl.PricesInclude, PlacedOn: a.start, DeliveryTo: to, CustomerAddress: to, LeadSource: 3,
		Rows: []brightpearl.NewRow{
			{Product: 1001, Quantity: dec("2"), TaxCode: "T20", Net: dec("20.83"), Tax: dec("4.17"), ExternalRef: "1"},
			{Product: 3001, Quantity: dec("1"), TaxCode: "T20", Net: dec("10"), Tax: dec("2"), ExternalRef: "2"},
			{Name: "Delivery", Quantity: dec("1"), TaxCode: "T20", Net: dec("3.29"), Tax: dec("0.66"), NominalCode: "4040", ExternalRef: "s"},
		},
	}
}

func TestContractSettings(t *testing.T) {
	a, ctx := open(t), context.Background()
	pong, err := a.Ping(ctx)
	must(t, err)
	check(t, "instance", pong.InstanceID, 57)
	check(t, "warehouses", pong.Warehouses, 2)
	check(t, "instance learned", a.InstanceID(), 57)

	channels, err := a.Channels.List(ctx)
	must(t, err)
	check(t, "channel", list(channels), "[{4 North 2 6 [2 5]}]")
	lists, err := a.PriceLists.List(ctx)
	must(t, err)
	check(t, "price list", lists[len(lists)-1].Name, "North")
	taxes, err := a.TaxCodes.List(ctx)
	must(t, err)
	check(t, "tax code", taxes[1].Rate.String(), "20")
	nominals, err := a.NominalCodes.List(ctx)
	must(t, err)
	check(t, "bank", nominals[1], brightpearl.NominalCode{Code: "1200", Name: "Bank current account", Bank: true})
	currencies, err := a.Currencies.List(ctx)
	must(t, err)
	check(t, "base currency", currencies[0].Code+list(currencies[0].Base), "GBPtrue")
	methods, err := a.PaymentMethods.List(ctx)
	must(t, err)
	bank, _ := methods[0].ReceiptAccount("GBP")
	check(t, "receipt account", bank, "1200")
	statuses, err := a.OrderStatuses.List(ctx)
	must(t, err)
	check(t, "statuses", len(statuses), 10)
	sources, err := a.LeadSources.List(ctx)
	must(t, err)
	check(t, "lead source", sources[0].Name, "Web")
	shipping, err := a.ShippingMethods.List(ctx)
	must(t, err)
	check(t, "shipping methods", len(shipping), 4)
	warehouses, err := a.Warehouses.List(ctx)
	must(t, err)
	check(t, "warehouse", warehouses[0].Name, "Main")
}

func TestContractCatalogueAndStock(t *testing.T) {
	for _, faults := range [][]sim.Fault{
		nil,
		{{Name: sim.ShiftingPages}, {Name: sim.DuplicateRows}, {Name: sim.NullCells}, {Name: sim.UnknownFields}, {Name: sim.MissingFields}},
	} {
		a, ctx := open(t, faults...), context.Background()
		var all []brightpearl.ProductID
		for p, err := range a.Products.All(ctx, 0) {
			must(t, err)
			all = append(all, p.ID)
		}
		check(t, "products", len(all), goods+1)
		count, err := a.Products.Count(ctx)
		must(t, err)
		check(t, "products counted", count, len(all))
		var rest int
		for _, err := range a.Products.All(ctx, 1700) {
			must(t, err)
			rest++
		}
		check(t, "products after 1700", rest, goods-700+1)
		changes, err := a.Products.ChangedSince(ctx, a.start)
		must(t, err)
		check(t, "changed", list(len(changes.Items), changes.Items[0].ID), "1 3001")

		hits, err := a.Products.BySKU(ctx, "SET+1 #A")
		must(t, err)
		check(t, "hit", hits[0].ID, 3001)
		got, err := a.Products.Get(ctx, 1001, 3001, 999_999)
		must(t, err)
		check(t, "known products", len(got), 2)
		check(t, "component", list(got[1].Components), "[{1001 2}]")

		stock, err := a.Availability.Get(ctx, all[:500]...)
		must(t, err)
		check(t, "stocked and not", list(len(stock.Found), len(stock.Missing), len(stock.Refused)), "250 250 0")
		check(t, "on hand", stock.Found[1001].OnHand(2, 5), 6)
		bundle, found, err := a.Availability.Bundle(ctx, 3001)
		must(t, err)
		check(t, "bundles", list(bundle.OnHand(2), found), "2 true")
	}
}

func TestContractBadAvailabilityIDs(t *testing.T) {
	a := open(t, sim.Fault{Name: sim.BadIDFails})
	got, err := a.Availability.Get(context.Background(), 1001, 1002, 1003, 999_999)
	must(t, err)
	check(t, "stock", list(len(got.Found), got.Missing, got.Refused), "2 [1002] [999999]")
}

func TestContractContacts(t *testing.T) {
	for _, faults := range [][]sim.Fault{nil, {{Name: sim.AddressTwoLetters}}} {
		a, ctx := open(t, faults...), context.Background()
		hits, err := a.Contacts.SearchByEmail(ctx, "ann+a@X.example")
		must(t, err)
		check(t, "hits", list(len(hits), hits[0].ID), "1 612")
		address, err := a.Contacts.CreateAddress(ctx, brightpearl.Address{Line1: "7 Quay Row", Line3: "Whitby", Country: "GB"})
		must(t, err)
		id, err := a.Contacts.Create(ctx, brightpearl.NewContact{
			FirstName: "Priya", LastName: "Oduya", Email: "priya@shopper.example", Telephone: "01632 960001", Default: address,
			PriceList: 6, LeadSource: 3,
		})
		must(t, err)
		got, err := a.Contacts.Get(ctx, id, 999_999)
		must(t, err)
		check(t, "contact", got[0].FirstName+" "+got[0].Email, "Priya priya@shopper.example")
		changes, err := a.Contacts.ChangedSince(ctx, a.start)
		must(t, err)
		check(t, "changed", changes.Items[len(changes.Items)-1].ID, id)
		count := 0
		for _, err := range a.Contacts.All(ctx, 611) {
			must(t, err)
			count++
		}
		check(t, "contacts after 611", count >= 2, true)
		none, err := a.Contacts.Get(ctx, 999_999)
		must(t, err)
		check(t, "unknown contacts", len(none), 0)
	}
}

func TestContractOrderToShipment(t *testing.T) {
	for _, shape := range [][]sim.Fault{nil, {{Name: sim.NestedSalesOrder}}, {{Name: sim.UnknownFields}, {Name: sim.NullCells}}} {
		a, ctx := open(t, shape...), context.Background()
		_, err := a.Ping(ctx) // to learn the instance id
		must(t, err)
		id, err := a.SalesOrders.Create(ctx, a.order("ekm:north:1"))
		must(t, err)

		got, err := a.SalesOrders.Get(ctx, id, 999_999)
		must(t, err)
		if len(got) != 1 || len(got[0].Rows) != 4 {
			t.Fatalf("orders: %+v", got)
		}
		check(t, "total", got[0].Total.Gross.StringFixed(2), "40.95")
		check(t, "customer", got[0].Customer, 612)
		if len(shape) != 1 {
			check(t, "external reference", got[0].ExternalRef, "ekm:north:1")
		}
		nested, err := a.Orders.Get(ctx, id)
		must(t, err)
		check(t, "payment", nested[0].PaymentStatus, brightpearl.PaymentUnpaid)

		found, err := a.SalesOrders.FindByExternalRefs(ctx, "ekm:north:1", "ekm:north:2")
		must(t, err)
		check(t, "found", list(len(found), found["ekm:north:1"][0].ID, found["ekm:north:1"][0].InstanceID), list(1, id, 57))
		changes, err := a.SalesOrders.ChangedSince(ctx, a.start)
		must(t, err)
		check(t, "changed", list(len(changes.Items), changes.Items[0].ID, changes.Items[0].Channel), list(1, id, 4))

		a.reserve(t, id, nested[0])
		a.pay(t, id)
		a.annotate(t, id)
		a.ship(t, id)
	}
}

// reserve holds stock for the order's tracked rows, bundle children and not parents.
func (a account) reserve(t *testing.T, id brightpearl.OrderID, o brightpearl.SalesOrder) {
	t.Helper()
	ctx := context.Background()
	_, found, err := a.Reservations.Get(ctx, id)
	must(t, err)
	check(t, "reserved before", found, false)
	var lines []brightpearl.ReservationLine
	for _, r := range o.Rows {
		if r.Product == 1001 {
			lines = append(lines, brightpearl.ReservationLine{Row: r.ID, Product: r.Product, Quantity: r.Quantity})
		}
	}
	check(t, "rows to reserve", len(lines), 2)
	must(t, a.Reservations.Create(ctx, id, 2, lines))
	must(t, a.Reservations.Set(ctx, id, lines[:1]))
	held, found, err := a.Reservations.Get(ctx, id)
	must(t, err)
	check(t, "reserved", list(found, held.Warehouse, len(held.Lines)), "true 2 2")
	stock, err := a.Availability.Get(ctx, 1001)
	must(t, err)
	check(t, "on hand falls", stock.Found[1001].OnHand(2), 1)

	must(t, a.Reservations.Delete(ctx, id))
	must(t, a.Reservations.Delete(ctx, id))
	must(t, a.Reservations.Create(ctx, id, 2, lines))
	must(t, a.sim.SetStock("SKU-0002", 2, 0))
	err = a.Reservations.Create(ctx, id, 2, []brightpearl.ReservationLine{{Row: 999_999, Product: 1003, Quantity: dec("1")}})
	check(t, "a strange row is refused", fault.Is(err, fault.Refused), true)
}

func (a account) pay(t *testing.T, id brightpearl.OrderID) {
	t.Helper()
	ctx := context.Background()
	ref, err := brightpearl.NewTransactionRef("ekm:north:1")
	must(t, err)
	receipt := brightpearl.Receipt{Ref: ref, Order: id, Method: "EKMNORTH", Amount: dec("40.95"), Currency: "GBP", PaidOn: a.start}
	payment, err := a.Payments.CreateReceipt(ctx, receipt)
	must(t, err)
	_, err = a.Payments.CreateReceipt(ctx, receipt)
	check(t, "a second receipt is refused", fault.Is(err, fault.Refused), true)
	payments, err := a.Payments.SearchByOrders(ctx, id)
	must(t, err)
	check(t, "payment", list(len(payments), payments[0].ID, payments[0].TransactionRef, payments[0].Paid.StringFixed(2)),
		list(1, payment, "ekm:north:1", "40.95"))
	check(t, "sales receipt", payments[0].Journal > 0, true)
	totals, err := a.Payments.Totals(ctx, id)
	must(t, err)
	check(t, "total", totals[id].Paid.StringFixed(2), "40.95")
	orders, err := a.Orders.Get(ctx, id)
	must(t, err)
	check(t, "settled", orders[0].Settled(), true)
}

func (a account) annotate(t *testing.T, id brightpearl.OrderID) {
	t.Helper()
	ctx := context.Background()
	_, err := a.Orders.CreateNote(ctx, id, "Gift: yes & please")
	must(t, err)
	must(t, a.Orders.SetStatus(ctx, id, 4, "ready"))
	notes, err := a.Orders.Notes(ctx, id)
	must(t, err)
	check(t, "note", len(notes) > 0 && notes[0].Text == "Gift: yes & please" && notes[0].Order == id, true)
	check(t, "disabled status", fault.Is(a.Orders.SetStatus(ctx, id, 22, ""), fault.Refused), true)
}

func (a account) ship(t *testing.T, id brightpearl.OrderID) {
	t.Helper()
	ctx := context.Background()
	ids, err := a.sim.Ship(sim.Shipment{OrderID: int(id), Tracking: "ZZ1GB"})
	must(t, err)
	for _, channel := range []brightpearl.ChannelID{0, 4} {
		shipped, err := a.GoodsOut.SearchShipped(ctx, a.start, channel)
		must(t, err)
		check(t, "shipped", list(len(shipped.Items), shipped.Items[0].ID, shipped.Items[0].Order), list(1, ids[0], id))
	}
	other, err := a.GoodsOut.SearchShipped(ctx, a.start, 99)
	must(t, err)
	check(t, "other channel", len(other.Items), 0)
	notes, err := a.GoodsOut.Get(ctx, brightpearl.GoodsOutID(ids[0]), 999_999)
	must(t, err)
	check(t, "note", list(len(notes), notes[0].Tracking, notes[0].Shipped, len(notes[0].Lines)), "1 ZZ1GB true 2")
	byOrder, err := a.GoodsOut.ByOrders(ctx, id, 999_999)
	must(t, err)
	check(t, "by order", list(len(byOrder), byOrder[0].ID), list(1, ids[0]))
	moved, err := a.GoodsMovements.ChangedSince(ctx, a.start)
	must(t, err)
	products := map[brightpearl.ProductID]bool{}
	for _, m := range moved.Items {
		products[m.Product] = true
	}
	check(t, "moved", list(slices.Sorted(maps.Keys(products))), "[1001 1003]")
	orders, err := a.Orders.Get(ctx, id)
	must(t, err)
	check(t, "all shipped", orders[0].ShippingStatus, brightpearl.ShippingAll)
}
