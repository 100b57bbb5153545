package orders

import (
	"encoding/csv"
	"errors"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"stockbridge/core/commerce"
	"stockbridge/core/events"
	"stockbridge/core/fault"
	"stockbridge/core/sheet"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/screen"
	"stockbridge/ui/screen/listing"
	"stockbridge/ui/screen/screentest"
	"stockbridge/ui/theme"
)

func TestDownloadByNumber(t *testing.T) {
	b := newBench(t, theme.AlwaysLight)
	x := b.newDownload(b.Query().OneStore())
	x.numbers.SetText("20416 #20431, 20420;20416")
	x.lookUp()
	if len(b.shop.said) != 0 {
		t.Error("EKM is asked before a store is chosen")
	}
	x.store.Choose("2")
	x.lookUp()
	if got := b.shop.said[0]; got != "look 2 [20416 20431 20420] 0001-01-01 0001-01-01" {
		t.Errorf("EKM is asked %q", got)
	}
	b.Shows(t, "20431", "Not here", "Posted as 208651", "Download 2 orders", "3 orders found, £1,301.50")
	x.download()
	if got := b.shop.said[1]; got != "download 2 [7416 7431]" || b.Said[0] != "2 orders are downloaded again" {
		t.Errorf("%q, said %q", got, b.Said)
	}
}

func TestDownloadOfWhatEKMDoesNotHave(t *testing.T) {
	b := newBench(t, theme.AlwaysLight)
	b.shop.err = fault.Hold(fault.Cause{Code: "SB-ORD-118", Text: "EKM has no order with the number 99. Nothing was downloaded.", Fix: "Compare it with the order in EKM."})
	x := b.newDownload(screentest.Kiln)
	x.numbers.SetText("99")
	x.lookUp()
	b.Shows(t, "EKM has no order with the number 99", "Nothing was downloaded. Compare it with the order in EKM.")
	if len(doing(x.found)) != 0 && x.looked {
		t.Error("a failed look can be downloaded")
	}
}

func TestDownloadOfOneOrder(t *testing.T) {
	b := newBench(t, theme.AlwaysLight)
	b.askDownloadOf(b.pages.rows[0])
	if got := b.shop.said[0]; got != "look 3 [9031] 0001-01-01 0001-01-01" {
		t.Errorf("EKM is asked %q", got)
	}
}

func TestDownloadByDays(t *testing.T) {
	b := newBench(t, theme.AlwaysLight)
	b.SetStore(screentest.Kiln)
	x := b.newDownload(b.Query().OneStore())
	x.ask.by = byDays
	x.first.SetText("9 Nov")
	x.last.SetText("3/11/2026")
	x.lookUp()
	if got := b.shop.said[0]; got != "look 2 [] 2026-11-03 2026-11-10" {
		t.Errorf("EKM is asked %q", got)
	}
	x.first.SetText("a week ago")
	x.lookUp()
	if len(b.shop.said) != 1 {
		t.Error("EKM is asked for no day")
	}
	b.Shows(t, "Write a day such as")
	x.first.SetText("yesterday")
	x.last.SetText("")
	b.shop.empty = true
	x.lookUp()
	b.Shows(t, "EKM has no such order")
	if len(doing(x.found)) != 0 {
		t.Error("there is something to download")
	}
}

func TestChangesAreJudged(t *testing.T) {
	b := newBench(t, theme.AlwaysLight)
	b.Open(screen.Route{Tab: tabTodo, Select: "26"})
	b.Shows(t, "Changed in EKM after it was posted", "Line 2, quantity", "£126.95", "Corrected in Brightpearl", "Ignore with reason")
	o := b.order()
	b.acceptChange(o)
	b.ignoreChange(o)
	if !kit.CloseTop(b.Canvas()) || len(b.wishes.said) != 1 || b.wishes.said[0] != "accept 26" {
		t.Errorf("wishes %q", b.wishes.said)
	}
	o.Cause.Code, o.State = orderDeleted, commerce.OrderHeld
	b.createAgain(o)
	if !kit.CloseTop(b.Canvas()) || len(b.wishes.said) != 1 {
		t.Error("an order is created again without a question")
	}
}

