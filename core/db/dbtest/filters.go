package dbtest

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/view"
)

// ordersAreNarrowed stores four orders that differ in what filters ask for.
func ordersAreNarrowed(t *testing.T, w *World) {
	for i, o := range []struct {
		number, country, note string
		total                 commerce.Pence
		rows                  []db.OrderRow
		flags                 []string
		paid                  bool
	}{
		{"A1", "gb", "", 10_00, []db.OrderRow{{Kind: "goods", SKU: "TIED", ProductID: 5, StockedID: 5, Wanted: 3, TaxCode: "T20"}}, nil, true},
		{"A2", "IE", "Leave it with the neighbour", 20_00, []db.OrderRow{{Kind: "goods", SKU: "LOOSE", TaxCode: "T0"}}, []string{"1 line is a text row"}, true},
		{"A3", "France", "", 30_00, []db.OrderRow{{Kind: "goods", SKU: "TIED", ProductID: 5, TaxCode: "T20"}, {Kind: "delivery", TaxCode: "T5"}}, nil, false},
		{"A4", " GB ", "", 40_00, []db.OrderRow{{Kind: "goods", SKU: "TIED", ProductID: 5, TaxCode: "T20"}}, nil, true},
	} {
		order := commerce.Order{Store: w.Garden, EKMID: int64(100 + i), Number: o.number, PlacedAt: Start.Add(-time.Duration(i) * time.Hour), Currency: "GBP",
			CustomerNote: o.note, Total: commerce.FromPence(o.total), Lines: []commerce.Line{{ID: 1, Code: o.rows[0].SKU, Quantity: 3}}}
		order.Customer.Delivery.Country = o.country
		w.Write(func(tx *db.Tx) error {
			id, _, err := tx.SaveOrder(order, db.Verdict{State: commerce.OrderWaiting})
			if err != nil {
				return err
			}
			if err := tx.SaveRows(id, o.rows); err != nil {
				return err
			}
			if o.number == "A1" { // two of three units came
				if err := tx.Reserve(id, mainWarehouse, []db.OrderRow{{Position: 1, Reserved: 2}}, nil); err != nil {
					return err
				}
			}
			return tx.Advance(id, db.Progress{Stage: commerce.Verified, State: commerce.OrderPosted, SalesOrderID: int64(7000 + i), Paid: o.paid, Flags: o.flags})
		})
	}
	for name, c := range map[string]struct {
		filter view.Filter
		want   []string
	}{
		"untied":            {view.Filter{Has: []string{"untied"}}, []string{"A2"}},
		"short":             {view.Filter{Has: []string{"short"}}, []string{"A1"}},
		"short is to do":    {view.Filter{Tab: "todo"}, []string{"A1"}},
		"a store's to do":   {view.Filter{Tab: "todo", Store: w.Garden}, []string{"A1"}},
		"unpaid":            {view.Filter{Has: []string{"unpaid"}}, []string{"A3"}},
		"note":              {view.Filter{Has: []string{"note"}}, []string{"A2"}},
		"flag":              {view.Filter{Has: []string{"flag"}}, []string{"A2"}},
		"changed":           {view.Filter{Has: []string{"changed"}}, nil},
		"all must hold":     {view.Filter{Has: []string{"note", "unpaid"}}, nil},
		"country":           {view.Filter{Country: "gb"}, []string{"A1", "A4"}},
		"country by name":   {view.Filter{Country: "France"}, []string{"A3"}},
		"country and store": {view.Filter{Country: "GB", Store: w.Kitchen}, nil},
		"tax code":          {view.Filter{TaxCode: "T20"}, []string{"A1", "A3", "A4"}},
		"tax of delivery":   {view.Filter{TaxCode: "T5"}, []string{"A3"}},
		"from a total":      {view.Filter{MinTotal: 30_00}, []string{"A3", "A4"}},
		"up to a total":     {view.Filter{MaxTotal: 20_00}, []string{"A1", "A2"}},
		"between totals":    {view.Filter{MinTotal: 15_00, MaxTotal: 30_00, Country: "IE"}, []string{"A2"}},
	} {
		p, err := w.DB.OrderPage(w.ctx, c.filter, view.Window{})
		var got []string
		for _, o := range page(t, p, err, len(c.want)) {
			got = append(got, o.Number)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: orders %v, want %v", name, got, c.want)
		}
	}
	if _, err := w.DB.OrderPage(w.ctx, view.Filter{Has: []string{"wings"}}, view.Window{}); err == nil {
		t.Error("an unknown property was accepted")
	}
	p, err := w.DB.OrderPage(w.ctx, view.Filter{}, view.Window{})
	countries := []string{}
	for _, o := range page(t, p, err, 4) {
		countries = append(countries, o.Country)
	}
	if !slices.Equal(countries, []string{"GB", "IE", "France", "GB"}) {
		t.Errorf("orders go to %q", countries)
	}
	if tabs := must[map[string]int](t)(w.DB.OrderTabs(w.ctx, w.Garden)); tabs["todo"] != 1 || tabs["posted"] != 4 || tabs["all"] != 4 {
		t.Errorf("tabs count %v", tabs)
	}
	// The missing unit arrives, and nobody has to do anything about the order any more.
	w.Write(func(tx *db.Tx) error {
		return tx.Reserve(must[commerce.OrderID](t)(w.order("A1")), mainWarehouse, []db.OrderRow{{Position: 1, Reserved: 3, Settled: true}}, nil)
	})
	p, err = w.DB.OrderPage(w.ctx, view.Filter{Tab: "todo"}, view.Window{})
	page(t, p, err, 0)
}

