package kit_test

import (
	"fyne.io/fyne/v2"

	"stockbridge/ui/kit"
	"stockbridge/ui/theme"
)

var wave = []float64{3, 2, 4, 3, 5, 4, 6, 5, 4, 3, 4, 5, 9, 6, 5, 4}

func overviewStory() fyne.CanvasObject {
	header := kit.NewPageHeader("Overview", kit.NewMenuButton("Today", func() []kit.MenuItem { return nil }).Small())
	header.SetSubtitle("Monday 23 November, 14:02 GMT")
	tiles := kit.WeightedGrid([]float32{2.05, 1, 1, 1}, 12,
		kit.NewTile(kit.TileData{Label: "Orders placed today", Figure: "112", Unit: "worth £4,981.30, all accounted for", Parts: []kit.Part{
			{State: theme.OK, Label: "In Brightpearl", Count: 104}, {State: theme.Working, Icon: "clock", Label: "Waiting", Count: 3},
			{State: theme.Attention, Icon: "hand", Label: "Held", Count: 4}, {State: theme.Unknown, Icon: "circle-minus", Label: "Excluded", Count: 1}}}, func() {}),
		kit.NewTile(kit.TileData{Label: "Order delay, p95", Figure: "48 s", Line: "Goal 2 min", Spark: wave, Goal: 10}, func() {}),
		kit.NewTile(kit.TileData{Label: "Stock delay, p95", Figure: "71 s", Line: "Goal 2 min", Spark: wave, Goal: 10}, func() {}),
		kit.NewTile(kit.TileData{Label: "Oversell exposure", Figure: "24 units", Unit: "£311.76", Line: "1 SKU, GDN-TRW-SS", Spark: wave, SparkState: theme.Attention}, func() {}))
	facts := kit.NewFactStrip([]kit.Fact{{Label: "Oldest order not posted", Value: "3 h 40 min", State: theme.Attention}, {Label: "Held money", Value: "£231.05", State: theme.Attention},
		{Label: "Stock drift", Value: "3 SKUs", State: theme.Attention}, {Label: "SKUs not matched", Value: "18 of 2,310"}, {Label: "Customer e-mails caused", Value: "0", State: theme.OK}})
	store := func(name string, state theme.State, word string) fyne.CanvasObject {
		return kit.NewStoreCard(kit.StoreCardData{Name: name, Second: "Channel EKM " + name + ", GBP", State: state, Word: word,
			Facts: [3]kit.StoreFact{{Label: "Last order seen", Value: "2 min ago"}, {Label: "Last stock write", Value: "14 s ago"}, {Label: "Login holds until", Value: "8 Dec"}},
			Bars:  append(wave, wave[:8]...), BarsLabel: "Orders, 24 h"}, func() []kit.MenuItem { return nil }, func() {})
	}
	stores := kit.Grid(3, 12, store("Potting Shed", theme.OK, "Live"), store("Kiln & Larder", theme.Working, "Catching up, 62%"), store("Muddy Paws", theme.OK, "Live"))
	row := func(icon, cause, second, value, action string) fyne.CanvasObject {
		return kit.NewAttentionRow(kit.AttentionData{State: theme.Attention, Icon: icon, Cause: cause, Second: second, RowValue: value, Action: action, Open: func() {}})
	}
	attention := kit.TitledCard("Needs attention", kit.NewLink("Show all 5", theme.BodyMedium, nil), kit.Down(0,
		row("hand", "Tax rate 7 of Muddy Paws is not mapped", "2 orders held, first due at 17:00, in 2 h 58 min", "£112.95", "Map tax rate"),
		row("package-open", "GDN-SEC-08 is 2 units short", "2 orders wait for the same units, due Wed 25 Nov", "£49.90", "Choose order"),
		row("git-compare", "Stock was changed by hand in Potting Shed", "3 SKUs drift since 11:40", "", "Review drift")))
	sales := kit.NewGridTable([]kit.Column{{Title: "Store", Kind: kit.KindMedium, Width: 100, Grow: true}, {Title: "Orders", Kind: kit.KindNumber, Width: 50}, {Title: "Today", Kind: kit.KindNumber, Width: 80}, {Title: "7 days", Kind: kit.KindNumber, Width: 90}}, 40, 14)
	sales.SetTextRows([][]string{{"Potting Shed", "46", "£2,114.20", "£14,702.45"}, {"Kiln & Larder", "39", "£1,987.60", "£13,988.10"}, {"Muddy Paws", "27", "£879.50", "£6,204.35"}})
	lower := kit.WeightedGrid([]float32{620, 400}, 12, attention, kit.TitledCard("Sales per store", kit.Label("Gross, GBP"), kit.TopLeft(sales)))
	return kit.NewPage(kit.NewScroll(kit.Inset(0, 20, 20, 20, kit.Down(16, kit.Down(12, tiles, facts), stores, lower))), nil, header)
}

