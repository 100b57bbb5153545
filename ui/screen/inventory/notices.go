package inventory

import (
	"slices"
	"time"

	"fyne.io/fyne/v2"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
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
			parts = append(parts, kit.NewRemark("hand", say.N(len(brakes)-i, "{n} more store has a change that the brake has stopped.", "{n} more stores have a change that the brake has stopped.")))
			break
		}
		parts = append(parts, s.brakeNote(b, len(brakes) == 1))
	}
	frozen := slices.DeleteFunc(slices.Clone(s.summary.frozen), func(r view.StockRule) bool { return !in(r.StoreID) })
	for i, r := range frozen {
		if i == mostNotices {
			parts = append(parts, kit.NewRemark("snowflake", say.N(len(frozen)-i, "{n} more store is frozen.", "{n} more stores are frozen.")))
			break
		}
		title := say.T("All stock of {store} is frozen", s.storeName(r.StoreID))
		parts = append(parts, kit.NewNote(theme.Paused, "snowflake", title, frozenWords(r.Freeze, r.Until, r.Reason, s.o.Now())+".",
			kit.NewButton(say.T("End freeze"), kit.Secondary, func() { s.thaw([]view.StockRule{r}) }).Small()))
	}
	for _, c := range s.compares {
		parts = append(parts, s.comparisonNote(c))
	}
	if s.previewOnly() {
		parts = append(parts, kit.NewNote(theme.Unknown, "eye", say.T("Preview only. Turn on stock in Stores."), say.T("The figures below are worked out; nothing is written to a store."),
			kit.NewButton(say.T("Open Stores"), kit.Secondary, func() { s.o.Nav.Go(screen.Route{Screen: screen.Stores}) }).Small()))
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
	look := kit.NewButton(say.T("Look at it"), kit.Secondary, func() { s.openDesk(b) }).Small()
	if !alone {
		return kit.NewNote(theme.Attention, "hand", brakeTitle(b), brakeFigures(b), look)
	}
	return stoppedNote(b, s.o.Now(), look,
		kit.NewButton(say.T("Apply all {n}", b.SKUs), kit.Secondary, func() { s.askApply(b, nil, brakeFigures(b), b.SKUs) }).Small(),
		kit.NewButton(say.T("Discard and read again"), kit.Secondary, func() { s.askDiscard(b) }).Small())
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
		return say.T("Stopped: {zeroed} of {shown} shown SKUs of {store} would go to zero", b.Zeroed, b.Shown, b.Store)
	case "wild":
		return say.N(b.Wild, "Stopped: {n} SKU of {store} would change by ten times and more", "Stopped: {n} SKUs of {store} would change by ten times and more", b.Store)
	case "short":
		return say.N(b.Short, "Stopped: Brightpearl's answer left {n} SKU of {store} out", "Stopped: Brightpearl's answer left {n} SKUs of {store} out", b.Store)
	case "units":
		return say.N(b.UnitsUp+b.UnitsOff, "Stopped: {n} unit of {store} would move at once", "Stopped: {n} units of {store} would move at once", b.Store)
	}
	return say.N(b.SKUs, "Stopped: {n} SKU of {store} would change at once", "Stopped: {n} SKUs of {store} would change at once", b.Store)
}

// brakeFigures say what would happen.
func brakeFigures(b view.Brake) string {
	other := b.SKUs - b.Zeroed
	text := ""
	switch {
	case b.Zeroed == 0:
		text = say.N(b.SKUs, "{n} figure would change.", "{n} figures would change.")
	case other == 0:
		text = say.N(b.SKUs, "{n} figure would change: {zero} to zero.", "{n} figures would change: {zero} to zero.", b.Zeroed)
	default:
		text = say.N(b.SKUs, "{n} figure would change: {zero} to zero, {other} otherwise.", "{n} figures would change: {zero} to zero, {other} otherwise.", b.Zeroed, other)
	}
	switch money := say.Money(b.Money, b.Currency); {
	case b.UnitsOff > 0 && b.UnitsUp > 0:
		text += " " + say.N(b.UnitsOff, "{n} unit, {money}, would go off sale, {up} would come on sale.", "{n} units, {money}, would go off sale, {up} would come on sale.",
			money, unitsOf(b.UnitsUp))
	case b.UnitsOff > 0:
		text += " " + say.N(b.UnitsOff, "{n} unit, {money}, would go off sale.", "{n} units, {money}, would go off sale.", money)
	case b.UnitsUp > 0:
		text += " " + say.N(b.UnitsUp, "{n} unit would come on sale.", "{n} units would come on sale.")
	}
	return text
}

// brakeReason says since when, why, and what happens meanwhile.
func brakeReason(b view.Brake, now time.Time) string {
	text := say.Of(b.Text)
	if text == "" {
		text = say.T("Nothing was written. Orders and shipments go on.")
	}
	return say.T("Since {time}, {span} ago.", say.When(b.At, now), screen.Ago(b.At, now)) + " " + text
}

func (s *Screen) comparisonNote(c *comparison) fyne.CanvasObject {
	now := s.o.Now()
	if !c.done {
		return kit.NewNote(theme.Working, "", say.T("Comparing all stock of {store} with EKM", c.store.Name),
			say.N(c.figures, "{n} figure since {time}, done at about {end}.", "{n} figures since {time}, done at about {end}.",
				say.When(c.since, now), say.When(c.since.Add(readingTime(c.figures)), now)))
	}
	away := kit.NewButton(say.T("Close"), kit.Secondary, func() { s.putAway(c) }).Small()
	title := say.N(c.checked, "{n} figure of {store} compared with EKM at {time}: all agree", "{n} figures of {store} compared with EKM at {time}: all agree",
		c.store.Name, say.When(c.at, now))
	if c.differ == 0 {
		return kit.NewNote(theme.OK, "", title, "", away)
	}
	title = say.N(c.differ, "{figures} of {store} compared with EKM at {time}: {n} differs", "{figures} of {store} compared with EKM at {time}: {n} differ",
		figuresOf(c.checked), c.store.Name, say.When(c.at, now))
	return kit.NewNote(theme.Attention, "git-compare", title, say.T("What differs is listed under Drift and is written again."),
		kit.NewButton(say.T("Show drift"), kit.Secondary, func() {
			s.putAway(c)
			s.Open(screen.Route{Screen: screen.Inventory, Tab: tabDrift, Store: c.store.ID})
		}).Small(), away)
}
