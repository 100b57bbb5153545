package setup_test

import (
	"context"
	"fmt"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"stockbridge/core/commerce"
	"stockbridge/core/fault"
	"stockbridge/core/settings"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/screen"
	"stockbridge/ui/screen/setup"
)

var now = time.Date(2026, 11, 4, 15, 12, 0, 0, time.Local)

func fresh() settings.Store { return settings.Defaults() }

// desk is a made-up merchant: one account, one shop.
type desk struct {
	account   setup.Account
	store     setup.Store
	choices   setup.Choices
	shop      setup.Shop
	apps      []setup.App
	proposals []setup.Change
	checks    []setup.Check
	refuse    error

	configured  []setup.Change
	private     setup.PrivateApp
	storeSignIn setup.StoreSignIn
	signIn      signIn
	waiting     func(*signIn)
	cancelled   bool
	live        [3]bool
	matches     setup.Matches
	exported    int
	dry         view.DryRun
	trying      func(progress func(done, total int)) // while a dry run works
	preview     view.StockPreview
	coming      view.Coming
	from        time.Time // of the last question what comes
	shadow      view.Shadow
	liveFrom    int64
	files       map[string]string
	memory      map[string]string
	steps       []view.CanaryStep
	tested      string
	answers     []bool
}

type signIn struct {
	pasted string
	refuse error // of a pasted address
}

func (s *signIn) URL() string {
	return "https://api.ekm.net/connect/authorize?client_id=stockbridge&response_type=code&scope=tempest.orders.read+tempest.orders.write&state=kq3"
}
func (s *signIn) Paste(address string) error {
	if s.refuse != nil {
		return s.refuse
	}
	s.pasted = address
	return nil
}