func attentionStory() fyne.CanvasObject {
	menu := func() []kit.MenuItem { return nil }
	first := kit.NewAttentionCard(kit.AttentionData{State: theme.Attention, Icon: "hand", Kind: "Orders held", Since: "Since 10:22", Cause: "Tax rate 7 of Muddy Paws is not mapped",
		Why: `Rate 7, "Zero rate, working dog food", was added in EKM today and has no Brightpearl tax code.`, Now: "Both orders wait here, nothing was created. Their 3 units stay deducted in all stores.",
		Facts: [3][2]string{{"Held money", "£112.95"}, {"Affected", "2 orders"}, {"First due", "17:00 today"}}, Urgent: true, Action: "Map tax rate 7", Primary: true, Snooze: menu, More: menu, Open: func() {}})
	second := kit.NewAttentionCard(kit.AttentionData{State: theme.Error, Icon: "octagon-x", Kind: "Stock frozen, order held", Since: "Since 11:41", Cause: "KIT-CAS-24-BL is on two Brightpearl products",
		Why: "Products 4471 and 5120 carry this SKU, so the app cannot know whose stock to publish.", Now: "Listed stock stays at 4 in Kiln & Larder. Change one SKU in Brightpearl, the order goes on by itself.",
		Facts: [3][2]string{{"Held money", "£89.00"}, {"Affected", "1 order"}, {"First due", "Tomorrow 12:00"}}, Action: "See both products", Snooze: menu, More: menu, Open: func() {}})
	header := kit.NewPageHeader("Attention & activity", kit.NewButton("Prepare for support", kit.Secondary, nil).Small().WithIcon("stethoscope"))
	series := []kit.Series{{Name: "On hand", Values: []float64{17, 16, 15, 15, 14}, Role: theme.Text2}, {Name: "Listed", Values: []float64{15, 14, 13, 12, 9}, Role: theme.Working.Solid()}}
	empty := kit.NewEmpty(kit.EmptyState{Title: "Nothing needs you. 48 posted today, last 14:01.", Line: "Problems appear here when one of them needs a person.", Button: "Show all orders"})
	progress := kit.NewProgress(6)
	progress.Set(31, 50)
	left := kit.Down(12, kit.NewSection("Today", "", kit.SeriesLegend(series)), kit.NewSteps(series, "06:00", "10:00", "14:02"), kit.Across(8, kit.Width(124, progress), kit.Value("31 of 50, done at about 14:06")), empty)
	right := kit.Down(12, kit.NewNote(theme.OK, "", "Currencies agree", "EKM GBP, price list GBP, Brightpearl GBP"), kit.NewNote(theme.NoState, "", "What linking does", "Stock in Potting Shed goes from 12 to 17 at the next push."),
		kit.NewPairs(80, []kit.Pair{{Label: "Barcode", Value: "5017482003316"}, {Label: "SKU", Value: "GDN-HOS-25", Code: true}, {Label: "Stock", Value: "12 listed", Note: "19 on hand", State: theme.Attention}}))
	return kit.NewPage(kit.NewScroll(kit.Inset(8, 20, 20, 20, kit.Down(8, first, second, kit.Gap(0, 8), kit.Grid(2, 32, left, right)))), nil, header)
}

