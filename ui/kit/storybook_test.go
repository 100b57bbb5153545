package kit_test

import (
	"testing"

	"fyne.io/fyne/v2"

	"stockbridge/ui/kit"
	"stockbridge/ui/theme"
)

// story is one group of parts, drawn in both appearances.
type story struct {
	name          string
	width, height float32
	build         func() fyne.CanvasObject
	after         func(fyne.Window) // brings the picture into its state
}

func stories() []story {
	return []story{
		{"orders", 1280, 720, ordersStory, nil},
		{"shipments", 1072, 720, shipmentsStory, nil},
		{"overview", 1072, 720, overviewStory, nil},
		{"attention", 1072, 720, attentionStory, nil},
		{"wizard", 1072, 720, wizardStory, nil},
		{"settings", 860, 660, settingsStory, nil},
		{"controls", 1072, 720, controlsStory, nil},
		{"loading", 800, 420, loadingStory, nil},
		{"menu", 700, 460, controlsSmall, func(w fyne.Window) {
			kit.ShowMenuAt(w.Canvas(), fyne.NewPos(40, 60), []kit.MenuItem{
				{Label: "Retry"}, {Label: "Retry all of this cause", Note: "2"}, {},
				{Label: "Held", Checked: true}, {Label: "Open in EKM", Icon: "external-link"},
				{Label: "Exclude with reason", Danger: true}, {Label: "Compare", Disabled: true},
			})
		}},
		{"dialog", 900, 520, controlsSmall, func(w fyne.Window) {
			kit.ShowDialog(w.Canvas(), kit.DialogOptions{
				Title: "Send 3 shipments to EKM now?", Confirm: "Send 3 now",
				Text: "8 units. EKM goes from Pending to Dispatched, tracking first. No customer e-mail is sent, the guard is on.",
			})
		}},
	}
}

// TestStorybook draws every part in both appearances. Set STOCKBRIDGE_PICTURES to a folder to
// keep the pictures and look at them.
func TestStorybook(t *testing.T) {
	for _, s := range stories() {
		for name, mode := range map[string]theme.Mode{"light": theme.AlwaysLight, "dark": theme.AlwaysDark} {
			t.Run(s.name+"-"+name, func(t *testing.T) {
				useTheme(t, mode)
				content := kit.NewLayer(kit.Fill(theme.Surface, s.build()), &handClock{})
				w := newWindow(t, s.width, s.height, content)
				t.Cleanup(content.Attach(w.Canvas()))
				if s.after != nil {
					s.after(w)
				}
				img := w.Canvas().Capture()
				keep(t, s.name+"-"+name, img)
				if b := img.Bounds(); b.Dx() != int(s.width) || b.Dy() != int(s.height) {
					t.Errorf("the content needs %v where the window has %v by %v", b.Size(), s.width, s.height)
				}
				if n := colours(img); n < 12 {
					t.Errorf("only %d colours: the parts were not drawn", n)
				}
			})
		}
	}
}

func orderRows() []kit.Row {
	type o struct {
		state           theme.State
		icon, word      string
		no, store, age  string
		who, lines, sum string
	}
	orders := []o{
		{theme.Attention, "hand", "Held", "9031", "Muddy Paws", "3 h 12 min", "Priya Nair", "1 of 2", "£92.95"},
		{theme.Attention, "hand", "Held", "9028", "Muddy Paws", "3 h 40 min", "Gareth Pugh", "1 of 1", "£20.00"},
		{theme.Attention, "hand", "Held", "20418", "Kiln & Larder", "1 h 06 min", "Moira Campbell", "3 of 3", "£29.10"},
		{theme.Attention, "package-open", "Short 1 unit", "38107", "Potting Shed", "51 min", "Sian Rees", "2 of 2", "£24.95"},
		{theme.Attention, "git-compare", "Changed in EKM", "38098", "Potting Shed", "2 h 02 min", "Ben Whitlock", "4 of 4", "£118.60"},
		{theme.Working, "refresh-cw", "Reserving", "38114", "Potting Shed", "2 min", "Karen Oldroyd", "3 of 3", "£46.15"},
		{theme.Working, "rotate-cw", "Retry 2 of 8, 14:04", "9033", "Muddy Paws", "4 min", "Fiona Mackay", "2 of 2", "£33.50"},
		{theme.OK, "", "Posted", "38113", "Potting Shed", "6 min", "Joe Thwaite", "1 of 1", "£17.99"},
		{theme.OK, "", "Posted", "20420", "Kiln & Larder", "8 min", "Rachel Dunne", "5 of 5", "£142.30"},
		{theme.OK, "flag", "Posted, 1 flag", "38111", "Potting Shed", "15 min", "Peter Lomax", "2 of 3", "£61.45"},
		{theme.Error, "circle-x", "Cancelled in EKM", "38101", "Potting Shed", "15 min", "A very long name that does not fit", "2 of 3", "£61.45"},
		{theme.Paused, "", "Paused until 16:00", "38100", "Potting Shed", "15 min", "Peter Lomax", "2 of 3", "£61.45"},
		{theme.Unknown, "circle-minus", "Excluded by rule", "20416", "Kiln & Larder", "1 h 31 min", "Aisha Rahman", "2 of 2", "£19.00"},
	}
	rows := make([]kit.Row, 0, len(orders))
	for _, x := range orders {
		rows = append(rows, kit.Row{Key: x.no, Cells: []kit.Cell{
			{Text: x.word, State: x.state, Icon: x.icon}, {Text: x.no}, {Text: x.store}, {Text: x.age},
			{Text: x.who}, {Text: x.lines}, {Text: x.sum},
		}})
	}
	return rows
}

