package attention

import (
	"context"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/screen"
	"stockbridge/ui/screen/listing"
	"stockbridge/ui/theme"
)

// morning is when "until tomorrow" ends: before the working day, so that nobody has to think of it.
const morning = 8 * time.Hour

// tooNear is how near a deadline may come before a snoozed problem opens again by itself.
const tooNear = 2 * time.Hour

// snoozed is one choice of how long a problem is put off.
type snoozed struct {
	label string
	until time.Time
}

func snoozeChoices(now time.Time) []snoozed {
	day := screen.Midnight(now)
	monday := day.AddDate(0, 0, (8-int(day.Weekday()))%7)
	if !monday.After(day) {
		monday = monday.AddDate(0, 0, 7)
	}
	return []snoozed{{say.T("For 1 hour"), now.Add(time.Hour)}, {say.T("Until tomorrow"), day.AddDate(0, 0, 1).Add(morning)}, {say.T("Until Monday"), monday.Add(morning)}}
}

// snoozeMenu offers to put a problem off. One whose deadline is near cannot be: it would open again at once.
func (s *Screen) snoozeMenu(c view.CauseCard) []kit.MenuItem {
	now := s.o.Now()
	if !c.FirstDue.IsZero() && c.FirstDue.Sub(now) < tooNear {
		return []kit.MenuItem{{Label: say.T("Its deadline is too near to snooze it"), Disabled: true}}
	}
	var items []kit.MenuItem
	for _, choice := range snoozeChoices(now) {
		items = append(items, kit.MenuItem{Label: choice.label, Note: say.When(choice.until, now), Tapped: func() { s.askSnooze(c, choice.until) }})
	}
	return items
}

// askSnooze asks for the reason, and says what opens the problem again.
func (s *Screen) askSnooze(c view.CauseCard, until time.Time) {
	reason := kit.NewEntry(say.T("For example: waits for the accountant"))
	parts := []string{say.T("It opens again by itself: {time}, or before that when it stops more than now.", say.When(until, s.o.Now()))}
	if !c.FirstDue.IsZero() && c.FirstDue.Add(-tooNear).Before(until) {
		parts[0] = say.T("It opens again by itself: {time}, two hours before its first deadline, or before that when it stops more than now.",
			say.When(c.FirstDue.Add(-tooNear), s.o.Now()))
	}
	parts = append(parts, say.T("What it holds stays held, and the state above goes on saying so."))
	kit.ShowDialog(s.o.Nav.Canvas(), kit.DialogOptions{Title: say.T("Snooze this problem?"), Confirm: say.T("Snooze"), Text: strings.Join(parts, " "),
		Body: kit.NewField(say.T("Reason"), reason).WithHelp(say.T("It is kept in the activity log.")),
		Done: func(yes bool) {
			if why := strings.TrimSpace(reason.Text()); yes && why != "" {
				s.note(say.T("snooze the problem"), say.T("Snoozed until {time}", say.When(until, s.o.Now())),
					func(ctx context.Context) error { return s.o.Actions.Snooze(ctx, c.Key, until, why) })
			}
		}}).NeedsText(reason)
}

func (s *Screen) wake(c view.CauseCard) {
	s.note(say.T("open the problem again"), say.T("The problem is open again"), func(ctx context.Context) error { return s.o.Actions.Wake(ctx, c.Key) })
}

// askAssign asks who sees to a problem; names that were used before are one press away.
func (s *Screen) askAssign(c view.CauseCard) {
	name := kit.NewEntry(say.T("Name"))
	name.SetText(c.Assigned)
	var used []fyne.CanvasObject
	for i, n := range s.board.Names {
		if i == 5 {
			break
		}
		used = append(used, kit.NewLink(n, theme.SmallMedium, func() { name.SetText(n) }))
	}
	body := []fyne.CanvasObject{kit.NewField(say.T("Who sees to it"), name).WithHelp(say.T("Empty gives it to nobody."))}
	if len(used) > 0 {
		body = append(body, kit.Across(12, used...))
	}
	kit.ShowDialog(s.o.Nav.Canvas(), kit.DialogOptions{Title: say.T("Assign this problem?"), Confirm: say.T("Assign"), Text: oneLine(say.Of(c.Title)),
		Body: kit.Down(theme.Space2, body...),
		Done: func(yes bool) {
			if !yes {
				return
			}
			who := strings.TrimSpace(name.Text())
			done := say.T("Assigned to {name}", who)
			if who == "" {
				done = say.T("Assigned to nobody")
			}
			s.note(say.T("assign the problem"), done, func(ctx context.Context) error { return s.o.Actions.Assign(ctx, c.Key, who) })
		}}).Watch(func() bool { return strings.TrimSpace(name.Text()) != c.Assigned }, name)
}

// note asks for something about a problem and reads again.
func (s *Screen) note(doing, done string, ask func(context.Context) error) {
	listing.Do(s.o.Feed, s.o.Nav, doing, func(ctx context.Context) (string, error) { return done, ask(ctx) }, s.Reload)
}

// snoozedCard is the card of a problem that is put off.
func (s *Screen) snoozedCard(c view.CauseCard) kit.AttentionData {
	now := s.o.Now()
	d := s.openCard(c)
	d.Now = say.T("Snoozed until {time} by {name}: {reason}", say.When(c.SnoozedUntil, now), c.SnoozedBy, c.SnoozeReason)
	d.Snooze, d.Other, d.OtherAct = nil, say.T("Open again"), func() { s.wake(c) }
	return d
}

// settledCard is the card of a problem that needs nobody any more.
func (s *Screen) settledCard(c view.SettledCause) kit.AttentionData {
	now := s.o.Now()
	_, _, kind := headline(c.CauseCard)
	d := kit.AttentionData{State: theme.OK, Icon: "circle-check", Kind: kind, At: c.At, Since: placed(c.CauseCard, say.T("from {start} to {end}", say.When(c.Since, now), say.When(c.At, now))),
		Cause: oneLine(say.Of(c.Title)), Why: why(c.CauseCard), Now: say.T("Solved after a person had done something about it or its store."),
		Facts:  [3][2]string{money(c.CauseCard), {say.T("Affected"), affected(c.CauseCard)}, {say.T("Took"), say.Span(c.At.Sub(c.Since))}},
		Action: say.T("Show activity"), Act: func() { s.showActivityOf(c.CauseCard) },
		Other: say.T("Copy"), OtherAct: func() { s.copy(summary(c.CauseCard, now)) }}
	if c.Alone {
		d.Now = say.T("It healed by itself: nobody had done anything in its store.")
	}
	d.More = func() []kit.MenuItem {
		return []kit.MenuItem{{Label: say.T("Show activity of {place}", where(c.CauseCard)), Icon: "history", Tapped: d.Act}}
	}
	return d
}
