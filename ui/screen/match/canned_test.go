package match

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
	"stockbridge/ui/screen/screentest"
)

var (
	noon  = screentest.Noon
	shops = screentest.Names
)

// canned answers like a database with one made-up catalogue.
type canned struct {
	rows    []view.LinkRow
	err     error
	filters []view.Filter
	healthy bool
}

func (c *canned) LinkPage(_ context.Context, f view.Filter, _ view.Window) (view.Page[view.LinkRow], error) {
	c.filters = append(c.filters, f)
	var out []view.LinkRow
	for _, l := range c.rows {
		in := f.Tab == "" || string(l.State) == f.Tab || f.Tab == tabCosts && l.OpenOrderRows > 0 && slices.Contains(unmatched, string(l.State))
		in = in && (f.Store == 0 || f.Store == l.StoreID) && (len(f.States) == 0 || slices.Contains(f.States, string(l.State)))
		if in && (f.Text == "" || strings.Contains(l.SKU, f.Text)) {
			out = append(out, l)
		}
	}
	return view.Page[view.LinkRow]{Rows: out, Total: len(out)}, c.err
}

func (c *canned) LinkTabs(context.Context, commerce.StoreID) (map[string]int, error) {
	if c.healthy {
		return map[string]int{"matched": 2310, "all": 2310}, c.err
	}
	tabs := map[string]int{"matched": 2289, "not_stock_tracked": 3, "near_match": 10, "duplicate": 1, "ekm_only": 5, "no_sku": 1, "invalid": 1,
		"brightpearl_only": 1204, "ignored": 1}
	total := 0
	for _, n := range tabs {
		total += n
	}
	tabs[tabAll] = total
	return tabs, c.err
}

func (c *canned) OrderPage(_ context.Context, f view.Filter, _ view.Window) (view.Page[view.OrderRow], error) {
	rows := []view.OrderRow{
		{ID: 41, Number: "38096", Customer: "Sian Rees", PlacedAt: noon.Add(-51 * time.Minute), Total: 39_85, Currency: "GBP"},
		{ID: 37, Number: "38079", Customer: "Ben Whitlock", PlacedAt: noon.Add(-26 * time.Hour), Total: 39_86, Currency: "GBP"},
	}
	return view.Page[view.OrderRow]{Rows: rows, Total: 2}, c.err
}

// OrderDetail knows two orders: both ask for the garden hose, the second also for twine; a longer code must not count.
func (c *canned) OrderDetail(_ context.Context, id commerce.OrderID) (view.OrderDetail, bool, error) {
	d := view.OrderDetail{Rows: []view.OrderLine{{Kind: "goods", SKU: "GDN\u2013HOS\u201325"}, {Kind: "goods", SKU: "GDN-TWN-500"}, {Kind: "delivery"}}}
	if id == 37 {
		d.Rows = append(d.Rows, view.OrderLine{Kind: "goods", SKU: "GDN-TWN-50"})
	}
	return d, true, c.err
}

func (c *canned) StoreCards(context.Context) ([]view.StoreCard, error) {
	return screentest.Stores(), c.err
}

type wishes struct {
	said []string
	err  error
}

func (w *wishes) Ignore(_ context.Context, store commerce.StoreID, sku, reason string) error {
	w.said = append(w.said, fmt.Sprintf("ignore %d %s %q", store, sku, reason))
	return w.err
}

func (w *wishes) Recheck(_ context.Context, store commerce.StoreID) error {
	w.said = append(w.said, fmt.Sprintf("recheck %d", store))
	return w.err
}

var made int64

func link(state commerce.LinkState, store commerce.StoreID, sku, name string, lines int, listed, hand int64) view.LinkRow {
	made++
	return view.LinkRow{StoreID: store, Store: shops[store], SKU: sku, State: state, Name: name, EKMProductID: 300 + made, Listed: listed, HasListed: true,
		OnHand: hand, HasOnHand: hand >= 0, Since: noon.AddDate(0, 0, -int(made)%9), OpenOrderRows: lines}
}

func near(l view.LinkRow, suggestion, reason string) view.LinkRow {
	l.Suggestion, l.Reason, l.ProductID, l.ProductName = suggestion, reason, 4400+l.EKMProductID, l.Name
	return l
}

