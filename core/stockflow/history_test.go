package stockflow_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/fault"
	"stockbridge/core/sandbox/brightpearlsim"
	"stockbridge/core/sandbox/ekmsim"
	"stockbridge/core/sandbox/world"
	"stockbridge/core/settings"
	"stockbridge/core/view"
)

// How many of what a history has.
const (
	plain  = 4         // goods of their own
	kinds  = plain + 1 // and a bundle of the first two
	shops  = 3
	halls  = 2
	bundle = plain // index of the bundle
)

var (
	hall  = [halls]int{world.MainWarehouse, world.SecondWarehouse}
	parts = [plain]int64{2, 1} // units of each plain good in a bundle
)

// said is what people want of the stock of one store.
type said struct {
	warehouses  int // how many of the halls count
	buffer, cap int64
	share       int64
	rules       [kinds]view.StockRule
}

// moment is the truth between two events. What we do ourselves is on neither side of the balance, since the desk must know it at once:
// units that are reserved for our orders count as on hand and claimed, and those of orders that came to nothing as claimed.
type moment struct {
	at    time.Time
	units [plain][halls]int64 // on hand, and what was reserved of it for our orders
	claim [shops][plain]int64 // units in orders of a shop, whatever became of them
	said  [shops]said
}

// mark is what a store's figure of a SKU is made of: the moments at which its parts were learned before the last write of it arrived.
type mark struct {
	units  [plain]int
	claims [shops]int
	said   int
	byHand int64 // what somebody typed into the shop's own admin since then; 0 none
	lost   bool  // the last write was answered and not stored
}

// sale is one order of a shop.
type sale struct {
	shop, kind int
	ekmID      int64
	units      int64
	counts     bool // it was not cancelled before anybody read it
	ended      bool // it came to nothing or was shipped
	id         commerce.OrderID
	state      commerce.OrderState
	reserved   int64 // in Brightpearl
	told       int64 // as far as the answer arrived
}

// history is a random life of three shops and one warehouse account beside the desk, and the truth about it.
type history struct {
	*rig
	rng   *rand.Rand
	kinds [kinds]world.Good
	ids   [shops][kinds]int64 // listings
	at    map[string]int      // listing -> kind, by shop

	inStock, allocated [plain][halls]int64
	reserved           [plain][halls]int64 // by our own orders, ever
	ended              [plain]int64        // units of orders that nobody reserves any more
	sales              []*sale
	said               [shops]said
	moments            []moment
	learned            mark // what the desk has learned by now
	marks              [shops][kinds]mark
	overtaken          [plain]bool // a reservation was stored since the reading of Brightpearl began
	pollFails          bool
	ending             bool // orders end in numbers, and the figures are reckoned once
	puts               map[string][]put
	trace              []string
}

func newHistory(t *testing.T) *history {
	h := &history{rig: newRigOf(t, kinds), at: map[string]int{}, puts: map[string][]put{}}
	copy(h.kinds[:], h.goods)
	h.write(func(tx *db.Tx) error {
		return tx.SaveProducts(1, []db.Product{{ID: h.id(h.kinds[bundle]), SKU: h.kinds[bundle].SKU, Status: "LIVE", Bundle: true,
			Components: []commerce.Component{{ProductID: h.id(h.kinds[0]), Quantity: parts[0]}, {ProductID: h.id(h.kinds[1]), Quantity: parts[1]}}}})
	})
	for s, store := range h.stores {
		for k, g := range h.kinds {
			h.ids[s][k] = h.listing(store, g.SKU)
			h.at[key(s, h.ids[s][k])] = k
		}
	}
	h.poll, h.around = h.pollOrders, h.watch
	return h
}

// key names a listing of a shop.
func key(shop int, listing int64) string { return fmt.Sprint(shop, "/", listing) }

// begin makes everything as at the start: stock on the shelves, all stores in step, nothing on its way.
func (h *history) begin(seed uint64) {
	h.t.Helper()
	h.rng, h.trace = rand.New(rand.NewPCG(seed, 0x57)), nil
	h.ending = true
	for _, s := range h.sales {
		h.end(s)
	}
	h.ending = false
	for s := range h.said {
		h.saySettings(s, said{warehouses: 1 + h.rng.IntN(halls)}, true)
	}
	for k := range plain {
		for w := range halls {
			h.count(k, w, 3+h.rng.Int64N(10))
		}
	}
	h.trouble()
	h.round(time.Minute)
	// All orders are gone, so what was reserved for them is nobody's any more.
	h.sales, h.reserved, h.ended, h.moments, h.learned, h.trace = nil, [plain][halls]int64{}, [plain]int64{}, nil, mark{}, nil
	h.marks = [shops][kinds]mark{}
	h.happened()
}