func (w *World) order(number string) (commerce.OrderID, error) {
	id, ok, err := w.DB.OrderByRef(w.ctx, number)
	if err == nil && !ok {
		err = fmt.Errorf("there is no order %s", number)
	}
	return id, err
}

// ordersAreFound searches what a person types, letter by letter.
func ordersAreFound(t *testing.T, w *World) {
	w.Post(w.Order(w.Garden, "EKM-20418", "Siobhán O'Brien", 10_00, time.Hour, "GDN-HOS-25"), 208_001)
	w.Post(w.Order(w.Kitchen, "20419", "Lee \"Bo\" Ng", 10_00, 2*time.Hour, "KIT-TWL", "KIT_MUG"), 208_002)
	w.Order(w.Paws, "X7", "Éva Nagy", 10_00, 3*time.Hour)
	for text, want := range map[string][]string{
		"Év":         {"X7"},
		"éva":        {"X7"},
		"x":          {"X7"},
		"sio":        {"EKM-20418"},
		"BRIEN":      {"EKM-20418"},
		"o'brien":    {"EKM-20418"},
		"0418":       {"EKM-20418"},
		"2041":       {"EKM-20418", "20419"},
		"hos-25":     {"EKM-20418"},
		"kit_mug":    {"20419"},
		"kit.mug":    nil,
		"l_e":        nil,
		"08002":      {"20419"},
		"\"bo\"":     {"20419"},
		"twl\nkit":   nil,
		"brien ekm":  nil,
		"e":          {"EKM-20418"},
		"ek":         {"EKM-20418"},
		"le":         {"20419"},
		"20":         {"20419"},
		"ng":         nil, // two letters stand at the beginning of a name
		"*":          nil,
		"near":       nil,
		"nothing or": nil,
	} {
		p, err := w.DB.OrderPage(w.ctx, view.Filter{Text: text}, view.Window{})
		var got []string
		for _, o := range page(t, p, err, len(want)) {
			got = append(got, o.Number)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q finds %v, want %v", text, got, want)
		}
	}
	// Of two that begin so, a page of one shows one and counts both.
	p, err := w.DB.OrderPage(w.ctx, view.Filter{Text: "2", Tab: "posted"}, view.Window{Limit: 1})
	page(t, p, err, 1)
	p, err = w.DB.OrderPage(w.ctx, view.Filter{Text: "204", Tab: "posted"}, view.Window{Limit: 1})
	page(t, p, err, 2)
	p, err = w.DB.OrderPage(w.ctx, view.Filter{Text: "204", Store: w.Kitchen, Tab: "posted"}, view.Window{})
	if found := page(t, p, err, 1); found[0].Number != "20419" {
		t.Errorf("a search within a store finds %v", found)
	}
}

// middleIsReached scrolls past the days that are counted, in both directions.
func middleIsReached(t *testing.T, w *World) {
	const orders = 2600
	w.Write(func(tx *db.Tx) error {
		for i := range orders {
			o := commerce.Order{Store: w.Garden, EKMID: int64(i + 1), Number: fmt.Sprint(i), PlacedAt: Start.Add(-time.Duration(i) * 7 * time.Minute), Currency: "GBP"}
			state := commerce.OrderWaiting
			if i%2 == 1 {
				state = commerce.OrderExcluded
			}
			if _, _, err := tx.SaveOrder(o, db.Verdict{State: state}); err != nil {
				return err
			}
		}
		return nil
	})
	for _, c := range []struct {
		filter view.Filter
		win    view.Window
		total  int
		first  string
	}{
		{view.Filter{}, view.Window{Offset: 2100, Limit: 3}, orders, "2100"},
		{view.Filter{}, view.Window{Offset: 2599, Limit: 3}, orders, "2599"},
		{view.Filter{}, view.Window{Offset: 2600, Limit: 3}, orders, ""},
		{view.Filter{}, view.Window{Offset: 2400, Limit: 3, Sort: "placed"}, orders, "199"},
		{view.Filter{}, view.Window{Offset: 2400, Limit: 3, Sort: "placed", Desc: true}, orders, "2400"},
		{view.Filter{Tab: "progress"}, view.Window{Offset: 1000, Limit: 3}, orders / 2, "2000"},
		{view.Filter{Store: w.Kitchen}, view.Window{Offset: 2100, Limit: 3}, 0, ""},
		{view.Filter{Country: "GB"}, view.Window{Offset: 2100, Limit: 3}, 0, ""},
	} {
		p, err := w.DB.OrderPage(w.ctx, c.filter, c.win)
		got := ""
		if rows := page(t, p, err, c.total); len(rows) > 0 {
			got = rows[0].Number
		}
		if got != c.first {
			t.Errorf("%+v %+v begins with %q, want %q", c.filter, c.win, got, c.first)
		}
	}
}
