package shell

import (
	"time"

	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/screen"
	"stockbridge/ui/theme"
)

// proofMenu is what a press on the state label opens: each piece of the proof with its time, and where to look at it.
func proofMenu(f facts, open func(screen.Route)) []kit.MenuItem {
	to := func(r screen.Route) func() { return func() { open(r) } }
	piece := func(label string, at time.Time, r screen.Route) kit.MenuItem {
		state, note := theme.OK, say.T("{age} ago", screen.Ago(at, f.now))
		switch {
		case at.IsZero():
			state, note = theme.Unknown, say.T("No answer yet")
		case !fresh(at, f.now):
			state, note = theme.Unknown, say.T("No answer since {time}", say.When(at, f.now))
		}
		return kit.MenuItem{Label: label, Note: note, Icon: state.Icon(), State: state, Tapped: to(r)}
	}
	var items []kit.MenuItem
	for _, c := range contactsOf(f) {
		items = append(items, piece(c.name, c.last, screen.Route{Screen: screen.Stores}))
	}
	if len(items) > 0 {
		items = append(items, piece(say.T("Books read"), f.readAt, screen.Route{Screen: screen.Overview}))
	}
	if !f.pulse.AsleepUntil.IsZero() {
		items = append(items, kit.MenuItem{Label: asleepWords(f), Icon: theme.Paused.Icon(), State: theme.Paused, Tapped: to(screen.Route{Screen: screen.Attention, Tab: "activity"})})
	}
	if len(items) > 0 {
		items = append(items, kit.MenuItem{})
	}
	o := f.overview
	orders := func(tab string) func() { return to(screen.Route{Screen: screen.Orders, Tab: tab}) }
	items = append(items,
		kit.MenuItem{Label: say.T("Orders placed today"), Note: say.Count(o.Placed), Icon: "shopping-bag", Tapped: orders("")},
		kit.MenuItem{Label: say.T("In Brightpearl"), Note: say.Count(o.Posted), Icon: theme.OK.Icon(), State: theme.OK, Tapped: orders("posted")},
		kit.MenuItem{Label: say.T("Waiting"), Note: say.Count(o.Waiting), Icon: "clock", State: theme.Working, Tapped: orders("progress")},
		kit.MenuItem{Label: say.T("Held"), Note: say.Count(o.Held), Icon: "hand", State: theme.Attention, Tapped: orders("todo")},
		kit.MenuItem{Label: say.T("Excluded or cancelled"), Note: say.Count(o.Excluded), Icon: "circle-minus", State: theme.Unknown, Tapped: orders("excluded")},
		zero(say.T("Unaccounted"), say.Count(unaccounted(o)), unaccounted(o) == 0, orders("")),
		zero(say.T("Held money"), say.Money(o.HeldMoney, o.Currency), o.HeldMoney == 0, orders("todo")),
		zero(say.T("Drift"), say.Count(o.Drift), o.Drift == 0, to(screen.Route{Screen: screen.Inventory, Tab: "drift"})),
	)
	return items
}

// zero is a piece that has to be nothing for a green label.
func zero(label, note string, good bool, open func()) kit.MenuItem {
	item := kit.MenuItem{Label: label, Note: note, Icon: "shield-check", State: theme.OK, Tapped: open}
	if !good {
		item.Icon, item.State = theme.Attention.Icon(), theme.Attention
	}
	return item
}

func asleepWords(f facts) string {
	return say.T("Asleep {from} to {until}", say.When(f.pulse.AsleepFrom, f.now), say.When(f.pulse.AsleepUntil, f.now))
}