// end takes an order out of the world, so that it bothers no later history.
func (h *history) end(s *sale) {
	if !s.counts || s.ended {
		return
	}
	if s.told < s.reserved {
		h.reservedSay(s)
	}
	if s.state == commerce.OrderPosted {
		h.ship(s)
	} else {
		h.exclude(s)
	}
}

func (h *history) note(format string, args ...any) {
	h.trace = append(h.trace, h.clock().Format("15:04:05.000 ")+fmt.Sprintf(format, args...))
}

// happened keeps the truth after an event.
func (h *history) happened() {
	m := moment{at: h.clock(), said: h.said}
	for k := range plain {
		for w := range halls {
			m.units[k][w] = h.inStock[k][w] - h.allocated[k][w] + h.reserved[k][w]
		}
	}
	for _, s := range h.sales {
		if s.counts {
			h.each(s.kind, func(part int, times int64) { m.claim[s.shop][part] += s.units * times })
		}
	}
	h.moments = append(h.moments, m)
}

func (h *history) now() int { return len(h.moments) - 1 }

// each names the plain goods that a kind consists of.
func (h *history) each(kind int, do func(part int, times int64)) {
	if kind < plain {
		do(kind, 1)
		return
	}
	for part, times := range parts {
		if times > 0 {
			do(part, times)
		}
	}
}

// may is the most that a store may show of a kind if its figure is as old as the mark: for every part of the figure the most favourable
// value that it had since then. With the newest mark it is what the store should show, and terms are its parts.
func (h *history) may(s, kind int, m mark) (most int64, terms commerce.Terms, anything bool) {
	var free [halls + 1][plain]int64 // by how many warehouses count
	var onHand, pending [halls + 1][plain]int64
	for k := range plain {
		claimed, taken := int64(0), h.ended[k]
		for w := range halls {
			taken += h.reserved[k][w]
		}
		for shop := range shops {
			least := h.moments[m.claims[shop]].claim[shop][k]
			for _, past := range h.moments[m.claims[shop]:] {
				least = min(least, past.claim[shop][k])
			}
			claimed += least
		}
		for w := range halls {
			top := h.moments[m.units[k]].units[k][w]
			for _, past := range h.moments[m.units[k]:] {
				top = max(top, past.units[k][w])
			}
			onHand[w+1][k] = onHand[w][k] + top - h.reserved[k][w]
			pending[w+1][k] = claimed - taken
			free[w+1][k] = onHand[w+1][k] - pending[w+1][k]
		}
	}
	var last *said
	for i := range h.moments[m.said:] {
		v := &h.moments[m.said+i].said[s]
		if last != nil && *v == *last {
			continue
		}
		last = v
		terms = commerce.Terms{}
		if kind == bundle {
			terms.OnHand = commerce.BundleOnHand([]commerce.Component{{ProductID: 0, Quantity: parts[0]}, {ProductID: 1, Quantity: parts[1]}},
				func(part int64) (int64, bool) { return free[v.warehouses][part], true })
		} else {
			terms.OnHand, terms.Pending = onHand[v.warehouses][kind], pending[v.warehouses][kind]
		}
		rule := v.rules[kind]
		if rule.Freeze == commerce.FreezeHold {
			return 0, terms, true
		}
		room := terms.OnHand - terms.Pending
		terms.Buffer = max(v.buffer, commerce.Buffer{Percent: v.share}.Of(room))
		if own, err := commerce.ParseBuffer(rule.Buffer); err == nil && rule.Buffer != "" {
			terms.Buffer = own.Of(room)
		}
		if terms.Cap = v.cap; rule.Cap >= 0 {
			terms.Cap = rule.Cap
		}
		terms.Stop = rule.Freeze == commerce.FreezeAtZero
		most = max(most, terms.Publish())
	}
	return max(most, m.byHand), terms, false
}