func because(l view.LinkRow, reason string) view.LinkRow {
	l.Reason = reason
	return l
}

// catalogue is the report of the mock-up.
func catalogue() []view.LinkRow {
	made = 0
	const dash, look, zeros = "They differ only in the kind of dash.", "They differ only in characters that look alike.", "They differ only in leading zeros."
	rows := []view.LinkRow{
		near(link(commerce.NearMatch, 1, "GDN\u2013HOS\u201325", "Garden hose, reinforced, 25 m", 2, 12, 19), "GDN-HOS-25", dash),
		near(link(commerce.NearMatch, 2, "KIT-MUG-0RK-4", "Mug, oak handle, set of 4", 1, 8, 21), "KIT-MUG-ORK-4", look),
		near(link(commerce.NearMatch, 3, "pet-har-l-red", "Harness, red, L", 1, 17, 17), "PET-HAR-L-RED", "They differ only in capital letters."),
		near(link(commerce.NearMatch, 1, "GDN-SEC-10 ", "Secateurs, 10 inch", 0, 14, 9), "GDN-SEC-10", "They differ only in outer spaces."),
		near(link(commerce.NearMatch, 3, "PET-BWL-12", "Bowl, 12 cm", 0, 11, 30), "PET-BOW-12", "The barcode 5017482003316 is the same."),
		because(link(commerce.EKMOnly, 1, "GDN-GIFT-CARD", "Gift card", 1, 999, -1), "No Brightpearl product has this SKU."),
		because(link(commerce.Duplicate, 2, "KIT-CAS-24-BL", "Casserole, 24 cm, blue", 1, 9, 4), "2 Brightpearl products carry the SKU: 1042, 1377."),
		near(link(commerce.NearMatch, 2, "0KIT-TIN-20", "Cake tin, 20 cm", 0, 9, 12), "KIT-TIN-20", zeros),
		because(link(commerce.EKMOnly, 3, "PET-ENG-TAG", "Engraved tag", 0, 50, -1), "No Brightpearl product has this SKU."),
		because(link(commerce.WithoutSKU, 1, "", "Sample sachet", 0, 6, -1), "The listing has no product code in EKM."),
		because(link(commerce.NotStockTracked, 2, "KIT-WRAP", "Gift wrap", 0, 0, -1), "Brightpearl does not track stock for this product."),
		near(link(commerce.NearMatch, 1, "GDN-TRW\u00a0SS", "Trowel, stainless", 0, 5, 8), "GDN-TRW SS", "They differ only in spaces, some of them invisible."),
		because(link(commerce.InvalidSKU, 2, "KIT-CHOPPING-BOARD-OLIVE-WOOD-LARGE-45CM", "Chopping board, olive wood, large", 0, 4, -1), "The code has 40 characters; Brightpearl's SKUs have at most 32."),
		because(link(commerce.IgnoredSKU, 1, "GDN-SAMPLE", "Seed sample", 0, 4, -1), "Never in stock, sent by the seed house."),
		link(commerce.Matched, 1, "GDN-TWN-50", "Twine, jute, 50 m", 0, 40, 42),
		link(commerce.Matched, 2, "GDN-TWN-50", "Twine for parcels, 50 m", 0, 38, 42),
		link(commerce.Matched, 3, "PET-BED-M-GRY", "Dog bed, grey, M", 0, 7, 9),
	}
	for i := range rows {
		if l := &rows[i]; l.State == commerce.Matched || l.State == commerce.NotStockTracked {
			l.ProductID, l.ProductName = 5000+int64(i), l.Name
			l.Published, l.HasPublished = l.Listed, l.State == commerce.Matched
		}
	}
	rows[15].Published = 40 // EKM shows 38
	return append(rows, view.LinkRow{StoreID: 1, Store: shops[1], SKU: "KIT-KNF-PAR-09", State: commerce.BrightpearlOnly, Name: "Paring knife, 9 cm",
		ProductID: 5099, ProductName: "Paring knife, 9 cm", OnHand: 14, HasOnHand: true, Since: noon.AddDate(0, -2, 0)})
}
