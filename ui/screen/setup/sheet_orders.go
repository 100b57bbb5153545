package setup

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"stockbridge/core/settings"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/theme"
)

// ordersSheet is step 4.
func (w *Wizard) ordersSheet() sheet {
	c := w.facts.choices
	from := kit.NewEntry("4 Nov 2026 15:00")
	from.SetText(w.form.values[keyFrom])
	from.OnChanged = func(text string) {
		w.form.set(keyFrom, text)
		w.clearFault(keyFrom)
		w.readComing()
	}
	w.coming = newSwap()
	moments := kit.NewMenuButton(say.T("Pick"), func() []kit.MenuItem {
		now := w.facts.now.Local()
		midnight := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, now.Location())
		var items []kit.MenuItem
		for _, m := range []struct {
			label string
			days  int
		}{{say.T("Now"), -1}, {say.T("Start of today"), 0}, {say.T("Start of yesterday"), 1}, {"7 days ago", 7}, {"30 days ago", 30}} {
			at := midnight.AddDate(0, 0, -m.days)
			if m.days < 0 {
				at = now
			}
			items = append(items, kit.MenuItem{Label: m.label, Note: localTime(at), Tapped: func() { from.SetText(localTime(at)) }})
		}
		return items
	})
	top := kit.Grid(2, theme.Space4,
		w.field(keyFrom, say.T("Orders from"), say.T("Orders placed before this moment are left alone. Your local time."), newFaulty(kit.Across(8, kit.Grow(from), moments), from)),
		w.field("order_status_id", say.T("Start status in Brightpearl"), say.T("New sales orders start here."), w.pick("order_status_id", say.T("Choose a status"), namedChoices(c.OrderStatuses), nil)))

	unmatched := w.radio("unmatched_policy", []kit.Choice{
		{Value: settings.TextRow, Label: say.T("Bring it over as a text row"), Note: say.T("The order is posted at once, with a flag. No stock is reserved for that line.")},
		{Value: settings.Hold, Label: say.T("Hold the whole order"), Note: say.T("It waits until the SKU has a product in Brightpearl.")},
	}, nil)

	contact := kit.NewNumberEntry(say.T("None"))
	contact.SetText(w.form.values["fallback_contact_id"])
	contact.OnChanged = func(text string) {
		w.form.set("fallback_contact_id", text)
		w.clearFault("fallback_contact_id")
	}
	contactField := w.field("fallback_contact_id", say.T("Fallback contact"), say.T("The contact's number in Brightpearl. Without one, such orders are held."),
		newFaulty(kit.Across(0, kit.Width(120, contact)), contact))
	show := func(policy string) {
		contactField.Hidden = policy != settings.FallbackContact
		w.refreshBody()
	}
	email := w.radio("no_email_policy", []kit.Choice{
		{Value: settings.FallbackContact, Label: say.T("Use the fallback contact"), Note: say.T("One Brightpearl contact for all of them, such as Counter sales.")},
		{Value: settings.Hold, Label: say.T("Hold the order"), Note: say.T("It waits until somebody chooses the customer.")},
	}, show)
	contactField.Hidden = w.form.values["no_email_policy"] != settings.FallbackContact

	return sheet{primary: say.T("Save and go on"), act: w.save, left: w.left(), parts: []fyne.CanvasObject{
		top, w.coming.box,
		section(say.T("EKM statuses to download"), say.T("Only paid orders. Nothing ticked means every status that is not failed, declined, cancelled or refunded."), w.statusTicks()),
		section(say.T("A line whose SKU Brightpearl does not have"), "", unmatched),
		section(say.T("An order without a usable e-mail address"), "", kit.Down(8, email, kit.Inset(0, 0, 0, 26, contactField))),
	}}
}