// fresh is the mark of a store that knows everything.
func (h *history) fresh() (m mark) {
	m.said = h.now()
	for k := range m.units {
		m.units[k] = h.now()
	}
	for s := range m.claims {
		m.claims[s] = h.now()
	}
	return m
}

// shown is what the stores show, from their own books.
func (h *history) shown() (out [shops][kinds]int64) {
	for _, b := range h.sim.EKM.Books().Shops {
		for s, store := range h.stores {
			if h.users[store].Username != b.Username {
				continue
			}
			for _, row := range b.Stock {
				if k, ok := h.at[key(s, row.ProductID)]; ok {
					out[s][k] = row.Stock
				}
			}
		}
	}
	return out
}

func (h *history) stopped(s, kind int) bool {
	rows, err := h.db.Braked(h.t.Context(), h.stores[s])
	if err != nil {
		h.t.Fatal(err)
	}
	for _, b := range rows {
		if b.SKU == h.kinds[kind].SKU {
			return true
		}
	}
	return false
}

// check is the law at every step.
func (h *history) check() error {
	shown := h.shown()
	for s := range shops {
		for k := range kinds {
			most, _, anything := h.may(s, k, h.marks[s][k])
			if anything || shown[s][k] <= max(most, 0) || h.stopped(s, k) {
				continue
			}
			if h.marks[s][k].lost {
				// A write that EKM answered and did not store left the figure of before; it counts until it is read back.
				continue
			}
			return fmt.Errorf("%s shows %d of %s; %d are the most that what was learned allows", h.users[h.stores[s]].Name, shown[s][k], h.name(k), most)
		}
	}
	return nil
}

func (h *history) name(k int) string {
	if k == bundle {
		return "the bundle"
	}
	return fmt.Sprintf("good %d", k)
}

// settled is the law when nothing is on its way: every store shows the formula of the truth, and the desk names the same parts.
func (h *history) settled() error {
	shown := h.shown()
	for s, store := range h.stores {
		for k := range kinds {
			want, terms, _ := h.may(s, k, h.fresh())
			if l := h.level(store, h.kinds[k]); shown[s][k] != want || l.Terms != terms {
				return fmt.Errorf("after all is quiet %s shows %d of %s instead of %d, by %+v; its level is %+v", h.users[store].Name, shown[s][k], h.name(k), want, terms, l)
			}
		}
	}
	return nil
}

// watch sees which writes arrive.
func (h *history) watch(q *http.Request) (*http.Response, error) {
	if q.Method != http.MethodPut {
		return http.DefaultTransport.RoundTrip(q)
	}
	s, kind := h.written(q)
	l := h.level(h.stores[s], h.kinds[kind])
	before := h.struck()
	a, err := http.DefaultTransport.RoundTrip(q)
	trouble := ""
	for name, n := range h.struck() {
		if n < before[name] {
			trouble = name
		}
	}
	h.note("  PUT %s of %s, due since %s: %s %v", h.users[h.stores[s]].Name, h.name(kind), l.ChangedAt.Format("15:04:05"), trouble, err)
	switch trouble {
	case "", "cut_after_write", "stock_late":
		h.arrived(s, kind, l.ChangedAt)
	case "stock_lost":
		h.marks[s][kind].lost = true
	}
	if trouble != "cut" && trouble != "error_500" {
		at := key(s, h.ids[s][kind])
		h.puts[at] = append(h.puts[at], put{h.clock(), trouble == "" || trouble == "stock_late"})
	}
	return a, err
}

// put is one write that reached a shop; sure is whether both sides know what became of it.
type put struct {
	at   time.Time
	sure bool
}

// unsure reports whether at a moment the last write of a figure had got lost on one side.
func (h *history) unsure(s, kind int, at time.Time) bool {
	puts := h.puts[key(s, h.ids[s][kind])]
	i, _ := slices.BinarySearchFunc(puts, at.Add(1), func(p put, at time.Time) int { return p.at.Compare(at) })
	return i > 0 && !puts[i-1].sure
}

func (h *history) struck() map[string]int {
	left := map[string]int{"cut": 0, "cut_after_write": 0, "error_500": 0, "stock_lost": 0, "stock_late": 0}
	for _, f := range h.sim.EKM.Faults() {
		left[f.Name] += f.NextN
	}
	return left
}

