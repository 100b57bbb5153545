package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/sandbox/brightpearlsim"
	"stockbridge/core/sandbox/ekmsim"
)

// TestMainJob does what a merchant's administrator does, from an empty folder to the proof that nothing is missing.
func TestMainJob(t *testing.T) {
	r := newRig(t)
	r.start(2)
	r.connect(2)
	garden, user := r.conf.Users[0].Name, r.conf.Users[0]
	r.do("brightpearl", "show").ends(0).says(r.conf.Account, "private app")
	r.do("brightpearl", "options").ends(0).says("channel_id", user.PaymentMethod)
	r.do("store", "go-live", garden).ends(exitFailed).says("did not go live", "SB-SET-320")
	if checks := one[checksJSON](r.do("store", "check", garden, "--json").ends(exitAttention)); len(checks.Checks) < 8 {
		t.Errorf("checks: %+v", checks)
	}
	r.do("store", "configure", garden, "--set", "channel_id=4711").ends(exitFailed).says("Brightpearl has no channel of that id")
	r.configure()
	r.do("store", "go-live", garden, "--orders").ends(0).says("Switched on: orders.")
	r.do("store", "go-live", garden).ends(0).says("Switched on: orders, stock, shipments.")

	codes := r.sellable(0)
	var placed []ekmsim.Placed
	for i := range 3 {
		placed = append(placed, r.place(ekmsim.Basket{Lines: []ekmsim.Line{{Code: codes[i], Quantity: 1}}}))
	}
	r.place(ekmsim.Basket{NoEmail: true, Lines: []ekmsim.Line{{Code: codes[0], Quantity: 1}}}) // no fallback contact: held

	steps := lines[syncJSON](r.do("sync", "--until-idle", "--json", "--timeout", "60s").ends(exitAttention))
	last := steps[len(steps)-1]
	if !last.Idle || steps[0].Step != "products" || len(last.Status.Stores) != 2 || !slices.Contains(last.NeedsPerson, garden+": 1 held orders") {
		t.Errorf("sync: first %+v, last %+v", steps[0], last)
	}
	status := one[statusJSON](r.do("--json", "status").ends(0))
	s := status.Stores[slices.IndexFunc(status.Stores, func(s storeStatusJSON) bool { return s.Name == garden })]
	if status.State != "attention" || s.State != "live" || s.Orders["placed"] != 4 || s.Orders["posted"] != 3 || s.Orders["held"] != 1 ||
		s.SKUs["matched"] == 0 || s.Stock["managed"] == 0 || s.Stock["queued"] != 0 || s.Requests["made"] == 0 {
		t.Errorf("status: %+v", status)
	}
	r.orders(placed)
	r.skus(garden, codes[0])
	r.ship(placed)

	r.do("attention").ends(0).says("SB-SKU-201", garden)
	r.do("activity", "--kind", "setting").ends(0).says("channel_id")
	r.do("audit", "stock", "--store", garden).ends(0).says("0 differ")
	report := one[auditJSON](r.do("audit", "orders", "--json").ends(0))
	if !report.Balanced || len(report.Stores) != 1 || report.Stores[0].Placed != 4 || report.Stores[0].Missing == nil {
		t.Errorf("audit: %+v", report)
	}
	r.place(ekmsim.Basket{Lines: []ekmsim.Line{{Code: codes[1], Quantity: 1}}})
	if report := one[auditJSON](r.do("audit", "orders", "--json").ends(0)); report.Stores[0].Waiting != 1 {
		t.Errorf("an order of a second ago has no outcome: %+v", report)
	}
	r.behindItsBack(garden, placed)
	r.pauseAndRemove(garden)
}

// configure gives every store its settings.
func (r *rig) configure() {
	r.t.Helper()
	for _, u := range r.conf.Users {
		r.do("store", "configure", u.Name, "--set", fmt.Sprint("channel_id=", u.ChannelID), "--set", fmt.Sprint("price_list_id=", u.PriceListID),
			"--set", fmt.Sprint("warehouse_id=", u.WarehouseID), "--set", "payment_method="+u.PaymentMethod, "--set", "tax_code_taxable="+u.TaxCodeTaxable,
			"--set", "tax_code_not_taxable="+u.TaxCodeNotTaxable, "--set", fmt.Sprint("order_status_id=", u.OrderStatusID),
			"--set", fmt.Sprint("shipping_method_id=", u.ShippingMethodID)).ends(0).says(u.Name + " is configured")
		r.do("store", "check", u.Name).ends(0)
	}
}

