package match

import (
	"cmp"
	"strconv"
	"strings"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/theme"
)

// none stands where a value does not exist; a blank would look like a fault of the screen.
func none() string { return say.T("None") }

// digits writes a number that names something, which has no separators.
func digits(n int64) string { return strconv.FormatInt(n, 10) }

// The columns that stay in a narrow window are those that a person decides by; the pane shows all of them.
func columns() []kit.Column {
	return []kit.Column{
		{ID: "state", Title: say.T("State"), Kind: kit.KindState, Width: 136, Sortable: true},
		{ID: "sku", Title: say.T("SKU in EKM"), Kind: kit.KindCode, Width: 120, Sortable: true},
		{ID: "suggestion", Title: say.T("Suggestion"), Kind: kit.KindCode, Width: 166},
		{ID: "confidence", Title: say.T("Confidence"), Width: 70, Muted: true, Yields: 2},
		{ID: "store", Title: say.T("Store"), Width: 80, Muted: true, Sortable: true},
		{ID: "sold", Title: say.T("Sold 30 d"), Kind: kit.KindNumber, Width: 74, Sortable: true},
		{ID: "lines", Title: say.T("Open lines"), Kind: kit.KindNumber, Width: 66, Yields: 4},
		{ID: "on_hand", Title: say.T("On hand"), Kind: kit.KindNumber, Width: 52, Sortable: true, Yields: 5},
		{ID: "listed", Title: say.T("Listed"), Kind: kit.KindNumber, Width: 50, Sortable: true, Yields: 3},
		{ID: "name", Title: say.T("Name in EKM"), Width: 128, Sortable: true, Grow: true, Yields: 1},
		{ID: "product", Title: say.T("Brightpearl product"), Width: 180, Muted: true, Yields: 7},
		{ID: "product_id", Title: say.T("Product id"), Width: 62, Muted: true, Yields: 9},
		{ID: "barcode", Title: say.T("Barcode"), Width: 114, Muted: true, Yields: 8},
		{ID: "since", Title: say.T("Since"), Kind: kit.KindNumber, Width: 58, Muted: true, Yields: 6},
		{ID: "reason", Title: say.T("Reason"), Width: 220, Muted: true, Hidden: true},
	}
}

func tableRow(l view.LinkRow, now time.Time) kit.Row {
	m := markOf(l.State)
	return kit.Row{Key: key(l), Cells: []kit.Cell{
		{Text: m.word, State: m.state, Icon: m.icon},
		skuCell(l), suggestionCell(l), textCell(confidence(l)),
		{Text: l.Store},
		number(l.SoldMonth, l.EKMProductID != 0), number(int64(l.OpenOrderRows), true),
		number(l.OnHand, l.HasOnHand), listedCell(l),
		textCell(listingName(l)), textCell(l.ProductName), productID(l), barcodeCell(l),
		kit.Moment(sinceDay(l.Since, now), l.Since), textCell(say.Of(l.Reason)),
	}}
}

// mark is a match state as icon, word and colour.
type mark struct {
	state theme.State
	icon  string
	word  string
}

var marks = map[commerce.LinkState]mark{
	commerce.Matched:         {theme.OK, "", say.Mark("Matched")},
	commerce.Bundled:         {theme.OK, "boxes", say.Mark("Bundle")},
	commerce.ChangedProduct:  {theme.Attention, "git-compare", say.Mark("Changed product")},
	commerce.NearMatch:       {theme.Attention, "link-2", say.Mark("Near match")},
	commerce.Duplicate:       {theme.Error, "octagon-x", say.Mark("Duplicate")},
	commerce.EKMOnly:         {theme.Unknown, "store", say.Mark("EKM only")},
	commerce.BrightpearlOnly: {theme.Unknown, "boxes", say.Mark("Brightpearl only")},
	commerce.WithoutSKU:      {theme.Unknown, "circle-minus", say.Mark("No SKU")},
	commerce.InvalidSKU:      {theme.Unknown, "circle-x", say.Mark("Cannot match")},
	commerce.NotStockTracked: {theme.Unknown, "circle-minus", say.Mark("Not stock-tracked")},
	commerce.IgnoredSKU:      {theme.Unknown, "bell-off", say.Mark("Ignored")},
}

