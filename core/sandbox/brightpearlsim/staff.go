package brightpearlsim

import (
	"context"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"slices"
	"sync"
	"time"
)

// crew is what happens without a request: the warehouse staff and the rest of the trade.
// What it decides depends only on the seed and the ids, never on when it looks.
type crew struct {
	staff   Staff
	trade   Trade
	rests   bool // everybody was sent home
	seed    int64
	jobs    []job
	busy    map[int]bool // orders with a job
	watched []int        // orders that may still need something
	read    int          // how much of the order list is in watched
	random  *rand.Rand
	nextOut time.Time
	nextIn  time.Time
}

// job is one thing to be done at a time.
type job struct {
	due   time.Time
	step  string // "note", "drop", "SHS" or an event code
	order int
	note  *note
	drop  *dropShip
}

func newCrew(staff Staff, trade Trade, seed int64) crew {
	return crew{staff: staff, trade: trade, seed: seed, busy: map[int]bool{}, random: rand.New(rand.NewPCG(uint64(seed), 2))}
}

// Run does the warehouse's work and delivers webhooks until the context ends. It waits for both before it returns nil.
func (s *Server) Run(ctx context.Context) error {
	pace := min(max(s.span(s.cfg.Staff.Step)/4, 25*time.Millisecond), 500*time.Millisecond)
	var both sync.WaitGroup
	every := func(act func()) {
		both.Go(func() {
			ticker := time.NewTicker(pace)
			defer ticker.Stop()
			for {
				select {
				case <-ctx.Done():
					return
				case <-ticker.C:
					act()
				}
			}
		})
	}
	every(s.Work)
	every(func() { s.DeliverWebhooks(ctx) })
	both.Wait()
	return nil
}

// SetStaff turns the warehouse staff on or off. Work that has begun rests meanwhile, and so does the rest of the trade: nothing
// moves while the staff are sent home.
func (s *Server) SetStaff(enabled bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.crew.staff.Enabled, s.crew.rests = enabled, !enabled
}

// Work does everything that is due by now. Run calls it; callers with their own clock may.
func (s *Server) Work() {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.cfg.Now()
	if s.crew.staff.Enabled {
		s.lookLocked(now)
		for s.nextJobLocked(now) {
		}
	}
	if !s.crew.rests {
		s.tradeLocked(now)
	}
}

// lookLocked finds orders that can be worked on: settled, and with stock held for them.
func (s *Server) lookLocked(now time.Time) {
	c := &s.crew
	c.watched = append(c.watched, s.orderList[c.read:]...)
	c.read = len(s.orderList)
	step := s.span(c.staff.Step)
	c.watched = slices.DeleteFunc(c.watched, func(id int) bool {
		o := s.orders[id]
		if o.kind != salesOrder || o.cancelled {
			return true
		}
		u := s.unitsOf(o)
		if u.wanted == 0 || u.shipped >= u.wanted {
			return true
		}
		if c.busy[id] || !s.settled(o) {
			return false
		}
		switch {
		case u.reserved > 0:
			c.addJob(job{due: now.Add(step), step: "note", order: id})
		case u.noted < u.wanted && c.oneIn(c.staff.DropShipOneIn, "drop", id) && now.Sub(o.created) > 10*step:
			c.addJob(job{due: now.Add(step), step: "drop", order: id})
		}
		return false
	})
}

func (c *crew) addJob(j job) {
	c.jobs = append(c.jobs, j)
	c.busy[j.order] = true
}

// nextJobLocked does the earliest job that is due; it is false when none is.
func (s *Server) nextJobLocked(now time.Time) bool {
	c := &s.crew
	first := -1
	for i, j := range c.jobs {
		if !j.due.After(now) && (first < 0 || j.due.Before(c.jobs[first].due)) {
			first = i
		}
	}
	if first < 0 {
		return false
	}
	j := c.jobs[first]
	c.jobs = slices.Delete(c.jobs, first, first+1)
	s.doLocked(j)
	c.busy[j.order] = slices.ContainsFunc(c.jobs, func(other job) bool { return other.order == j.order })
	return true
}