func newDesk() *desk {
	d := &desk{
		account: setup.Account{Code: "hollinswray", APIURL: "https://euw1.brightpearlconnect.com", AppRef: "hollinswray_stockbridge", Connected: true},
		choices: setup.Choices{
			Channels:   []setup.Channel{{ID: 5, Name: "EKM Potting Shed", UsedBy: "Potting Shed"}, {ID: 7, Name: "EKM Muddy Paws"}, {ID: 8, Name: "Trade counter"}},
			PriceLists: []setup.PriceList{{ID: 4, Name: "Retail EUR", Currency: "EUR"}, {ID: 2, Name: "Retail GBP", Currency: "GBP"}},
			Warehouses: []setup.Named{{ID: 2, Name: "Main"}, {ID: 4, Name: "Unit 4"}, {ID: 6, Name: "Returns"}},
			TaxCodes:   []setup.TaxCode{{Code: "T20", Name: "standard", Rate: "20.00"}, {Code: "T5", Name: "reduced", Rate: "5.00"}, {Code: "T0", Name: "zero rated", Rate: "0.00"}, {Code: "T2", Name: "exempt", Rate: "0.00"}},
			PaymentMethods: []setup.PaymentMethod{{Code: "STRIPE", Name: "Stripe card", Active: true, Accounts: map[string]string{"GBP": "1201 Stripe GBP"}},
				{Code: "BACS", Name: "Bank transfer", Active: true}},
			OrderStatuses: []setup.Named{{ID: 1, Name: "Draft / Quote"}, {ID: 2, Name: "New web order"}},
			Shipping:      []setup.Named{{ID: 1, Name: "Royal Mail Tracked 48"}, {ID: 2, Name: "DPD Next Day"}},
			BaseCurrency:  "GBP"},
		shop: setup.Shop{Name: "Muddy Paws Ltd", Domain: "muddypaws.example", Currency: "GBP", ReadAt: now.Add(-3 * time.Minute),
			Statuses: []string{"Pending", "Processing", "Dispatched", "Part dispatched", "Complete", "Failed", "Refunded"},
			TaxRates: []setup.TaxRate{{ID: 1, Name: "Standard rate", Percent: "20.00"}, {ID: 2, Name: "Reduced rate", Percent: "5.00"}, {ID: 3, Name: "Zero rate, printed books", Percent: "0.00"}}},
		proposals: []setup.Change{{Key: "channel_id", Value: "7"}, {Key: "price_list_id", Value: "2"}, {Key: "tax_code_taxable", Value: "T20"},
			{Key: "tax_code_not_taxable", Value: "T0"}, {Key: "tax_rate.5", Value: "T5"}, {Key: "payment_method", Value: "STRIPE"},
			{Key: "order_status_id", Value: "2"}, {Key: "warehouse_id", Value: "2"}, {Key: "orders_from", Value: now.Add(-12 * time.Minute).UTC().Format(time.RFC3339)}},
		checks: []setup.Check{
			{Key: "keyring", Title: "Key store", Result: "ok", Text: "The operating system keeps the sign-ins."},
			{Key: "ekm", Title: "Login to EKM", Result: "ok", Text: "The shop Muddy Paws Ltd answers."},
			{Key: "permissions", Title: "Permissions", Result: "ok", Text: "Orders, products and the shop's settings can be read."},
			{Key: "brightpearl", Title: "Brightpearl", Result: "ok", Text: "The account answers; it has 3 channels and 3 warehouses."},
			{Key: "currency", Title: "Currency", Result: "ok", Text: "EKM GBP, price list GBP, Brightpearl GBP."},
			{Key: "payment_method", Title: "Sales receipts", Result: "ok", Text: "Stripe card books to 1201 Stripe GBP."},
			{Key: "skus", Title: "Duplicate SKUs", Result: "warning", Text: "1 SKU is on two listings: KIT-CAS-24-BL.", Fix: "Its stock is frozen until one of the listings has another SKU."},
		},
	}
	d.matches.Counts = map[string]int{"matched": 2270, "bundle": 12, "near_match": 9, "ekm_only": 17, "duplicate": 2, "no_sku": 2, "not_stock_tracked": 4}
	d.files, d.memory = map[string]string{}, map[string]string{"duplicates seen 3": "2"}
	d.coming = view.Coming{Orders: 37, Money: 180400, Currency: "GBP"}
	d.dry, d.preview, d.shadow = dryRun(), preview(), view.Shadow{}
	s := settings.Defaults()
	s.ChannelID, s.PriceListID, s.TaxTaxable, s.TaxNotTaxable, s.PaymentMethod = 7, 2, "T20", "T0", "STRIPE"
	s.OrderStatusID, s.Warehouses, s.StockBuffer = 2, []int64{4}, 2
	d.store = setup.Store{Settings: s, ClientID: "stockbridge", LoginUntil: now.AddDate(0, 0, 15)}
	d.steps = []view.CanaryStep{{Call: "tracking", Text: "Tracking was written. EKM does not mark the order as mailed."},
		{Call: "internal notes", Text: "A line was added. EKM does not mark the order as mailed."},
		{Call: "status", Text: "The status is Dispatched, and EKM does not mark the order as mailed."}}
	d.store.Store = commerce.Store{ID: 3, Name: "Muddy Paws", Username: "muddypaws", ShopName: "Muddy Paws Ltd", Domain: "muddypaws.example",
		Currency: "GBP", State: commerce.StoreSetup, AuthKind: "oauth", BaseURL: "https://api.ekm.net", CreatedAt: now.Add(-12 * time.Minute)}
	return d
}

func (d *desk) Apps(context.Context) ([]setup.App, error) { return d.apps, nil }
func (d *desk) ShippingCanary(_ context.Context, _ commerce.StoreID, number string) ([]view.CanaryStep, error) {
	d.tested = number
	return d.steps, d.refuse
}
func (d *desk) TestOrderAnswered(_ context.Context, _ commerce.StoreID, mailed bool) error {
	d.answers = append(d.answers, mailed)
	return nil
}
func (d *desk) Account(context.Context) (setup.Account, error) { return d.account, nil }
func (d *desk) Store(context.Context, commerce.StoreID) (setup.Store, error) {
	return d.store, nil
}
func (d *desk) Choices(context.Context, commerce.StoreID, bool) (setup.Choices, error) {
	return d.choices, nil
}
func (d *desk) Shop(context.Context, commerce.StoreID) (setup.Shop, error) { return d.shop, nil }
func (d *desk) Propose(context.Context, commerce.StoreID) ([]setup.Change, error) {
	return d.proposals, nil
}
func (d *desk) Check(context.Context, commerce.StoreID) ([]setup.Check, error) { return d.checks, nil }

func (d *desk) Matches(context.Context, commerce.StoreID) (setup.Matches, error) {
	return d.matches, nil
}