// written tells which shop and kind a write is for.
func (h *history) written(q *http.Request) (shop, kind int) {
	words := strings.Split(q.URL.Path, "/")
	id := words[len(words)-2]
	for s, store := range h.stores {
		if strings.Contains(q.Header.Get("Authorization"), h.users[store].AccessToken) {
			k, ok := h.at[fmt.Sprint(s, "/", id)]
			if !ok {
				h.t.Errorf("a write for %s, which nobody manages", q.URL.Path)
			}
			return s, k
		}
	}
	h.t.Error("a write of nobody's")
	return 0, 0
}

// arrived moves the mark of a figure whose write arrived: it is made of what the desk had learned. The store's own orders had to be read
// after the figure began to wait, since the write takes back what EKM had lowered for them.
func (h *history) arrived(s, kind int, due time.Time) {
	m := h.learned
	m.said = h.now()
	for i := len(h.moments) - 1; i > m.claims[s]; i-- {
		if h.moments[i].at.Before(due) {
			m.claims[s] = i
			break
		}
	}
	h.marks[s][kind] = m
}

// pollOrders reads a shop's orders as the order flow does.
func (h *history) pollOrders(ctx context.Context, store commerce.StoreID) error {
	if h.pollFails {
		return errors.New("EKM does not answer")
	}
	shop := 0
	for s, id := range h.stores {
		if id == store {
			shop = s
		}
	}
	upTo := h.now()
	var touched []int64
	if err := h.db.Write(ctx, func(tx *db.Tx) error {
		for _, s := range h.sales {
			if s.shop != shop || s.id != 0 {
				continue
			}
			state := s.state
			if !s.counts {
				state = commerce.OrderCancelled
			}
			id, _, err := tx.SaveOrder(commerce.Order{Store: store, EKMID: s.ekmID, Number: strconv.FormatInt(s.ekmID, 10), PlacedAt: h.clock()},
				db.Verdict{State: state, Cause: fault.Cause{Code: "SB-ORD-104"}})
			if err != nil {
				return err
			}
			s.id = id
			g := h.kinds[s.kind]
			if err := tx.SaveRows(id, []db.OrderRow{{Kind: "goods", SKU: g.SKU, Quantity: s.units, Wanted: s.units, ProductID: h.id(g), StockedID: h.id(g)}}); err != nil {
				return err
			}
			if err := tx.SoldHere(store, g.SKU); err != nil {
				return err
			}
			touched = append(touched, h.id(g))
		}
		return nil
	}); err != nil {
		return err
	}
	if err := h.desk.Touched(ctx, touched); err != nil {
		return err
	}
	h.note("  orders of %s are read: %d", h.users[store].Name, len(touched))
	h.learned.claims[shop] = upTo
	return h.db.Write(ctx, func(tx *db.Tx) error {
		return tx.SavePoll(db.OrdersPoll(store), db.Poll{At: h.clock(), OKAt: h.clock()})
	})
}

func (h *history) readOrders(s int) {
	if err := h.pollOrders(h.t.Context(), h.stores[s]); err != nil && !h.pollFails {
		h.t.Fatal(err)
	}
}

// readStock polls Brightpearl; meanwhile happens while the answer is on its way.
func (h *history) readStock(meanwhile func()) {
	h.t.Helper()
	upTo := h.now()
	h.overtaken = [plain]bool{}
	if meanwhile != nil {
		h.whenSeen(func(call string) {
			if strings.Contains(call, "product-availability") {
				h.whenSeen(nil)
				h.advance(time.Millisecond)
				meanwhile()
				h.advance(time.Millisecond)
			}
		})
	}
	err := h.desk.Poll(h.t.Context())
	h.whenSeen(nil)
	if err != nil {
		if !h.away {
			h.t.Fatal(err)
		}
		return
	}
	for k := range plain {
		if !h.overtaken[k] {
			h.learned.units[k] = upTo
		}
	}
}

