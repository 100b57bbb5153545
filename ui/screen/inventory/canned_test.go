package inventory

import (
	"context"
	"errors"
	"strings"
	"testing"

	"stockbridge/core/commerce"
	cause "stockbridge/core/fault"
	"stockbridge/core/view"
	"stockbridge/ui/screen/screentest"
	"stockbridge/ui/theme"
)

const (
	shed, kiln, paws = screentest.Shed, screentest.Kiln, screentest.Paws
	towel            = "KIT-TWL-LIN"
)

var (
	noon  = screentest.Noon
	at    = screentest.At
	names = screentest.Names
)

func level(store commerce.StoreID, sku, name string, hand, pending, buffer, listed int64, state commerce.LevelState) view.LevelRow {
	v := view.LevelRow{StoreID: store, Store: names[store], SKU: sku, Name: name, EKMProductID: int64(len(sku)) + int64(store)*100, State: state,
		Terms: commerce.Terms{OnHand: hand, Pending: pending, Buffer: buffer}, Listed: listed, HasPublished: true,
		WrittenAt: at("13:58:20"), ReadBackAt: at("13:58:22"), ChangedAt: at("14:01:40")}
	v.Wanted = v.Terms.Publish()
	v.Published = v.Wanted
	return v
}

func levels() []view.LevelRow {
	frozen := level(kiln, "KIT-CAS-24-BL", "Cast iron casserole, 24 cm", 7, 1, 2, 4, commerce.LevelHeld)
	frozen.Cause = cause.Cause{Code: "SB-SKU-201", Text: "The SKU stands twice, so the figure is frozen at what the store shows.", Fix: "Give each product its own SKU."}
	failed := level(shed, "GDN-SPD-BRD", "Border spade, ash handle", 5, 1, 2, 3, commerce.LevelFailed)
	failed.Cause = cause.Cause{Code: "SB-API-001", Text: "EKM refused the figure.", Fix: "Look at the listing, then push it again."}
	unread := view.LevelRow{StoreID: paws, Store: names[paws], SKU: "PET-TRT-S", Name: "Training treats, small", EKMProductID: 9, State: commerce.LevelIdle, Listed: 12}
	retry := level(paws, "PET-LED-15", "Rope lead, 1.5 m", 58, 1, 2, 57, commerce.LevelDue)
	retry.Attempts = 1
	idle := commerce.LevelIdle
	return []view.LevelRow{
		level(shed, "GDN-GLV-L", "Leather gloves, large", 31, 0, 2, 29, idle), level(shed, "GDN-HOS-25", "Garden hose, 25 m", 19, 0, 2, 17, idle),
		level(shed, "GDN-SEC-08", "Bypass secateurs, 8 in", 0, 2, 0, 0, idle), failed,
		level(shed, "GDN-TRW-SS", "Hand trowel, stainless", 6, 0, 2, 30, idle), level(shed, "GDN-TWN-200", "Jute twine, 200 m", 2212, 4, 2, 2206, idle),
		level(kiln, "KIT-BRD-OAK", "Oak chopping board", 12, 2, 2, 8, idle), frozen,
		level(kiln, "KIT-MUG-ORK-4", "Stoneware mug, set of 4", 16, 1, 2, 13, idle), level(kiln, "KIT-TIN-20", "Cake tin, 20 cm", 27, 0, 2, 25, idle),
		level(kiln, towel, "Linen tea towel, natural", 14, 3, 2, 11, commerce.LevelDue), level(shed, towel, "Linen tea towel, natural", 14, 3, 2, 9, idle),
		level(paws, "PET-BED-M-GRY", "Dog bed, medium, grey", 11, 1, 2, 8, idle), level(paws, "PET-BOW-12", "Ceramic bowl, 12 cm, slate blue glaze", 43, 0, 2, 41, idle),
		level(paws, "PET-HAR-M-RED", "No-pull harness, medium", 9, 0, 2, 7, idle), retry, unread, level(paws, "PET-WDF-15", "Working dog food, 15 kg", 24, 2, 2, 20, idle),
	}
}

