package match

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"stockbridge/core/commerce"
	"stockbridge/core/fault"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/screen"
	"stockbridge/ui/theme"
)

// pause is how long the field waits for the next letter before it asks.
const pause = 250 * time.Millisecond

// renaming is the Rename tab of one listing: another code for it, and what that would touch. Nothing is renamed here.
type renaming struct {
	s      *Screen
	link   view.LinkRow
	entry  *kit.Entry
	result *fyne.Container
	body   fyne.CanvasObject

	impact   view.RenameImpact
	known    bool // the impact is that of the code in the field
	failed   error
	question int // counts what was asked; older answers are dropped
	wait     func()
}

// renameBody is the tab; it stays while the pane stays on the listing, since its field may hold the cursor.
func (s *Screen) renameBody(l view.LinkRow) fyne.CanvasObject {
	if l.EKMProductID == 0 || l.SKU == "" {
		return kit.NewEmpty(kit.EmptyState{Title: "There is no code to rename", Line: "Only a listing of EKM that has a code can get another one."})
	}
	if s.rename == nil || key(s.rename.link) != key(l) {
		s.rename = newRenaming(s, l)
		s.rename.look()
	}
	return s.rename.body
}

func newRenaming(s *Screen, l view.LinkRow) *renaming {
	r := &renaming{s: s, link: l, entry: kit.NewEntry("The new code"), result: kit.Down(theme.Space3), wait: func() {}}
	r.entry.SetText(l.Suggestion)
	r.entry.OnChanged = func(string) {
		r.wait()
		r.known = false
		r.wait = s.o.Feed.Clock().After(pause, r.look)
	}
	r.entry.OnSubmitted = func(string) { r.look() }
	from, _ := visible(l.SKU)
	field := kit.NewField("If "+from+" were renamed to", r.entry).WithHelp("Nothing is renamed here: you see what it would touch, and get the list.")
	parts := []fyne.CanvasObject{field}
	if _, said := findings(l.SKU); len(said) > 0 {
		parts = append(parts, warning("In the old code. "+strings.Join(said, ". ")))
	}
	r.body = kit.Down(theme.Space3, append(parts, r.result)...)
	return r
}

// look asks what the code in the field would touch.
func (r *renaming) look() {
	r.wait()
	r.question++
	question, to := r.question, commerce.TrimSKU(r.entry.Text())
	if to == "" {
		r.known, r.failed = false, nil
		r.show()
		return
	}
	r.s.o.Feed.Go(func(ctx context.Context) {
		impact, err := r.s.o.Pages.RenameImpact(ctx, r.link.SKU, to)
		r.s.o.Feed.Do(func() {
			if question == r.question {
				r.impact, r.known, r.failed = impact, err == nil, err
				r.show()
			}
		})
	})
}

func (r *renaming) show() {
	r.result.Objects = r.parts()
	r.result.Refresh()
	r.s.Redraw() // the pane makes room
}

func (r *renaming) parts() []fyne.CanvasObject {
	switch {
	case r.failed != nil:
		c := fault.CauseOf(r.failed)
		return []fyne.CanvasObject{kit.NewNote(theme.Error, "", "What it would touch could not be read", capital(c.Text)+" "+c.Fix)}
	case !r.known:
		return []fyne.CanvasObject{kit.NewRemark("info", "Write a code to see which listings, orders and products it would touch.")}
	}
	i := r.impact
	var parts []fyne.CanvasObject
	if i.Problem != "" {
		parts = append(parts, kit.NewNote(theme.Attention, "", "This code would not do", i.Problem))
	} else {
		side, why, ok := strings.Cut(i.Safer, ": ")
		if !ok {
			side, why = "Where to rename", i.Safer
		}
		parts = append(parts, kit.NewNote(theme.NoState, "", side, capital(why)))
	}
	parts = append(parts, kit.Down(0, kit.NewSection("What it would touch", "", nil), kit.NewPairs(84, touched(i))))
	if i.Problem == "" {
		steps := renameSteps(i)
		lines := []fyne.CanvasObject{kit.NewSection("What to do", "", nil)}
		for n, step := range steps {
			number := kit.Sized(14, theme.Space5, kit.NewText(fmt.Sprintf("%d.", n+1), theme.Body, theme.Text2))
			lines = append(lines, kit.AcrossTop(8, number, kit.Grow(kit.NewParagraph(step, theme.Body, theme.Text))))
		}
		lines = append(lines, kit.NewParagraph("Stockbridge notices the change by itself and matches the code again.", theme.Small, theme.Text2))
		parts = append(parts, kit.Down(4, lines...), kit.Across(8,
			kit.NewButton("Copy list", kit.Secondary, func() { r.s.copyText(renameList(i), "The list is copied") }).Small().WithIcon("copy"),
			kit.NewButton("Copy new code", kit.Secondary, func() { r.s.copySKU(i.To) }).Small()))
	}
	return parts
}