func orderColumns() []kit.Column {
	return []kit.Column{
		{ID: "state", Title: "State", Kind: kit.KindState, Width: 142, Sortable: true},
		{ID: "no", Title: "EKM no.", Kind: kit.KindMedium, Width: 50, Sortable: true},
		{ID: "store", Title: "Store", Width: 88, Muted: true},
		{ID: "age", Title: "Age", Kind: kit.KindNumber, Width: 68, Muted: true, Sortable: true},
		{ID: "customer", Title: "Customer", Width: 104},
		{ID: "lines", Title: "Lines", Kind: kit.KindNumber, Width: 44},
		{ID: "total", Title: "Total", Kind: kit.KindNumber, Width: 68, Sortable: true},
	}
}

func ordersStory() fyne.CanvasObject {
	rows := orderRows()
	table := kit.NewPagedTable(kit.TableOptions{Columns: orderColumns(), Load: func(_ int, answer func(kit.Page)) {
		answer(kit.Page{Rows: rows, Total: len(rows)})
	}})
	table.SetSort("state", false)
	table.Reset()
	table.Select("9031")
	header := kit.NewPageHeader("Orders", table.NewColumnButton(), kit.NewButton("Export", kit.Secondary, nil).Small().WithIcon("download"))
	header.SetCounters([]kit.Counter{
		{Number: "104", Word: "posted today", State: theme.OK}, {Number: "3", Word: "waiting"},
		{Number: "4", Word: "held, £231.05", State: theme.Attention},
	})
	tabs := kit.NewTabs([]kit.Tab{{ID: "todo", Label: "To do", Count: 7}, {ID: "progress", Label: "In progress", Count: 3},
		{ID: "posted", Label: "Posted today", Count: 104}, {ID: "all", Label: "All today", Count: 1204}, {ID: "ledger", Label: "Ledger", Count: kit.NoCount}}, nil)
	tabs.SetCurrent("all")
	filters := kit.NewFilterBar([]kit.Filter{
		{ID: "store", Label: "Store"}, {ID: "state", Label: "State"}, {ID: "cause", Label: "Cause"},
		{ID: "placed", Label: "Placed", Choices: []kit.Choice{{Value: "today", Label: "Placed today"}}},
		{ID: "note", Label: "Has note", Extra: true},
	}, nil)
	filters.Set(map[string][]string{"placed": {"today"}})
	pane := kit.NewPane([]kit.Tab{{ID: "c", Label: "Compare", Count: kit.NoCount}, {ID: "l", Label: "Lines", Count: 2}, {ID: "m", Label: "Money", Count: kit.NoCount},
		{ID: "u", Label: "Customer", Count: kit.NoCount}, {ID: "t", Label: "Timeline", Count: 9}}, nil, func() {})
	pane.SetHeader(kit.PaneHeader{Title: "Order 9031", Aside: "Muddy Paws", State: theme.Attention, Icon: "hand", Word: "Held",
		Since: "since 10:50", Value: "£92.95", Open: func() {}, OpenAs: "Open in EKM"})
	compare := kit.NewGridTable([]kit.Column{{Title: "", Width: 52, Muted: true}, {Title: "EKM sent", Width: 138}, {Title: "Brightpearl would get", Width: 120}}, 32, 0).Plain()
	compare.SetRows([][]fyne.CanvasObject{
		{kit.Height(20, kit.Label("Contact")), kit.Down(0, kit.Value("Priya Nair"), kit.Label("priya.nair@example.com")), kit.Down(0, kit.Value("Existing contact"), kit.Label("4 earlier orders"))},
		{kit.Height(20, kit.Label("Line 2")), kit.Down(0, kit.Value("Dog food, lamb, 15 kg"), kit.NewElided("PET-WDF-15", theme.Code, theme.Text2)),
			kit.Down(0, kit.NewElided("1 × £34.00", theme.BodyMedium, theme.Attention.Text()), kit.NewElided("No tax code for rate 7", theme.SmallMedium, theme.Attention.Text()))},
		{kit.Label("Payment"), kit.Value("Card, paid 10:49"), kit.Value("Receipt, Stripe GBP")},
	})
	pane.SetBody(kit.Down(12,
		kit.NewNote(theme.Attention, "hand", "Tax rate 7 has no Brightpearl tax code",
			"Line 2, Working dog food, carries rate 7 (0%). Nothing was created in Brightpearl. Its 2 units stay deducted from stock in all stores."),
		kit.Across(8, kit.NewButton("Map tax rate 7", kit.Primary, nil).Small(), kit.NewButton("Retry", kit.Secondary, nil).Small(), kit.NewButton("Download as text row", kit.Secondary, nil).Small()),
		compare,
		kit.NewRemark("info", "1 more order has this cause. One fix posts both."),
		kit.NewSum([]kit.Step{{Label: "On hand in Brightpearl", Note: "12 in Main, 2 in Unit 4", Value: "14"}, {Label: "Minus buffer", Note: "Store setting, 2 units", Value: "−2"}, {Label: "Publish", Value: "9", Total: true}}),
	))
	split := kit.NewSplit(kit.NewPage(table, nil, header, tabs, filters), pane)
	split.SetOpen(true)
	rail := kit.Width(theme.RailWidth, kit.Fill(theme.Canvas, nil))
	return kit.AcrossTop(0, rail, kit.VDivider(), kit.Grow(split))
}