func (d *desk) ExportUnmatched(context.Context, commerce.StoreID) (string, int, error) {
	d.exported++
	return "Downloads/New products for Brightpearl.xlsx", 26, d.refuse
}

// Save, Recall and Keep are the files and the memory of the person.
func (d *desk) Save(name string, write func(io.Writer) error) (string, error) {
	var text strings.Builder
	if err := write(&text); err != nil {
		return "", err
	}
	d.files[name] = text.String()
	return "Downloads", nil
}
func (d *desk) Recall(name string) string { return d.memory[name] }
func (d *desk) Keep(name, text string)    { d.memory[name] = text }

func (d *desk) Coming(_ context.Context, _ commerce.StoreID, from time.Time) (view.Coming, error) {
	d.from = from
	return d.coming, d.refuse
}

func (d *desk) StockPreview(context.Context, commerce.StoreID) (view.StockPreview, error) {
	return d.preview, d.refuse
}

func (d *desk) DryRun(ctx context.Context, _ commerce.StoreID, _ int, progress func(done, total int)) (view.DryRun, error) {
	if d.trying != nil {
		d.trying(progress)
	}
	if ctx.Err() != nil {
		return view.DryRun{}, ctx.Err()
	}
	return d.dry, d.refuse
}

func (d *desk) Shadow(context.Context, commerce.StoreID) (view.Shadow, error) { return d.shadow, nil }

func (d *desk) StartShadow(context.Context, commerce.StoreID) error {
	d.shadow = shadow()
	return d.refuse
}

func (d *desk) StopShadow(context.Context, commerce.StoreID) error {
	d.shadow = view.Shadow{}
	return d.refuse
}

func (d *desk) GoLiveFrom(_ context.Context, _ commerce.StoreID, order int64) error {
	if d.refuse != nil {
		return d.refuse
	}
	d.liveFrom, d.shadow = order, view.Shadow{}
	d.store.State, d.store.OrdersOn = commerce.StoreLive, true
	return nil
}

// dryRun is the one of the mock-up.
func dryRun() view.DryRun {
	noCode := fault.Cause{Code: "SB-ORD-105", Text: "The EKM rate \"Not taxable\" has no Brightpearl tax code.", Fix: "Choose its code."}
	order := func(number string, lines, tied int, total, tax commerce.Pence, contact bool) view.DryOrder {
		return view.DryOrder{EKMID: 1, Number: number, PlacedAt: now.Add(-time.Hour), Result: view.DryAgrees, Lines: lines, LinesTied: tied, Currency: "GBP", EKMTotal: total, EKMTax: tax,
			Made: true, Total: total, Tax: tax, Paid: total, NewContact: contact, ExpectsReceipt: true}
	}
	held := func(number string, lines, tied int, total, tax commerce.Pence) view.DryOrder {
		o := order(number, lines, tied, total, tax, false)
		o.Result, o.Cause, o.Made, o.Total, o.Tax, o.Paid = view.DryHeld, noCode, false, 0, 0, 0
		return o
	}
	settled, text := order("8625", 4, 4, 10435, 1739, false), order("8624", 2, 1, 2744, 457, true)
	settled.Result, settled.Settled = view.DrySettled, 1
	text.Result, text.TextRows = view.DryTextRow, 1
	run := view.DryRun{At: now.Add(-time.Minute), Took: 41 * time.Second, Reads: 86, Orders: []view.DryOrder{order("8633", 2, 2, 3350, 558, false), held("8631", 2, 1, 9295, 983),
		order("8630", 1, 1, 1249, 208, true), held("8628", 1, 1, 2000, 83), order("8627", 3, 3, 6120, 1020, false), order("8626", 1, 1, 1895, 316, true), settled, text, order("8623", 1, 1, 5400, 900, true)}}
	for i := range 11 {
		run.Orders = append(run.Orders, order(fmt.Sprint(8622-i), 1, 1, 3000, 500, i%2 == 0))
	}
	for i := range run.Orders {
		run.Orders[i].EKMID = int64(9000 - i)
	}
	return run
}