// tell writes what is due in a store, so many at most.
func (h *history) tell(s, most int) {
	h.t.Helper()
	store := h.stores[s]
	items, err := h.desk.Source(store).Due(h.t.Context(), h.clock(), most)
	if err != nil {
		h.t.Fatal(err)
	}
	whole := true
	for _, item := range items {
		if err := item.Work(h.t.Context()); err != nil {
			h.note("  %s: %v", item.Key, err)
			whole = false
		}
	}
	if !whole {
		return
	}
	levels, err := h.db.Levels(h.t.Context(), store)
	if err != nil {
		h.t.Fatal(err)
	}
	for _, l := range levels {
		k := h.at[key(s, l.ProductID)]
		if m := &h.marks[s][k]; l.State == commerce.LevelIdle && l.SentRev == l.Rev && !m.lost && m.byHand == 0 && !h.stopped(s, k) {
			// Nothing was to be written, so what was learned is in the figure that the store shows.
			*m = h.learned
			m.said = h.now()
		}
	}
}

// sell has a shopper buy what a store shows.
func (h *history) sell(s, kind int, units int64, dead bool) {
	h.t.Helper()
	b := ekmsim.Basket{Lines: []ekmsim.Line{{Code: h.kinds[kind].SKU, Quantity: units}}}
	placed, err := h.sim.EKM.PlaceOrder(h.users[h.stores[s]].Username, b)
	if err != nil {
		h.t.Fatal(err)
	}
	if dead {
		if err := h.sim.EKM.SetOrderStatus(h.users[h.stores[s]].Username, placed.ID, "CANCELLED"); err != nil {
			h.t.Fatal(err)
		}
	}
	state := []commerce.OrderState{commerce.OrderWaiting, commerce.OrderHeld, commerce.OrderWorking}[h.rng.IntN(3)]
	h.note("%s sells %d of %s (%s, dead %t)", h.users[h.stores[s]].Name, units, h.name(kind), state, dead)
	h.sales = append(h.sales, &sale{shop: s, kind: kind, ekmID: placed.ID, units: units, counts: !dead, state: state})
	h.happened()
}

// count is a stock count: so many units are on hand.
func (h *history) count(k, w int, onHand int64) {
	h.t.Helper()
	h.inStock[k][w] = h.allocated[k][w] + onHand
	if err := h.sim.Brightpearl.SetStock(h.kinds[k].SKU, hall[w], int(h.inStock[k][w])); err != nil {
		h.t.Fatal(err)
	}
	h.note("%s: %d on hand in warehouse %d", h.name(k), onHand, hall[w])
	h.happened()
}

// hold is a reservation by somebody in Brightpearl; negative units are given back.
func (h *history) hold(k, w int, units int64) {
	h.t.Helper()
	if err := h.sim.Brightpearl.Hold(h.kinds[k].SKU, hall[w], int(units)); err != nil {
		h.t.Fatal(err)
	}
	h.allocated[k][w] += units
}

// reserve posts an order and takes what there is of it from the main warehouse. The answer may be lost.
func (h *history) reserve(s *sale, lost bool) {
	h.t.Helper()
	take := s.units - s.reserved
	h.each(s.kind, func(part int, times int64) { take = min(take, max(h.inStock[part][0]-h.allocated[part][0], 0)/times) })
	h.each(s.kind, func(part int, times int64) {
		h.hold(part, 0, take*times)
		h.reserved[part][0] += take * times
	})
	s.reserved += take
	h.note("order %d reserves %d of %d, the answer is lost: %t", s.ekmID, take, s.units, lost)
	h.happened()
	if !lost {
		h.reservedSay(s)
	}
}

// reservedSay stores what was reserved of an order.
func (h *history) reservedSay(s *sale) {
	h.t.Helper()
	taken := map[int64]int64{}
	h.each(s.kind, func(part int, times int64) { taken[h.id(h.kinds[part])] = (s.reserved - s.told) * times })
	h.write(func(tx *db.Tx) error {
		if err := tx.Reserve(s.id, int64(hall[0]), []db.OrderRow{{Position: 1, Reserved: s.reserved}}, taken); err != nil {
			return err
		}
		return tx.Advance(s.id, db.Progress{Stage: commerce.Allocated, State: commerce.OrderPosted, SalesOrderID: 7000 + s.ekmID})
	})
	h.each(s.kind, func(part int, _ int64) { h.overtaken[part] = true })
	s.told, s.state = s.reserved, commerce.OrderPosted
	h.touched(s)
}