// behindItsBack removes a sales order and changes a penny of another one in Brightpearl: the audit names exactly these. What is asked
// for again is downloaded after a preview.
func (r *rig) behindItsBack(store string, placed []ekmsim.Placed) {
	t := r.t
	t.Helper()
	fresh := r.place(ekmsim.Basket{Lines: []ekmsim.Line{{Code: r.sellable(0)[0], Quantity: 1}}})
	preview := one[downloadJSON](r.do("orders", "download", "--json", "--store", store, "--number", fresh.Number, fmt.Sprint(placed[1].ID)).ends(0))
	if len(preview.Orders) != 2 || preview.Orders[1].Then != "Import" || !strings.HasPrefix(preview.Orders[0].Now, "Posted as") || preview.Downloaded != 0 {
		t.Errorf("preview: %+v", preview)
	}
	r.do("orders", "download", "--store", store, "--number", fresh.Number).ends(0).says("Nothing was done", "Import")
	r.do("orders", "download", "--store", store, "--number", fresh.Number, "--yes").ends(0).says("1 order(s) downloaded")
	r.do("orders", "download", "--store", store, "--number", "no such").ends(exitFailed).says("SB-ORD-151")
	r.do("sync", "--until-idle", "--timeout", "60s").ends(exitAttention)
	r.do("audit", "orders").ends(0).says("Balanced")
	// An id that EKM denies is unexplained: everything balances, and a person is told.
	void := r.place(ekmsim.Basket{Lines: []ekmsim.Line{{Code: r.sellable(0)[0], Quantity: 1}}})
	r.place(ekmsim.Basket{Lines: []ekmsim.Line{{Code: r.sellable(0)[0], Quantity: 1}}})
	if err := r.box.EKM.DeleteOrder(r.conf.Users[0].Username, void.ID); err != nil {
		t.Fatal(err)
	}
	r.do("audit", "orders").ends(exitAttention).says("Balanced", "1 order id(s) are unexplained", fmt.Sprint(void.ID))
	if report := one[auditJSON](r.do("audit", "orders", "--json").ends(exitAttention)); !report.Balanced || len(report.Stores[0].Gaps) != 1 {
		t.Errorf("audit: %+v", report)
	}

	refs := map[string]brightpearlsim.BookOrder{}
	for _, o := range r.box.Brightpearl.Books().SalesOrders {
		refs[o.Reference] = o
	}
	changed := refs[placed[1].Number]
	if err := r.box.Brightpearl.RemoveSalesOrder(refs[fresh.Number].ID); err != nil {
		t.Fatal(err)
	}
	pence := func(text string) int64 { return int64(commerce.MustAmount(text).Pence()) }
	if err := r.box.Brightpearl.ChangeRow(changed.ID, 0, pence(changed.Rows[0].Net)+1, pence(changed.Rows[0].Tax)); err != nil {
		t.Fatal(err)
	}
	s := one[auditJSON](r.do("audit", "orders", "--json").ends(exitAttention)).Stores[0]
	if !slices.Equal(s.Missing, []string{fmt.Sprint(fresh.ID)}) || !slices.Equal(s.MoneyDiffers, []string{fmt.Sprint(placed[1].ID)}) || len(s.Duplicated) > 0 {
		t.Errorf("audit: %+v", s)
	}
	lines := s.Days[len(s.Days)-1].Differences
	if len(lines) != 3 || lines[2].Kind != "gap" || lines[0].EKMID != placed[1].ID || lines[0].Kind != "money" || lines[0].Amount != "0.01" || lines[1].Kind != "missing" {
		t.Errorf("lines: %+v", lines)
	}
	r.do("audit", "orders").ends(exitAttention).says("Not balanced", fresh.Number, "is not in Brightpearl any more")
	r.do("attention").ends(0).says("SB-ORD-141", "do not agree: 2 orders")

	// What is gone is posted again because a person says so; what is there is not.
	r.do("orders", "judge", placed[1].Number, "--create-again").ends(exitFailed).says("SB-ORD-135")
	r.do("orders", "judge", placed[1].Number, "--accept").ends(exitFailed).says("SB-ORD-138")
	r.do("orders", "judge", fresh.Number, "--create-again").ends(0).says("posted again by the next sync")
	r.do("sync", "--until-idle", "--timeout", "60s").ends(exitAttention)
	if s := one[auditJSON](r.do("audit", "orders", "--json").ends(exitAttention)).Stores[0]; len(s.Missing) > 0 || len(s.Duplicated) > 0 || len(s.MoneyDiffers) != 1 {
		t.Errorf("after it was posted again: %+v", s)
	}
}

