package match

import (
	"strings"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/screen"
	"stockbridge/ui/theme"
)

// none stands where a value does not exist; a blank would look like a fault of the screen.
const none = "None"

func columns() []kit.Column {
	return []kit.Column{
		{ID: "state", Title: "State", Kind: kit.KindState, Width: 140, Sortable: true},
		{ID: "sku", Title: "SKU", Kind: kit.KindCode, Width: 120, Sortable: true},
		{ID: "suggestion", Title: "Suggestion", Kind: kit.KindCode, Width: 164},
		{ID: "store", Title: "Store", Width: 80, Muted: true, Sortable: true},
		{ID: "on_hand", Title: "On hand", Kind: kit.KindNumber, Width: 52, Sortable: true},
		{ID: "listed", Title: "Listed", Kind: kit.KindNumber, Width: 44, Sortable: true},
		{ID: "name", Title: "Name in EKM", Width: 150, Sortable: true, Grow: true, Yields: 1},
		{ID: "product", Title: "Product", Width: 110, Muted: true, Yields: 3},
		{ID: "since", Title: "Since", Kind: kit.KindNumber, Width: 62, Muted: true, Yields: 2},
		{ID: "lines", Title: "Open lines", Kind: kit.KindNumber, Width: 62, Hidden: true},
	}
}

func tableRow(l view.LinkRow, now time.Time) kit.Row {
	m := markOf(l.State)
	return kit.Row{Key: key(l), Cells: []kit.Cell{
		{Text: m.word, State: m.state, Icon: m.icon},
		skuCell(l), suggestionCell(l),
		{Text: l.Store},
		number(l.OnHand, l.HasOnHand), listedCell(l),
		textCell(listingName(l)), textCell(l.ProductName),
		{Text: sinceDay(l.Since, now)},
		number(int64(l.OpenOrderRows), true),
	}}
}

// mark is a match state as icon, word and colour.
type mark struct {
	state theme.State
	icon  string
	word  string
}

var marks = map[commerce.LinkState]mark{
	commerce.Matched:         {theme.OK, "", "Matched"},
	commerce.NearMatch:       {theme.Attention, "link-2", "Near match"},
	commerce.Duplicate:       {theme.Error, "octagon-x", "Duplicate"},
	commerce.EKMOnly:         {theme.Unknown, "store", "EKM only"},
	commerce.BrightpearlOnly: {theme.Unknown, "boxes", "Brightpearl only"},
	commerce.WithoutSKU:      {theme.Unknown, "circle-minus", "No SKU"},
	commerce.InvalidSKU:      {theme.Unknown, "circle-x", "Cannot match"},
	commerce.NotStockTracked: {theme.Unknown, "circle-minus", "Not stock-tracked"},
	commerce.IgnoredSKU:      {theme.Unknown, "bell-off", "Ignored"},
}

func markOf(s commerce.LinkState) mark {
	if m, ok := marks[s]; ok {
		return m
	}
	return mark{theme.Unknown, "", "Not known"}
}

func skuCell(l view.LinkRow) kit.Cell {
	if l.SKU == "" {
		return kit.Cell{Text: "Empty", Faint: true, Plain: true}
	}
	text, tag := visible(l.SKU)
	return kit.Cell{Text: text, Tag: tag}
}

// suggestionCell shows the code that was probably meant, or in a few words why there is none.
func suggestionCell(l view.LinkRow) kit.Cell {
	if l.Suggestion != "" {
		text, _ := visible(l.Suggestion)
		return kit.Cell{Text: text, Detail: kindOf(l.Reason).short}
	}
	switch l.State {
	case commerce.EKMOnly:
		return kit.Cell{Detail: "None found"}
	case commerce.WithoutSKU:
		return kit.Cell{Detail: "Add a code in EKM"}
	case commerce.NotStockTracked:
		return kit.Cell{Detail: "No stock to push"}
	case commerce.BrightpearlOnly:
		return kit.Cell{Detail: "Not sold in this store"}
	case commerce.Matched:
		if l.Reason == "" {
			return kit.Cell{Detail: "Not needed"}
		}
	}
	return kit.Cell{Detail: strings.TrimSuffix(l.Reason, ".")}
}

// listedCell marks a figure that differs from what was last written.
func listedCell(l view.LinkRow) kit.Cell {
	c := number(l.Listed, l.HasListed)
	if l.HasListed && l.HasPublished && l.Listed != l.Published {
		c.Emphasis = theme.Attention
	}
	return c
}

func number(n int64, known bool) kit.Cell {
	if !known {
		return kit.Cell{Text: none, Faint: true}
	}
	return kit.Cell{Text: screen.Count(n), Faint: n == 0}
}

func textCell(s string) kit.Cell {
	if strings.TrimSpace(s) == "" {
		return kit.Cell{Text: none, Faint: true}
	}
	return kit.Cell{Text: s}
}

// listingName is the name in EKM; the report gives the product's name where EKM has no listing.
func listingName(l view.LinkRow) string {
	if l.State == commerce.BrightpearlOnly {
		return ""
	}
	return l.Name
}

// sinceDay writes the day; the time of day of a match means nothing.
func sinceDay(t, now time.Time) string {
	if t.IsZero() {
		return none
	}
	t, now = t.Local(), now.Local()
	switch {
	case t.Year() == now.Year() && t.YearDay() == now.YearDay():
		return "Today"
	case t.Year() == now.Year():
		return t.Format("2 Jan")
	}
	return t.Format("Jan 2006")
}

// kind is why two codes look alike: in two words, as a title, in a sentence, and whether a person need look twice.
type kind struct {
	short, title, text string
	sure               bool
}

// kindOf reads the evidence that the matching gives in words.
func kindOf(reason string) kind {
	r, _, _ := strings.Cut(strings.ToLower(reason), ":") // after it stand codes, which may hold any word
	switch {
	case strings.Contains(r, "outer spaces"):
		return kind{"Space at end", "A space stands at the end", "One code begins or ends with a space. All other signs agree.", true}
	case strings.Contains(r, "capital"):
		return kind{"Case", "Capital letters differ", "The letters are the same, but not all capitals are. Brightpearl tells them apart.", true}
	case strings.Contains(r, "dash"):
		return kind{"Dash kind", "The dashes differ", "EKM uses another kind of dash than Brightpearl. All other signs agree.", true}
	case strings.Contains(r, "invisible"):
		return kind{"Hidden space", "A hidden space differs", "One code holds a space that cannot be seen. All visible signs agree.", true}
	case strings.Contains(r, "zeros"):
		return kind{"Leading zero", "Leading zeros differ", "Spreadsheets drop zeros at the front. The rest agrees.", false}
	case strings.Contains(r, "barcode"):
		return kind{"Same barcode", "The barcode is the same", strings.TrimSpace(reason) + " The codes themselves differ.", true}
	}
	return kind{"Look-alike", "Some signs look alike", "The codes differ only in signs that people take for each other.", false}
}