func preview() view.StockPreview {
	p := view.StockPreview{At: now, Up: 1204, Down: 861, ToZero: 3, Same: 221, Unknown: 24}
	for i, name := range []string{"Cast iron casserole, blue", "Enamel mug, white", "Bread bin", "Garden twine, 200 m", "Seed tray", "Bird feeder", "Watering can, 5 l", "Trowel", "Hand fork", "Kneeler"} {
		c := view.StockChange{SKU: fmt.Sprintf("KIT-%03d", i), Name: name, Shown: int64(40 - 3*i), New: int64(4 + 9*i)}
		if i < 3 {
			c.New = 0
		}
		p.Rows = append(p.Rows, c)
	}
	return p
}

func shadow() view.Shadow {
	s := view.Shadow{On: true, Since: now.Add(-50 * time.Hour), Orders: 214, Paired: 200, Alike: 197, Alone: 12, Held: 2, Reads: 1904, ReadAt: now.Add(-time.Minute),
		Kinds: []view.ShadowKind{{Kind: "tax", Orders: 2}, {Kind: "quantity", Orders: 1}}}
	for i, o := range dryRun().Orders[:12] {
		so := view.ShadowOrder{DryOrder: o, SalesOrderID: int64(104200 - i)}
		so.PlacedAt = now.Add(-time.Duration(i) * time.Hour)
		switch {
		case i < 2:
			so.Differences = []view.ShadowDifference{{Kind: "tax", Ours: "£9.83", Typed: "£15.49"}}
		case i == 2:
			so.Differences = []view.ShadowDifference{{Kind: "quantity", Ours: "2", Typed: "3"}, {Kind: "total", Ours: "£12.49", Typed: "£18.73"}}
		case i == 4:
			so.SalesOrderID = 0
		}
		s.Newest = append(s.Newest, so)
	}
	return s
}

func (d *desk) ConnectPrivate(_ context.Context, app setup.PrivateApp) error {
	d.private = app
	if d.refuse == nil {
		d.account.Connected = true
	}
	return d.refuse
}

func (d *desk) ConnectOAuth(ctx context.Context, _ setup.OAuthApp, started func(setup.SignIn)) error {
	return d.wait(ctx, started)
}

func (d *desk) ConnectStoreToken(context.Context, setup.StoreToken) (commerce.StoreID, error) {
	d.store.ID = 3
	return 3, d.refuse
}

func (d *desk) ConnectStoreOAuth(ctx context.Context, in setup.StoreSignIn, started func(setup.SignIn)) (commerce.StoreID, error) {
	d.storeSignIn = in
	if err := d.wait(ctx, started); err != nil {
		return 0, err
	}
	d.store.ID = 3
	return 3, d.refuse
}

func (d *desk) wait(ctx context.Context, started func(setup.SignIn)) error {
	started(&d.signIn)
	if d.waiting != nil {
		d.waiting(&d.signIn)
	}
	d.cancelled = ctx.Err() != nil
	return ctx.Err()
}

func (d *desk) Configure(_ context.Context, _ commerce.StoreID, changes []setup.Change) error {
	if d.refuse != nil {
		return d.refuse
	}
	d.configured = changes
	for _, c := range changes {
		next, err := d.store.Settings.Set(c.Key, c.Value)
		if err != nil {
			return err
		}
		d.store.Settings = next
	}
	d.proposals = slices.DeleteFunc(d.proposals, func(p setup.Change) bool {
		return slices.ContainsFunc(changes, func(c setup.Change) bool { return c.Key == p.Key })
	})
	return nil
}

func (d *desk) GoLive(_ context.Context, _ commerce.StoreID, orders, stock, shipments bool) error {
	if d.refuse != nil {
		return d.refuse
	}
	d.live = [3]bool{orders, stock, shipments}
	d.store.State, d.store.OrdersOn, d.store.StockOn, d.store.ShipmentsOn = commerce.StoreLive, orders, stock, shipments
	return nil
}

