package shipflow_test

import (
	"fmt"
	"math/rand/v2"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/ekm"
	"stockbridge/core/sandbox/brightpearlsim"
	"stockbridge/core/sandbox/ekmsim"
	"stockbridge/core/settings"
	"stockbridge/core/shipflow"
)

// The model below says by the rules alone, without a look into the program, what EKM has to show of every order after each round of
// random events. It knows what the warehouse, staff and the merchant did, and when Stockbridge could see it.

type modelNote struct {
	kind     string
	id       int
	rows     map[int]int
	at       time.Time // of shipping
	tracking string
	shipped  bool
	gone     bool // destroyed

	known        bool // Stockbridge has it
	told         bool
	asOf         time.Time // as it has it
	as           string
	reversedWant bool
}

type modelRow struct {
	id, quantity, ordered int // ordered 0: put in by hand
	stockless             bool
	swapped               bool
}

type modelOrder struct {
	order
	rows     []*modelRow
	removed  bool // a row that was ordered
	notes    []*modelNote
	status   string
	ours     []string
	number   string
	company  string
	page     string
	internal string
	lastTold string
	whole    bool
	flagged  bool
}

func (o *modelOrder) standing() (out []*modelNote) {
	for _, n := range o.notes {
		if n.known {
			out = append(out, n)
		}
	}
	slices.SortFunc(out, func(a, b *modelNote) int {
		if c := a.asOf.Compare(b.asOf); c != 0 {
			return c
		}
		return a.id - b.id
	})
	return out
}

func (o *modelOrder) complete() bool {
	shipped := map[int]int{}
	for _, n := range o.standing() {
		for row, units := range n.rows {
			shipped[row] += units
		}
	}
	for _, r := range o.rows {
		if !r.stockless && shipped[r.id] < r.quantity {
			return false
		}
	}
	return len(o.standing()) > 0
}

func (o *modelOrder) differs() bool {
	if o.removed {
		return true
	}
	return slices.ContainsFunc(o.rows, func(r *modelRow) bool { return r.swapped || !r.stockless && r.quantity != r.ordered })
}

// onNotes are the units of a row that are on any note, shipped or not.
func (o *modelOrder) onNotes(row int) (n int) {
	for _, note := range o.notes {
		if !note.gone {
			n += note.rows[row]
		}
	}
	return n
}

// see is what one look at Brightpearl brings, and what the store has to be told then.
func (o *modelOrder) see(policy, part string) {
	due := false
	for _, n := range o.notes {
		is := n.shipped && !n.gone
		switch {
		case is && (!n.known || n.as != n.tracking):
			n.known, n.as, n.asOf, n.reversedWant, due = true, n.tracking, n.at, false, true
		case !is && n.known:
			n.known, n.reversedWant = false, n.told
		}
	}
	now := o.complete()
	due = due || now && !o.whole
	o.whole, o.flagged = now, len(o.standing()) > 0 && o.differs()
	if due {
		o.tell(policy, part)
	}
}

func (o *modelOrder) tell(policy, part string) {
	notes := o.standing()
	if len(notes) == 0 {
		return
	}
	wish := ""
	switch {
	case o.whole || policy == "first":
		wish = "DISPATCHED"
	case part != "":
		wish = part
	case policy == "each":
		wish = "DISPATCHED"
	}
	if o.status == "CANCELLED" || o.status == "REFUNDED" {
		return
	}
	reached := o.status == wish || o.status == "DISPATCHED" || o.status == "COMPLETE"
	byUs := slices.Contains(o.ours, o.status) || o.status == "COMPLETE" && slices.Contains(o.ours, "DISPATCHED")
	if reached && !byUs {
		return
	}
	var numbers []string
	for _, n := range notes {
		n.told = true
		for _, number := range strings.Split(n.as, ";") {
			if number != "" && !slices.Contains(numbers, number) {
				numbers = append(numbers, number)
			}
			if number != "" {
				o.track(numbers, number)
			}
		}
	}
	if len(numbers) > 0 {
		o.lastTold = o.number
	}
	if len(notes) > 1 || len(strings.Join(numbers, ", ")) > 250 {
		for _, n := range notes {
			o.annotate(n)
		}
	}
	if wish != "" && !reached {
		o.status = wish
		o.ours = append(o.ours, wish)
	}
}

// track sets the three fields by the numbers so far, the last of which belongs to the newest parcel.
func (o *modelOrder) track(numbers []string, last string) {
	o.number = strings.Join(numbers, ", ")
	if len(o.number) > 250 {
		o.number = fmt.Sprintf("%s (%d parcels)", numbers[len(numbers)-1], len(numbers))
	}
	o.company, o.page = "Royal Mail Tracked 48", "https://www.royalmail.com/track-your-item#/tracking-results/"+url.QueryEscape(last)
}

