package orders

import (
	"strings"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
	"stockbridge/ui/say"
)

// notice is the block at the top of the Compare tab: what, where and why, what happens now, what can be done.
type notice struct {
	mark
	title string
	text  string
	fix   string
}

// noticeOf says what a person should know about an order first; ok is false when there is nothing to say.
func noticeOf(d view.OrderDetail, now time.Time) (n notice, ok bool) {
	n.mark = markOf(d.OrderRow, now)
	switch {
	case d.Changed:
		n.title = say.T("Changed in EKM after it was posted")
		n.text = say.T("Brightpearl keeps what was posted; nothing is changed there by itself.")
		n.fix = say.T("Correct sales order {id} there if it should follow, or ignore the change.", digits(d.SalesOrderID))
		return n, true
	case !d.Cause.Zero():
		title, rest := sentence(d.Cause.Text)
		n.title, n.text, n.fix = say.Of(title), say.Of(rest), say.Of(d.Cause.Fix)
		if d.State == commerce.OrderHeld {
			n.text = join(n.text, meanwhile(d, rest))
		}
		if d.State != commerce.OrderHeld && d.Attempts > 0 {
			n.title, n.text, n.fix = n.word, join(say.Of(d.Cause.Text), say.T("The order goes on by itself.")), ""
		}
		return n, true
	case short(d.OrderRow) > 0:
		n.title = say.N(short(d.OrderRow), "Brightpearl could not reserve {n} unit", "Brightpearl could not reserve {n} units")
		n.text = say.T("The sales order stands and {reserved} of {wanted} units are reserved.", d.ReservedUnits, d.WantedUnits)
		n.text = join(n.text, others(d.Flags, "Short"))
		n.fix = say.T("Book stock in, or split the order in Brightpearl. Nothing is needed here.")
		return n, true
	case len(d.Flags) > 0:
		n.title = say.N(len(d.Flags), "{n} thing to know about this order", "{n} things to know about this order")
		n.text = others(d.Flags, "")
		return n, true
	}
	return n, false
}

// meanwhile says what happens to a held order's units, unless its cause already does.
func meanwhile(d view.OrderDetail, said string) string {
	var parts []string
	if d.SalesOrderID != 0 {
		parts = append(parts, say.T("Sales order {id} stays as it is.", digits(d.SalesOrderID)))
	} else if !strings.Contains(said, "Nothing was created") {
		parts = append(parts, say.T("Nothing was created in Brightpearl."))
	}
	if left := d.WantedUnits - d.ReservedUnits; left > 0 && !strings.Contains(said, "deducted") {
		parts = append(parts, say.N(left, "Its {n} unit stays deducted from stock in all stores.", "Its {n} units stay deducted from stock in all stores."))
	}
	return strings.Join(parts, " ")
}

// others lists flags as sentences, without those that start with a word that was said already.
func others(flags []string, said string) string {
	var parts []string
	for _, f := range flags {
		if said == "" || !strings.HasPrefix(f, said) {
			parts = append(parts, say.Of(strings.TrimSuffix(f, "."))+".")
		}
	}
	return strings.Join(parts, " ")
}

func join(a, b string) string { return strings.TrimSpace(strings.TrimSpace(a) + " " + b) }

// since says from when an order's state dates, for the pane's second line.
func since(d view.OrderDetail, now time.Time) (text string, at time.Time) {
	switch d.State {
	case commerce.OrderHeld:
		for _, a := range d.Timeline { // newest first
			if strings.HasPrefix(a.Result, "held") {
				return say.T("since {time}", say.When(a.At, now)), a.At
			}
		}
	case commerce.OrderPosted:
		if !d.PostedAt.IsZero() {
			return say.T("at {time}", say.When(d.PostedAt, now)), d.PostedAt
		}
	}
	return say.T("placed {time}", say.When(d.PlacedAt, now)), d.PlacedAt
}