func shipmentsStory() fyne.CanvasObject {
	var bar *kit.SelectionBar
	var table *kit.PagedTable
	bar = kit.NewSelectionBar(func() { table.ClearChecks() }, kit.NewButton("Mark as handled", kit.Secondary, nil).Small(),
		kit.NewButton("Send tracking only", kit.Secondary, nil).Small(), kit.NewButton("Send 3 now", kit.Primary, nil).Small().WithIcon("send"))
	rows := []kit.Row{}
	for i, no := range []string{"38071", "20398", "38060", "20405", "9019", "38083", "38081", "20402"} {
		state, icon, word := theme.Working, "clock", "Waiting"
		if i == 0 {
			state, icon, word = theme.Error, "circle-x", "Cancelled in EKM"
		}
		rows = append(rows, kit.Row{Key: no, Cells: []kit.Cell{
			{Text: word, State: state, Icon: icon}, {Text: no}, {Text: "Potting Shed"}, {Text: "208655"}, {Text: "2 of 2"},
			{Text: "DPD Next Day"}, {Text: "15501884213307"}, {Text: "0", Faint: true}, {Text: "30", Emphasis: theme.Attention}, {Text: "GDN-TRW", Tag: "NBSP", Detail: "No-break space"},
		}})
	}
	table = kit.NewPagedTable(kit.TableOptions{Checks: true, Columns: []kit.Column{
		{ID: "state", Title: "State", Kind: kit.KindState, Width: 132, Sortable: true},
		{ID: "no", Title: "EKM no.", Kind: kit.KindMedium, Width: 52}, {ID: "store", Title: "Store", Width: 86, Muted: true},
		{ID: "bp", Title: "Brightpearl", Width: 72}, {ID: "units", Title: "Units", Kind: kit.KindNumber, Width: 56},
		{ID: "carrier", Title: "Carrier", Width: 98}, {ID: "tracking", Title: "Tracking", Kind: kit.KindCode, Width: 126},
		{ID: "pending", Title: "Pending", Kind: kit.KindNumber, Width: 50}, {ID: "listed", Title: "Listed", Kind: kit.KindNumber, Width: 44}, {ID: "sku", Title: "SKU", Kind: kit.KindCode, Width: 190},
	}, Load: func(_ int, answer func(kit.Page)) { answer(kit.Page{Rows: rows, Total: len(rows)}) },
		OnCheck: func(c kit.Checks) { bar.Set(c.Count, "8 units. EKM goes from Pending to Dispatched, tracking first.") }})
	table.SetSort("state", false)
	table.Reset()
	header := kit.NewPageHeader("Shipments", table.NewColumnButton(), kit.NewButton("Export", kit.Secondary, nil).Small().WithIcon("download"))
	table.CheckAll()
	table.Select("9019")
	for _, key := range []fyne.KeyName{fyne.KeyHome, fyne.KeySpace, fyne.KeyDown, fyne.KeySpace, fyne.KeyDown, fyne.KeySpace, fyne.KeyEnd, fyne.KeySpace} {
		table.Focusable().TypedKey(&fyne.KeyEvent{Name: key})
	}
	table.Focusable().FocusGained()
	return kit.NewPage(table, bar, header)
}

func loadingStory() fyne.CanvasObject {
	table := kit.NewPagedTable(kit.TableOptions{Columns: orderColumns(), Load: func(int, func(kit.Page)) {}})
	table.Reset()
	table.SetLoadingNote("Reading orders of 23 November, 400 of 1,204")
	return table
}