// touched are the things that a rename would touch, in words.
func touched(i view.RenameImpact) []kit.Pair {
	listings := kit.Pair{Label: "Listings", Value: screen.Plural(len(i.Listings), "listing", "listings"), Note: placesOf(i.Listings)}
	pairs := []kit.Pair{listings}
	if len(i.Taken) > 0 {
		pairs = append(pairs, kit.Pair{Label: "Taken by", Value: screen.Plural(len(i.Taken), "listing", "listings"), Note: placesOf(i.Taken), State: theme.Attention})
	}
	product := kit.Pair{Label: "New code", Value: "No product has it yet"}
	switch {
	case i.Products == 1:
		product.Value = fmt.Sprintf("Product %d has it", i.ProductID)
	case i.Products > 1:
		product.Value, product.State = screen.Plural(i.Products, "product has it", "products have it"), theme.Attention
	}
	orders := kit.Pair{Label: "Open orders", Value: "None asks for the old code"}
	if i.OpenOrders > 0 {
		orders.Value = screen.Plural(i.OpenOrders, "order", "orders") + ", " + screen.Plural(i.OpenLines, "line", "lines")
		orders.Note = "They were placed with the old code and keep it."
	}
	reserved := kit.Pair{Label: "Reserved", Value: "None"}
	if i.Reserved > 0 {
		reserved.Value = screen.Plural(i.Reserved, "unit", "units")
		reserved.Note = "Of the product that has the old code in Brightpearl."
	}
	nears := kit.Pair{Label: "Look alike", Value: "No other code"}
	if len(i.NearMatches) > 0 {
		nears.Value, nears.Note = screen.Plural(len(i.NearMatches), "suggestion", "suggestions"), codesOf(i.NearMatches)
	}
	return append(pairs, product, orders, reserved, nears)
}

// mostNamed is how many stores or codes a line names before it counts the rest.
const mostNamed = 3

// placesOf names the stores of listings, each once.
func placesOf(rows []view.LinkRow) string {
	var names []string
	for _, l := range rows {
		if !slices.Contains(names, l.Store) {
			names = append(names, l.Store)
		}
	}
	if len(names) == 0 {
		return ""
	}
	return "In " + some(names, "store", "stores")
}

// codesOf names the codes of listings, each once.
func codesOf(rows []view.LinkRow) string {
	var codes []string
	for _, l := range rows {
		if text, _ := visible(l.SKU); !slices.Contains(codes, text) {
			codes = append(codes, text)
		}
	}
	return some(codes, "code", "codes")
}

// some names the first few and counts the rest: "A, B, C and 4 more stores".
func some(names []string, one, many string) string {
	if more := len(names) - mostNamed; more > 0 {
		return strings.Join(names[:mostNamed], ", ") + " and " + fmt.Sprint(more) + " more " + map[bool]string{true: one, false: many}[more == 1]
	}
	return list(names)
}

// renameSteps are what a person does, one step for each place.
func renameSteps(i view.RenameImpact) []string {
	from, _ := visible(i.From)
	var steps []string
	for _, l := range i.Listings {
		where := fmt.Sprintf("product %d", l.EKMProductID)
		if l.EKMVariantID != 0 {
			where = fmt.Sprintf("variant %d of product %d", l.EKMVariantID, l.EKMProductID)
		}
		steps = append(steps, fmt.Sprintf("In EKM, %s: change the product code of %s (%s) from %s to %s.", l.Store, paneTitle(l), where, from, i.To))
	}
	if i.Products == 0 {
		steps = append(steps, fmt.Sprintf("In Brightpearl: give the product the SKU %s.", i.To))
	}
	return steps
}

// renameList is the same for the clipboard.
func renameList(i view.RenameImpact) string {
	var b strings.Builder
	fmt.Fprintf(&b, "Rename %s to %s\n", i.From, i.To)
	for n, step := range renameSteps(i) {
		fmt.Fprintf(&b, "%d. %s\n", n+1, step)
	}
	return b.String()
}
