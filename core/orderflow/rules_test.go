package orderflow

import (
	"strings"
	"testing"
	"time"

	"stockbridge/core/brightpearl"
	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/fault"
	"stockbridge/core/settings"
	"stockbridge/core/view"
)

func TestVerdict(t *testing.T) {
	paid := commerce.Order{Status: "PENDING", PaymentStatus: "SUCCESS", Total: 1}
	with := func(change func(*commerce.Order)) commerce.Order { o := paid; change(&o); return o }
	for name, c := range map[string]struct {
		order    commerce.Order
		statuses []string
		state    commerce.OrderState
		await    bool
		cause    string
	}{
		"paid":                      {order: paid, state: commerce.OrderWaiting},
		"paid, in the list":         {order: paid, statuses: []string{"pending"}, state: commerce.OrderWaiting},
		"not in the list":           {order: paid, statuses: []string{"Processing"}, state: commerce.OrderExcluded, cause: "SB-ORD-123"},
		"cancelled":                 {order: with(func(o *commerce.Order) { o.Status = "Cancelled " }), state: commerce.OrderCancelled, cause: "SB-ORD-121"},
		"refunded":                  {order: with(func(o *commerce.Order) { o.Status = "REFUNDED" }), state: commerce.OrderExcluded, cause: "SB-ORD-122"},
		"unknown payment":           {order: with(func(o *commerce.Order) { o.PaymentStatus = "UNKNOWN" }), state: commerce.OrderWaiting, await: true, cause: "SB-ORD-124"},
		"failed payment":            {order: with(func(o *commerce.Order) { o.PaymentStatus = "FAILED" }), state: commerce.OrderWaiting, await: true, cause: "SB-ORD-124"},
		"the gateway has the money": {order: with(func(o *commerce.Order) { o.PaymentStatus, o.TransactionStatus = "", "Approved : Auth Code 1" }), state: commerce.OrderWaiting},
		"the gateway declined":      {order: with(func(o *commerce.Order) { o.PaymentStatus, o.TransactionStatus = "", "DECLINED : CARD" }), state: commerce.OrderWaiting, await: true, cause: "SB-ORD-124"},
		"by cheque":                 {order: with(func(o *commerce.Order) { o.PaymentStatus, o.Type = "UNKNOWN", "Cheque " }), state: commerce.OrderWaiting, cause: "SB-ORD-128"},
		"by a cheque that bounced":  {order: with(func(o *commerce.Order) { o.PaymentStatus, o.Type = "FAILED", "Cheque" }), state: commerce.OrderWaiting, await: true, cause: "SB-ORD-124"},
		"on account":                {order: with(func(o *commerce.Order) { o.PaymentStatus, o.Type = "", "On Account" }), state: commerce.OrderWaiting, cause: "SB-ORD-129"},
		"on account, cancelled":     {order: with(func(o *commerce.Order) { o.PaymentStatus, o.Type, o.Status = "", "On Account", "CANCELLED" }), state: commerce.OrderCancelled, cause: "SB-ORD-121"},
		"free":                      {order: commerce.Order{Status: "PENDING", PaymentStatus: "UNKNOWN", Lines: make([]commerce.Line, 1)}, state: commerce.OrderWaiting},
		"free, without lines":       {order: commerce.Order{Status: "PENDING", PaymentStatus: "UNKNOWN"}, state: commerce.OrderWaiting, await: true, cause: "SB-ORD-124"},
	} {
		t.Run(name, func(t *testing.T) {
			v := verdict(c.order, settings.Store{DownloadStatuses: c.statuses, Unpaid: map[string]string{"cheque": settings.UnpaidAsPaid, "on account": settings.UnpaidAsUnpaid}})
			if v.State != c.state || v.AwaitPayment != c.await || v.Cause.Code != c.cause {
				t.Errorf("the verdict is %+v", v)
			}
		})
	}
}