// place has a shopper of the first store order.
func (r *rig) place(b ekmsim.Basket) ekmsim.Placed {
	r.t.Helper()
	p, err := r.box.EKM.PlaceOrder(r.conf.Users[0].Username, b)
	if err != nil {
		r.t.Fatal(err)
	}
	return p
}

func (r *rig) orders(placed []ekmsim.Placed) {
	t := r.t
	t.Helper()
	page := one[ordersJSON](r.do("orders", "--json", "--state", "posted").ends(0))
	if len(page.Orders) != 3 || page.Total != 3 || page.Next != "" {
		t.Fatalf("orders: %+v", page)
	}
	for _, p := range placed {
		i := slices.IndexFunc(page.Orders, func(o orderJSON) bool { return o.EKMID == p.ID })
		if i < 0 {
			t.Fatalf("order %d is not listed", p.ID)
		}
		if o := page.Orders[i]; o.Total != p.Total || o.SalesOrderID == nil || o.ContactID == nil || !o.Paid || !o.Receipt || o.Cause != nil || o.Wanted != 1 {
			t.Errorf("order %d, placed for %s: %+v", p.ID, p.Total, o)
		}
	}
	first := one[ordersJSON](r.do("orders", "--json", "--limit", "3").ends(0))
	rest := one[ordersJSON](r.do("orders", "--json", "--after", first.Next).ends(0))
	if len(first.Orders) != 3 || len(rest.Orders) != 1 || rest.Next != "" {
		t.Errorf("by cursor: %d, then %d", len(first.Orders), len(rest.Orders))
	}
	held := one[ordersJSON](r.do("orders", "--json", "--state", "held").ends(0)).Orders[0]
	if held.Cause == nil || held.Cause.Fix == "" || held.SalesOrderID != nil {
		t.Errorf("held: %+v", held)
	}
	r.do("orders").ends(0).says("£", placed[0].Number, held.Cause.Code)
	r.do("orders", "show", fmt.Sprint(placed[0].ID)).ends(0).says("Brightpearl order", "Order")
	one[map[string]any](r.do("orders", "show", placed[0].Number, "--json").ends(0))
	r.do("orders", "retry", fmt.Sprint(held.EKMID)).ends(0).says("1 order(s) will be tried again")
	r.do("sync", "--until-idle").ends(exitAttention).says("1 held")
	r.fixes(held, *page.Orders[0].ContactID)
	r.do("sync", "--until-idle").ends(exitAttention).says("1 held")
	r.do("orders", "retry", "--held").ends(0).says("1 order(s)")
	r.do("orders", "retry", fmt.Sprint(placed[0].ID)).ends(0) // posted: checked against Brightpearl once more
	r.do("orders", "exclude", held.Number, "--reason", "a test order").ends(0).says("excluded")
	again := one[ordersJSON](r.do("orders", "--state", "excluded", "--json").ends(0))
	if len(again.Orders) != 1 || again.Orders[0].Number != held.Number {
		t.Errorf("excluded: %+v", again)
	}
}

// fixes tries what a person can decide for a held order and for the store, and leaves the order undecided.
func (r *rig) fixes(held orderJSON, contact int) {
	r.t.Helper()
	fix := fmt.Sprintf(`{"contact": %d}`, contact)
	r.do("orders", "propose", held.Number).ends(exitAttention).says("would be held", held.Cause.Code)
	r.do("orders", "propose", held.Number, "--fix", fix).ends(0).says("would be posted: £"+held.Total, "goods")
	one[map[string]any](r.do("orders", "propose", held.Number, "--fix", fix, "--json").ends(0))
	r.do("orders", "fix", held.Number, "--fix", `{"contact": 99999999}`).ends(exitFailed).says("no contact 99999999", "SB-ORD-118")
	r.do("rules", "try", held.Store, "discount_style=rows").ends(0).says("0 of the held orders", "1 (£"+held.Total+") held again", held.Cause.Code)
	r.do("rules", "try", held.Store, "tax_rate.5=T99").ends(exitFailed).says("no tax code")
	r.do("rules", "make", held.Store, "unpaid_days=20", "--cause", held.Cause.Code).ends(0).says("1 held order(s)")
	r.do("orders", "fix", held.Number, "--fix", fix).ends(0).says("decided again by the next sync")
	r.do("orders", "fix", held.Number, "--fix", "{}").ends(0)
	r.do("activity", "--kind", "setting").ends(0).says("unpaid_days: 14 → 20", "Rule made: unpaid_days=20. The held orders are decided again, 1 of them held for this.")
}

