package match

import (
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/screen/listing"
	"stockbridge/ui/theme"
)

// offerKind shows the link that accepts the kind that the filter shows.
func (s *Screen) offerKind(q listing.Query) {
	n := s.summary.kinds[commerce.Likeness(q.Value(kindFilter))]
	if s.o.Linker == nil || q.Value(kindFilter) == "" || n == 0 {
		s.accept.Hide()
		return
	}
	s.accept.SetText(say.T("Accept all {count} of this kind", n))
	s.accept.Show()
}

// acceptOne makes one suggestion a link: at once when the likeness can hardly be chance, else after another look.
func (s *Screen) acceptOne(l view.LinkRow, d *detail) {
	if l.Kind.Sure() {
		s.link([]view.LinkRow{l}, "")
		return
	}
	sku, _ := visible(l.SKU)
	product := view.Choice{ID: l.SuggestionID, Name: l.ProductName}
	if d != nil && d.product.ID != 0 {
		product = d.product
	}
	goods := "EKM: " + sku + ", " + orNone(l.Name) + ".\nBrightpearl: " + l.Suggestion + ", " + orNone(product.Name) + ".\n"
	reason := optionalReason()
	kit.ShowDialog(s.o.Nav.Canvas(), kit.DialogOptions{
		Title: say.T("Are these the same goods?"), Confirm: say.T("Link these two"),
		Text: goods + say.T("The codes are alike, not equal. {difference}. A wrong link sends the stock of other goods to {store}.", kindOf(l).title, l.Store),
		Body: kit.NewField(say.T("Reason"), reason),
		Done: func(yes bool) {
			if yes {
				s.link([]view.LinkRow{l}, strings.TrimSpace(reason.Text()))
			}
		},
	})
}

func optionalReason() *kit.Entry {
	return kit.NewEntry(say.T("Optional, for example: checked with the supplier"))
}

// link accepts the suggestions of rows.
func (s *Screen) link(rows []view.LinkRow, reason string) {
	keys := keysOf(rows)
	s.Do(say.T("link the codes"), func(ctx context.Context) (string, error) {
		n, err := s.o.Linker.Accept(ctx, keys, reason)
		return linked(n), err
	})
}

func linked(n int) string {
	if n == 0 {
		return say.T("Nothing was linked: the codes have changed meanwhile")
	}
	return say.N(n, "{n} code is linked", "{n} codes are linked")
}

// reject has the suggestions of rows never come again, and offers to undo that.
func (s *Screen) reject(rows []view.LinkRow) {
	keys := keysOf(rows)
	s.o.Feed.Go(func(ctx context.Context) {
		n, err := s.o.Linker.Reject(ctx, keys)
		s.o.Feed.Do(func() {
			switch {
			case err != nil:
				s.o.Nav.Failed(say.T("reject the suggestions"), err)
			case n == 0:
				s.o.Nav.Toast(say.T("Nothing was rejected: the codes have changed meanwhile"))
			default:
				kit.ShowToast(s.Content(), kit.Toast{Text: say.N(n, "{n} suggestion rejected for ever", "{n} suggestions rejected for ever"), Undo: func() { s.unreject(rows) }})
			}
			s.Reload()
		})
	})
}

// unreject takes back what was rejected a moment ago.
func (s *Screen) unreject(rows []view.LinkRow) {
	s.Do(say.T("take the rejection back"), func(ctx context.Context) (string, error) {
		known := map[commerce.StoreID][]view.LinkRule{}
		n := 0
		for _, l := range rows {
			if _, ok := known[l.StoreID]; !ok {
				rules, err := s.o.Pages.LinkRules(ctx, l.StoreID)
				if err != nil {
					return "", err
				}
				known[l.StoreID] = rules
			}
			for _, r := range about(known[l.StoreID], l) {
				if r.Means || r.ProductID != l.SuggestionID {
					continue
				}
				if err := s.o.Linker.Unlink(ctx, r); err != nil {
					return "", err
				}
				n++
			}
		}
		return say.N(n, "{n} suggestion is back", "{n} suggestions are back"), nil
	})
}

// takeBack undoes a decision. One by which stock flows is asked for, since its end stops that.
func (s *Screen) takeBack(r view.LinkRule) {
	wish := func() {
		s.Do(say.T("take the decision back"), func(ctx context.Context) (string, error) {
			return say.T("Taken back: the codes decide again"), s.o.Linker.Unlink(ctx, r)
		})
	}
	if !r.Means {
		wish()
		return
	}
	title := say.T("Let the codes decide about the listing without a code again?")
	if r.SKU != "" {
		shown, _ := visible(r.SKU)
		title = say.T("Let the codes decide about {sku} again?", shown)
	}
	kit.ShowDialog(s.o.Nav.Canvas(), kit.DialogOptions{
		Title: title, Confirm: say.T("Take back"),
		Text: say.T("It no longer means {product} because a person said so. Where no SKU agrees, {store} keeps the stock that it shows, and orders that ask for the code are held.", ruleProduct(r), r.Store),
		Done: func(yes bool) {
			if yes {
				wish()
			}
		},
	})
}

// confirm says that a SKU has really moved to another product.
func (s *Screen) confirm(l view.LinkRow) {
	s.Do(say.T("confirm the new product"), func(ctx context.Context) (string, error) {
		n, err := s.o.Linker.Confirm(ctx, []view.LinkKey{l.Key()})
		if n == 0 {
			return say.T("Nothing was confirmed: the code has changed meanwhile"), err
		}
		return say.T("{sku} means the new product", l.SKU), err
	})
}

// mostExamples is how many codes a preview names.
const mostExamples = 5

