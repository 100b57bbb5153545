package inventory

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/screen"
	"stockbridge/ui/theme"
)

// mostNotices is how many notes of a kind stand above the table; the rest are counted.
const mostNotices = 3

// comparison is a whole store that is or was compared with EKM.
type comparison struct {
	store           commerce.Store
	figures         int
	since, at       time.Time
	done            bool
	checked, differ int
}

func (s *Screen) putAway(c *comparison) {
	s.compares = slices.DeleteFunc(s.compares, func(x *comparison) bool { return x == c })
	s.showNotices()
}

// showNotices says above the table what holds for more than a row: the brake, frozen stores, comparisons, a mere preview.
func (s *Screen) showNotices() {
	var parts []fyne.CanvasObject
	one := s.Query().OneStore()
	in := func(id commerce.StoreID) bool { return one == 0 || one == id }
	brakes := slices.DeleteFunc(slices.Clone(s.summary.brakes), func(b view.Brake) bool { return !in(b.StoreID) })
	for i, b := range brakes {
		if i == mostNotices {
			parts = append(parts, kit.NewRemark("hand", screen.Plural(len(brakes)-i, "more store has", "more stores have")+" a change that the brake has stopped."))
			break
		}
		parts = append(parts, s.brakeNote(b, len(brakes) == 1))
	}
	frozen := slices.DeleteFunc(slices.Clone(s.summary.frozen), func(r view.StockRule) bool { return !in(r.StoreID) })
	for i, r := range frozen {
		if i == mostNotices {
			parts = append(parts, kit.NewRemark("snowflake", screen.Plural(len(frozen)-i, "more store is", "more stores are")+" frozen."))
			break
		}
		title := "All stock of " + s.storeName(r.StoreID) + " is frozen"
		parts = append(parts, kit.NewNote(theme.Paused, "snowflake", title, frozenWords(r.Freeze, r.Until, r.Reason, s.o.Now())+".",
			kit.NewButton("End freeze", kit.Secondary, func() { s.thaw([]view.StockRule{r}) }).Small()))
	}
	for _, c := range s.compares {
		parts = append(parts, s.comparisonNote(c))
	}
	if s.previewOnly() {
		parts = append(parts, kit.NewNote(theme.Unknown, "eye", "Preview only. Turn on stock in Stores.", "The figures below are worked out; nothing is written to a store.",
			kit.NewButton("Open Stores", kit.Secondary, func() { s.o.Nav.Go(screen.Route{Screen: screen.Stores}) }).Small()))
	}
	if len(parts) == 0 {
		s.notices.Set(nil)
		return
	}
	s.notices.Set(kit.Inset(0, theme.PageMargin, theme.Space3, theme.PageMargin, kit.Down(theme.Space2, parts...)))
}

// brakeNote says what the brake of a store has stopped. One alone has all that can be decided about it; several have the way to
// their desks.
func (s *Screen) brakeNote(b view.Brake, alone bool) fyne.CanvasObject {
	look := kit.NewButton("Look at it", kit.Secondary, func() { s.openDesk(b) }).Small()
	if !alone {
		return kit.NewNote(theme.Attention, "hand", brakeTitle(b), brakeFigures(b), look)
	}
	return stoppedNote(b, s.o.Now(), look,
		kit.NewButton("Apply all "+screen.Count(b.SKUs), kit.Secondary, func() { s.askApply(b, nil, brakeFigures(b), b.SKUs) }).Small(),
		kit.NewButton("Discard and read again", kit.Secondary, func() { s.askDiscard(b) }).Small())
}

// stoppedNote says all about a brake over the whole width, above its buttons.
func stoppedNote(b view.Brake, now time.Time, buttons ...fyne.CanvasObject) fyne.CanvasObject {
	head := kit.AcrossTop(8, kit.Sized(theme.IconText, theme.Space5, kit.NewIcon("hand", theme.Attention.Text(), theme.IconText)),
		kit.Grow(kit.NewParagraph(brakeTitle(b), theme.BodyStrong, theme.Attention.Text())))
	parts := []fyne.CanvasObject{head, kit.NewParagraph(brakeFigures(b), theme.Body, theme.Text).Wide(), kit.NewParagraph(brakeReason(b, now), theme.Body, theme.Text).Wide()}
	if len(buttons) > 0 {
		parts = append(parts, kit.Gap(0, 6), kit.Across(theme.Space2, buttons...))
	}
	return kit.NewBox(theme.Attention.Tint(), theme.None, theme.RadiusButton, kit.Pad(12, 10, kit.Down(2, parts...)))
}