func (o *modelOrder) annotate(n *modelNote) {
	word := "goods-out"
	if n.kind == "drop_ship" {
		word = "drop-ship"
	}
	units := 0
	for _, u := range n.rows {
		units += u
	}
	amount := fmt.Sprintf("%d units", units)
	if units == 1 {
		amount = "1 unit"
	}
	head, tail := fmt.Sprintf("Stockbridge: %s %d, ", word, n.id), ", "+amount+", Royal Mail Tracked 48"
	if n.as != "" {
		tail += ", " + strings.ReplaceAll(n.as, ";", ", ")
	}
	for _, line := range strings.Split(o.internal, "\n") {
		if strings.HasPrefix(line, head) && strings.HasSuffix(line, tail) {
			return
		}
	}
	if o.internal != "" {
		o.internal += "\n"
	}
	o.internal += head + n.asOf.Local().Format("2 Jan 2006 15:04") + tail
}

// history is a rig with its model.
type history struct {
	*rig
	random       *rand.Rand
	policy, part string
	orders       []*modelOrder
	codes        []string // of goods that need stock
	service      string   // of one that needs none
	serial       int
}

func (h *history) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

// goods puts what the world sells into the catalogue, as a read of it would.
func (h *history) goods() {
	var products []db.Product
	for _, g := range h.sim.World.Goods {
		products = append(products, db.Product{ID: int64(1000 + g.ID), SKU: g.SKU, Name: g.Name, StockTracked: g.StockTracked, Status: "LIVE", Bundle: g.Bundle()})
		switch {
		case g.Bundle() || g.TwinOf != 0 || g.SKU == h.rig.goods[0].SKU || g.SKU == h.rig.goods[1].SKU:
		case !g.StockTracked:
			h.service = g.SKU
		case len(h.codes) < 6:
			if h.sim.Brightpearl.SetStock(g.SKU, 2, 100_000) == nil {
				h.codes = append(h.codes, g.SKU)
			}
		}
	}
	for _, g := range h.rig.goods {
		h.must(h.sim.Brightpearl.SetStock(g.SKU, 2, 100_000))
	}
	h.write(func(tx *db.Tx) error { return tx.SaveProducts(1, products) })
	if h.service == "" {
		h.t.Fatal("the world sells no service")
	}
}

func (h *history) order() {
	o := &modelOrder{order: h.rig.order(), status: "PENDING"}
	for i, id := range o.order.rows {
		o.rows = append(o.rows, &modelRow{id: id, quantity: 2 - i, ordered: 2 - i})
	}
	if h.random.IntN(3) == 0 {
		o.internal = "Gift, wrap it.\nAnn rang: \"no hurry\"  "
		h.must(h.sim.EKM.SetInternalNotes(h.user.Username, o.ekm, o.internal))
	}
	h.orders = append(h.orders, o)
}

func (h *history) tracking() string {
	h.serial++
	switch n := h.random.IntN(10); {
	case n == 0:
		return ""
	case n == 1:
		return fmt.Sprintf("JX%d;KX%d", h.serial, h.serial)
	case n < 5:
		return fmt.Sprintf("LONG-%058d", h.serial)
	}
	return fmt.Sprintf("JX%d", h.serial)
}

// ship has some units go, from the warehouse or from a supplier.
func (h *history) ship(o *modelOrder, back time.Duration) {
	rows := map[int]int{}
	var wish []brightpearlsim.ShipmentRow
	for _, r := range o.rows {
		if left := r.quantity - o.onNotes(r.id); !r.stockless && left > 0 && h.random.IntN(3) > 0 {
			rows[r.id] = 1 + h.random.IntN(min(left, 2))
			wish = append(wish, brightpearlsim.ShipmentRow{RowID: r.id, Quantity: rows[r.id]})
		}
	}
	if len(wish) == 0 {
		return
	}
	h.serial++
	n := &modelNote{kind: "goods_out", rows: rows, at: h.clock().Add(-back - time.Duration(h.serial%50)*time.Second), tracking: h.tracking(), shipped: true}
	s := brightpearlsim.Shipment{OrderID: o.sales, Tracking: n.tracking, Rows: wish, ShippedAt: n.at}
	var err error
	if h.random.IntN(4) == 0 {
		n.kind = "drop_ship"
		n.id, err = h.sim.Brightpearl.DropShip(s)
	} else {
		var ids []int
		if ids, err = h.sim.Brightpearl.Ship(s); err == nil {
			n.id = ids[0]
		}
	}
	h.must(err)
	o.notes = append(o.notes, n)
}

