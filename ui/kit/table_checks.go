package kit

import "slices"

// Checks are the ticked rows. With All set, every row of the answer is ticked except Keys.
type Checks struct {
	All   bool
	Keys  []string
	Count int // how many rows are ticked
}

type checks struct {
	all  bool
	keys map[string]bool // ticked, or with all: not ticked
}

func newChecks() checks { return checks{keys: map[string]bool{}} }

func (c *checks) clear()              { c.all, c.keys = false, map[string]bool{} }
func (c *checks) any() bool           { return c.all || len(c.keys) > 0 }
func (c *checks) has(key string) bool { return c.all != c.keys[key] }

func (c *checks) toggle(key string) {
	if c.keys[key] {
		delete(c.keys, key)
	} else {
		c.keys[key] = true
	}
}

func (c *checks) set(key string, ticked bool) {
	if c.has(key) != ticked {
		c.toggle(key)
	}
}

func (c *checks) count(total int) int {
	if c.all {
		return total - len(c.keys)
	}
	return len(c.keys)
}

// Checked gives the ticked rows.
func (t *PagedTable) Checked() Checks {
	keys := make([]string, 0, len(t.checks.keys))
	for key := range t.checks.keys {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return Checks{All: t.checks.all, Keys: keys, Count: t.checks.count(t.pager.total)}
}

// ClearChecks takes all ticks away and tells OnCheck.
func (t *PagedTable) ClearChecks() {
	t.checks.clear()
	t.checksChanged()
}

// CheckAll ticks every row of the answer, also those that were never loaded.
func (t *PagedTable) CheckAll() {
	t.checks.clear()
	t.checks.all = true
	t.checksChanged()
}

// extendTo moves to a row and ticks every row from where the moves with Shift began. It stops before the first row that was not read
// yet, since nobody can tick what they cannot see; rows that it leaves again lose their tick.
func (t *PagedTable) extendTo(to int) {
	if !t.options.Checks || t.cursor < 0 {
		t.moveTo(to)
		return
	}
	to = max(0, min(to, t.rows()-1))
	if t.anchor < 0 {
		t.anchor = t.cursor
	}
	from, step := t.cursor, 1
	if to < from {
		step = -1
	}
	reached := from
	for i := from; i != to+step; i += step {
		row, ok := t.at(i)
		if !ok {
			break
		}
		leaves := (i-t.anchor)*step < 0 // on the way back to where it began
		t.checks.set(row.Key, !leaves)
		reached = i
	}
	if row, ok := t.pager.row(reached); ok {
		t.checks.set(row.Key, true)
	}
	t.moveTo(reached)
	t.checksChanged()
}

func (t *PagedTable) toggleCheck(i int) {
	if row, ok := t.pager.row(i); ok && t.options.Checks {
		t.checks.toggle(row.Key)
		t.checksChanged()
	}
}

func (t *PagedTable) toggleAll() {
	if t.checks.count(t.pager.total) > 0 {
		t.ClearChecks()
	} else {
		t.CheckAll()
	}
}

func (t *PagedTable) checksChanged() {
	t.refreshRows()
	t.header.Refresh()
	if t.options.OnCheck != nil {
		t.options.OnCheck(t.Checked())
	}
}
