package inventory

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/screen"
	"stockbridge/ui/theme"
)

// ruleAt is the rule of exactly a place, or one that says nothing yet.
func ruleAt(rules []view.StockRule, at spot) view.StockRule {
	for _, r := range rules {
		if r.StoreID == at.store && r.SKU == at.sku {
			return r
		}
	}
	return view.StockRule{StoreID: at.store, SKU: at.sku, Cap: -1}
}

// changed are the rules of places with something changed; what else they say stays.
func changed(rules []view.StockRule, places []spot, change func(*view.StockRule)) []view.StockRule {
	out := make([]view.StockRule, len(places))
	for i, at := range places {
		out[i] = ruleAt(rules, at)
		change(&out[i])
	}
	return out
}

// freezing are the rules that freeze any of the figures: those of the SKU in its store or everywhere, and those of whole stores.
func freezing(rules []view.StockRule, spots []spot) []view.StockRule {
	var out []view.StockRule
	for _, r := range rules {
		if r.Freeze != commerce.NotFrozen && slices.ContainsFunc(spots, func(at spot) bool {
			return (r.StoreID == 0 || r.StoreID == at.store) && (r.SKU == at.sku || r.SKU == "" && r.StoreID != 0)
		}) {
			out = append(out, r)
		}
	}
	return out
}

// wholeStores are the freezes of whole stores among rules.
func wholeStores(rules []view.StockRule) []view.StockRule {
	return slices.DeleteFunc(slices.Clone(rules), func(r view.StockRule) bool {
		return r.SKU != "" || r.StoreID == 0 || r.Freeze == commerce.NotFrozen
	})
}

func (s *Screen) frozenStore(id commerce.StoreID) (r view.StockRule, frozen bool) {
	for _, r := range s.summary.frozen {
		if r.StoreID == id {
			return r, true
		}
	}
	return r, false
}

// withRules reads what people have said, then goes on.
func (s *Screen) withRules(doing string, take func([]view.StockRule)) {
	s.o.Feed.Go(func(ctx context.Context) {
		rules, err := s.o.Pages.StockRules(ctx, 0)
		s.o.Feed.Do(func() {
			if err != nil {
				s.o.Nav.Failed(doing, err)
				return
			}
			take(rules)
		})
	})
}

// morning is when "until tomorrow" ends: before the working day, so that nobody has to think of it.
const morning = 8

// The ends of a freeze.
const (
	halfHour = "30 min"
	twoHours = "2 h"
	tomorrow = "tomorrow"
	forGood  = "open"
)

func untilChoices(now time.Time) []kit.Choice {
	return []kit.Choice{
		{Value: halfHour, Label: say.T("30 minutes"), Note: say.T("until {time}", say.When(untilOf(halfHour, now), now))},
		{Value: twoHours, Label: say.T("2 hours"), Note: say.T("until {time}", say.When(untilOf(twoHours, now), now))},
		{Value: tomorrow, Label: say.T("Until tomorrow"), Note: say.Clock(untilOf(tomorrow, now))},
		{Value: forGood, Label: say.T("Until I end it")},
	}
}

// untilOf is when a freeze ends; zero: a person ends it.
func untilOf(choice string, now time.Time) time.Time {
	switch choice {
	case halfHour:
		return now.Add(30 * time.Minute)
	case twoHours:
		return now.Add(2 * time.Hour)
	case tomorrow:
		return screen.Midnight(now).AddDate(0, 0, 1).Add(morning * time.Hour)
	}
	return time.Time{}
}

// freezeAsk is the question how to freeze. After each choice its effect is asked; an answer to an older choice is dropped.
type freezeAsk struct {
	s      *Screen
	title  string // what is frozen: "KIT-TWL-LIN", "12 figures"
	rules  []view.StockRule
	places []spot
	how    *kit.Radio
	where  *kit.Radio // nil unless it is one SKU
	until  *kit.Select
	reason *kit.Entry
	effect *effect
}