// ship sends the reserved units away; what is left of the order is nobody's any more.
func (h *history) ship(s *sale) {
	h.t.Helper()
	h.each(s.kind, func(part int, times int64) {
		gone := s.reserved * times
		h.hold(part, 0, -gone)
		h.inStock[part][0] -= gone
		if err := h.sim.Brightpearl.SetStock(h.kinds[part].SKU, hall[0], int(h.inStock[part][0])); err != nil {
			h.t.Fatal(err)
		}
	})
	h.close(s)
	h.write(func(tx *db.Tx) error { return tx.SetShipped(s.id, nil, true, false) })
	h.note("order %d is shipped", s.ekmID)
	h.touched(s)
	h.happened()
}

func (h *history) touched(s *sale) {
	h.t.Helper()
	if !h.ending {
		h.touch(h.id(h.kinds[s.kind]))
	}
}

// close gives up what is not reserved of an order.
func (h *history) close(s *sale) {
	s.ended = true
	h.each(s.kind, func(part int, times int64) { h.ended[part] += (s.units - s.reserved) * times })
}

func (h *history) exclude(s *sale) {
	h.t.Helper()
	h.write(func(tx *db.Tx) error { return tx.ExcludeOrder(s.id, "typed in by hand") })
	h.close(s)
	h.note("order %d is excluded", s.ekmID)
	h.touched(s)
	h.happened()
}

// saySettings changes a store's settings; without rules none of its SKUs has one.
func (h *history) saySettings(s int, to said, withoutRules bool) {
	h.t.Helper()
	h.write(func(tx *db.Tx) error {
		return tx.ChangeSettings(h.stores[s], func(v settings.Store) (settings.Store, error) {
			v.StockBuffer, v.BufferShare, v.StockCap, v.Warehouses = to.buffer, to.share, to.cap, []int64{int64(hall[0]), int64(hall[1])}[:to.warehouses]
			return v, nil
		})
	})
	to.rules = h.said[s].rules
	if withoutRules {
		var rules []view.StockRule
		for k, g := range h.kinds {
			to.rules[k] = view.StockRule{Cap: -1}
			if h.said[s].rules[k] != to.rules[k] {
				rules = append(rules, view.StockRule{StoreID: h.stores[s], SKU: g.SKU, Cap: -1})
			}
		}
		if _, err := h.desk.SetRules(h.t.Context(), rules, "You"); err != nil {
			h.t.Fatal(err)
		}
	}
	h.said[s] = to
	h.note("%s: %d warehouses, buffer %d, %d%%, cap %d", h.users[h.stores[s]].Name, to.warehouses, to.buffer, to.share, to.cap)
	if err := h.desk.Reckon(h.t.Context(), nil); err != nil {
		h.t.Fatal(err)
	}
	h.happened()
}

func (h *history) sayRule(s, kind int, r view.StockRule) {
	h.t.Helper()
	r.StoreID, r.SKU = h.stores[s], h.kinds[kind].SKU
	if _, err := h.desk.SetRules(h.t.Context(), []view.StockRule{r}, "You"); err != nil {
		h.t.Fatal(err)
	}
	h.said[s].rules[kind] = r
	h.note("%s: %s follows %+v", h.users[h.stores[s]].Name, h.name(kind), r)
	h.happened()
}

// thaw ends the freezes whose time has come.
func (h *history) thaw() {
	h.t.Helper()
	if err := h.desk.Thaw(h.t.Context()); err != nil {
		h.t.Fatal(err)
	}
	for s := range h.said {
		for k := range h.said[s].rules {
			if r := &h.said[s].rules[k]; !r.Until.IsZero() && !r.Until.After(h.clock()) {
				r.Freeze, r.Until = commerce.NotFrozen, time.Time{}
				h.note("%s: %s thaws", h.users[h.stores[s]].Name, h.name(k))
			}
		}
	}
	h.happened()
}

// typeIn is somebody in the shop's own admin.
func (h *history) typeIn(s, kind int, units int64, quietly bool) {
	h.t.Helper()
	set := h.sim.EKM.SetStock
	if quietly {
		set = h.sim.EKM.SetStockQuietly
	}
	if err := set(h.users[h.stores[s]].Username, h.kinds[kind].SKU, units); err != nil {
		h.t.Fatal(err)
	}
	h.marks[s][kind].byHand = max(h.marks[s][kind].byHand, units)
	h.note("somebody types %d into %s for %s", units, h.users[h.stores[s]].Name, h.name(kind))
}

