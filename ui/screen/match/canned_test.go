package match

import (
	"cmp"
	"context"
	"fmt"
	"io"
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
	rows     []view.LinkRow
	err      error
	filters  []view.Filter
	windows  []view.Window
	healthy  bool
	rules    []view.LinkRule
	impacts  []string // renames that were asked about
	readings []view.CatalogueProgress
}

func (c *canned) LinkPage(_ context.Context, f view.Filter, w view.Window) (view.Page[view.LinkRow], error) {
	c.filters, c.windows = append(c.filters, f), append(c.windows, w)
	var out []view.LinkRow
	for _, l := range c.rows {
		missing := slices.Contains(unmatched, string(l.State))
		in := f.Tab == "" || string(l.State) == f.Tab || f.Tab == tabCosts && missing && (l.OpenOrderRows > 0 || l.SoldMonth > 0) || f.Tab == tabUnmatched && missing
		in = in && (f.Store == 0 || f.Store == l.StoreID) && (len(f.States) == 0 || slices.Contains(f.States, string(l.State)))
		in = in && (f.Code == "" || string(l.Kind) == f.Code) && (!slices.Contains(f.Has, hasAsked) || l.OpenOrderRows > 0) && (!slices.Contains(f.Has, hasChosen) || l.Chosen)
		if in && (f.Text == "" || strings.Contains(l.SKU, f.Text)) {
			out = append(out, l)
		}
	}
	if w.Sort == "sold" {
		slices.SortStableFunc(out, func(a, b view.LinkRow) int { return cmp.Compare(b.SoldMonth, a.SoldMonth) })
	}
	return view.Page[view.LinkRow]{Rows: out, Total: len(out)}, c.err
}

func (c *canned) UnmanagedStock(_ context.Context, store commerce.StoreID) (map[string]commerce.Pence, error) {
	out := map[string]commerce.Pence{}
	for _, l := range c.rows {
		if slices.Contains(unmatched, string(l.State)) && (store == 0 || store == l.StoreID) {
			out["GBP"] += commerce.Pence(l.Listed) * 10_00
		}
	}
	return out, nil
}

func (c *canned) LinkKinds(_ context.Context, store commerce.StoreID) (map[commerce.Likeness]int, error) {
	out := map[commerce.Likeness]int{}
	for _, l := range c.rows {
		if suggested(l) && (store == 0 || store == l.StoreID) {
			out[l.Kind]++
		}
	}
	return out, c.err
}

func (c *canned) SuggestionsOf(ctx context.Context, store commerce.StoreID, kind commerce.Likeness) (view.Suggestions, error) {
	page, err := c.LinkPage(ctx, view.Filter{Store: store, Tab: string(commerce.NearMatch), Code: string(kind)}, view.Window{})
	p := previewOf(page.Rows)
	return view.Suggestions{Kind: kind, Store: store, Codes: p.Codes, Stores: p.Stores, Orders: p.Orders, Examples: p.Examples}, err
}

func (c *canned) LinkRules(context.Context, commerce.StoreID) ([]view.LinkRule, error) {
	return slices.Clone(c.rules), c.err
}

func (c *canned) RenameImpact(_ context.Context, from, to string) (view.RenameImpact, error) {
	c.impacts = append(c.impacts, from+" to "+to)
	i := view.RenameImpact{From: from, To: to, Possible: commerce.PossibleSKU(to), Products: 1, ProductID: 4701, Product: to, OpenOrders: 2, OpenLines: 2, Reserved: 3,
		Safer: "Rename in EKM: the product has the new code already, and no order or purchase in Brightpearl is touched."}
	for _, l := range c.rows {
		switch {
		case l.SKU == from:
			i.Listings = append(i.Listings, l)
		case l.SKU == to:
			i.Taken = append(i.Taken, l)
			i.Problem = "1 listings carry the new code already; in a store that has both, they would be duplicates."
		}
		if l.Suggestion == to {
			i.NearMatches = append(i.NearMatches, l)
		}
	}
	return i, c.err
}