const (
	hereOnly   = "here"
	everywhere = "all"
)

// askFreeze asks how to freeze figures.
func (s *Screen) askFreeze(rows []view.LevelRow) {
	s.withRules(say.T("freeze stock"), func(rules []view.StockRule) { s.newFreezeAsk(rules, rows) })
}

func (s *Screen) newFreezeAsk(rules []view.StockRule, rows []view.LevelRow) *freezeAsk {
	f := &freezeAsk{s: s, rules: rules, places: spotsOf(rows), title: figuresOf(len(rows))}
	if len(f.places) == 1 {
		f.title = rows[0].SKU
		f.where = kit.NewRadio([]kit.Choice{{Value: hereOnly, Label: say.T("In {store}", rows[0].Store)}, {Value: everywhere, Label: say.T("In every store that sells it")}}, hereOnly,
			func(string) { f.look() })
	}
	f.show()
	return f
}

// askFreezeStore asks how to freeze all figures of a store.
func (s *Screen) askFreezeStore(card view.StoreCard) {
	s.withRules(say.T("freeze the stock of {store}", card.Name), func(rules []view.StockRule) {
		f := &freezeAsk{s: s, rules: rules, places: []spot{{card.ID, ""}}, title: say.T("all stock of {store}", card.Name)}
		f.show()
	})
}

func (f *freezeAsk) show() {
	now := f.s.o.Now()
	f.how = kit.NewRadio([]kit.Choice{{Value: string(commerce.FreezeHold), Label: say.T("At what the store shows")}, {Value: string(commerce.FreezeAtZero), Label: say.T("At zero"), Note: say.T("nothing can be sold")}},
		string(commerce.FreezeHold), func(string) { f.look() })
	f.until = kit.NewSelect(untilChoices(now), func(string) { f.look() })
	f.until.SetValue(twoHours)
	f.reason = kit.NewEntry(say.T("For example: being counted"))
	f.effect = newEffect(f.s)
	parts := []fyne.CanvasObject{f.how}
	if f.where != nil {
		parts = append(parts, kit.Divider(), f.where)
	}
	parts = append(parts, kit.Grid(2, 12, kit.NewField(say.T("For how long"), f.until), kit.NewField(say.T("Reason"), f.reason)), f.effect.place(3))
	d := kit.ShowDialog(f.s.o.Nav.Canvas(), kit.DialogOptions{
		Title: say.T("Freeze {what}?", f.title), Confirm: say.T("Freeze"),
		Text: say.T("A frozen figure does not follow Brightpearl. Orders go on."),
		Body: kit.Down(theme.Space2, parts...),
		Done: func(yes bool) {
			f.effect.forget()
			if yes {
				f.freeze()
			}
		},
	})
	d.NeedsText(f.reason)
	f.look()
}

// proposed are the rules that the fields say.
func (f *freezeAsk) proposed() []view.StockRule {
	places := f.places
	if f.where != nil && f.where.Value() == everywhere {
		places = []spot{{0, f.places[0].sku}}
	}
	now := f.s.o.Now()
	return changed(f.rules, places, func(r *view.StockRule) {
		r.Freeze, r.Until, r.Reason = commerce.Freeze(f.how.Value()), untilOf(f.until.Value(), now), strings.TrimSpace(f.reason.Text())
	})
}

func (f *freezeAsk) look() {
	now := f.s.o.Now()
	switch until := untilOf(f.until.Value(), now); {
	case f.how.Value() != string(commerce.FreezeHold):
		f.effect.ask(f.proposed())
	case until.IsZero():
		f.effect.say(say.T("Nothing is written: every store keeps what it shows now, until a person ends it."))
	default:
		f.effect.say(say.T("Nothing is written: every store keeps what it shows now, until {time}.", say.When(until, now)))
	}
}

