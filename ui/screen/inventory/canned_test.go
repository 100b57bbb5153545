package inventory

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

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
		Terms: commerce.Terms{OnHand: hand, Pending: pending, Buffer: buffer}, Listed: listed, HasPublished: true, Price: 12_99, Currency: "GBP",
		WrittenAt: at("13:58:20"), ReadBackAt: at("13:58:22"), ChangedAt: at("14:01:40"), SoldPerHour: float64(hand) / 40, Delay: 90 * time.Second}
	v.Wanted = v.Terms.Publish()
	v.Published = v.Wanted
	v.Suggested = commerce.SuggestBuffer(v.SoldPerHour, v.Delay, 3)
	return v
}

// rich are the rows of which everything is known that a row can know.
func rich() []view.LevelRow {
	frozen := level(kiln, "KIT-CAS-24-BL", "Cast iron casserole, 24 cm", 7, 1, 2, 4, commerce.LevelHeld)
	frozen.Freeze, frozen.FrozenUntil, frozen.FreezeReason = commerce.FreezeHold, at("16:00"), "being counted"
	zero := level(paws, "PET-CHW-03", "Chew toy, large", 22, 0, 2, 0, commerce.LevelIdle)
	zero.Terms.Stop, zero.Wanted, zero.Published, zero.Freeze, zero.FreezeReason = true, 0, 0, commerce.FreezeAtZero, "recalled by the maker"
	held := level(kiln, "KIT-KNF-CHF", "Chef's knife, 20 cm", 9, 0, 2, 5, commerce.LevelHeld)
	held.Cause = cause.Cause{Code: "SB-SKU-201", Text: "The SKU stands twice, so the figure is held at what the store shows.", Fix: "Give each product its own SKU."}
	exposed := level(paws, "PET-COL-S-BLU", "Collar, small, blue", 4, 0, 0, 4, commerce.LevelIdle)
	exposed.Exposed, exposed.ExposedMoney, exposed.SoldPerHour, exposed.Delay = 12, 300_00, 6, 90*time.Second
	healed := level(shed, "GDN-RAK-14", "Garden rake, 14 teeth", 18, 0, 2, 16, commerce.LevelIdle)
	healed.DriftAt, healed.DriftShown, healed.AgreedAt = at("13:20"), 40, at("12:58")
	healed.WrittenAt, healed.ReadBackAt = at("13:20:05"), at("13:20:09")
	ruled := level(shed, "GDN-KNE-GRN", "Kneeler, green", 60, 0, 6, 54, commerce.LevelIdle)
	ruled.BufferFrom, ruled.Terms.Cap, ruled.Tags = "tag fragile", 100, []string{"fragile", "seasonal"}
	bySKU := level(shed, "GDN-POT-20", "Plant pot, 20 cm", 210, 0, 4, 100, commerce.LevelIdle)
	bySKU.BufferFrom, bySKU.Terms.Cap, bySKU.Wanted, bySKU.Published = "sku", 100, 100, 100
	taken := level(kiln, "KIT-PAN-28", "Frying pan, 28 cm", 33, 0, 2, 31, commerce.LevelIdle)
	taken.WrittenAt, taken.BufferFrom = at("14:01:30"), "delay"
	braked := level(paws, "PET-BOW-16", "Ceramic bowl, 16 cm", 38, 0, 2, 36, commerce.LevelIdle)
	braked.Braked = true
	return []view.LevelRow{frozen, zero, held, exposed, healed, ruled, bySKU, taken, braked}
}

func stockRows() []view.LevelRow {
	failed := level(shed, "GDN-SPD-BRD", "Border spade, ash handle", 5, 1, 2, 3, commerce.LevelFailed)
	failed.Cause = cause.Cause{Code: "SB-API-001", Text: "EKM refused the figure.", Fix: "Look at the listing, then push it again."}
	unread := view.LevelRow{StoreID: paws, Store: names[paws], SKU: "PET-TRT-S", Name: "Training treats, small", EKMProductID: 9, State: commerce.LevelIdle, Listed: 12}
	retry := level(paws, "PET-LED-15", "Rope lead, 1.5 m", 58, 1, 2, 57, commerce.LevelDue)
	retry.Attempts = 1
	idle := commerce.LevelIdle
	rows := append(rich(),
		level(shed, "GDN-GLV-L", "Leather gloves, large", 31, 0, 2, 29, idle), level(shed, "GDN-HOS-25", "Garden hose, 25 m", 19, 0, 2, 17, idle),
		level(shed, "GDN-SEC-08", "Bypass secateurs, 8 in", 0, 2, 0, 0, idle), failed,
		level(shed, "GDN-TRW-SS", "Hand trowel, stainless", 6, 0, 2, 30, idle), level(shed, "GDN-TWN-200", "Jute twine, 200 m", 2212, 4, 2, 2206, idle),
		level(kiln, "KIT-BRD-OAK", "Oak chopping board", 12, 2, 2, 8, idle),
		level(kiln, "KIT-MUG-ORK-4", "Stoneware mug, set of 4", 16, 1, 2, 13, idle), level(kiln, "KIT-TIN-20", "Cake tin, 20 cm", 27, 0, 2, 25, idle),
		level(kiln, towel, "Linen tea towel, natural", 14, 3, 2, 11, commerce.LevelDue), level(shed, towel, "Linen tea towel, natural", 14, 3, 2, 9, idle),
		level(paws, "PET-BED-M-GRY", "Dog bed, medium, grey", 11, 1, 2, 8, idle), level(paws, "PET-BOW-12", "Ceramic bowl, 12 cm, slate blue glaze", 43, 0, 2, 41, idle),
		level(paws, "PET-HAR-M-RED", "No-pull harness, medium", 9, 0, 2, 7, idle), retry, unread, level(paws, "PET-WDF-15", "Working dog food, 15 kg", 24, 2, 2, 20, idle))
	return sorted(rows)
}