func markOf(s commerce.LinkState) mark {
	if m, ok := marks[s]; ok {
		m.word = say.Of(m.word)
		return m
	}
	return mark{theme.Unknown, "", say.T("Not known")}
}

func skuCell(l view.LinkRow) kit.Cell {
	if l.SKU == "" {
		return kit.Cell{Text: say.T("Empty"), Faint: true, Plain: true}
	}
	text, tag := visible(l.SKU)
	return kit.Cell{Text: text, Tag: tag}
}

// suggestionCell shows the code that was probably meant, the product that a person has chosen, or in a few words why there is none.
func suggestionCell(l view.LinkRow) kit.Cell {
	switch {
	case l.Suggestion != "":
		text, _ := visible(l.Suggestion)
		return kit.Cell{Text: text, Detail: kindOf(l).short}
	case l.Chosen:
		text, _ := visible(l.ProductSKU)
		return kit.Cell{Text: text, Tag: say.T("Chosen"), TagState: theme.Unknown}
	}
	switch l.State {
	case commerce.EKMOnly:
		return kit.Cell{Detail: say.T("None found")}
	case commerce.WithoutSKU:
		return kit.Cell{Detail: say.T("Add a code in EKM")}
	case commerce.NotStockTracked:
		return kit.Cell{Detail: say.T("No stock to push")}
	case commerce.BrightpearlOnly:
		return kit.Cell{Detail: say.T("Not sold in this store")}
	case commerce.ChangedProduct:
		return kit.Cell{Detail: say.T("Confirm the new product")}
	case commerce.Bundled:
		return kit.Cell{Detail: say.T("Stock is that of its parts")}
	case commerce.Matched:
		if l.Reason == "" {
			return kit.Cell{Detail: say.T("Not needed")}
		}
	}
	return kit.Cell{Detail: strings.TrimSuffix(claim(l.Reason), ".")}
}

// productID is the product that the code means, or the one that is suggested.
func productID(l view.LinkRow) kit.Cell {
	if id := cmp.Or(l.ProductID, l.SuggestionID); id != 0 {
		return kit.Cell{Text: digits(id)}
	}
	return kit.Cell{Text: none(), Faint: true}
}

// barcodeCell shows the one barcode, or marks that the two sides have different ones.
func barcodeCell(l view.LinkRow) kit.Cell {
	if barcodesDiffer(l) {
		return kit.Cell{Text: say.T("Differs"), Emphasis: theme.Attention}
	}
	return textCell(cmp.Or(l.Barcode, l.GTIN))
}

func barcodesDiffer(l view.LinkRow) bool {
	return l.Barcode != "" && l.GTIN != "" && l.Barcode != l.GTIN
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
		return kit.Cell{Text: none(), Faint: true}
	}
	return kit.Cell{Text: say.Count(n), Faint: n == 0}
}

func textCell(s string) kit.Cell {
	if strings.TrimSpace(s) == "" {
		return kit.Cell{Text: none(), Faint: true}
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
		return none()
	}
	t, now = t.Local(), now.Local()
	switch {
	case t.Year() == now.Year() && t.YearDay() == now.YearDay():
		return say.T("Today")
	case t.Year() == now.Year():
		return say.Day(t)
	}
	return say.T("{month} {year}", say.Of(t.Month().String()[:3]), strconv.Itoa(t.Year()))
}

// dayWithin is the same inside a sentence.
func dayWithin(t, now time.Time) string {
	t, now = t.Local(), now.Local()
	if t.Year() == now.Year() && t.YearDay() == now.YearDay() {
		return say.T("today")
	}
	return sinceDay(t, now)
}