func (f *freezeAsk) freeze() {
	rules := f.proposed()
	done := say.T("Frozen until a person ends it: {what}", f.title)
	if until := rules[0].Until; !until.IsZero() {
		done = say.T("Frozen until {time}: {what}", say.When(until, f.s.o.Now()), f.title)
	}
	f.s.setRules(say.T("freeze {what}", f.title), rules, done)
}

// setRules keeps rules and says so.
func (s *Screen) setRules(doing string, rules []view.StockRule, done string) {
	s.Do(doing, func(ctx context.Context) (string, error) {
		_, err := s.o.Actions.SetRules(ctx, rules)
		return done, err
	})
	s.Table().ClearChecks()
}

// askThaw asks whether to end what freezes figures.
func (s *Screen) askThaw(rows []view.LevelRow) {
	spots := spotsOf(rows)
	s.withRules(say.T("end a freeze"), func(rules []view.StockRule) { s.thaw(freezing(rules, spots)) })
}

func (s *Screen) askThawStore(card view.StoreCard) {
	s.withRules(say.T("end a freeze"), func(rules []view.StockRule) {
		s.thaw(slices.DeleteFunc(wholeStores(rules), func(r view.StockRule) bool { return r.StoreID != card.ID }))
	})
}

// thaw asks whether to end freezes, with what would be written then.
func (s *Screen) thaw(frozen []view.StockRule) {
	if len(frozen) == 0 {
		s.o.Nav.Toast(say.T("Nothing is frozen there by a person any more"))
		return
	}
	var names []string
	free := slices.Clone(frozen)
	for i := range free {
		names = append(names, s.placeName(free[i]))
		free[i].Freeze, free[i].Until, free[i].Reason = commerce.NotFrozen, time.Time{}, ""
	}
	what, title := names[0], say.T("End the freeze of {what}?", names[0])
	if n := len(names); n > 1 {
		what, title = say.N(n-1, "{first} and {n} more", "{first} and {n} more", names[0]), say.N(n, "End {n} freeze?", "End {n} freezes?")
	}
	x := newEffect(s)
	kit.ShowDialog(s.o.Nav.Canvas(), kit.DialogOptions{
		Title: title, Confirm: say.T("End freeze"), Text: s.frozenBecause(frozen, names), Body: x.place(3),
		Done: func(yes bool) {
			x.forget()
			if yes {
				s.setRules(say.T("end the freeze of {what}", what), free, say.T("The freeze of {what} is ended", what))
			}
		},
	})
	x.ask(free)
}

// frozenBecause says who froze and why: of one rule all, of several what they are.
func (s *Screen) frozenBecause(frozen []view.StockRule, names []string) string {
	r, now := frozen[0], s.o.Now()
	if n := len(names) - fewest; n > 0 {
		return say.N(n, "These follow Brightpearl again: {names} and {n} more.", "These follow Brightpearl again: {names} and {n} more.", strings.Join(names[:fewest], ", "))
	} else if len(names) > 1 {
		return say.T("These follow Brightpearl again: {names}.", strings.Join(names, ", "))
	}
	text := frozenWords(r.Freeze, r.Until, r.Reason, now) + "."
	if r.Actor != "" {
		text += " " + say.T("Frozen by {actor}, {time}.", r.Actor, say.When(r.At, now))
	}
	return text + " " + say.T("Then it follows Brightpearl again.")
}

// placeName names what a rule speaks of.
func (s *Screen) placeName(r view.StockRule) string {
	store := s.storeName(r.StoreID)
	switch {
	case r.SKU == "":
		return say.T("all stock of {store}", store)
	case r.StoreID == 0:
		return say.T("{sku} in every store", r.SKU)
	}
	return say.T("{sku} in {store}", r.SKU, store)
}

func (s *Screen) storeName(id commerce.StoreID) string {
	for _, c := range s.StoreCards() {
		if c.ID == id {
			return c.Name
		}
	}
	return say.T("store {number}", strconv.FormatInt(int64(id), 10))
}
