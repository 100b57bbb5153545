package inventory

import (
	"cmp"
	"time"

	"fyne.io/fyne/v2"

	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/screen"
	"stockbridge/ui/theme"
)

// span is how much of the past the chart shows.
type span struct {
	label string
	from  func(now time.Time) time.Time
}

var spans = []span{
	{say.Mark("Today"), screen.Midnight},
	{say.Mark("7 days"), func(now time.Time) time.Time { return now.AddDate(0, 0, -7) }},
	{say.Mark("30 days"), func(now time.Time) time.Time { return now.AddDate(0, 0, -30) }},
}

// chosenSpan is the shortest span in which the figure moved, the longest when it never did.
func chosenSpan(past []view.LevelMoment, now time.Time) int {
	for i, s := range spans {
		if len(past) > 0 && past[len(past)-1].At.After(s.from(now)) {
			return i
		}
	}
	return len(spans) - 1
}

// momentsSince are the moments of a figure since a time, beginning with what it was then.
func momentsSince(past []view.LevelMoment, from time.Time) []view.LevelMoment {
	first := 0
	for i, m := range past {
		if !m.At.After(from) {
			first = i
		}
	}
	return past[first:]
}

// teller tells how one figure came about, now or at a moment of its past. It stays while news redraw the pane, so that the handle
// stays where a person has put it.
type teller struct {
	s       *Screen
	e       explained
	span    int
	moments []view.LevelMoment // in the span, oldest first
	shown   time.Time          // moment that is told; zero: now
	line    *kit.Timeline
	sum     *fyne.Container   // what the moment changes
	steady  fyne.CanvasObject // its place, which does not shrink, since the handle below must not run away from the hand
}

func (s *Screen) tellerOf(e explained) *teller {
	if t := s.teller; t != nil && placeOf(t.e.LevelRow) == placeOf(e.LevelRow) {
		t.e = e
		t.take()
		return t
	}
	t := &teller{s: s, e: e, span: chosenSpan(e.Past, s.o.Now()), sum: kit.Down(theme.Space2)}
	t.steady = kit.Steady(t.sum)
	t.line = kit.NewTimeline(t.moved)
	s.teller = t
	t.take()
	return t
}

// take shows the moments of the span, with the handle on the one that is told.
func (t *teller) take() {
	now := t.s.o.Now()
	from := spans[t.span].from(now)
	t.moments = momentsSince(t.e.Past, from)
	d := kit.TimelineData{Axis: axis(t.span, from, now)}
	hand, shown := kit.Series{Name: say.T("On hand"), Role: theme.Text2}, kit.Series{Name: say.T("Shown"), Role: theme.Working.Solid()}
	at := len(t.moments)
	for i, m := range t.moments {
		d.Places = append(d.Places, max(0, float32(m.At.Sub(from))/float32(now.Sub(from))))
		hand.Values, shown.Values = append(hand.Values, float64(m.Terms.OnHand)), append(shown.Values, float64(m.Listed))
		if m.At.Equal(t.shown) {
			at = i
		}
	}
	d.Places = append(d.Places, 1)
	hand.Values, shown.Values = append(hand.Values, float64(t.e.Terms.OnHand)), append(shown.Values, float64(t.e.Listed))
	d.Series = []kit.Series{hand, shown}
	t.line.Set(d, at)
	t.tell(at)
}

// axis are the words below the chart.
func axis(chosen int, from, now time.Time) []string {
	if chosen == 0 {
		return []string{say.Clock(from), say.Clock(from.Add(now.Sub(from) / 2)), say.Clock(now)}
	}
	return []string{say.Day(from), say.Day(from.Add(now.Sub(from) / 2)), say.T("Now")}
}

// moved is what the handle calls.
func (t *teller) moved(to int) {
	t.tell(to)
	t.s.SetBody(t.body())
}

// tell fills the sum with a moment, with now after the last one.
func (t *teller) tell(at int) {
	if at >= len(t.moments) {
		t.shown = time.Time{}
		t.sum.Objects = t.tellNow()
	} else {
		t.shown = t.moments[at].At
		t.sum.Objects = t.tellThen(t.moments[at])
	}
	t.sum.Refresh()
}

// before is the moment that came before one, zero for none.
func (t *teller) before(m view.LevelMoment) (before view.LevelMoment) {
	for _, p := range t.e.Past {
		if !p.At.Before(m.At) {
			break
		}
		before = p
	}
	return before
}

// line is a sentence with its sign.
func line(state theme.State, icon, text string) fyne.CanvasObject {
	role := state.Text()
	if state == theme.NoState {
		role = theme.Text2
	}
	return kit.AcrossTop(8, kit.Height(16, kit.NewIcon(icon, role, theme.IconSmall)), kit.Grow(kit.NewParagraph(text, theme.Small, theme.Text2)))
}