// FindProducts knows the products of the suggestions, one that nobody suggests, and the two of the changed one.
func (c *canned) FindProducts(_ context.Context, text string) ([]view.Choice, error) {
	known := []view.Choice{{ID: 1042, Code: "KIT-CAS-20", Name: "Casserole, 20 cm"}, {ID: 6100, Code: "PET-TAG-ENG", Name: "Tag for engraving"}, {ID: 6101, Code: "PET-TAG-BRS", Name: "Tag, brass"}}
	for _, l := range c.rows {
		if l.SuggestionID != 0 {
			known = append(known, view.Choice{ID: l.SuggestionID, Code: l.Suggestion, Name: l.Name})
		}
	}
	var out []view.Choice
	for _, p := range known {
		if fmt.Sprint(p.ID) == text || strings.Contains(strings.ToLower(p.Code+" "+p.Name), strings.ToLower(text)) {
			out = append(out, p)
		}
	}
	return out, c.err
}

func (c *canned) ActivityPage(_ context.Context, f view.Filter, _ view.Window) (view.Page[view.ActivityRow], error) {
	if f.Code != "sku:1:GDN-TWN-50" {
		return view.Page[view.ActivityRow]{}, c.err
	}
	rows := []view.ActivityRow{
		{ID: 2, At: noon.Add(-40 * time.Minute), Level: "info", Text: "Stock of GDN-TWN-50 went from 41 to 40."},
		{ID: 1, At: noon.Add(-50 * time.Hour), Level: "warning", Text: "GDN-TWN-50 was frozen for an hour.", Actor: "You"},
	}
	return view.Page[view.ActivityRow]{Rows: rows, Total: len(rows)}, c.err
}

func (c *canned) Progress(context.Context) ([]view.CatalogueProgress, error) {
	return c.readings, c.err
}