func TestManyAtOnce(t *testing.T) {
	b := newBench(t, theme.AlwaysLight)
	keys := b.Table().Focusable()
	keys.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	keys.TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
	b.Shows(t, "1 selected", "£92.95", "Retry 1", "Exclude 1", "Select all 6 filtered")
	b.Table().CheckAll()
	b.Shows(t, "6 selected", "£374.60", "Retry 4", "Exclude 4")
	b.askRetryTicked()
	b.Shows(t, "Retry 4 orders?", "£231.05 in all.")
	kit.CloseTop(b.Canvas())
	if len(b.wishes.said) != 0 {
		t.Fatal("a cancelled dialog retried orders")
	}
	rows, _ := b.Ticked()
	b.each(pick(rows, retryable), b.wishes.Retry, triedAgain, func(number string) string { return number })
	if got := strings.Join(b.wishes.said, ", "); got != "retry 2, retry 1, retry 4, retry 3" || b.Said[0] != "4 orders are tried again" {
		t.Errorf("%s, said %q", got, b.Said)
	}
	if b.Table().Checked().Count != 0 {
		t.Error("the orders stay ticked")
	}
	b.wishes.err = errors.New("no")
	b.each(rows, b.wishes.Retry, triedAgain, func(number string) string { return number })
	if len(b.Failures) != 1 {
		t.Error("a failure says nothing")
	}
}

// TestManyExcludedOrdersComeBack: what a person left out is brought back together; what a rule keeps out is left alone.
func TestManyExcludedOrdersComeBack(t *testing.T) {
	b := newBench(t, theme.AlwaysLight)
	for i := range b.pages.rows {
		if o := &b.pages.rows[i]; o.ID == 1 || o.ID == 3 {
			o.State, o.Cause = commerce.OrderExcluded, fault.Cause{Code: excludedByPerson, Text: "Excluded by a person: typed in by hand."}
		}
	}
	b.Open(screen.Route{Tab: tabExcluded})
	b.Table().CheckAll()
	b.Shows(t, "Bring back 2", "4 selected")
	b.askRetryTicked()
	b.Shows(t, "Bring 2 orders back?", "£122.05 in all", "2 of the selected are left as they are")
	b.Press(t, "Bring back 2 orders")
	if got := strings.Join(b.wishes.said, ", "); got != "retry 1, retry 3" && got != "retry 3, retry 1" {
		t.Errorf("the screen wishes %s", got)
	}
}

func TestManyAtOnceLeavesPromisesAlone(t *testing.T) {
	for _, o := range day() {
		if (o.WaitsForPayment || o.State == commerce.OrderExcluded && o.Cause.Code != excludedByPerson) && retryable(o) {
			t.Errorf("order %s is posted without being asked for", o.Number)
		}
	}
	if got := rest(6, 4); got != "2 of the selected are left as they are: nothing of the kind can be done there." {
		t.Errorf("%q", got)
	}
	if rest(4, 4) != "" {
		t.Error("nothing is left, and yet there are words")
	}
}

func TestExportWritesWhatTheFiltersShow(t *testing.T) {
	b := newBench(t, theme.AlwaysLight)
	b.pages.rows[0].Customer = "=HYPERLINK(\"x\")"
	b.Open(screen.Route{Tab: tabTodo, Store: 3})
	b.Export(b.sheetOfOrders(), sheet.CSV, false)
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(b.files.text.String(), "\ufeff"))).ReadAll()
	if err != nil || len(rows) != 3 || b.files.name != "Orders 2026-11-23 1402.csv" || b.Said[0] != "2 orders saved in Downloads" {
		t.Fatalf("%v, %d rows in %q, said %q", err, len(rows), b.files.name, b.Said)
	}
	at := map[string]string{}
	for i, name := range rows[0] {
		at[name] = rows[1][i]
	}
	if at["EKM no."] != "9031" || at["Total"] != "92.95" || at["Customer"] != "'=HYPERLINK(\"x\")" || at["State"] != "Held" || at["Cause"] != "SB-ORD-105 No tax code" {
		t.Errorf("the first order is %v", at)
	}
	b.files.err = errors.New("the disk is full")
	b.Export(b.sheetOfOrders(), sheet.CSV, false)
	if len(b.Failures) != 1 {
		t.Error("a failed export says nothing")
	}
}