// section is a group of controls under a strong title with a quiet sentence.
func section(title, line string, o fyne.CanvasObject) fyne.CanvasObject {
	parts := []fyne.CanvasObject{kit.NewText(title, theme.BodyStrong, theme.Text)}
	if line != "" {
		parts = append(parts, kit.NewParagraph(line, theme.Small, theme.Text2).Wide())
	}
	return kit.Down(2, append(parts, kit.Gap(0, 2), o)...)
}

func (w *Wizard) radio(key string, choices []kit.Choice, then func(value string)) *kit.Radio {
	return kit.NewRadio(choices, w.form.values[key], func(value string) {
		w.form.set(key, value)
		if then != nil {
			then(value)
		}
	})
}

// statusTicks are the shop's statuses to tick, four in a row.
func (w *Wizard) statusTicks() fyne.CanvasObject {
	const key = "download_statuses"
	var ticks []fyne.CanvasObject
	for _, c := range statusChoices(w.facts.shop.Statuses, "") {
		ticks = append(ticks, kit.NewCheck(c.Label, contains(w.form.values[key], c.Value), func(on bool) {
			w.form.set(key, toggled(w.form.values[key], c.Value, on))
			w.clearFault(key)
		}))
	}
	return w.field(key, "", "", kit.Grid(4, theme.Space2, ticks...))
}

// stockSheet is step 5.
func (w *Wizard) stockSheet() sheet {
	const key = "warehouse_id"
	var ticks []fyne.CanvasObject
	first := newSwap()
	tell := func() {
		chosen := list(w.form.values[key])
		words := say.T("Nothing is ticked yet.")
		for _, h := range w.facts.choices.Warehouses {
			if len(chosen) > 0 && idText(h.ID) == chosen[0] {
				words = say.T("Orders reserve in {warehouse}, the first one ticked. Stock of all ticked warehouses is added up.", h.Name)
			}
		}
		first.show(kit.NewRemark("info", words))
	}
	tell()
	for _, h := range w.facts.choices.Warehouses {
		id := idText(h.ID)
		ticks = append(ticks, kit.NewCheck(h.Name, contains(w.form.values[key], id), func(on bool) {
			w.form.set(key, toggled(w.form.values[key], id, on))
			w.clearFault(key)
			tell()
		}))
	}
	if len(ticks) == 0 {
		ticks = append(ticks, kit.NewText(say.T("No warehouse was read from Brightpearl."), theme.Body, theme.Text2))
	}
	return sheet{primary: say.T("Save and go on"), act: w.save, left: w.left(), parts: []fyne.CanvasObject{
		section(say.T("Warehouses"), say.T("Units in these warehouses are on sale in this store."),
			kit.Down(4, w.field(key, "", "", kit.Grid(4, theme.Space2, ticks...)), first.box)),
		kit.Grid(2, theme.Space4,
			w.field("stock_buffer", say.T("Buffer"), say.T("Kept back from every SKU, so that a late order still finds stock."), w.units("stock_buffer", "0", say.T("units"))),
			w.field("stock_cap", say.T("Cap"), say.T("The store never shows more than this. Empty means no cap."), w.units("stock_cap", say.T("None"), say.T("units")))),
		kit.NewNote(theme.Unknown, "shield-check", say.T("The brake is on"),
			say.T("A change that would set more than 5% of the SKUs to 0 stops before it writes and asks you. Settings > Stock changes the limit.")),
		w.previewPart(),
	}}
}

// faulty lets a field draw the fault on one part of a control that has several.
type faulty struct {
	widget.BaseWidget
	content fyne.CanvasObject
	at      *kit.Entry
}

func newFaulty(content fyne.CanvasObject, at *kit.Entry) *faulty {
	f := &faulty{content: content, at: at}
	f.ExtendBaseWidget(f)
	return f
}

// SetFault draws the faulty frame.
func (f *faulty) SetFault(fault bool) { f.at.SetFault(fault) }

// CreateRenderer shows the content.
func (f *faulty) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(f.content) }

func (w *Wizard) refreshBody() {
	if w.body != nil {
		w.body.Refresh()
		w.scroll.Refresh()
	}
}