func (h *history) trouble(f ...ekmsim.Fault) {
	h.t.Helper()
	if err := h.sim.EKM.SetFaults(f); err != nil {
		h.t.Fatal(err)
	}
	h.note("trouble: %+v", f)
}

func (h *history) look(s int) {
	h.t.Helper()
	if err := h.desk.Look(h.t.Context(), h.stores[s]); err != nil && !h.pollFails {
		h.note("  look: %v", err)
	}
}

// step is one thing that happens.
func (h *history) step() {
	h.t.Helper()
	h.advance(time.Second + time.Duration(h.rng.Int64N(int64(20*time.Second))).Truncate(time.Millisecond))
	s, kind, k, w := h.rng.IntN(shops), h.rng.IntN(kinds), h.rng.IntN(plain), h.rng.IntN(halls)
	switch n := h.rng.IntN(100); {
	case n < 22:
		if shown := h.shown()[s][kind]; shown > 0 {
			h.sell(s, kind, 1+h.rng.Int64N(min(shown, 3)), h.rng.IntN(8) == 0)
		}
	case n < 34:
		h.pollFails = h.rng.IntN(8) == 0
		h.readOrders(s)
	case n < 44:
		h.away = h.rng.IntN(8) == 0
		var meanwhile func()
		if h.rng.IntN(3) == 0 {
			meanwhile = h.meanwhile()
		}
		h.readStock(meanwhile)
		h.away = false
	case n < 60:
		most := 1000
		if h.rng.IntN(4) == 0 {
			most = 1 + h.rng.IntN(2) // the program is stopped
		}
		if shown := h.shown()[s][kind]; shown > 0 && h.rng.IntN(5) == 0 {
			h.beforeWrite(func() { h.sell(s, kind, 1, false) }) // just before the first write arrives
		}
		for i := range h.stores {
			if i == s || h.rng.IntN(2) == 0 {
				h.tell(i, most)
			}
		}
		h.beforeWrite(func() {})
		h.pollFails = false
	case n < 68:
		h.count(k, w, h.rng.Int64N(14))
	case n < 72:
		if free := h.inStock[k][w] - h.allocated[k][w]; free > 0 && h.rng.IntN(3) > 0 {
			h.hold(k, w, 1+h.rng.Int64N(free))
		} else if held := h.allocated[k][w] - h.ours(k, w); held > 0 {
			h.hold(k, w, -held)
		}
		h.note("%s: %d are held by somebody in warehouse %d", h.name(k), h.allocated[k][w], hall[w])
		h.happened()
	case n < 82:
		h.workOrder()
	case n < 86:
		h.typeIn(s, kind, h.rng.Int64N(40), h.rng.IntN(2) == 0)
	case n < 90:
		name := []string{"cut", "cut_after_write", "error_500", "stock_lost", "stock_lost", "stock_late"}[h.rng.IntN(6)]
		h.trouble(ekmsim.Fault{Name: name, Route: "PUT ", NextN: 1 + h.rng.IntN(3), DelayMS: 8_000_000})
	case n < 94:
		h.advance(time.Duration(h.rng.IntN(20)) * time.Minute)
		h.look(s)
	case n < 97:
		to := said{warehouses: 1 + h.rng.IntN(halls), buffer: h.rng.Int64N(3), cap: h.rng.Int64N(9)}
		if h.rng.IntN(2) == 0 {
			to.share = h.rng.Int64N(40)
		}
		h.saySettings(s, to, false)
	default:
		r := view.StockRule{Cap: -1}
		switch h.rng.IntN(5) {
		case 0:
			r.Freeze = commerce.FreezeHold
		case 1:
			r.Freeze, r.Until = commerce.FreezeAtZero, h.clock().Add(3*time.Minute)
		case 2:
			r.Buffer = fmt.Sprint(h.rng.IntN(4))
		case 3:
			r.Buffer, r.Cap = fmt.Sprintf("%d%%", h.rng.IntN(50)), h.rng.Int64N(5)
		}
		h.sayRule(s, kind, r)
	}
	if h.rng.IntN(10) == 0 {
		h.thaw()
	}
}