func TestBuiltInViews(t *testing.T) {
	b := newBench(t, theme.AlwaysLight)
	want := map[string]string{"Needs me": "todo", "Short of stock": " short", "Unpaid": " unpaid", "Changed after posting": " changed"}
	for _, v := range builtInViews() {
		b.FollowView(v)
		f := b.pages.filters[len(b.pages.filters)-1]
		got := f.Tab
		if len(f.Has) > 0 {
			got += " " + strings.Join(f.Has, " ")
		}
		if got != want[v.Name] {
			t.Errorf("%s asks %q", v.Name, got)
		}
	}
	b.total(t, 1)
}

func TestOwnViewsOutliveTheProgram(t *testing.T) {
	b := newBench(t, theme.AlwaysLight)
	b.Choose(map[string][]string{"store": {"3"}, amountFilter: {"20.00..50.00"}, placedFilter: {"2026-11-03..2026-11-09"}})
	b.Table().ShowColumn("customer", false)
	b.SaveView("Paws, early November")
	kept := b.memory

	b = newBench(t, theme.AlwaysLight)
	for name, text := range kept {
		b.memory[name] = text
	}
	again := New(Options{Feed: b.Feed, News: &events.Hub{}, Pages: b.pages, Actions: b.wishes, Nav: b.Window, Now: screentest.Now, Memory: b.memory})
	b.Fill(t, again.Content())
	again.Shown()
	own := again.OwnViews()
	if len(own) != 1 || own[0].Name != "Paws, early November" {
		t.Fatalf("the views are %+v", own)
	}
	again.FollowView(own[0])
	f := b.pages.filters[len(b.pages.filters)-1]
	if f.Store != 3 || f.MinTotal != 20_00 || f.MaxTotal != 50_00 || f.To != time.Date(2026, 11, 10, 0, 0, 0, 0, time.Local) {
		t.Errorf("the view asks %+v", f)
	}
	if hidden := strings.Join(again.Table().Layout().Hidden, " "); !strings.Contains(hidden, "customer") {
		t.Errorf("hidden are %s", hidden)
	}
	again.ForgetView(own[0].Name)
	if len(again.OwnViews()) != 0 || strings.Contains(b.memory["orders views"], "Paws") {
		t.Error("a forgotten view is still kept")
	}
}

func TestFiltersAskTheDatabase(t *testing.T) {
	q := listing.NewQuery(tabAll, tabStates)
	q.Set(amountFilter, "500.00..")
	q.Set(countryFilter, "FR")
	q.Set(taxFilter, "T20")
	q.Set(hasFilter, hasNote, hasFlag)
	f := filter(q, noon)
	if f.MinTotal != 500_00 || f.MaxTotal != 0 || f.Country != "FR" || f.TaxCode != "T20" || strings.Join(f.Has, " ") != "note flag" {
		t.Errorf("%+v", f)
	}
}

func TestRangesInWords(t *testing.T) {
	for value, want := range map[string]string{"2026-11-03..2026-11-09": "3 Nov to 9 Nov", "2026-11-03..2026-11-03": "3 Nov", "2025-12-24..2025-12-31": "24 Dec 2025 to 31 Dec 2025"} {
		if got := sayDays(value, noon); got != want {
			t.Errorf("%s is %q", value, got)
		}
	}
	for value, want := range map[string]string{"0.00..20.00": "Up to £20.00", "20.00..50.00": "£20.00 to £50.00", "500.00..": "From £500.00"} {
		if got := sayAmounts(value, "GBP"); got != want {
			t.Errorf("%s is %q", value, got)
		}
	}
	for text, want := range map[string]string{"23 Nov 2026": "2026-11-23", "23/11": "2026-11-23", "1 december": "2025-12-01", "24.11.": "2025-11-24", "today": "2026-11-23", " 3  Nov ": "2026-11-03"} {
		if day, err := parseDay(text, noon); err != nil || day.Format(time.DateOnly) != want {
			t.Errorf("%q is %v (%v)", text, day, err)
		}
	}
	for _, text := range []string{"", "soon", "31 Feb 2026"} {
		if _, err := parseDay(text, noon); err == nil {
			t.Errorf("%q is a day", text)
		}
	}
	for _, text := range []string{"ten", "-5"} {
		if _, err := parseSum(text); err == nil {
			t.Errorf("%q is a sum", text)
		}
	}
}