func (c *canned) LinkTabs(context.Context, commerce.StoreID) (map[string]int, error) {
	if c.healthy {
		return map[string]int{"matched": 2310, "all": 2310}, c.err
	}
	tabs := map[string]int{"matched": 2289, "not_stock_tracked": 3, "near_match": 10, "duplicate": 1, "ekm_only": 5, "no_sku": 1, "invalid": 1,
		"brightpearl_only": 1204, "ignored": 1, "bundle": 2, "changed_product": 1}
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

func (w *wishes) note(text string, keys []view.LinkKey) (int, error) {
	for _, k := range keys {
		text += fmt.Sprintf(" %d/%d/%d", k.Store, k.ProductID, k.VariantID)
	}
	w.said = append(w.said, text)
	return len(keys), w.err
}

func (w *wishes) Accept(_ context.Context, keys []view.LinkKey, reason string) (int, error) {
	return w.note(fmt.Sprintf("accept %q", reason), keys)
}

func (w *wishes) AcceptKind(_ context.Context, store commerce.StoreID, kind commerce.Likeness, reason string) (int, error) {
	_, err := w.note(fmt.Sprintf("accept %s of %d %q", kind, store, reason), nil)
	return 2, err
}

func (w *wishes) Reject(_ context.Context, keys []view.LinkKey) (int, error) {
	return w.note("reject", keys)
}

func (w *wishes) Confirm(_ context.Context, keys []view.LinkKey) (int, error) {
	return w.note("confirm", keys)
}

func (w *wishes) LinkTo(_ context.Context, r view.LinkRule) error {
	_, err := w.note(fmt.Sprintf("link %d %s %d/%d means %d %q", r.StoreID, r.SKU, r.Listing, r.Variant, r.ProductID, r.Reason), nil)
	return err
}

func (w *wishes) Unlink(_ context.Context, r view.LinkRule) error {
	_, err := w.note(fmt.Sprintf("unlink %d %s %t %d", r.StoreID, r.SKU, r.Means, r.ProductID), nil)
	return err
}

func (w *wishes) Export(_ context.Context, store commerce.StoreID) (string, int, error) {
	_, err := w.note(fmt.Sprintf("export %d", store), nil)
	return "/home/sam/Downloads/New products.csv", 41, err
}

// saved keeps what is exported in memory.
type saved struct{ name, text string }

func (s *saved) Save(name string, write func(io.Writer) error) (string, error) {
	var b strings.Builder
	err := write(&b)
	s.name, s.text = name, b.String()
	return "Downloads", err
}

var made int64

func link(state commerce.LinkState, store commerce.StoreID, sku, name string, lines int, listed, hand int64) view.LinkRow {
	made++
	return view.LinkRow{StoreID: store, Store: shops[store], SKU: sku, State: state, Name: name, EKMProductID: 300 + made, Listed: listed, HasListed: true,
		OnHand: hand, HasOnHand: hand >= 0, Since: noon.AddDate(0, 0, -int(made)%9), OpenOrderRows: lines}
}

// near has what the database knows of a suggestion: the product's id and code, and why.
func near(l view.LinkRow, suggestion string, kind commerce.Likeness, sold int64) view.LinkRow {
	var why string
	l.Suggestion, l.SuggestionID, l.Kind, l.SoldMonth, l.HasOnHand = suggestion, 4400+l.EKMProductID, kind, sold, false
	if _, why = commerce.Compare(l.SKU, suggestion); kind == commerce.LikeBarcode {
		why, l.GTIN = "The barcode 5017482003316 is the same.", "5017482003316"
	}
	l.Reason, l.Price, l.Currency = why, 26_57, "GBP"
	return l
}

func because(l view.LinkRow, reason string) view.LinkRow {
	l.Reason = reason
	return l
}

// The places of some codes in the catalogue.
const (
	nearRow    = 0
	mugRow     = 1
	barcodeRow = 4
	giftRow    = 5
	doubleRow  = 6
	tagRow     = 8
	hiddenRow  = 11
	longRow    = 12
	ignoredRow = 13
	twineRow   = 14
	bundleRow  = 17
	chosenRow  = 18
	changedRow = 19
)

// peopleSaid is the decision behind the chosen code, and a rejection.
func peopleSaid() []view.LinkRule {
	return []view.LinkRule{
		{StoreID: 3, Store: shops[3], SKU: "TAG-0815", Listing: 319, Means: true, ProductID: 6100, Product: "PET-TAG-ENG", Reason: "The maker's number stands in EKM", Actor: "You",
			At: noon.Add(-26 * time.Hour)},
		{StoreID: 3, Store: shops[3], SKU: "PET-ENG-TAG", ProductID: 6101, Product: "PET-TAG-BRS", Actor: "Ann Wray", At: noon.AddDate(0, 0, -12)},
	}
}

// catalogue is the report of the mock-up.
func catalogue() []view.LinkRow {
	made = 0
	rows := []view.LinkRow{
		near(link(commerce.NearMatch, 1, "GDN\u2013HOS\u201325", "Garden hose, reinforced, 25 m", 2, 12, 19), "GDN-HOS-25", commerce.LikeDash, 38),
		near(link(commerce.NearMatch, 2, "KIT-MUG-0RK-4", "Mug, oak handle, set of 4", 1, 8, 21), "KIT-MUG-ORK-4", commerce.LikeLetters, 21),
		near(link(commerce.NearMatch, 3, "pet-har-l-red", "Harness, red, L", 1, 17, 17), "PET-HAR-L-RED", commerce.LikeCase, 17),
		near(link(commerce.NearMatch, 1, "GDN-SEC 10", "Secateurs, 10 inch", 0, 14, 9), "GDN-SEC  10", commerce.LikeSpaces, 14),
		near(link(commerce.NearMatch, 3, "PET-BWL-12", "Bowl, 12 cm", 0, 11, 30), "PET-BOW-12", commerce.LikeBarcode, 11),
		because(link(commerce.EKMOnly, 1, "GDN-GIFT-CARD", "Gift card", 1, 999, -1), "No Brightpearl product has this SKU."),
		because(link(commerce.Duplicate, 2, "KIT-CAS-24-BL", "Casserole, 24 cm, blue", 1, 9, 4), "2 Brightpearl products carry the SKU: 1042, 1377."),
		near(link(commerce.NearMatch, 2, "0KIT-TIN-20", "Cake tin, 20 cm", 0, 9, 12), "KIT-TIN-20", commerce.LikeZeros, 9),
		because(link(commerce.EKMOnly, 3, "PET-ENG-TAG", "Engraved tag", 0, 50, -1), "No Brightpearl product has this SKU."),
		because(link(commerce.WithoutSKU, 1, "", "Sample sachet", 0, 6, -1), "The listing has no product code in EKM."),
		because(link(commerce.NotStockTracked, 2, "KIT-WRAP", "Gift wrap", 0, 0, -1), "Brightpearl does not track stock for this product."),
		near(link(commerce.NearMatch, 1, "GDN-TRW\u00a0SS", "Trowel, stainless", 0, 5, 8), "GDN-TRW SS", commerce.LikeSpaces, 5),
		because(link(commerce.InvalidSKU, 2, "KIT-CHOPPING-BOARD-OLIVE+WOOD-LARGE-45CM", "Chopping board, olive wood, large", 0, 4, -1),
			"The code has 40 characters; Brightpearl's SKUs have at most 32."),
		because(link(commerce.IgnoredSKU, 1, "GDN-SAMPLE", "Seed sample", 0, 4, -1), "Never in stock, sent by the seed house."),
		link(commerce.Matched, 1, "GDN-TWN-50", "Twine, jute, 50 m", 0, 40, 42),
		link(commerce.Matched, 2, "GDN-TWN-50", "Twine for parcels, 50 m", 0, 38, 42),
		link(commerce.Matched, 3, "PET-BED-M-GRY", "Dog bed, grey, M", 0, 7, 9),
		link(commerce.Bundled, 1, "GDN-SET-3", "Starter set: trowel, fork, twine", 0, 8, 8),
		because(link(commerce.Matched, 3, "TAG-0815", "Tag, engraved to order", 0, 25, 60), "Chosen by a person: Brightpearl product 6100, PET-TAG-ENG."),
		link(commerce.ChangedProduct, 2, "KIT-CAS-20", "Casserole, 20 cm, green", 1, 9, 31),
	}
	rows[chosenRow].Chosen = true
	rows[changedRow].WasID = 1042
	for i := range rows {
		if l := &rows[i]; !slices.Contains(unmatched, string(l.State)) && l.State != commerce.IgnoredSKU {
			l.ProductID, l.ProductName, l.ProductSKU, l.SoldMonth = 5000+int64(i), l.Name, l.SKU, int64(i)*3
			l.Barcode, l.GTIN, l.Price, l.Currency = fmt.Sprintf("50174820%05d", i*37), fmt.Sprintf("50174820%05d", i*37), 9_95, "GBP"
			l.Published, l.HasPublished = l.Listed, l.State == commerce.Matched
		}
	}
	rows[15].Published, rows[15].GTIN = 40, "5017482099999" // EKM shows 38, and another barcode
	rows[chosenRow].ProductID, rows[chosenRow].ProductSKU, rows[chosenRow].ProductName = 6100, "PET-TAG-ENG", "Tag for engraving"
	return append(rows, view.LinkRow{StoreID: 1, Store: shops[1], SKU: "KIT-KNF-PAR-09", State: commerce.BrightpearlOnly, Name: "Paring knife, 9 cm",
		ProductID: 5099, ProductName: "Paring knife, 9 cm", OnHand: 14, HasOnHand: true, Since: noon.AddDate(0, -2, 0)})
}
