package match

import (
	"cmp"
	"fmt"
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

// The columns that stay in a narrow window are those that a person decides by; the pane shows all of them.
func columns() []kit.Column {
	return []kit.Column{
		{ID: "state", Title: "State", Kind: kit.KindState, Width: 136, Sortable: true},
		{ID: "sku", Title: "SKU in EKM", Kind: kit.KindCode, Width: 120, Sortable: true},
		{ID: "suggestion", Title: "Suggestion", Kind: kit.KindCode, Width: 166},
		{ID: "confidence", Title: "Confidence", Width: 70, Muted: true, Yields: 2},
		{ID: "store", Title: "Store", Width: 80, Muted: true, Sortable: true},
		{ID: "sold", Title: "Sold 30 d", Kind: kit.KindNumber, Width: 74, Sortable: true},
		{ID: "lines", Title: "Open lines", Kind: kit.KindNumber, Width: 66, Yields: 4},
		{ID: "on_hand", Title: "On hand", Kind: kit.KindNumber, Width: 52, Sortable: true, Yields: 5},
		{ID: "listed", Title: "Listed", Kind: kit.KindNumber, Width: 44, Sortable: true, Yields: 3},
		{ID: "name", Title: "Name in EKM", Width: 128, Sortable: true, Grow: true, Yields: 1},
		{ID: "product", Title: "Brightpearl product", Width: 180, Muted: true, Yields: 7},
		{ID: "product_id", Title: "Product id", Width: 62, Muted: true, Yields: 9},
		{ID: "barcode", Title: "Barcode", Width: 114, Muted: true, Yields: 8},
		{ID: "since", Title: "Since", Kind: kit.KindNumber, Width: 58, Muted: true, Yields: 6},
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
		{Text: sinceDay(l.Since, now)},
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
	commerce.Bundled:         {theme.OK, "boxes", "Bundle"},
	commerce.ChangedProduct:  {theme.Attention, "git-compare", "Changed product"},
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

// suggestionCell shows the code that was probably meant, the product that a person has chosen, or in a few words why there is none.
func suggestionCell(l view.LinkRow) kit.Cell {
	switch {
	case l.Suggestion != "":
		text, _ := visible(l.Suggestion)
		return kit.Cell{Text: text, Detail: kindOf(l).short}
	case l.Chosen:
		text, _ := visible(l.ProductSKU)
		return kit.Cell{Text: text, Tag: "Chosen", TagState: theme.Unknown}
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
	case commerce.ChangedProduct:
		return kit.Cell{Detail: "Confirm the new product"}
	case commerce.Bundled:
		return kit.Cell{Detail: "Stock is that of its parts"}
	case commerce.Matched:
		if l.Reason == "" {
			return kit.Cell{Detail: "Not needed"}
		}
	}
	return kit.Cell{Detail: strings.TrimSuffix(claim(l.Reason), ".")}
}

// productID is the product that the code means, or the one that is suggested.
func productID(l view.LinkRow) kit.Cell {
	if id := cmp.Or(l.ProductID, l.SuggestionID); id != 0 {
		return kit.Cell{Text: fmt.Sprint(id)}
	}
	return kit.Cell{Text: none, Faint: true}
}

// barcodeCell shows the one barcode, or marks that the two sides have different ones.
func barcodeCell(l view.LinkRow) kit.Cell {
	if barcodesDiffer(l) {
		return kit.Cell{Text: "Differs", Emphasis: theme.Attention}
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