func wizardStory() fyne.CanvasObject {
	steps := kit.NewStepList("Add store", "Muddy Paws", "Saved after each step. You can close and go on later.")
	steps.Set([]kit.WizardStep{{Title: "Brightpearl", Result: "hollinswray, EU", State: kit.StepDone}, {Title: "EKM account", Result: "1 rate without a code", State: kit.StepOpen},
		{Title: "Channel and money", State: kit.StepCurrent}, {Title: "Orders"}, {Title: "Stock"}})
	channel := kit.NewSelect([]kit.Choice{{Value: "1", Label: "EKM Muddy Paws"}}, nil).Small()
	channel.SetValue("1")
	price := kit.NewSelect([]kit.Choice{{Value: "1", Label: "Retail GBP"}}, nil).Small()
	price.SetValue("1")
	wrong := kit.NewSelect(nil, nil).Small().WithPlaceholder("Choose a code")
	wrong.SetFault(true)
	top := kit.AcrossTop(16, kit.Width(248, kit.NewField("Sales channel", channel).WithHelp("2 free channels. One store, one channel.")),
		kit.Width(200, kit.NewField("Price list", price).WithHelp("Set on orders and new contacts")), kit.Grow(kit.NewNote(theme.OK, "", "Currencies agree", "EKM GBP, price list GBP")))
	rates := kit.NewGridTable([]kit.Column{{Title: "EKM rate", Width: 180}, {Title: "Percent", Kind: kit.KindNumber, Width: 60}, {Title: "Products", Kind: kit.KindNumber, Width: 66}, {Title: "Brightpearl tax code", Width: 196}, {Title: "", Width: 160}}, 40, 14)
	good := kit.NewSelect([]kit.Choice{{Value: "1", Label: "T20, standard"}}, nil).Small()
	good.SetValue("1")
	rates.SetRows([][]fyne.CanvasObject{
		{kit.Value("Standard rate"), kit.Value("20%"), kit.Value("611"), good, kit.NewState(theme.OK, "", "Suggested by percent")},
		{kit.Value("Not taxable"), kit.Value("0%"), kit.Value("22"), wrong, kit.NewState(theme.Error, "circle-x", "Needed before go-live")},
	})
	checks := kit.Grid(3, 12, kit.CheckFigure(theme.OK, "Order totals", "20 of 20", "£842.61 on both sides"), kit.CheckFigure(theme.Attention, "Tax", "18 of 20", "2 orders have no code"), kit.CheckFigure(theme.Attention, "Receipts", "18 of 20", "£729.66, 2 orders held"))
	note := kit.NewNote(theme.Attention, "hand", "2 orders, £112.95, would wait here", `The EKM rate "Not taxable" has no Brightpearl code yet, see step 3.`, kit.NewButton("Map the rate", kit.Secondary, nil).Small())
	all := kit.NewToggleChip("All 20", nil)
	all.SetActive(true)
	body := kit.Down(16, kit.Down(2, kit.NewText("Channel and money", theme.Title, theme.Text), kit.NewParagraph("Decides where sales are counted and how tax and receipts are booked. Amounts always come from EKM.", theme.Body, theme.Text2).Wide()),
		top, kit.Down(6, kit.NewSection("Tax rates", "5 read from EKM at 10:09, 4 mapped", nil), kit.FlushCard(rates)), checks, kit.Across(8, all, kit.NewToggleChip("Differences 3", nil)), note)
	foot := kit.FootBar(kit.NewButton("Back", kit.Secondary, nil).WithIcon("arrow-left"), kit.Spacer(), kit.NewElided("2 things to settle before go-live", theme.Body, theme.Text2), kit.NewButton("Finish later", kit.Quiet, nil), kit.NewButton("Save and go on", kit.Primary, nil))
	return kit.AcrossTop(0, steps, kit.Grow(kit.NewPage(kit.NewScroll(kit.Inset(16, 24, 24, 24, kit.MaxWidth(800, body))), foot)))
}

func settingsStory() fyne.CanvasObject {
	number := func(text string) *kit.Entry {
		e := kit.NewNumberEntry("None")
		e.SetText(text)
		return e
	}
	unit := func(e *kit.Entry, word string) fyne.CanvasObject {
		return kit.Across(8, kit.Width(72, e), kit.Grow(kit.NewElided(word, theme.Body, theme.Text2)))
	}
	on := kit.NewSettingRow("Push stock to this store", "Stock from Brightpearl is written to EKM. Off keeps what the store shows now.", kit.NewSwitch(true, nil), nil)
	on.SetOrigin("Default on", false)
	buffer := kit.NewSettingRow("Buffer", "Units kept back from every SKU, so that a late order still finds stock.", unit(number("2"), "units"), func() {})
	buffer.SetOrigin("Default 1. H. Wray, 4 Nov 09:12", true)
	cap := kit.NewSettingRow("Cap", "The store never shows more than this. Empty means no cap.", unit(number(""), "units"), nil)
	cap.SetOrigin("Default none", false)
	brakeEntry := number("60")
	brakeEntry.SetFault(true)
	brake := kit.NewSettingRow("Bulk-change brake", "Stops before writing if one pass would set more than this share of SKUs to 0.", unit(brakeEntry, "%, at least 20"), func() {})
	brake.SetOrigin("Default 5%, last saved 5%", true)
	brake.SetFault("Use 1 to 50. Above 50 the brake could not stop an empty answer.")
	follow := kit.NewSettingRow("Buffer follows the delay", "Adds units while the measured delay is long.", kit.NewSwitch(false, nil), nil)
	follow.SetOrigin("Default off", false)
	save := kit.NewButton("Save", kit.Primary, nil)
	save.Disable()
	foot := kit.FootBar(kit.NewIcon("octagon-x", theme.Error.Text(), 16), kit.Value("1 change not saved, 1 value to correct"), kit.Spacer(), kit.NewButton("Try on last 500 orders", kit.Quiet, nil), kit.NewButton("Discard", kit.Secondary, nil), save)
	return kit.NewPage(kit.NewScroll(kit.Down(0, on, buffer, follow, cap, brake)), foot, kit.NewPageHeader("Stock", kit.NewButton("Copy from store", kit.Secondary, nil).Small(), kit.NewButton("Reset all", kit.Secondary, nil).Small().WithIcon("undo-2")), kit.Divider())
}