func TestRawHidesThePerson(t *testing.T) {
	d := detailOf(day()[0])
	d.Order.CustomerNote = "Please ring the bell"
	text := rawText(d)
	for _, secret := range []string{"Priya", "Nair", "example.com", "Cooper", "SY8", "01584", "ring the bell", "Ludlow"} {
		if strings.Contains(text, secret) {
			t.Errorf("the document still says %q", secret)
		}
	}
	for _, fact := range []string{`"number": "9031"`, `"total": "92.95"`, "PET-WDF-15"} {
		if !strings.Contains(text, fact) {
			t.Errorf("the document does not say %s", fact)
		}
	}
}

func TestCausesAreOfferedByMoney(t *testing.T) {
	s := summary{causes: []view.CauseCard{{Code: noTaxCode, StoreID: 3, Orders: 2, Money: 112_95, Currency: "GBP"}, {Code: noProduct, StoreID: 2, Orders: 1, Money: 118_10, Currency: "GBP"},
		{Code: noTaxCode, StoreID: 1, Orders: 1, Money: 10_00, Currency: "GBP"}}}
	got := causeChoices(listing.Query{}, s)
	if len(got) != 2 || got[0].Value != noTaxCode || got[0].Note != "3 orders, £122.95" || got[1].Note != "1 order, £118.10" {
		t.Errorf("%+v", got)
	}
	if got = causeChoices(listing.Query{Store: 2}, s); len(got) != 1 || got[0].Value != noProduct {
		t.Errorf("%+v", got)
	}
}

// TestWithoutTheSmallerInterfaces hides what nobody would do.
func TestWithoutTheSmallerInterfaces(t *testing.T) {
	w := screentest.New(t, theme.AlwaysLight)
	pages := &canned{rows: day()}
	s := New(Options{Feed: w.Feed, Pages: pages, Actions: &wishes{}, Nav: w, Now: screentest.Now})
	w.Fill(t, s.Content())
	s.Shown()
	if len(s.tabs()) != 5 || len(s.headButtons(s.exportMenu)) != 0 {
		t.Error("the ledger, a download or an export is offered")
	}
	s.Open(screen.Route{Tab: tabLedger})
	s.Open(screen.Route{Tab: tabTodo, Select: "1"})
	d, _ := s.Details()
	for _, o := range s.buttons(d) {
		if o.(*kit.Button).Label() == "Fix" {
			t.Error("a fix is offered")
		}
	}
}

func TestShipmentsOfAnOrder(t *testing.T) {
	b := newBench(t, theme.AlwaysLight)
	b.Open(screen.Route{Tab: tabAll, Select: "12"})
	b.Pane().Tabs().Select(paneShipments)
	b.Shows(t, "Goods-out note 55120", "Told 13:", "Taken back", "Un-shipped", "EKM was told before.")
	for want, h := range map[string]view.ShipmentRow{
		"Taken back":     {State: commerce.ShipmentReversed, Gone: "destroyed"},
		"Handled":        {State: commerce.ShipmentHandled, Gone: "un-shipped"},
		"Destroyed":      {State: commerce.ShipmentSuperseded, Gone: "destroyed"},
		"Told by others": {State: commerce.ShipmentSuperseded},
		"Sending":        {State: commerce.ShipmentWaiting},
	} {
		if got := shipmentMark(h, screentest.Noon).word; got != want {
			t.Errorf("%+v is %q, want %q", h, got, want)
		}
	}
}