func (t *teller) tellNow() []fyne.CanvasObject {
	now := t.s.o.Now()
	state, icon, text := proof(t.e.Explanation, now)
	parts := []fyne.CanvasObject{
		kit.NewSection(question(t.e.Explanation), "", kit.Exactly(kit.NewText(say.T("Now, {time}", say.Clock(now)), theme.Small, theme.Text2), now)),
		kit.NewSum(steps(t.e.Explanation, len(t.s.StoreCards()), now)), line(state, icon, text),
	}
	for _, o := range outlook(t.e.Explanation, now) {
		parts = append(parts, line(theme.NoState, "clock", o))
	}
	return parts
}

// marks are the signs of the events.
var marks = map[string]struct {
	state theme.State
	icon  string
}{
	"written": {theme.OK, "circle-check"}, "agreed": {theme.OK, "circle-check"}, "drift": {theme.Attention, "git-compare"},
	"frozen": {theme.Paused, "snowflake"}, "failed": {theme.Error, "octagon-x"},
}

func (t *teller) tellThen(m view.LevelMoment) []fyne.CanvasObject {
	before := t.before(m)
	title := say.T("Why {store} should have shown {n}", t.e.Store, m.Wanted)
	if m.Listed == m.Wanted {
		title = say.T("Why {store} showed {n}", t.e.Store, m.Wanted)
	}
	mark := marks[m.Event]
	parts := []fyne.CanvasObject{
		kit.NewSection(title, "", kit.Exactly(kit.NewText(moment(m.At, t.s.o.Now()), theme.Small, theme.Text2), m.At)),
		kit.NewSum(stepsThen(m, before, t.e.Bundle)), line(mark.state, cmp.Or(mark.icon, "info"), eventWords(m, before)),
	}
	if mark.icon == "" { // the other events say it themselves
		state := theme.NoState
		if m.Listed > m.Wanted {
			state = theme.Attention
		}
		parts = append(parts, line(state, "store", say.T("The store was told {published} and showed {listed}.", m.Published, m.Listed)))
	}
	return append(parts, kit.Across(0, kit.NewLink(say.T("Back to now"), theme.SmallMedium, func() { t.line.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEnd}) })))
}

// healed says that a drift is over; empty while it is not.
func healed(v view.LevelRow) string {
	if drifts(v) {
		return ""
	}
	return " " + say.T("It has been put right since.")
}

// body is the whole tab.
func (t *teller) body() fyne.CanvasObject {
	var parts []fyne.CanvasObject
	e, now := t.e.Explanation, t.s.o.Now()
	if title, text, ok := trouble(e); ok {
		at := standingOf(e.LevelRow)
		parts = append(parts, kit.NewNote(at.state, at.icon, title, text))
	}
	if e.Braked {
		parts = append(parts, kit.NewNote(theme.Attention, "hand", say.T("A change was stopped"), say.T("The store keeps what it shows until a person decides."),
			kit.NewButton(say.T("Look at it"), kit.Secondary, func() { t.s.openDeskOf(e.StoreID) }).Small()))
	}
	if !e.DriftAt.IsZero() && now.Sub(e.DriftAt) < 24*time.Hour {
		parts = append(parts, kit.NewNote(theme.Attention, "git-compare", say.T("Drift found at {time}", say.When(e.DriftAt, now)), driftWords(e.LevelRow, now)+"."+healed(e.LevelRow)))
	}
	parts = append(parts, t.steady, kit.Divider(), t.chart())
	if e.Exposed > 0 {
		parts = append(parts, kit.Divider(), kit.Down(4, kit.Heading(say.T("Exposure")), kit.NewParagraph(exposureWords(e.LevelRow), theme.Small, theme.Text2)))
	}
	parts = append(parts,
		kit.Divider(), kit.Down(4, kit.Heading(say.T("Every store that sells it")), storeTable(t.e.others, now)),
		kit.Divider(), kit.Down(4, kit.Heading(say.T("Warehouses now")), warehouseTable(e)))
	return kit.Down(theme.Space3, parts...)
}

// chart is the past with its handle.
func (t *teller) chart() fyne.CanvasObject {
	if len(t.e.Past) == 0 {
		return kit.NewParagraph(say.T("Nothing has moved this figure in the last 30 days."), theme.Small, theme.Text2)
	}
	var chips []fyne.CanvasObject
	for i, s := range spans {
		chip := kit.NewToggleChip(say.Of(s.label), func() {
			t.span = i
			t.take()
			t.s.Redraw()
		})
		chip.SetActive(i == t.span)
		chips = append(chips, chip)
	}
	legend := kit.SeriesLegend([]kit.Series{{Name: say.T("On hand"), Role: theme.Text2}, {Name: say.T("Shown"), Role: theme.Working.Solid()}})
	return kit.Down(theme.Space2, kit.Across(6, append(chips, kit.Spacer(), legend)...), t.line,
		kit.NewParagraph(say.T("Drag, or press ← and →, to see how the number was made at any moment."), theme.Small, theme.Text2))
}
