package inventory

import (
	"cmp"
	"context"
	"slices"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/theme"
)

// selection is the bar at the foot of the table: what is ticked and what can be done with all of it.
type selection struct {
	*kit.SelectionBar
	push *kit.Button
	all  *kit.Link // ticks everything that the filters show, read or not
}

func newSelection(s *Screen) selection {
	b := selection{push: kit.NewButton(say.T("Push now"), kit.Primary, s.askPushTicked).Small()}
	b.all = kit.NewLink("", theme.BodyMedium, func() { s.Table().CheckAll() })
	with := func(take func([]view.LevelRow)) func() {
		return func() {
			s.AllTicked(say.T("read the selected figures"), func(rows []view.LevelRow) { take(sorted(rows)) })
		}
	}
	b.SelectionBar = kit.NewSelectionBar(func() { s.Table().ClearChecks() },
		kit.NewButton(say.T("Tag…"), kit.Secondary, with(s.askTag)).Small(),
		kit.NewButton(say.T("Freeze…"), kit.Secondary, with(s.askFreeze)).Small(),
		kit.NewButton(say.T("Read back"), kit.Secondary, with(s.readBack)).Small(), b.push)
	b.Offer(b.all)
	return b
}

// sorted are rows in the list's natural order, so that what is done to many is done in the order in which it is seen.
func sorted(rows []view.LevelRow) []view.LevelRow {
	slices.SortFunc(rows, func(a, b view.LevelRow) int {
		return cmp.Or(cmp.Compare(a.SKU, b.SKU), cmp.Compare(a.StoreID, b.StoreID), cmp.Compare(a.EKMProductID, b.EKMProductID), cmp.Compare(a.EKMVariantID, b.EKMVariantID))
	})
	return rows
}

// checked shows how many figures are ticked and what they are.
func (s *Screen) checked(c kit.Checks) {
	rows, unseen := s.Ticked()
	s.OfferAll(c, s.bar.all)
	words := ""
	if unseen == 0 {
		words = selectionWords(rows)
	}
	s.bar.Set(c.Count, words)
}

// selectionWords are what the ticked figures show and should show, in few words.
func selectionWords(rows []view.LevelRow) string {
	shown, wanted := sumOf(rows)
	if shown == wanted {
		return say.N(shown, "Show {n} unit", "Show {n} units")
	}
	return say.T("Show {shown}, should {wanted}", shown, wanted)
}

func sumOf(rows []view.LevelRow) (shown, wanted int64) {
	for _, v := range rows {
		shown, wanted = shown+v.Listed, wanted+v.Wanted
	}
	return shown, wanted
}

func keysOf(rows []view.LevelRow) []view.LevelKey {
	keys := make([]view.LevelKey, len(rows))
	for i, v := range rows {
		keys[i] = v.Key()
	}
	return keys
}

// skusOf are the SKUs of rows, each once.
func skusOf(rows []view.LevelRow) []string {
	var skus []string
	for _, v := range rows {
		if !slices.Contains(skus, v.SKU) {
			skus = append(skus, v.SKU)
		}
	}
	return skus
}

// spot is a SKU of a store, which rules and pushes speak of.
type spot struct {
	store commerce.StoreID
	sku   string
}

func spotsOf(rows []view.LevelRow) []spot {
	var spots []spot
	seen := map[spot]bool{}
	for _, v := range rows {
		if at := (spot{v.StoreID, v.SKU}); !seen[at] {
			seen[at] = true
			spots = append(spots, at)
		}
	}
	return spots
}

func (s *Screen) askPushTicked() {
	s.AllTicked(say.T("read the selected figures"), func(rows []view.LevelRow) {
		free := slices.DeleteFunc(sorted(rows), func(v view.LevelRow) bool { return v.State == commerce.LevelHeld })
		if len(free) == 0 {
			s.o.Nav.Toast(say.T("All of the selected figures are frozen or held"))
			return
		}
		shown, wanted := sumOf(free)
		text := say.T("The stores show {shown}, should {wanted}.", shown, wanted)
		if shown == wanted {
			text = say.N(shown, "The stores show {n} unit.", "The stores show {n} units.")
		}
		text += " " + say.T("Each figure is written to EKM again as it is now, decreases first.")
		if n := len(rows) - len(free); n > 0 {
			text += " " + say.N(n, "{n} of the selected is frozen or held and left out.", "{n} of the selected are frozen or held and left out.")
		}
		kit.ShowDialog(s.o.Nav.Canvas(), kit.DialogOptions{Title: say.N(len(free), "Push {n} figure now?", "Push {n} figures now?"), Text: text,
			Confirm: say.T("Push {n}", len(free)),
			Done: func(yes bool) {
				if yes {
					s.pushAll(spotsOf(free))
				}
			}})
	})
}

// pushAll pushes SKU by SKU and stops at the first that is refused: what is done stays done.
func (s *Screen) pushAll(spots []spot) {
	s.Do(say.T("push the selected figures"), func(ctx context.Context) (string, error) {
		n := 0
		for _, at := range spots {
			due, err := s.o.Actions.PushSKU(ctx, at.store, at.sku)
			if err != nil {
				return "", err
			}
			n += due
		}
		return say.N(n, "{n} figure is queued", "{n} figures are queued"), nil
	})
	s.Table().ClearChecks()
}

// readBack asks EKM what it shows of figures now.
func (s *Screen) readBack(rows []view.LevelRow) {
	keys := keysOf(rows)
	if t := readingTime(len(keys)); t.Seconds() > 1 {
		s.o.Nav.Toast(say.N(len(keys), "Reading {n} figure back, about {span}", "Reading {n} figures back, about {span}", delay(t)))
	}
	s.Do(say.T("read figures back"), func(ctx context.Context) (string, error) {
		checked, drifted, err := s.o.Actions.ReadBack(ctx, keys)
		return readWords(checked, drifted), err
	})
	s.Table().ClearChecks()
}