// theBrake is what has been stopped in the pictures.
func theBrake() view.Brake {
	return view.Brake{StoreID: paws, Store: names[paws], Currency: "GBP", At: at("13:20"), Why: "zero", SKUs: 310, Zeroed: 298, Shown: 702, UnitsUp: 40, UnitsOff: 1240, Money: 12411_20,
		Text: "Brightpearl's answer would take a large part of the store off sale at once, so nothing was written. Orders and shipments go on."}
}

func stopped() []view.BrakedRow {
	var out []view.BrakedRow
	for _, v := range stockRows() {
		if v.StoreID == paws && !unread(v) {
			b := view.BrakedRow{LevelKey: v.Key(), SKU: v.SKU, Name: v.Name, Shows: v.Listed, Terms: commerce.Terms{Pending: v.Terms.Pending, Buffer: v.Terms.Buffer}, Why: "zero", Price: v.Price}
			out = append(out, b)
		}
	}
	last := len(out) - 1
	out[last].Why, out[last].Would, out[last].Terms.OnHand = "", out[last].Shows+4, out[last].Shows+out[last].Terms.Pending+out[last].Terms.Buffer+4
	out[last-1].Why, out[last-1].Would, out[last-1].Terms.OnHand = "wild", out[last-1].Shows*12, out[last-1].Shows*12+out[last-1].Terms.Pending+out[last-1].Terms.Buffer
	return out
}

// canned answers like the database with the rows above.
type canned struct {
	rows    []view.LevelRow
	brakes  []view.Brake
	rules   []view.StockRule
	preview view.Preview
	off     bool // no store has stock on
	past    []view.LevelMoment
	err     error
	asked   []view.Filter
	windows []view.Window
	pushed  []string
	said    []string // what was wished beside pushes
	set     []view.StockRule
	tried   []view.StockRule
	differ  int
	refused error
	saved   map[string]*bytes.Buffer
}

func (c *canned) LevelPage(_ context.Context, f view.Filter, w view.Window) (view.Page[view.LevelRow], error) {
	c.asked, c.windows = append(c.asked, f), append(c.windows, w)
	var out []view.LevelRow
	for _, v := range c.rows {
		fits := map[string]bool{"": true, tabDrift: drifts(v) || !v.DriftAt.IsZero(), tabQueued: v.State == commerce.LevelDue, tabZero: v.Wanted == 0 && !unread(v),
			tabRisky: v.Listed > v.Wanted, tabProblems: v.State == commerce.LevelHeld || v.State == commerce.LevelFailed, tabBraked: v.Braked,
			tabFrozen: v.Freeze != commerce.NotFrozen}[f.Tab]
		if slices.Contains(f.Has, "exposed") && v.Exposed == 0 || slices.Contains(f.Has, "rule") && len(v.Tags) == 0 {
			fits = false
		}
		if fits && (f.Store == 0 || f.Store == v.StoreID) && strings.Contains(strings.ToLower(v.SKU+v.Name), strings.ToLower(f.Text)) {
			out = append(out, v)
		}
	}
	return view.Page[view.LevelRow]{Rows: out, Total: len(out)}, c.err
}

func (c *canned) LevelTabs(context.Context, commerce.StoreID) (map[string]int, error) {
	if len(c.rows) == 0 {
		return map[string]int{}, c.err
	}
	return map[string]int{tabAll: 2292, tabRisky: 41, tabQueued: 2, tabDrift: 2, tabBraked: len(c.brakes) * 310, tabFrozen: 2, tabZero: 88, tabProblems: 5}, c.err
}

func (c *canned) Overview(context.Context, commerce.StoreID) (view.Overview, error) {
	if len(c.rows) == 0 {
		return view.Overview{}, c.err
	}
	return view.Overview{RiskUnits: 24, RiskMoney: 311_76, Currency: "GBP"}, c.err
}

func (c *canned) StoreCards(context.Context) ([]view.StoreCard, error) {
	cards := screentest.Stores()
	for i := range cards {
		cards[i].StockOn = cards[i].StockOn && !c.off
	}
	return cards, c.err
}

func (c *canned) Brakes(context.Context) ([]view.Brake, error) { return c.brakes, c.err }