func TestChoose(t *testing.T) {
	monday := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	contact := func(id int, change func(*brightpearl.ContactRow)) brightpearl.ContactRow {
		r := brightpearl.ContactRow{ID: brightpearl.ContactID(id), Customer: true}
		if change != nil {
			change(&r)
		}
		return r
	}
	staff := func(r *brightpearl.ContactRow) { r.Staff, r.Customer = true, false }
	supplier := func(r *brightpearl.ContactRow) { r.Supplier, r.Customer = true, false }
	for name, c := range map[string]struct {
		rows  []brightpearl.ContactRow
		want  int64
		flags int
		cause string
		here  map[int64]bool
	}{
		"who ordered here before":     {rows: []brightpearl.ContactRow{contact(3, nil), contact(7, nil)}, want: 7, flags: 1, here: map[int64]bool{7: true}},
		"nobody":                      {},
		"one":                         {rows: []brightpearl.ContactRow{contact(7, nil)}, want: 7},
		"staff only":                  {rows: []brightpearl.ContactRow{contact(7, staff)}, cause: "SB-ORD-107"},
		"supplier only":               {rows: []brightpearl.ContactRow{contact(7, supplier)}, cause: "SB-ORD-107"},
		"staff who is a customer":     {rows: []brightpearl.ContactRow{contact(7, func(r *brightpearl.ContactRow) { r.Staff = true })}, want: 7},
		"customer before supplier":    {rows: []brightpearl.ContactRow{contact(3, supplier), contact(7, nil)}, want: 7},
		"plain before staff":          {rows: []brightpearl.ContactRow{contact(3, func(r *brightpearl.ContactRow) { r.Staff = true }), contact(7, nil)}, want: 7, flags: 1},
		"neither customer nor staff":  {rows: []brightpearl.ContactRow{contact(7, func(r *brightpearl.ContactRow) { r.Customer = false })}, want: 7},
		"the main contact":            {rows: []brightpearl.ContactRow{contact(3, nil), contact(7, func(r *brightpearl.ContactRow) { r.Primary = true })}, want: 7, flags: 1},
		"who ordered last":            {rows: []brightpearl.ContactRow{contact(3, nil), contact(7, func(r *brightpearl.ContactRow) { r.LastOrderedOn = monday })}, want: 7, flags: 1},
		"the lowest id, in any order": {rows: []brightpearl.ContactRow{contact(9, nil), contact(3, nil), contact(7, nil)}, want: 3, flags: 1},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := choose(c.rows, "e-mail", settings.Hold, c.here)
			if c.cause != "" {
				if fault.CauseOf(err).Code != c.cause {
					t.Errorf("chose %+v, %v", got, err)
				}
				return
			}
			if err != nil || got.id != c.want || len(got.flags) != c.flags {
				t.Errorf("chose %+v, %v", got, err)
			}
		})
	}
}