// canned answers like the database with the rows above.
type canned struct {
	rows    []view.LevelRow
	err     error
	asked   []view.Filter
	pushed  []string
	refused error
}

func (c *canned) LevelPage(_ context.Context, f view.Filter, _ view.Window) (view.Page[view.LevelRow], error) {
	c.asked = append(c.asked, f)
	var out []view.LevelRow
	for _, v := range c.rows {
		fits := map[string]bool{"": true, tabDrift: drifts(v), tabQueued: v.State == commerce.LevelDue, tabZero: v.Wanted == 0 && !unread(v),
			tabRisky: v.Listed > v.Wanted, tabProblems: v.State == commerce.LevelHeld || v.State == commerce.LevelFailed}[f.Tab]
		if fits && (f.Store == 0 || f.Store == v.StoreID) && strings.Contains(strings.ToLower(v.SKU+v.Name), strings.ToLower(f.Text)) {
			out = append(out, v)
		}
	}
	return view.Page[view.LevelRow]{Rows: out, Total: len(out)}, c.err
}

func (c *canned) LevelTabs(context.Context, commerce.StoreID) (map[string]int, error) {
	return map[string]int{tabAll: 2292, tabRisky: 41, tabQueued: 2, tabDrift: 3, tabZero: 88, tabProblems: 5}, c.err
}

func (c *canned) StoreCards(context.Context) ([]view.StoreCard, error) {
	return screentest.Stores(), c.err
}

func (c *canned) Explain(_ context.Context, sku string, _ commerce.StoreID) ([]view.Explanation, error) {
	var out []view.Explanation
	for _, v := range c.rows {
		if v.SKU == sku {
			out = append(out, view.Explanation{LevelRow: v,
				Warehouses: []view.WarehouseUnits{{Name: "Main", InStock: 15, Allocated: 3, OnHand: 12, Counts: true}, {Name: "Unit 4", InStock: 2, OnHand: 2, Counts: true},
					{Name: "Returns", InStock: 1, OnHand: 1}},
				Orders: []view.PendingUnits{{OrderID: 77, Number: "20421", Store: names[kiln], Units: 1, State: commerce.OrderWaiting},
					{OrderID: 74, Number: "20418", Store: names[kiln], Units: 2, State: commerce.OrderHeld}},
				History: []view.ActivityRow{{At: at("13:58:20"), Level: "info", Text: "Shows 11 units, 12 before: on hand 14, pending 1, buffer 2."},
					{At: at("11:20:09"), Level: "warning", Text: "EKM did not answer in time.", Result: "again in 5 s"},
					{At: at("09:12:44"), Level: "info", Text: "Shows 12 units, not written before: on hand 14, pending 0, buffer 2."}}})
		}
	}
	return out, c.err
}

func (c *canned) PushSKU(_ context.Context, store commerce.StoreID, sku string) (int, error) {
	c.pushed = append(c.pushed, names[store]+" "+sku)
	return 1, c.refused
}

func (c *canned) PushStore(_ context.Context, store commerce.StoreID) (int, error) {
	c.pushed = append(c.pushed, names[store])
	return 2292, c.refused
}

func (c *canned) lastAsked() (last view.Filter)     { return c.asked[len(c.asked)-1] }
func broken() *canned                               { return &canned{err: errors.New("disk")} }
func key(store commerce.StoreID, sku string) string { return placeOf(find(store, sku)).key() }

func find(store commerce.StoreID, sku string) view.LevelRow {
	for _, v := range levels() {
		if v.StoreID == store && v.SKU == sku {
			return v
		}
	}
	panic(sku)
}

func start(t *testing.T, c *canned, mode theme.Mode) (*Screen, *screentest.Window) {
	t.Helper()
	w := screentest.New(t, mode)
	s := New(Options{Feed: w.Feed, Pages: c, Actions: c, Nav: w, Now: screentest.Now})
	w.Fill(t, s.Content())
	s.Shown()
	return s, w
}