func (r *rig) skus(store, code string) {
	t := r.t
	t.Helper()
	all := one[skusJSON](r.do("skus", "--json", "--store", store).ends(0))
	matched := one[skusJSON](r.do("skus", "--json", "--store", store, "--state", "matched", "--query", code).ends(0))
	if len(all.SKUs) != all.Total || len(matched.SKUs) == 0 {
		t.Fatalf("skus: %d of %d, matched %+v", len(all.SKUs), all.Total, matched)
	}
	s := matched.SKUs[0]
	if s.SKU != code || s.Product == nil || s.ProductID == nil || s.VariantID != nil || s.OnHand == nil || s.Published == nil || s.Listed == nil || *s.Listed != *s.Published {
		t.Errorf("matched: %+v", s)
	}
	r.do("stock", "--store", store, "--query", code).ends(0).says(code)
	r.do("stock", "explain", code, "--store", store).ends(0).says("should show", "Brightpearl's figure")
	one[map[string]any](r.do("stock", "explain", code, "--json").ends(0))
	if err := r.box.EKM.SetStock(r.conf.Users[0].Username, code, 999); err != nil {
		t.Fatal(err)
	}
	r.do("audit", "stock", "--store", store).ends(exitAttention).says("1 differ", code)
	if d := one[pushDocument](r.do("stock", "push", "--sku", code, "--store", store, "--json").ends(0)); d != (pushDocument{Pushed: 1}) {
		t.Errorf("push: %+v", d)
	}
	r.do("audit", "stock", "--store", store).ends(0).says("0 differ")

	r.export(store)
}

// export has the products that Brightpearl lacks written, of one store and of all.
func (r *rig) export(store string) {
	t := r.t
	t.Helper()
	lacking := one[skusJSON](r.do("skus", "--json", "--store", store, "--state", "ekm_only").ends(0))
	folder := t.TempDir()
	file := filepath.Join(folder, "unmatched.csv")
	if err := os.WriteFile(file, []byte("an older export"), 0o600); err != nil {
		t.Fatal(err)
	}
	r.do("skus", "export", "--store", store, "--unmatched", file).ends(0).says("unmatched product(s) of " + store)
	text, err := os.ReadFile(file)
	if err != nil || !strings.HasPrefix(string(text), "SKU,Product name,Barcode,Price,Stores,EKM product\n") ||
		!strings.Contains(string(text), "\n"+lacking.SKUs[0].SKU+",") {
		t.Errorf("export: %v\n%s", err, text)
	}
	mine := one[exportJSON](r.do("skus", "export", "--store", store, "--unmatched", file, "--json").ends(0))
	if rows := strings.Count(string(text), "\n") - 1; mine.File != file || mine.Store == nil || *mine.Store != store || mine.Rows != rows || rows < 1 ||
		mine.Rows+mine.Doubted != lacking.Total || mine.Altered == nil {
		t.Errorf("export of %d rows: %+v", rows, mine)
	}
	file = filepath.Join(folder, "unmatched.xlsx")
	all := one[exportJSON](r.do("skus", "export", "--all-stores", "--unmatched", file, "--json").ends(0))
	if all.Store != nil || all.Rows < mine.Rows {
		t.Errorf("export of all stores: %+v", all)
	}
	if text, err := os.ReadFile(file); err != nil || !strings.HasPrefix(string(text), "PK") {
		t.Errorf("the workbook begins with %.20q (%v)", text, err)
	}
	r.do("skus", "export", "--store", "Nobody", "--unmatched", file).ends(exitFailed).says("no connected store")
}

