package shipflow

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/ekm"
	"stockbridge/core/fault"
	"stockbridge/core/settings"
)

// noteLines are the lines that an order's notes leave in EKM's internal notes, the oldest first.
func noteLines(store db.StoreRow, notes []db.Shipment) []string {
	switch store.Settings.ShipmentNotes {
	case settings.NotesOff:
		return nil
	case settings.NotesEvery:
	default:
		if len(notes) < 2 && !trackingOf(store.Settings, notes).crowded(limitOf(store)) {
			return nil
		}
	}
	var lines []string
	for _, n := range oldestFirst(notes) {
		lines = append(lines, lineOf(n))
	}
	return lines
}

// lineOf is one note in a line: Stockbridge: goods-out 5521, 24 Nov 2026 10:41, 3 units, Royal Mail 48, JX2048.
func lineOf(n db.Shipment) string {
	parts := []string{lineHead(n), n.ShippedAt.Local().Format("2 Jan 2006 15:04"), units(n.Units)}
	for _, text := range []string{n.Carrier, strings.Join(numbersIn(n.Tracking), ", ")} {
		if text = strings.Join(strings.Fields(text), " "); text != "" {
			parts = append(parts, text)
		}
	}
	return strings.Join(parts, ", ")
}

func lineHead(n db.Shipment) string {
	word := "goods-out"
	if n.Kind == commerce.DropShip {
		word = "drop-ship"
	}
	return fmt.Sprintf("Stockbridge: %s %d", word, n.NoteID)
}

// lacking are the lines that do not stand in a text. The time in a line does not matter: another computer of the merchant's may live
// in another zone.
func lacking(text string, lines []string) []string {
	there := map[string]bool{}
	for line := range strings.SplitSeq(text, "\n") {
		there[timeless(strings.TrimSpace(line))] = true
	}
	return slices.DeleteFunc(slices.Clone(lines), func(line string) bool { return there[timeless(line)] })
}

// timeless is one of our lines without its time.
func timeless(line string) string {
	head, rest, _ := strings.Cut(line, ", ")
	_, tail, _ := strings.Cut(rest, ", ")
	return head + ", " + tail
}

// grown is a text with lines behind it; what stood there stays byte for byte.
func grown(text string, lines []string) string {
	end := "\n"
	if strings.Contains(text, "\r\n") {
		end = "\r\n"
	}
	added := strings.Join(lines, end)
	if text == "" || strings.HasSuffix(text, "\n") {
		return text + added
	}
	return text + end + added
}

// annotate adds the lines that EKM's internal notes lack. Whether a shop replaces what stands there or adds to it is not documented:
// its answer tells, and is remembered. A shop that refuses the text, for its length say, keeps nobody from telling it the status.
func (d *Desk) annotate(ctx context.Context, t *task, order ekm.Order) (ekm.Order, error) {
	current := string(order.InternalNotes)
	lines := lacking(current, noteLines(t.store, t.notes))
	if len(lines) == 0 {
		return order, nil
	}
	text := grown(current, lines)
	if t.store.NotesAppend {
		text = strings.Join(lines, "\n")
	}
	after, err := d.putNotes(ctx, t, text)
	if f := fault.Of(err); err != nil && statusRefused(f) {
		t.remark = "EKM refused the internal notes: " + f.Text
		return order, nil
	}
	if err != nil {
		return order, err
	}
	echoed := string(after.InternalNotes)
	switch {
	case current == "":
	case t.store.NotesAppend && echoed == text:
		// The shop replaces after all: what staff wrote is put back at once.
		if err := d.rememberNotes(ctx, t, false); err != nil {
			return after, err
		}
		return d.putNotes(ctx, t, grown(current, lines))
	case !t.store.NotesAppend && len(echoed) > len(text) && strings.HasPrefix(echoed, current) && strings.HasSuffix(echoed, text):
		return after, d.rememberNotes(ctx, t, true)
	}
	return after, nil
}

func (d *Desk) putNotes(ctx context.Context, t *task, text string) (ekm.Order, error) {
	return d.write(ctx, t, callNotes, "", func() (ekm.Order, error) { return t.shop.Orders.SetInternalNotes(ctx, t.ekmID(), text) })
}

func (d *Desk) rememberNotes(ctx context.Context, t *task, appends bool) error {
	t.store.NotesAppend = appends
	return d.db.Write(ctx, func(tx *db.Tx) error { return tx.SetNotesAppend(t.store.ID, appends) })
}