// edit changes the rows by hand.
func (h *history) edit(o *modelOrder) {
	r := o.rows[h.random.IntN(len(o.rows))]
	e := brightpearlsim.RowEdit{OrderID: o.sales, RowID: r.id}
	switch used := o.onNotes(r.id); h.random.IntN(5) {
	case 0: // one more row
		fresh := &modelRow{quantity: 1 + h.random.IntN(2)}
		e = brightpearlsim.RowEdit{OrderID: o.sales, SKU: h.codes[h.random.IntN(len(h.codes))], Quantity: fresh.quantity}
		if fresh.stockless = h.random.IntN(3) == 0; fresh.stockless {
			e.SKU = h.service
		}
		fresh.id = h.rig.edit(e)
		o.rows = append(o.rows, fresh)
	case 1: // more of one
		if !r.stockless {
			r.quantity += 4
			e.Quantity = r.quantity
			h.rig.edit(e)
		}
	case 2: // less of one
		if !r.stockless && r.quantity > max(1, used) {
			r.quantity = max(1, used)
			e.Quantity = r.quantity
			h.rig.edit(e)
		}
	case 3: // another product
		if used == 0 && !r.stockless {
			e.SKU = h.codes[h.random.IntN(len(h.codes))]
			r.swapped = true
			h.rig.edit(e)
		}
	case 4: // one row less
		if used == 0 && len(o.rows) > 1 {
			e.Quantity = -1
			h.rig.edit(e)
			o.removed = o.removed || r.ordered > 0
			o.rows = slices.DeleteFunc(o.rows, func(other *modelRow) bool { return other == r })
		}
	}
}

// meddle is anything else that may happen to an order.
func (h *history) meddle(o *modelOrder) {
	var n *modelNote
	if len(o.notes) > 0 {
		n = o.notes[h.random.IntN(len(o.notes))]
	}
	sim := h.sim.Brightpearl
	switch h.random.IntN(14) {
	case 0, 1:
		h.edit(o)
	case 2:
		status := []string{"DISPATCHED", "COMPLETE", "CANCELLED"}[h.random.IntN(3)]
		if o.status != "CANCELLED" && o.status != "REFUNDED" {
			h.must(h.sim.EKM.SetOrderStatus(h.user.Username, o.ekm, status))
			o.status = status
		}
	case 3, 4:
		if n != nil && n.shipped && !n.gone {
			h.must(sim.UnshipNote(n.kind, n.id))
			n.shipped = false
		}
	case 5:
		if n != nil && !n.gone {
			h.must(sim.DestroyNote(n.kind, n.id))
			n.gone = true
		}
	case 6, 7, 8:
		if n != nil && !n.shipped && !n.gone {
			n.at, n.shipped = h.clock().Add(-time.Duration(h.random.IntN(8*24))*time.Hour), true
			if h.random.IntN(2) == 0 {
				n.tracking = fmt.Sprintf("AGAIN%d", h.random.IntN(1_000_000))
			}
			h.must(sim.ShipNote(n.kind, n.id, n.tracking, n.at))
		}
	case 9, 10:
		if n != nil && n.shipped && !n.gone && n.tracking == "" {
			n.tracking = fmt.Sprintf("LATE%d", h.random.IntN(1_000_000))
			if n.kind == "drop_ship" {
				h.must(sim.SetDropShipTracking(n.id, n.tracking))
			} else {
				h.must(sim.SetTracking(n.id, n.tracking))
			}
		}
	default:
		h.ship(o, time.Duration(h.random.IntN(10*24))*time.Hour)
	}
}

// work has the lane work until nothing is due, however often the line breaks.
func (h *history) work() {
	h.t.Helper()
	for range 200 {
		items, err := h.desk.Source(h.store).Due(h.t.Context(), h.clock(), 1000)
		h.must(err)
		if len(items) == 0 {
			return
		}
		for _, item := range items {
			_ = item.Work(h.t.Context()) // what fails stays due
		}
		h.advance(time.Second)
	}
	h.t.Fatal("the work has no end")
}