// permissions are some of EKM's, as the program lists them.
var permissions = []setup.Permission{
	{Scope: "tempest.orders.read", Title: "Read orders", Why: "To post them in Brightpearl."},
	{Scope: "tempest.orders.write", Title: "Write orders", Why: "Status, tracking and internal notes; never prices, never an e-mail."},
	{Scope: "tempest.products.read", Title: "Read products", Why: "To find each SKU in Brightpearl and read its stock back."},
	{Scope: "tempest.products.write", Title: "Write products", Why: "EKM has no separate permission for stock; only the stock figure is written."},
	{Scope: "tempest.settings.orderstatuses.read", Title: "Read order statuses", Why: "To offer the shop's own words for shipped and part shipped."},
	{Scope: "tempest.settings.tax.read", Title: "Read tax settings", Why: "To map the shop's tax rates to Brightpearl's tax codes."},
	{Scope: "tempest.settings.currency.read", Title: "Read the currency", Why: "To refuse a price list in another one."},
	{Scope: "tempest.settings.domains.read", Title: "Read the domain", Why: "To show which shop it is, and to open it."},
	{Scope: "tempest.settings.accountdetails.read", Title: "Read the account's name", Why: "To notice when the login belongs to another shop."},
	{Scope: "openid", Title: "Know who signs in", Why: "EKM wants it with every sign-in."},
	{Scope: "profile", Title: "Read the shop's profile", Why: "EKM wants it for the account's name."},
	{Scope: "offline_access", Title: "Stay signed in", Why: "To renew the sign-in by itself; without it you would sign in every hour."},
}

var uses = []setup.Permission{{Title: "Add sales orders", Why: "To post each EKM order once and to reserve its stock."}, {Title: "Read shipments", Why: "To tell the shop when the warehouse has shipped."}}

// nav is a window that remembers.
type nav struct {
	canvas fyne.Canvas
	toast  string
	went   screen.Route
	left   int
}

func (n *nav) Go(r screen.Route)    { n.went = r }
func (n *nav) Toast(text string)    { n.toast = text }
func (n *nav) Failed(string, error) {}
func (n *nav) Canvas() fyne.Canvas  { return n.canvas }
func (n *nav) OpenURL(string)       {}

// all lists every visible object of a window.
func all(o fyne.CanvasObject, visit func(fyne.CanvasObject)) {
	if o == nil || !o.Visible() {
		return
	}
	visit(o)
	switch c := o.(type) {
	case *fyne.Container:
		for _, child := range c.Objects {
			all(child, visit)
		}
	case fyne.Widget:
		for _, child := range test.WidgetRenderer(c).Objects() {
			all(child, visit)
		}
	}
}

func find[T fyne.CanvasObject](w fyne.Window) (out []T) {
	all(w.Content(), func(o fyne.CanvasObject) {
		if x, ok := o.(T); ok {
			out = append(out, x)
		}
	})
	return out
}

// textsOf are the texts of one object.
func textsOf(o fyne.CanvasObject) (out []string) {
	all(o, func(o fyne.CanvasObject) {
		if x, ok := o.(*canvas.Text); ok {
			out = append(out, x.Text)
		}
	})
	return out
}

func entries(w fyne.Window) []*kit.Entry { return find[*kit.Entry](w) }

func words(w fyne.Window) (out []string) {
	for _, x := range find[*canvas.Text](w) {
		if x.Text != "" {
			out = append(out, x.Text)
		}
	}
	return out
}

func shows(w fyne.Window, text string) bool {
	// A wrapped sentence is several texts.
	return strings.Contains(strings.Join(words(w), " "), text)
}

func containsText(w fyne.Window, text string) bool { return shows(w, text) }

// bare takes the signs of wrapped translations away.
var bare = strings.NewReplacer(say.Opening, "", say.Closing, "")

func press(t *testing.T, w fyne.Window, label string) {
	t.Helper()
	for _, b := range find[*kit.Button](w) {
		if bare.Replace(b.Label()) == label {
			if b.Disabled() {
				t.Fatalf("%q is disabled", label)
			}
			test.Tap(b)
			return
		}
	}
	t.Fatalf("no button %q among %v", label, words(w))
}

func pressChip(t *testing.T, w fyne.Window, label string) {
	t.Helper()
	for _, c := range find[*kit.Chip](w) {
		if slices.Contains(textsOf(c), label) {
			test.Tap(c)
			return
		}
	}
	t.Fatalf("no chip %q among %v", label, words(w))
}

func keep(t *testing.T, name string, w fyne.Window) {
	t.Helper()
	folder := os.Getenv("STOCKBRIDGE_PICTURES")
	if folder == "" {
		folder = t.TempDir()
	}
	f, err := os.Create(filepath.Join(folder, name+".png"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, w.Canvas().Capture()); err != nil {
		t.Fatal(err)
	}
}
