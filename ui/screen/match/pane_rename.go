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
	"stockbridge/ui/say"
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
		return kit.NewEmpty(kit.EmptyState{Title: say.T("There is no code to rename"), Line: say.T("Only a listing of EKM that has a code can get another one.")})
	}
	if s.rename == nil || key(s.rename.link) != key(l) {
		s.rename = newRenaming(s, l)
		s.rename.look()
	}
	return s.rename.body
}

func newRenaming(s *Screen, l view.LinkRow) *renaming {
	r := &renaming{s: s, link: l, entry: kit.NewEntry(say.T("The new code")), result: kit.Down(theme.Space3), wait: func() {}}
	r.entry.SetText(l.Suggestion)
	r.entry.OnChanged = func(string) {
		r.wait()
		r.known = false
		r.wait = s.o.Feed.Clock().After(pause, r.look)
	}
	r.entry.OnSubmitted = func(string) { r.look() }
	from, _ := visible(l.SKU)
	field := kit.NewField(say.T("If {sku} were renamed to", from), r.entry).WithHelp(say.T("Nothing is renamed here: you see what it would touch, and get the list."))
	parts := []fyne.CanvasObject{field}
	if _, said := findings(l.SKU); len(said) > 0 {
		parts = append(parts, warning(say.T("In the old code. {findings}", strings.Join(said, ". "))))
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
		return []fyne.CanvasObject{kit.NewNote(theme.Error, "", say.T("What it would touch could not be read"), capital(say.Of(c.Text))+" "+say.Of(c.Fix))}
	case !r.known:
		return []fyne.CanvasObject{kit.NewRemark("info", say.T("Write a code to see which listings, orders and products it would touch."))}
	}
	i := r.impact
	var parts []fyne.CanvasObject
	if i.Problem != "" {
		parts = append(parts, kit.NewNote(theme.Attention, "", say.T("This code would not do"), say.Of(i.Problem)))
	} else {
		side, why, ok := strings.Cut(i.Safer, ": ")
		if !ok {
			side, why = say.T("Where to rename"), i.Safer
		}
		parts = append(parts, kit.NewNote(theme.NoState, "", say.Of(side), capital(say.Of(why))))
	}
	parts = append(parts, kit.Down(0, kit.NewSection(say.T("What it would touch"), "", nil), kit.NewPairs(84, touched(i))))
	if i.Problem == "" {
		steps := renameSteps(i)
		lines := []fyne.CanvasObject{kit.NewSection(say.T("What to do"), "", nil)}
		for n, step := range steps {
			number := kit.Sized(14, theme.Space5, kit.NewText(fmt.Sprintf("%d.", n+1), theme.Body, theme.Text2))
			lines = append(lines, kit.AcrossTop(8, number, kit.Grow(kit.NewParagraph(step, theme.Body, theme.Text))))
		}
		lines = append(lines, kit.NewParagraph(say.T("Stockbridge notices the change by itself and matches the code again."), theme.Small, theme.Text2))
		parts = append(parts, kit.Down(4, lines...), kit.Across(8,
			kit.NewButton(say.T("Copy list"), kit.Secondary, func() { r.s.copyText(renameList(i), say.T("The list is copied")) }).Small().WithIcon("copy"),
			kit.NewButton(say.T("Copy new code"), kit.Secondary, func() { r.s.copySKU(i.To) }).Small()))
	}
	return parts
}

// touched are the things that a rename would touch, in words.
func touched(i view.RenameImpact) []kit.Pair {
	listings := kit.Pair{Label: say.T("Listings"), Value: say.N(len(i.Listings), "{n} listing", "{n} listings"), Note: placesOf(i.Listings)}
	pairs := []kit.Pair{listings}
	if len(i.Taken) > 0 {
		pairs = append(pairs, kit.Pair{Label: say.T("Taken by"), Value: say.N(len(i.Taken), "{n} listing", "{n} listings"), Note: placesOf(i.Taken), State: theme.Attention})
	}
	product := kit.Pair{Label: say.T("New code"), Value: say.T("No product has it yet")}
	switch {
	case i.Products == 1:
		product.Value = say.T("Product {id} has it", digits(i.ProductID))
	case i.Products > 1:
		product.Value, product.State = say.N(i.Products, "{n} product has it", "{n} products have it"), theme.Attention
	}
	orders := kit.Pair{Label: say.T("Open orders"), Value: say.T("None asks for the old code")}
	if i.OpenOrders > 0 {
		orders.Value = say.N(i.OpenOrders, "{n} order", "{n} orders") + ", " + say.N(i.OpenLines, "{n} line", "{n} lines")
		orders.Note = say.T("They were placed with the old code and keep it.")
	}
	reserved := kit.Pair{Label: say.T("Reserved"), Value: none()}
	if i.Reserved > 0 {
		reserved.Value = say.N(i.Reserved, "{n} unit", "{n} units")
		reserved.Note = say.T("Of the product that has the old code in Brightpearl.")
	}
	nears := kit.Pair{Label: say.T("Look alike"), Value: say.T("No other code")}
	if len(i.NearMatches) > 0 {
		nears.Value, nears.Note = say.N(len(i.NearMatches), "{n} suggestion", "{n} suggestions"), codesOf(i.NearMatches)
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
	first, more := some(names)
	if more > 0 {
		return say.N(more, "In {stores} and {n} more store", "In {stores} and {n} more stores", first)
	}
	return say.T("In {stores}", first)
}

// codesOf names the codes of listings, each once.
func codesOf(rows []view.LinkRow) string {
	var codes []string
	for _, l := range rows {
		if text, _ := visible(l.SKU); !slices.Contains(codes, text) {
			codes = append(codes, text)
		}
	}
	first, more := some(codes)
	if more > 0 {
		return say.N(more, "{codes} and {n} more code", "{codes} and {n} more codes", first)
	}
	return first
}

// some names the first few and counts the rest, for words such as "A, B, C and 4 more stores".
func some(names []string) (first string, more int) {
	if more = len(names) - mostNamed; more > 0 {
		return strings.Join(names[:mostNamed], ", "), more
	}
	return list(names), 0
}

// renameSteps are what a person does, one step for each place.
func renameSteps(i view.RenameImpact) []string {
	from, _ := visible(i.From)
	var steps []string
	for _, l := range i.Listings {
		if l.EKMVariantID != 0 {
			steps = append(steps, say.T("In EKM, {store}: change the product code of {name} (variant {variant} of product {id}) from {from} to {to}.",
				l.Store, paneTitle(l), digits(l.EKMVariantID), digits(l.EKMProductID), from, i.To))
			continue
		}
		steps = append(steps, say.T("In EKM, {store}: change the product code of {name} (product {id}) from {from} to {to}.", l.Store, paneTitle(l), digits(l.EKMProductID), from, i.To))
	}
	if i.Products == 0 {
		steps = append(steps, say.T("In Brightpearl: give the product the SKU {sku}.", i.To))
	}
	return steps
}

// renameList is the same for the clipboard.
func renameList(i view.RenameImpact) string {
	var b strings.Builder
	b.WriteString(say.T("Rename {from} to {to}", i.From, i.To) + "\n")
	for n, step := range renameSteps(i) {
		fmt.Fprintf(&b, "%d. %s\n", n+1, step)
	}
	return b.String()
}