// preview is what accepting many suggestions at once would do.
type preview struct {
	view.Suggestions
	doubtful int  // of them want a look at both products
	whole    bool // every suggestion of the kind, not the ticked ones
}

// askKind shows what accepting every suggestion of a kind would do; nothing happens before somebody confirms it.
func (s *Screen) askKind(k commerce.Likeness, store commerce.StoreID) {
	s.o.Feed.Go(func(ctx context.Context) {
		found, err := s.o.Pages.SuggestionsOf(ctx, store, k)
		s.o.Feed.Do(func() {
			switch {
			case err != nil:
				s.o.Nav.Failed(say.T("look at the suggestions"), err)
			case found.Codes == 0:
				s.o.Nav.Toast(say.T("No suggestion of this kind waits any more"))
			default:
				p := preview{Suggestions: found, whole: true}
				if !k.Sure() {
					p.doubtful = found.Codes
				}
				s.ask(p, func(reason string) {
					s.Do(say.T("link the codes"), func(ctx context.Context) (string, error) {
						n, err := s.o.Linker.AcceptKind(ctx, store, k, reason)
						return linked(n), err
					})
				})
			}
		})
	})
}

// previewOf is the same of rows that somebody has ticked.
func previewOf(rows []view.LinkRow) preview {
	p := preview{doubtful: byEye(rows)}
	stores := map[commerce.StoreID]bool{}
	for _, l := range rows {
		stores[l.StoreID] = true
		p.Orders += l.OpenOrderRows
	}
	p.Codes, p.Stores = len(rows), len(stores)
	// What has to be looked at is what the examples should show.
	examples := slices.Clone(rows)
	slices.SortStableFunc(examples, unsureFirst)
	p.Examples = examples[:min(len(examples), mostExamples)]
	return p
}

// unsureFirst orders what has to be looked at before what can hardly be chance.
func unsureFirst(a, b view.LinkRow) int {
	switch {
	case a.Kind.Sure() == b.Kind.Sure():
		return 0
	case b.Kind.Sure():
		return -1
	}
	return 1
}

// ask shows a preview and hands over the reason, which may be empty, when it is confirmed.
func (s *Screen) ask(p preview, yes func(reason string)) {
	reason := optionalReason()
	parts := []fyne.CanvasObject{examplesTable(p)}
	if p.doubtful > 0 {
		parts = append(parts, kit.NewNote(theme.Attention, "", doubtTitle(p),
			say.T("They are alike, but it may be chance: a wrong link sends the stock of other goods to the store. Look at both products before you go on.")))
	}
	parts = append(parts, kit.NewField(say.T("Reason"), reason))
	kit.ShowDialog(s.o.Nav.Canvas(), kit.DialogOptions{
		Title: say.N(p.Codes, "Link {n} code to the suggested product?", "Link {n} codes to the suggested products?"), Text: previewWords(p), Wide: true,
		Body: kit.Down(theme.Space3, parts...), Confirm: say.N(p.Codes, "Link {n} code", "Link {n} codes"),
		Done: func(confirmed bool) {
			if confirmed {
				yes(strings.TrimSpace(reason.Text()))
			}
		},
	})
}

// previewWords says how much it is and what changes.
func previewWords(p preview) string {
	text := say.N(p.Stores, "In {n} store.", "In {n} stores.")
	if p.whole {
		text = say.T("All that differ in this: {kind}.", say.Of(kinds[p.Kind].within)) + " " + text
	}
	text += " " + say.T("From the next push on the stores show the stock of these products.")
	if p.Orders == 0 {
		text += " " + say.T("No open order waits for them.")
	} else {
		text += " " + say.N(p.Orders, "{n} order line that waits goes on by itself.", "{n} order lines that wait go on by themselves.")
	}
	return text + " " + say.T("No product is edited, and each link can be taken back.")
}

func doubtTitle(p preview) string {
	switch {
	case p.doubtful == p.Codes && p.Codes == 1:
		return say.T("It is to be checked by eye")
	case p.doubtful == p.Codes:
		return say.T("All of them are to be checked by eye")
	}
	return say.N(p.doubtful, "{n} of them is to be checked by eye", "{n} of them are to be checked by eye")
}

// examplesTable shows the first few pairs of codes.
func examplesTable(p preview) fyne.CanvasObject {
	columns := []kit.Column{{Title: "EKM", Width: 132}, {Title: "Brightpearl", Width: 132}, {Title: say.T("Name in EKM"), Width: 120, Grow: true}, {Title: say.T("Store"), Width: 84}}
	table := kit.NewGridTable(columns, theme.RowCompact, 0).Plain()
	var rows [][]fyne.CanvasObject
	for _, l := range p.Examples {
		ekm, _ := visible(l.SKU)
		brightpearl, _ := visible(l.Suggestion)
		rows = append(rows, []fyne.CanvasObject{kit.NewElided(ekm, theme.Code, theme.Text), kit.NewElided(brightpearl, theme.Code, theme.Text),
			kit.NewElided(orNone(l.Name), theme.Body, theme.Text), kit.NewElided(l.Store, theme.Body, theme.Text2)})
	}
	table.SetRows(rows)
	parts := []fyne.CanvasObject{table}
	if more := p.Codes - len(p.Examples); more > 0 {
		parts = append(parts, kit.LineDivider(), kit.Pad(0, 6, kit.NewText(say.N(more, "and {n} other", "and {n} others"), theme.Small, theme.Text2)))
	}
	return kit.Down(0, parts...)
}

func orNone(s string) string {
	if strings.TrimSpace(s) == "" {
		return none()
	}
	return s
}