func (c *canned) BrakedPage(_ context.Context, store commerce.StoreID, w view.Window) (view.Page[view.BrakedRow], error) {
	c.windows = append(c.windows, w)
	rows := stopped()
	if store != paws {
		rows = nil
	}
	return view.Page[view.BrakedRow]{Rows: rows, Total: len(rows)}, c.err
}

func (c *canned) StockRules(context.Context, commerce.StoreID) ([]view.StockRule, error) {
	return slices.Clone(c.rules), c.err
}

func (c *canned) Warehouses(context.Context) (map[int64]string, error) {
	return map[int64]string{2: "Main", 3: "Unit 4"}, c.err
}

func (c *canned) Save(name string, write func(io.Writer) error) (string, error) {
	b := &bytes.Buffer{}
	c.saved = map[string]*bytes.Buffer{name: b}
	return "Downloads", write(b)
}

func (c *canned) Explain(_ context.Context, sku string, _ commerce.StoreID) ([]view.Explanation, error) {
	var out []view.Explanation
	for _, v := range c.rows {
		if v.SKU == sku {
			out = append(out, view.Explanation{LevelRow: v, Past: c.past, Ahead: 3, NextLook: at("14:10"), Rule: view.StockRule{Cap: -1},
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

// moments are the past of the towel: sold down, oversold by a hand in EKM, put right.
func moments() []view.LevelMoment {
	m := func(clock, event string, hand, pending, listed int64) view.LevelMoment {
		t := commerce.Terms{OnHand: hand, Pending: pending, Buffer: 2}
		return view.LevelMoment{At: at(clock), Event: event, Terms: t, Wanted: t.Publish(), Published: t.Publish(), Listed: listed, State: commerce.LevelIdle}
	}
	night := m("06:00", "written", 20, 0, 18)
	night.At = night.At.AddDate(0, 0, -1)
	return []view.LevelMoment{night, m("06:40:10", "reckoned", 22, 0, 18), m("06:40:14", "written", 22, 0, 20), m("08:12:03", "reckoned", 19, 0, 20), m("08:12:06", "written", 19, 0, 17),
		m("09:47:30", "reckoned", 17, 1, 17), m("09:47:33", "written", 17, 1, 14), m("11:02:00", "drift", 17, 1, 26), m("11:02:04", "written", 17, 1, 14),
		m("12:31:19", "reckoned", 14, 1, 14), m("12:31:22", "written", 14, 1, 11), m("14:01:40", "reckoned", 14, 3, 11)}
}

func (c *canned) PushSKU(_ context.Context, store commerce.StoreID, sku string) (int, error) {
	c.pushed = append(c.pushed, names[store]+" "+sku)
	return 1, c.refused
}

func (c *canned) PushStore(_ context.Context, store commerce.StoreID) (int, error) {
	c.pushed = append(c.pushed, names[store])
	return 2292, c.refused
}

func (c *canned) ReadBack(_ context.Context, keys []view.LevelKey) (int, int, error) {
	c.said = append(c.said, fmt.Sprint("read ", keys))
	return len(keys), c.differ, c.refused
}

func (c *canned) Reconcile(_ context.Context, store commerce.StoreID) (int, int, error) {
	c.said = append(c.said, "compare "+names[store])
	return 2292, c.differ, c.refused
}

func (c *canned) Preview(_ context.Context, rules []view.StockRule) (view.Preview, error) {
	c.tried = rules
	return c.preview, c.refused
}

func (c *canned) SetRules(_ context.Context, rules []view.StockRule) (int, error) {
	c.set = rules
	return len(rules), c.refused
}

func (c *canned) Tag(_ context.Context, skus []string, tag string, on bool) error {
	c.said = append(c.said, fmt.Sprint("tag ", skus, " ", tag, " ", on))
	return c.refused
}

func (c *canned) ApplyBrake(_ context.Context, store commerce.StoreID, keys []view.LevelKey, reason string) (int, error) {
	c.said = append(c.said, fmt.Sprint("apply ", names[store], " ", keys, " ", reason))
	return max(len(keys), 1), c.refused
}

func (c *canned) DiscardBrake(_ context.Context, store commerce.StoreID, reason string) error {
	c.said = append(c.said, "discard "+names[store]+" "+reason)
	return c.refused
}

func (c *canned) lastAsked() (last view.Filter)     { return c.asked[len(c.asked)-1] }
func (c *canned) lastWindow() view.Window           { return c.windows[len(c.windows)-1] }
func broken() *canned                               { return &canned{err: errors.New("disk")} }
func key(store commerce.StoreID, sku string) string { return placeOf(find(store, sku)).key() }

func find(store commerce.StoreID, sku string) view.LevelRow {
	for _, v := range stockRows() {
		if v.StoreID == store && v.SKU == sku {
			return v
		}
	}
	panic(sku)
}

func start(t *testing.T, c *canned, mode theme.Mode) (*Screen, *screentest.Window) {
	t.Helper()
	w := screentest.New(t, mode)
	s := New(Options{Feed: w.Feed, Pages: c, Actions: c, Files: c, Nav: w, Now: screentest.Now})
	w.Fill(t, s.Content())
	s.Shown()
	return s, w
}