func (s *Server) doLocked(j job) {
	c, at, step := &s.crew, j.due, s.span(s.crew.staff.Step)
	o := s.orders[j.order]
	following := map[string]string{"PRI": "PIC", "PIC": "PAC", "PAC": "SHW"}
	switch j.step {
	case "note":
		for i, rows := range s.loadsOf(o) {
			if n := s.createNoteLocked(o, o.reservation.warehouse, rows, at); n != nil {
				c.addJob(job{due: at.Add(step * time.Duration(1+5*i)), step: "PRI", order: o.id, note: n})
			}
			if o.reservation == nil {
				break
			}
		}
		if c.oneIn(c.staff.DropShipOneIn, "drop", o.id) {
			s.dropLocked(o, at)
		}
	case "drop":
		s.dropLocked(o, at)
	case "SHS":
		if !j.drop.shipped() {
			s.shipDropShipLocked(j.drop, c.tracking("drop", j.drop.id), at, at)
		}
	default:
		if j.note.shipped() || !slices.Contains(s.notes, j.note) {
			return // somebody else was quicker
		}
		if j.step == "PAC" && j.note.reference == "" && !c.oneIn(c.staff.NoTrackingOneIn, "tracking", j.note.id) {
			j.note.reference = c.tracking("note", j.note.id)
			s.raiseLocked("goods-out-note.modified", j.note.id, at)
		}
		s.noteEventLocked(j.note, noteEvent{j.step, at, crewMember}, at)
		if then := following[j.step]; then != "" {
			c.addJob(job{due: at.Add(step), step: then, order: j.order, note: j.note})
		}
	}
}

// loadsOf divides what is reserved into one note, or now and then two.
func (s *Server) loadsOf(o *order) [][]noteRow {
	if o.reservation == nil || o.cancelled {
		return nil
	}
	var rows []noteRow
	total := 0
	for _, r := range o.rows {
		if quantity := o.reservation.rows[r.id]; quantity > 0 {
			rows = append(rows, noteRow{r.id, r.product, quantity})
			total += quantity
		}
	}
	if total < 2 || !s.crew.oneIn(s.crew.staff.SplitOneIn, "split", o.id) || len(s.notesOf(o.id)) > 0 {
		return [][]noteRow{rows}
	}
	var first, second []noteRow
	half := total / 2
	for _, r := range rows {
		take := min(half, r.quantity)
		half -= take
		if take > 0 {
			first = append(first, noteRow{r.row, r.product, take})
		}
		if r.quantity > take {
			second = append(second, noteRow{r.row, r.product, r.quantity - take})
		}
	}
	return [][]noteRow{first, second}
}

// dropLocked orders what stock cannot serve from a supplier.
func (s *Server) dropLocked(o *order, at time.Time) {
	if rows := s.lackingRows(o); len(rows) > 0 && !o.cancelled {
		d := s.createDropShipLocked(o, rows, at)
		s.crew.addJob(job{due: at.Add(6 * s.span(s.crew.staff.Step)), step: "SHS", order: o.id, drop: d})
	}
}

// lackingRows are the stock rows, or parts of them, that are neither on a note nor reserved.
func (a *account) lackingRows(o *order) []noteRow {
	fulfilled := a.fulfilledRows(o)
	var rows []noteRow
	for _, r := range o.rows {
		if !a.stockRow(r) {
			continue
		}
		missing := r.quantity.units() - fulfilled[r.id]
		if o.reservation != nil {
			missing -= o.reservation.rows[r.id]
		}
		if missing > 0 {
			rows = append(rows, noteRow{r.id, r.product, missing})
		}
	}
	return rows
}

func (c *crew) hash(what string, id int) uint64 {
	h := fnv.New64a()
	_, _ = fmt.Fprintf(h, "%d/%s/%d", c.seed, what, id)
	sum := h.Sum64() // mixed once more: FNV alone leaves neighbouring ids alike
	sum ^= sum >> 33
	sum *= 0xff51afd7ed558ccd
	return sum ^ sum>>33
}

// oneIn draws once for an id; negative and zero odds never come up.
func (c *crew) oneIn(odds int, what string, id int) bool {
	return odds > 0 && c.hash(what, id)%uint64(odds) == 0
}

func (c *crew) tracking(what string, id int) string {
	return fmt.Sprintf("ZZ%09dGB", c.hash("tracking "+what, id)%1_000_000_000)
}