func controlsStory() fyne.CanvasObject {
	picker := kit.NewSelect([]kit.Choice{{Value: "", Label: "All stores"}}, nil).WithIcon("store")
	search := kit.NewSearch("Order, SKU or customer", "Ctrl K")
	found := kit.NewSearch("Search", "")
	found.SetText("Nair")
	found.SetTrailing(kit.NewSmallState(theme.OK, "", "Not in any file"))
	disabled := kit.NewButton("Sync now", kit.Secondary, nil).WithIcon("refresh-cw")
	disabled.Disable()
	focused := kit.NewButton("Focused", kit.Secondary, nil)
	focused.FocusGained()
	off := kit.NewEntry("Off")
	off.Disable()
	note := kit.NewTextArea("Your note to support", 3)
	note.SetText("Kiln & Larder orders came late after lunch, and then again at four.")
	states := []fyne.CanvasObject{}
	for _, s := range theme.States() {
		states = append(states, kit.NewState(s, "", "Word 12"), kit.NewTag("Tag 12", "", s))
	}
	check := kit.NewCheck("requests.csv", true, nil)
	return kit.PageMargin(kit.Down(16, kit.Gap(0, 4),
		kit.Across(8, kit.Width(168, picker), kit.Width(272, search), kit.Width(300, found)),
		kit.Across(8, kit.NewButton("Connect your first store", kit.Primary, nil), kit.NewButton("Try with demo stores", kit.Secondary, nil), kit.NewButton("Finish later", kit.Quiet, nil), kit.NewButton("Remove store", kit.Danger, nil), kit.NewButton("Remove 3", kit.DangerFilled, nil), disabled, focused),
		kit.Across(8, kit.NewButton("Sync now", kit.Secondary, nil).WithIcon("refresh-cw").Small(), kit.NewMenuButton("Pause", nil).Small().WithIcon("pause"), kit.NewIconButton("external-link", "Open", nil), kit.NewIconButton("columns-3", "Columns", nil).Bordered(), kit.NewMoreButton(nil), kit.NewBadge("5"), kit.KeyHint("Ctrl K"), kit.NewAccentTag("Differs from default"), kit.NewTag("High confidence", "check", theme.OK)),
		kit.Across(12, states...),
		kit.AcrossTop(32, kit.Down(4, check, kit.NewCheck("manifest.json", false, nil)), kit.NewRadio([]kit.Choice{{Value: "s", Label: "Standard", Note: "No personal data, SKUs hashed"}, {Value: "o", Label: "With order numbers", Note: "To look up an order"}}, "s", nil), kit.Down(4, kit.NewSwitch(true, nil), kit.NewSwitch(false, nil))),
		kit.AcrossTop(16, kit.Width(200, kit.NewField("Name", kit.NewEntry("Store name")).WithHelp("As your customers know it")), kit.Width(200, kit.NewField("Off", off)), kit.Width(320, kit.NewField("Your note to support", note))),
		kit.NewNumbered(1, "Sign in to Brightpearl", "In your browser. You need an administrator of the account."),
		kit.NewText("Display 24 units £4,981.30", theme.Display, theme.Text), kit.NewText("Title: 111,777 − 3 → 4 ≤ 9", theme.Title, theme.Text), kit.NewText("Lead: Orders from EKM go to Brightpearl", theme.Lead, theme.Text2),
		kit.NewText("GDN-HOS-25 code", theme.Code, theme.Text)))
}

func controlsSmall() fyne.CanvasObject {
	return kit.PageMargin(kit.Down(16, kit.Gap(0, 4), kit.NewText("Shipments", theme.Title, theme.Text), kit.Across(8, kit.NewButton("Back", kit.Secondary, nil))))
}
