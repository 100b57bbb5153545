package match

import (
	"context"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/screen/listing"
	"stockbridge/ui/theme"
)

// selection is the bar at the foot of the table: what is ticked and what can be decided for all of it.
type selection struct {
	*kit.SelectionBar
	accept, reject, ignore *kit.Button
	all                    *kit.Link // ticks everything that the filters show, read or not
}

func newSelection(s *Screen) selection {
	b := selection{accept: kit.NewButton(say.T("Accept"), kit.Primary, s.askAcceptTicked).Small().WithIcon("link-2"),
		reject: kit.NewButton(say.T("Reject"), kit.Secondary, s.askRejectTicked).Small(), ignore: kit.NewButton(say.T("Ignore"), kit.Secondary, s.askIgnoreTicked).Small()}
	b.all = kit.NewLink("", theme.BodyMedium, func() { s.Table().CheckAll() })
	b.SelectionBar = kit.NewSelectionBar(func() { s.Table().ClearChecks() }, b.ignore, b.reject, b.accept)
	b.Offer(b.all)
	return b
}

// checked shows how many codes are ticked and what can be decided for them.
func (s *Screen) checked(c kit.Checks) {
	rows, unseen := s.Ticked()
	near, idle, ignored := pick(rows, suggested), pick(rows, ignorable), pick(rows, isIgnored)
	listing.CountOn(s.bar.accept, say.T("Accept"), len(near), unseen)
	listing.CountOn(s.bar.reject, say.T("Reject"), len(near), unseen)
	if len(idle) == 0 && len(ignored) > 0 {
		listing.CountOn(s.bar.ignore, say.T("Stop ignoring"), len(ignored), unseen)
	} else {
		listing.CountOn(s.bar.ignore, say.T("Ignore"), len(idle), unseen)
	}
	s.OfferAll(c, s.bar.all)
	s.bar.Set(c.Count, selectionWords(near, append(idle, ignored...), unseen))
}

// selectionWords is what stands in the way of deciding for all ticked codes at once.
func selectionWords(near, idle []view.LinkRow, unseen int) string {
	switch n := byEye(near); {
	case unseen > 0:
		return say.T("They are counted before anything is done")
	case len(near) == 0 && len(idle) == 0:
		return say.T("Nothing to decide for them")
	case len(near) == 0:
		return say.T("None has a suggestion")
	case n > 0:
		return say.T("{count} to check by eye", n)
	}
	return ""
}

func isIgnored(l view.LinkRow) bool { return l.State == commerce.IgnoredSKU && l.SKU != "" }

func pick(rows []view.LinkRow, fits func(view.LinkRow) bool) []view.LinkRow {
	var out []view.LinkRow
	for _, l := range rows {
		if fits(l) {
			out = append(out, l)
		}
	}
	return out
}

// ticked hands over those of the ticked codes that something can be done with, in the order of the report.
func (s *Screen) ticked(fits func(view.LinkRow) bool, nobody string, take func(all int, list []view.LinkRow)) {
	s.AllTicked(say.T("read the selected codes"), func(rows []view.LinkRow) {
		list := pick(rows, fits)
		if len(list) == 0 {
			s.o.Nav.Toast(nobody)
			return
		}
		sortRows(list)
		take(len(rows), list)
	})
}

func (s *Screen) askAcceptTicked() {
	s.ticked(suggested, say.T("None of the selected codes has a suggestion"), func(_ int, list []view.LinkRow) {
		s.ask(previewOf(list), func(reason string) {
			s.Table().ClearChecks()
			s.link(list, reason)
		})
	})
}

func (s *Screen) askRejectTicked() {
	s.ticked(suggested, say.T("None of the selected codes has a suggestion"), func(all int, list []view.LinkRow) {
		kit.ShowDialog(s.o.Nav.Canvas(), kit.DialogOptions{
			Title: say.N(len(list), "Reject {n} suggestion for ever?", "Reject {n} suggestions for ever?"), Confirm: say.T("Reject for ever"),
			Text: say.T("These products are never suggested for these codes again; other products still can be. Each rejection stands under History, where it can be taken back.") + rest(all, len(list)),
			Done: func(yes bool) {
				if yes {
					s.Table().ClearChecks()
					s.reject(list)
				}
			},
		})
	})
}

// askIgnoreTicked ignores codes, or matches those again that were ignored when nothing else is ticked: the tab of ignored codes.
func (s *Screen) askIgnoreTicked() {
	rows, unseen := s.Ticked()
	if unseen == 0 && len(pick(rows, ignorable)) == 0 || s.Query().Tab == string(commerce.IgnoredSKU) {
		s.askStopTicked()
		return
	}
	s.ticked(ignorable, say.T("None of the selected codes can be ignored"), func(all int, list []view.LinkRow) {
		waiting := 0
		for _, l := range list {
			waiting += l.OpenOrderRows
		}
		text := say.T("Their stock is not managed and they no longer count as missing.")
		if waiting > 0 {
			text += " " + say.N(waiting, "{n} line of open orders asks for them; those orders stay as they are.", "{n} lines of open orders ask for them; those orders stay as they are.")
		}
		s.askReason(kit.DialogOptions{Title: say.N(len(list), "Ignore {n} code?", "Ignore {n} codes?"), Text: text + rest(all, len(list)),
			Confirm: say.N(len(list), "Ignore {n} code", "Ignore {n} codes")}, func(why string) {
			s.Table().ClearChecks()
			s.ignoreAll(list, why, func(n int) string { return say.N(n, "{n} code is ignored", "{n} codes are ignored") })
		})
	})
}

func (s *Screen) askStopTicked() {
	s.ticked(isIgnored, say.T("None of the selected codes is ignored"), func(all int, list []view.LinkRow) {
		kit.ShowDialog(s.o.Nav.Canvas(), kit.DialogOptions{
			Title: say.N(len(list), "Stop ignoring {n} code?", "Stop ignoring {n} codes?"), Confirm: say.T("Stop ignoring"),
			Text: say.T("They are matched again. The reasons for which they were ignored are forgotten.") + rest(all, len(list)),
			Done: func(yes bool) {
				if yes {
					s.Table().ClearChecks()
					s.ignoreAll(list, "", func(n int) string { return say.N(n, "{n} code is matched again", "{n} codes are matched again") })
				}
			},
		})
	})
}

// ignoreAll ignores codes one after the other, or stops ignoring them where no reason is given, and ends at the first that is
// refused: what is done stays done.
func (s *Screen) ignoreAll(list []view.LinkRow, why string, words func(n int) string) {
	type code struct {
		store commerce.StoreID
		sku   string
	}
	s.Do(say.T("ignore the codes"), func(ctx context.Context) (string, error) {
		done := map[code]bool{} // a code that is used twice is ignored once
		for _, l := range list {
			if c := (code{l.StoreID, l.SKU}); !done[c] {
				if err := s.o.Actions.Ignore(ctx, l.StoreID, l.SKU, why); err != nil {
					return "", err
				}
				done[c] = true
			}
		}
		return words(len(done)), nil
	})
}

// rest says how many of the ticked codes are left as they are.
func rest(ticked, touched int) string {
	if n := ticked - touched; n > 0 {
		return " " + say.N(n, "{n} selected code is left alone: nothing of the kind can be done there.", "{n} selected codes are left alone: nothing of the kind can be done there.")
	}
	return ""
}