// ours is how many units of a place are reserved for our orders and not shipped.
func (h *history) ours(k, w int) (n int64) {
	if w > 0 {
		return 0
	}
	for _, s := range h.sales {
		if !s.ended {
			h.each(s.kind, func(part int, times int64) {
				if part == k {
					n += s.reserved * times
				}
			})
		}
	}
	return n
}

// meanwhile is what happens while Brightpearl's answer is on its way.
func (h *history) meanwhile() func() {
	return func() {
		h.note("while the answer is on its way:")
		switch h.rng.IntN(3) {
		case 0:
			h.workOrder()
		case 1:
			h.count(h.rng.IntN(plain), 0, h.rng.Int64N(14))
		case 2:
			h.readOrders(h.rng.IntN(shops))
		}
	}
}

// workOrder takes an order that was read a stage on.
func (h *history) workOrder() {
	var open []*sale
	for _, s := range h.sales {
		if s.id != 0 && s.counts && !s.ended {
			open = append(open, s)
		}
	}
	if len(open) == 0 {
		return
	}
	s := open[h.rng.IntN(len(open))]
	switch {
	case s.told < s.reserved:
		h.reservedSay(s) // the reservation is found
	case s.state == commerce.OrderHeld && h.rng.IntN(2) == 0:
		h.exclude(s)
	case s.state == commerce.OrderHeld:
		h.write(func(tx *db.Tx) error { _, err := tx.ReleaseOrder(s.id); return err })
		s.state = commerce.OrderWaiting
	case s.reserved < s.units:
		h.reserve(s, h.rng.IntN(4) == 0)
	default:
		h.ship(s)
	}
}

// quiet lets everything that is on its way arrive and the patrol go round.
func (h *history) quiet() {
	h.t.Helper()
	h.trouble()
	h.pollFails, h.away = false, false
	for s := range h.said {
		for k, r := range h.said[s].rules {
			if r.Freeze == commerce.FreezeHold {
				h.sayRule(s, k, view.StockRule{Cap: -1})
			}
		}
	}
	for _, s := range h.sales {
		if s.told < s.reserved {
			h.reservedSay(s)
		}
	}
	h.round(time.Minute)
	for s, store := range h.stores {
		brakes, err := h.db.Braked(h.t.Context(), store)
		if err != nil {
			h.t.Fatal(err)
		}
		if len(brakes) > 0 {
			h.note("a person lets go what the brake of %s stopped", h.users[h.stores[s]].Name)
			if _, err := h.desk.ApplyBrake(h.t.Context(), store, nil, "they are gone", "You"); err != nil {
				h.t.Fatal(err)
			}
		}
	}
	for s := range h.stores {
		h.again(s)
	}
	h.round(3*time.Hour + time.Minute) // the patrol comes by
	h.round(time.Minute)               // a figure that was lower is looked at again
	h.round(time.Minute)               // and written
}

// round is one go of everything that the engine does.
func (h *history) round(pause time.Duration) {
	h.t.Helper()
	h.advance(pause)
	h.thaw()
	for s := range h.stores {
		h.readOrders(s)
	}
	h.readStock(nil)
	for s := range h.stores {
		h.tell(s, 1000)
		h.look(s)
	}
}

// again is a person who pushes what a store has refused.
func (h *history) again(s int) {
	h.t.Helper()
	levels, err := h.db.Levels(h.t.Context(), h.stores[s])
	if err != nil {
		h.t.Fatal(err)
	}
	for _, l := range levels {
		if l.State == commerce.LevelFailed {
			h.note("a person pushes %s of %s again, %s", l.SKU, h.users[l.Store].Name, l.Cause)
			h.write(func(tx *db.Tx) error { return tx.RepeatLevel(l.Store, l.ProductID, l.VariantID) })
		}
	}
}

// zeroRows is whether Brightpearl names products without stock: it names them in some accounts.
func (h *history) zeroRows(yes bool) {
	h.t.Helper()
	var faults []brightpearlsim.Fault
	if yes {
		faults = append(faults, brightpearlsim.Fault{Name: brightpearlsim.ZeroRows})
	}
	if err := h.sim.Brightpearl.SetFaults(faults...); err != nil {
		h.t.Fatal(err)
	}
}