// brakeTitle says in one line what was stopped.
func brakeTitle(b view.Brake) string {
	switch b.Why {
	case "zero":
		return fmt.Sprintf("Stopped: %s of %s shown SKUs of %s would go to zero", screen.Count(b.Zeroed), screen.Count(b.Shown), b.Store)
	case "wild":
		return fmt.Sprintf("Stopped: %s of %s would change by ten times and more", screen.Plural(b.Wild, "SKU", "SKUs"), b.Store)
	case "short":
		return fmt.Sprintf("Stopped: Brightpearl's answer left %s of %s out", screen.Plural(b.Short, "SKU", "SKUs"), b.Store)
	case "units":
		return fmt.Sprintf("Stopped: %s of %s would move at once", screen.Plural(b.UnitsUp+b.UnitsOff, "unit", "units"), b.Store)
	}
	return fmt.Sprintf("Stopped: %s of %s would change at once", screen.Plural(b.SKUs, "SKU", "SKUs"), b.Store)
}

// brakeFigures say what would happen.
func brakeFigures(b view.Brake) string {
	text := screen.Plural(b.SKUs, "figure", "figures") + " would change"
	if b.Zeroed > 0 {
		text += ": " + screen.Count(b.Zeroed) + " to zero"
		if n := b.SKUs - b.Zeroed; n > 0 {
			text += ", " + screen.Count(n) + " otherwise"
		}
	}
	var parts []string
	if b.UnitsOff > 0 {
		parts = append(parts, screen.Plural(b.UnitsOff, "unit, ", "units, ")+screen.Money(b.Money, b.Currency)+", would go off sale")
	}
	if b.UnitsUp > 0 {
		parts = append(parts, screen.Plural(b.UnitsUp, "unit", "units")+" would come on sale")
	}
	if len(parts) == 0 {
		return text + "."
	}
	return text + ". " + strings.Join(parts, ", ") + "."
}

// brakeReason says since when, why, and what happens meanwhile.
func brakeReason(b view.Brake, now time.Time) string {
	text := b.Text
	if text == "" {
		text = "Nothing was written. Orders and shipments go on."
	}
	return fmt.Sprintf("Since %s, %s ago. %s", screen.When(b.At, now), screen.Ago(b.At, now), text)
}

func (s *Screen) comparisonNote(c *comparison) fyne.CanvasObject {
	now := s.o.Now()
	if !c.done {
		return kit.NewNote(theme.Working, "", "Comparing all stock of "+c.store.Name+" with EKM",
			fmt.Sprintf("%s since %s, done at about %s.", screen.Plural(c.figures, "figure", "figures"), screen.When(c.since, now), screen.When(c.since.Add(readingTime(c.figures)), now)))
	}
	away := kit.NewButton("Close", kit.Secondary, func() { s.putAway(c) }).Small()
	title := fmt.Sprintf("%s of %s compared with EKM at %s: all agree", screen.Plural(c.checked, "figure", "figures"), c.store.Name, screen.When(c.at, now))
	if c.differ == 0 {
		return kit.NewNote(theme.OK, "", title, "", away)
	}
	title = fmt.Sprintf("%s of %s compared with EKM at %s: %s", screen.Plural(c.checked, "figure", "figures"), c.store.Name, screen.When(c.at, now),
		screen.Plural(c.differ, "differs", "differ"))
	return kit.NewNote(theme.Attention, "git-compare", title, "What differs is listed under Drift and is written again.",
		kit.NewButton("Show drift", kit.Secondary, func() {
			s.putAway(c)
			s.Open(screen.Route{Screen: screen.Inventory, Tab: tabDrift, Store: c.store.ID})
		}).Small(), away)
}