func (h *history) check(round int) {
	h.t.Helper()
	shown := map[int64]ekmsim.OrderBook{}
	for _, b := range h.books().Orders {
		shown[b.ID] = b
	}
	for _, o := range h.orders {
		b := shown[o.ekm]
		got := []string{b.Status, b.TrackingNumber, b.TrackingCompany, b.TrackingURL, b.InternalNotes}
		want := []string{o.status, o.number, o.company, o.page, o.internal}
		if !slices.Equal(got, want) {
			h.t.Fatalf("after round %d order %d (sales %d) shows\n%q, want\n%q", round, o.id, o.sales, got, want)
		}
		stored, err := h.db.ShipmentsOf(h.t.Context(), o.id)
		h.must(err)
		for _, n := range o.notes {
			at := slices.IndexFunc(stored, func(s db.Shipment) bool { return string(s.Kind) == n.kind && s.NoteID == int64(n.id) })
			if n.known && (at < 0 || !stored[at].Counts()) || !n.known && at >= 0 && stored[at].Counts() ||
				n.reversedWant && (at < 0 || stored[at].State != commerce.ShipmentReversed && stored[at].State != commerce.ShipmentSuperseded) {
				h.t.Fatalf("after round %d %s %d of order %d is known %v, reversed %v; stored are %+v", round, n.kind, n.id, o.id, n.known, n.reversedWant, stored)
			}
		}
		w, err := h.db.Order(h.t.Context(), o.id)
		h.must(err)
		if slices.Contains(w.Flags, db.DiffersFlag) != o.flagged {
			h.t.Fatalf("after round %d order %d has the flags %q, want differs %v", round, o.id, w.Flags, o.flagged)
		}
	}
	if n := h.books().Counters.EmailCustomerTrue; n != 0 {
		h.t.Fatalf("%d bodies asked for an e-mail", n)
	}
}

// TestEveryOrderShowsWhatTheRulesSay lets 510 orders live for some days under each policy and compares every one with the model.
func TestEveryOrderShowsWhatTheRulesSay(t *testing.T) {
	for i, c := range []struct{ policy, part string }{
		{settings.ShippedLast, ""}, {settings.ShippedFirst, ""}, {settings.ShippedEach, "PROCESSING"},
	} {
		t.Run(c.policy+" "+c.part, func(t *testing.T) {
			t.Parallel()
			h := &history{rig: newRig(t, func(_ *shipflow.Options, _ *ekm.Options, s *settings.Store) {
				s.ShippedPolicy, s.PartShippedStatus = c.policy, c.part
			}), random: rand.New(rand.NewPCG(7, uint64(i))), policy: c.policy, part: c.part}
			h.goods()
			for range 170 {
				h.order()
			}
			h.run()
			h.must(h.sim.EKM.SetFaults([]ekmsim.Fault{{Name: "cut_after_write", Probability: 0.1}, {Name: "cut", Route: "orders/{id}", Probability: 0.05}}))
			for round := range 8 {
				h.advance(time.Duration(40+h.random.IntN(100)) * time.Minute)
				for _, o := range h.orders {
					if h.random.IntN(5) < 3 {
						h.meddle(o)
					}
				}
				for range 2 { // what became open by the first look is found by the second
					h.must(h.desk.Sweep(t.Context()))
				}
				for _, o := range h.orders {
					o.see(h.policy, h.part)
				}
				h.rig.again()
				h.work()
				h.check(round)
				h.advance(time.Minute)
				for _, o := range h.orders {
					if h.random.IntN(10) == 0 {
						h.ship(o, 0)
						o.see(h.policy, h.part)
					}
				}
				h.poll() // a plain one finds what was shipped just now
				h.work()
				h.check(round)
			}
			before := h.books().Counters.Writes
			for range 3 {
				h.advance(50 * time.Minute)
				h.poll()
				h.work()
				h.must(h.desk.Sweep(t.Context()))
				h.work()
			}
			h.check(99)
			if after := h.books().Counters.Writes; after != before {
				t.Errorf("%d writes were made again", after-before)
			}
			h.tallies()
		})
	}
}

// tallies fails when the random events left out what they are there for.
func (h *history) tallies() {
	h.t.Helper()
	count := map[string]int{}
	for _, o := range h.orders {
		count[o.status]++
		if len(o.standing()) > 1 {
			count["several"]++
		}
		if strings.Contains(o.number, "parcels)") {
			count["crowded"]++
		}
		for _, n := range o.notes {
			if n.reversedWant {
				count["reversed"]++
			}
		}
	}
	h.t.Logf("%v, %d writes, %d requests", count, h.books().Counters.Writes, h.books().Counters.Requests)
	for _, what := range []string{"PENDING", "DISPATCHED", "COMPLETE", "CANCELLED", "several", "reversed"} {
		if count[what] == 0 {
			h.t.Errorf("no order is %s", what)
		}
	}
}