func TestTaxCodes(t *testing.T) {
	data, err := db.Open(t.Context(), db.Options{Path: t.TempDir() + "/test.db"})
	if err != nil {
		t.Fatal(err)
	}
	defer data.Close()
	listing := func(id int64, sku string, taxable bool) {
		t.Helper()
		if err := data.Write(t.Context(), func(tx *db.Tx) error {
			if err := tx.SaveListings(1, []db.Listing{{Store: 1, ProductID: id, SKU: sku, Taxable: taxable}}); err != nil {
				return err
			}
			return tx.SaveLinks([]db.Link{{Store: 1, ProductID: id, SKU: sku, State: commerce.EKMOnly}}, nil)
		}); err != nil {
			t.Fatal(err)
		}
	}
	listing(1, "TAXED", true)
	listing(2, "EXEMPT", false)
	d := New(Options{DB: data})
	rate := commerce.MustAmount
	rates := map[string]string{"5": "T5", "17.5": "T17", "0": "ZERO"}
	zones := map[string]string{"FR": "FR", "EU": "E0", "GB-NI": "NI", "WORLD": "X0"}
	if err := data.Write(t.Context(), func(tx *db.Tx) error {
		if err := tx.SaveAccount(db.Account{Code: "a"}); err != nil {
			return err
		}
		return tx.SaveAccountOptions(`{"tax_codes":[{"id":1,"code":"TAXABLE","rate":"20"},{"id":2,"code":"PLAIN","rate":""}]}`, "GBP")
	}); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		line   commerce.Line
		net    commerce.Pence
		tax    commerce.Pence
		kind   string
		rates  map[string]string
		gap    bool
		want   string
		reason string

		countries         map[string]string
		country, postcode string
		fix               map[int64]string
	}{
		"taxed":                          {line: commerce.Line{TaxRate: rate("20")}, net: 100, tax: 20, want: "TAXABLE"},
		"taxed at a mapped percentage":   {line: commerce.Line{TaxRate: rate("5.00")}, net: 100, tax: 5, rates: rates, want: "T5"},
		"taxed at a broken percentage":   {line: commerce.Line{TaxRate: rate("17.5")}, net: 100, tax: 18, rates: rates, want: "T17"},
		"mapped by id":                   {line: commerce.Line{TaxRate: rate("20"), TaxRateID: 11}, net: 100, tax: 20, rates: map[string]string{"11": "ID11"}, want: "ID11"},
		"the id before the percentage":   {line: commerce.Line{TaxRate: rate("5"), TaxRateID: 11}, net: 100, tax: 5, rates: map[string]string{"11": "ID11", "5": "T5"}, want: "ID11"},
		"an id like another's rate":      {line: commerce.Line{TaxRate: rate("20"), TaxRateID: 5}, net: 100, tax: 20, rates: rates, want: "TAXABLE"},
		"tax without a rate":             {line: commerce.Line{}, net: 100, tax: 20, rates: rates, want: "TAXABLE"},
		"a penny's tax rounds away":      {line: commerce.Line{TaxRate: rate("20")}, net: 2, want: "TAXABLE"},
		"a free line of a taxable thing": {line: commerce.Line{TaxRate: rate("20")}, want: "TAXABLE"},
		"a rate, but no tax":             {line: commerce.Line{TaxRate: rate("20"), Code: "TAXED"}, net: 1000, want: "PLAIN", reason: "the rate is 20 %, but no tax was charged: the line counts"},
		"not taxable in EKM":             {line: commerce.Line{Code: "EXEMPT"}, net: 1000, rates: rates, want: "PLAIN", reason: "the product is not taxable in EKM"},
		"zero rated":                     {line: commerce.Line{Code: "TAXED"}, net: 1000, rates: rates, want: "ZERO", reason: "mapped tax rate 0"},
		"zero rated by id":               {line: commerce.Line{Code: "TAXED", TaxRateID: 12}, net: 1000, rates: map[string]string{"12": "Z"}, want: "Z"},
		"untaxed, nothing mapped":        {line: commerce.Line{Code: "TAXED"}, net: 1000, want: "PLAIN", reason: "the product is taxable in EKM, but the order line carries no tax: the line counts"},
		"delivery without tax":           {kind: "delivery", net: 300, rates: rates, want: "PLAIN"},
		"delivery with tax":              {kind: "delivery", line: commerce.Line{TaxRate: rate("20")}, net: 300, tax: 60, want: "TAXABLE"},
		"no code chosen":                 {line: commerce.Line{TaxRate: rate("20")}, net: 100, tax: 20, gap: true, reason: "the store's code for taxable goods is not chosen"},
		"a rate that nobody mapped": {line: commerce.Line{TaxRate: rate("12.5"), TaxRateID: 9}, net: 100, tax: 13, gap: true, rates: rates,
			reason: "EKM's rate of 12.5 % (id 9) has no code, and the code for taxable goods, TAXABLE, is 20 % in Brightpearl"},
		"another rate without a table": {line: commerce.Line{TaxRate: rate("12.5")}, net: 100, tax: 13, want: "TAXABLE",
			reason: "EKM charged tax on the line; but the rate is 12.5 %, the code's 20 %"},
		"exempt, with a code for its id": {line: commerce.Line{Code: "EXEMPT", TaxRateID: 12}, net: 1000, rates: map[string]string{"12": "EX"}, want: "EX", reason: "mapped tax rate 12"},
		"exempt, but tax was charged":    {line: commerce.Line{Code: "EXEMPT", TaxRate: rate("20")}, net: 100, tax: 20, want: "TAXABLE", reason: "the product is not taxable in EKM, but the order line carries tax: the line counts"},
		"taxable, and taxed":             {line: commerce.Line{Code: "TAXED", TaxRate: rate("20")}, net: 100, tax: 20, want: "TAXABLE", reason: "the product is taxable in EKM"},
		"a country with a rule":          {line: commerce.Line{TaxRate: rate("5"), TaxRateID: 11}, net: 100, tax: 5, rates: map[string]string{"11": "ID11"}, countries: zones, country: "FRA", want: "FR", reason: "deliveries to FR"},
		"a country of the union":         {line: commerce.Line{}, net: 100, countries: zones, country: "DE", want: "E0", reason: "deliveries to EU"},
		"Northern Ireland":               {line: commerce.Line{TaxRate: rate("20")}, net: 100, tax: 20, countries: zones, country: "GB", postcode: "BT12 4AB", want: "NI", reason: "deliveries to GB-NI"},
		"at home":                        {line: commerce.Line{TaxRate: rate("20")}, net: 100, tax: 20, countries: zones, country: "GB", want: "TAXABLE"},
		"delivery abroad":                {kind: "delivery", line: commerce.Line{TaxRate: rate("20")}, net: 300, tax: 60, countries: zones, country: "US", want: "X0", reason: "deliveries to WORLD"},
		"rounding abroad":                {kind: "rounding", net: 1, countries: zones, country: "US", want: "PLAIN"},
		"a country nobody knows":         {line: commerce.Line{}, net: 100, countries: zones, country: "Atlantis", gap: true, reason: "Atlantis"},
		"no rules for countries":         {line: commerce.Line{TaxRate: rate("20")}, net: 100, tax: 20, country: "Atlantis", want: "TAXABLE"},
		"chosen by hand":                 {line: commerce.Line{ID: 4, TaxRate: rate("20")}, net: 100, tax: 20, countries: zones, country: "FR", fix: map[int64]string{4: "HAND"}, want: "HAND", reason: "chosen by hand"},
		"a delivery chosen by hand":      {kind: "delivery", net: 100, fix: map[int64]string{view.FixDelivery: "HAND"}, want: "HAND"},
	} {
		t.Run(name, func(t *testing.T) {
			store := db.StoreRow{Store: commerce.Store{ID: 1, Name: "Garden"}, Settings: settings.Store{TaxTaxable: "TAXABLE", TaxNotTaxable: "PLAIN", TaxRates: c.rates},
				Options: `{"tax_rates":[{"id":1,"value":"20"},{"id":3,"value":"5.0"},{"id":5,"value":"0"},{"id":12,"value":"0"}]}`}
			if name == "no code chosen" {
				store.Settings.TaxTaxable = ""
			}
			if c.kind == "" {
				c.kind = "goods"
			}
			store.Settings.TaxCountries = c.countries
			o := commerce.Order{Customer: commerce.Customer{Delivery: commerce.Address{Country: c.country, Postcode: c.postcode}}}
			x, err := d.taxing(t.Context(), store, o, view.OrderFix{TaxCodes: c.fix})
			if err != nil {
				t.Fatal(err)
			}
			goods, err := d.goods(t.Context(), x, store.ID, c.line, 0)
			if err != nil {
				t.Fatal(err)
			}
			code, rule, gap := x.choose(c.line, part{kind: c.kind, net: c.net, tax: c.tax}, goods)
			if c.gap != (gap != nil) || gap != nil && gap.Code != "SB-ORD-105" {
				t.Fatalf("the gap is %+v", gap)
			}
			if gap != nil && !strings.Contains(gap.Text, c.reason) {
				t.Errorf("it says %s", gap.Text)
			}
			if gap == nil && (code != c.want || c.reason != "" && rule != c.reason) {
				t.Errorf("the code is %q, because %s", code, rule)
			}
		})
	}
}