func (r *rig) ship(placed []ekmsim.Placed) {
	t := r.t
	t.Helper()
	page := one[ordersJSON](r.do("orders", "--json", "--query", placed[0].Number).ends(0))
	if _, err := r.box.Brightpearl.Ship(brightpearlsim.Shipment{OrderID: *page.Orders[0].SalesOrderID, Tracking: "AB123456789GB"}); err != nil {
		t.Fatal(err)
	}
	r.do("sync", "--until-idle")
	notes := one[shipmentsJSON](r.do("shipments", "--json").ends(0))
	if len(notes.Shipments) != 1 {
		t.Fatalf("shipments: %+v", notes)
	}
	n := notes.Shipments[0]
	if n.State != "sent" || n.Kind != "goods_out" || n.Tracking != "AB123456789GB" || n.EKMOrderID != placed[0].ID || n.SentAt == nil || n.NoteID == 0 {
		t.Errorf("shipment: %+v", n)
	}
	if len(n.Emailed) < 3 || n.Notes != 1 || n.UnitsShipped == 0 || n.UnitsShipped > n.UnitsOrdered || n.SeenAt == nil || n.StatusNow == "" || n.Gone != "" {
		t.Errorf("shipment: %+v", n)
	}
	r.do("shipments", "--state", "sent").ends(0).says("AB123456789GB", "goods-out")
	r.do("shipments", "--tab", "today", "--kind", "goods_out", "--carrier", n.Carrier).ends(0).says("AB123456789GB")
	r.do("shipments", "--untracked").ends(0).says("No shipped notes.")
	r.takeBack(placed[0], n.NoteID)
}

// takeBack has a told shipment un-shipped, and steps EKM back.
func (r *rig) takeBack(o ekmsim.Placed, note int) {
	t := r.t
	t.Helper()
	number := o.Number
	r.do("shipments", "track", number, "--json").ends(0).says("AB123456789GB")
	r.do("shipments", "step-back", number, "--reason", "none").ends(0).says("was taken back after")
	if err := r.box.Brightpearl.UnshipNote(brightpearlsim.GoodsOutNote, note); err != nil {
		t.Fatal(err)
	}
	r.do("shipments", "recheck", number).ends(0).says("1 order(s)")
	r.do("shipments", "--tab", "problems").ends(0).says("reversed", "SB-SHP-406")
	r.do("shipments", "text", number).ends(0).says("was un-shipped in Brightpearl", "A step back would write", "PENDING")
	one[map[string]any](r.do("shipments", "text", number, "--json").ends(0))
	r.do("shipments", "step-back", number, "--reason", "parcel stayed").ends(0).says("Nothing was written")
	r.do("shipments", "step-back", number, "--reason", "parcel stayed", "--yes").ends(0).says("Written. Nobody was mailed.")
	r.do("shipments", "step-back", number, "--reason", "parcel stayed", "--yes").ends(0).says("was taken back after")
	for _, b := range r.box.EKM.Books().Shops[0].Orders {
		if b.ID == o.ID && (b.Status != "PENDING" || b.TrackingNumber != "") {
			t.Errorf("EKM shows %s with %q", b.Status, b.TrackingNumber)
		}
	}
	r.do("shipments", "handle", number, "--reason", "twice does nothing").ends(0)
	if err := r.box.Brightpearl.ShipNote(brightpearlsim.GoodsOutNote, note, "", time.Time{}); err != nil {
		t.Fatal(err)
	}
	r.do("shipments", "recheck").ends(0).says("all open orders")
	r.do("shipments", "handle", number, "--reason", "fetched by the shopper").ends(0).says("Nothing was written")
	r.do("shipments", "--state", "handled", "--json").ends(0).says("fetched by the shopper")
	r.do("shipments", "send", number).ends(0).says("1 note(s)")
	r.do("store", "canary", r.conf.Users[0].Name, "--order", number).ends(0).says("Nothing was written. --yes writes it.")
	r.do("store", "canary", r.conf.Users[0].Name, "--order", number, "--yes").ends(exitFailed).says("SB-SHP-411")
}

func (r *rig) pauseAndRemove(store string) {
	r.t.Helper()
	r.do("store", "pause", store, "--for", "2h").ends(0).says("paused until")
	r.do("store", "list").ends(0).says("paused until")
	r.do("store", "resume", store).ends(0).says("it is live")
	r.do("store", "pause", store).ends(0).says("until somebody resumes it")
	r.do("diagnostics", "check").ends(0).says("Every table could be read", "No login was ever lost")
	r.do("store", "remove", store).ends(exitUsage).says("add --yes", "orders and their history stay")
	r.do("store", "remove", store, "--yes", "--json").ends(0)
	r.do("store", "resume", store).ends(exitFailed).says("The connected stores are: " + r.conf.Users[1].Name)
}