// TestPrecedence: Brightpearl's own order of precedence, and what is left to EKM's rates where Brightpearl knows nothing.
func TestPrecedence(t *testing.T) {
	base := taxing{s: settings.Store{TaxMode: settings.TaxByBrightpearl, TaxTaxable: "TAXABLE", TaxNotTaxable: "PLAIN", TaxRates: map[string]string{"20": "RATE"}}, country: "GB"}
	l, p := commerce.Line{ID: 4, TaxRate: commerce.MustAmount("20")}, part{kind: "goods", net: 100, tax: 20}
	with := func(change func(*taxing)) taxing { x := base; change(&x); return x }
	goods := product{code: "GOODS"}
	for name, c := range map[string]struct {
		x     taxing
		goods product
		want  string
	}{
		"nothing known":                {base, product{}, "RATE"},
		"the product":                  {base, goods, "GOODS"},
		"the country of the invoice":   {with(func(x *taxing) { x.zone = "ZONE" }), goods, "ZONE"},
		"the contact":                  {with(func(x *taxing) { x.zone, x.contact = "ZONE", "CONTACT" }), goods, "CONTACT"},
		"the country of the delivery":  {with(func(x *taxing) { x.contact = "CONTACT"; x.s.TaxCountries = map[string]string{"GB": "HERE"} }), goods, "HERE"},
		"a person":                     {with(func(x *taxing) { x.contact, x.fix = "CONTACT", map[int64]string{4: "HAND"} }), goods, "HAND"},
		"EKM's precedence knows no BP": {with(func(x *taxing) { x.s.TaxMode, x.contact = settings.TaxByEKM, "CONTACT" }), goods, "RATE"},
	} {
		if code, rule, gap := c.x.choose(l, p, c.goods); gap != nil || code != c.want || rule == "" {
			t.Errorf("%s: the code is %q, because %s", name, code, rule)
		}
	}
}
