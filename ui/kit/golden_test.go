package kit_test

import (
	"errors"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"stockbridge/ui/kit"
	"stockbridge/ui/theme"
)

// golden is a small picture of a part in some of its states.
type golden struct {
	name          string
	width, height float32
	build         func() fyne.CanvasObject
	after         func(w fyne.Window, clock *handClock) // brings the picture into its state; may be nil
}

// TestGoldens draws every part in its states and compares it with the picture in testdata/golden. STOCKBRIDGE_WRITE_GOLDENS=1 writes
// them; look at what you write. A test that fails says where the picture and what differs in it are.
func TestGoldens(t *testing.T) {
	for _, g := range goldens() {
		for name, mode := range map[string]theme.Mode{"light": theme.AlwaysLight, "dark": theme.AlwaysDark} {
			t.Run(g.name+"-"+name, func(t *testing.T) {
				useTheme(t, mode)
				clock := &handClock{}
				layer := kit.NewLayer(kit.Fill(theme.Surface, kit.Pad(8, 8, g.build())), clock)
				w := newWindow(t, g.width, g.height, layer)
				t.Cleanup(layer.Attach(w.Canvas()))
				if g.after != nil {
					g.after(w, clock)
				}
				same(t, g.name+"-"+name, w.Canvas().Capture())
			})
		}
	}
}

// TestEveryGoldenIsDrawn finds pictures of parts that are not there any more.
func TestEveryGoldenIsDrawn(t *testing.T) {
	drawn := map[string]bool{}
	for _, g := range goldens() {
		drawn[g.name+"-light.png"], drawn[g.name+"-dark.png"] = true, true
	}
	files, err := os.ReadDir(filepath.Join("testdata", "golden"))
	if err != nil {
		t.Fatal(err)
	}
	size := int64(0)
	for _, f := range files {
		if !drawn[f.Name()] {
			t.Errorf("nothing draws testdata/golden/%s", f.Name())
		}
		if info, err := f.Info(); err == nil {
			size += info.Size()
		}
	}
	if size > 1_500_000 {
		t.Errorf("the pictures have %d KB; small ones say as much", size>>10)
	}
}

// same fails the test when a picture differs from its golden one: by more than shades of a few pixels, as another processor's
// rounding may bring.
func same(t *testing.T, name string, got image.Image) {
	t.Helper()
	file := filepath.Join("testdata", "golden", name+".png")
	if os.Getenv("STOCKBRIDGE_WRITE_GOLDENS") == "1" {
		if err := writePicture(file, got); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := readPicture(file)
	if err != nil {
		t.Fatalf("%v; STOCKBRIDGE_WRITE_GOLDENS=1 writes it", err)
	}
	different, picture := differ(want, got)
	if different == 0 {
		return
	}
	folder := os.Getenv("STOCKBRIDGE_PICTURES")
	if folder == "" {
		if folder, err = os.MkdirTemp("", "stockbridge-golden-"); err != nil {
			t.Fatal(err)
		}
	}
	is, shows := filepath.Join(folder, name+".png"), filepath.Join(folder, name+"-difference.png")
	if err := errors.Join(writePicture(is, got), writePicture(shows, picture)); err != nil {
		t.Error(err)
	}
	t.Errorf("%d pixels differ from %s: it is %s, and %s shows where", different, file, is, shows)
}

// The tolerance: a channel may be off by this many of 255, and one pixel in a thousand by more.
const (
	offBy    = 24
	strayers = 1000
)

// differ counts the pixels that differ, 0 when they are few enough, and shows where they are: red on a pale copy.
func differ(want, got image.Image) (int, image.Image) {
	b := got.Bounds()
	if want.Bounds() != b {
		return b.Dx() * b.Dy(), got
	}
	shown, n := image.NewNRGBA(b), 0
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			p, q := color.NRGBAModel.Convert(want.At(x, y)).(color.NRGBA), color.NRGBAModel.Convert(got.At(x, y)).(color.NRGBA)
			shown.Set(x, y, color.NRGBA{R: 192 + q.R/4, G: 192 + q.G/4, B: 192 + q.B/4, A: 255})
			if off(p.R, q.R) || off(p.G, q.G) || off(p.B, q.B) {
				n++
				shown.Set(x, y, color.NRGBA{R: 220, A: 255})
			}
		}
	}
	if n*strayers <= b.Dx()*b.Dy() {
		n = 0
	}
	return n, shown
}

func off(a, b uint8) bool { return max(a, b)-min(a, b) > offBy }

func readPicture(file string) (image.Image, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return png.Decode(f)
}

func writePicture(file string, img image.Image) error {
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	return errors.Join(encoder.Encode(f, img), f.Close())
}

// TestDifferences holds the comparison up: a moved word and another colour are found, a shade is not.
func TestDifferences(t *testing.T) {
	paint := func(c color.NRGBA, wide int) image.Image {
		img := image.NewNRGBA(image.Rect(0, 0, 100, 40))
		for x := range wide {
			for y := range 10 {
				img.Set(x, y, c)
			}
		}
		return img
	}
	base := paint(color.NRGBA{R: 200, G: 80, B: 40, A: 255}, 50)
	for name, c := range map[string]struct {
		img  image.Image
		same bool
	}{
		"itself":         {paint(color.NRGBA{R: 200, G: 80, B: 40, A: 255}, 50), true},
		"a shade":        {paint(color.NRGBA{R: 195, G: 85, B: 45, A: 255}, 50), true},
		"another colour": {paint(color.NRGBA{R: 160, G: 80, B: 40, A: 255}, 50), false},
		"one wider":      {paint(color.NRGBA{R: 200, G: 80, B: 40, A: 255}, 51), false},
		"another size":   {image.NewNRGBA(image.Rect(0, 0, 100, 41)), false},
	} {
		if n, _ := differ(base, c.img); (n == 0) != c.same {
			t.Errorf("%s: %d pixels differ", name, n)
		}
	}
}

// hover lets the pointer stand over an object of the picture.
func hover(o fyne.CanvasObject) fyne.CanvasObject {
	o.(desktop.Hoverable).MouseIn(&desktop.MouseEvent{})
	return o
}

// focus gives an object the keyboard.
func focus(o fyne.CanvasObject) fyne.CanvasObject {
	switch o := o.(type) {
	case *kit.Entry:
		o.Focusable().FocusGained()
	case fyne.Focusable:
		o.FocusGained()
	}
	return o
}

// disable switches an object off.
func disable(o fyne.CanvasObject) fyne.CanvasObject {
	o.(interface{ Disable() }).Disable()
	return o
}

// states are an object as it is, under the pointer, with the keyboard and switched off.
func states(build func() fyne.CanvasObject) []fyne.CanvasObject {
	return []fyne.CanvasObject{build(), hover(build()), focus(build()), disable(build())}
}

func goldens() []golden {
	return append(append(controlGoldens(), shownGoldens()...), overGoldens()...)
}

// controlGoldens are what is pressed and filled in.
func controlGoldens() []golden {
	buttons := func(kind kit.ButtonKind) func() fyne.CanvasObject {
		return func() fyne.CanvasObject {
			return kit.Across(8, states(func() fyne.CanvasObject { return kit.NewButton("Send now", kind, func() {}).WithIcon("send") })...)
		}
	}
	var out []golden
	for name, kind := range map[string]kit.ButtonKind{"primary": kit.Primary, "secondary": kit.Secondary, "quiet": kit.Quiet, "danger": kit.Danger, "filled": kit.DangerFilled} {
		out = append(out, golden{"button-" + name, 480, 48, buttons(kind), nil})
	}
	entry := func() fyne.CanvasObject {
		e := kit.NewEntry("Name")
		e.SetText("Potting Shed")
		return kit.Width(110, e)
	}
	entries := func() fyne.CanvasObject {
		kinds := []fyne.CanvasObject{kit.Width(110, kit.NewEntry("Empty")), entry()}
		focused, fault, off := kit.NewEntry(""), kit.NewEntry(""), kit.NewEntry("")
		focused.SetText("Focus")
		fault.SetText("Fault")
		fault.SetFault(true)
		off.SetText("Off")
		off.Disable()
		number, secret := kit.NewNumberEntry(""), kit.NewPassword("")
		number.SetText("48")
		secret.SetText("secret")
		return kit.Down(8, kit.Across(8, append(kinds, kit.Width(110, fault), kit.Width(110, off))...),
			kit.Across(8, kit.Width(110, kit.NewSearch("Search", "Ctrl K")), kit.Width(110, number), kit.Width(110, secret), kit.Width(110, kit.NewEntry("Small").Small())))
	}
	choices := []kit.Choice{{Value: "1", Label: "EKM Potting Shed"}, {Value: "2", Label: "EKM Muddy Paws"}}
	selects := func() fyne.CanvasObject {
		build := func() fyne.CanvasObject {
			s := kit.NewSelect(choices, nil)
			s.SetValue("1")
			return s
		}
		fault := kit.NewSelect(choices, nil)
		fault.SetFault(true)
		all := []fyne.CanvasObject{kit.Width(110, fault)}
		for _, s := range states(build) {
			all = append(all, kit.Width(110, s))
		}
		return kit.Across(8, all...)
	}
	return append(out,
		golden{"entry", 490, 88, entries, func(w fyne.Window, _ *handClock) {}},
		golden{"entry-focus", 140, 48, entry, func(w fyne.Window, _ *handClock) {
			walk(w.Content(), func(o fyne.CanvasObject) {
				if e, ok := o.(*kit.Entry); ok {
					e.Focusable().FocusGained()
				}
			})
		}},
		golden{"textarea", 240, 96, func() fyne.CanvasObject {
			e := kit.NewTextArea("A note", 3)
			e.SetText("Please leave it with the neighbour at number 4.")
			return e
		}, nil},
		golden{"select", 610, 48, selects, nil},
		golden{"switch", 420, 48, func() fyne.CanvasObject {
			return kit.Across(24, append(states(func() fyne.CanvasObject { return kit.NewSwitch(true, nil) }), kit.NewSwitch(false, nil))...)
		}, nil},
		golden{"check", 480, 48, func() fyne.CanvasObject {
			return kit.Across(24, append(states(func() fyne.CanvasObject { return kit.NewCheck("Orders", true, nil) }), kit.NewCheck("Stock", false, nil))...)
		}, nil},
		golden{"radio", 300, 84, func() fyne.CanvasObject {
			return kit.NewRadio([]kit.Choice{{Value: "a", Label: "Hold the order"}, {Value: "b", Label: "Post it as a text row"}}, "b", nil)
		}, nil},
		golden{"chip", 540, 48, func() fyne.CanvasObject {
			active := kit.NewChip("Muddy Paws", nil)
			active.SetActive(true)
			return kit.Across(8, append(states(func() fyne.CanvasObject { return kit.NewChip("Store", nil) }), active, kit.NewToggleChip("All 20", nil))...)
		}, nil},
		golden{"link", 300, 36, func() fyne.CanvasObject {
			return kit.Across(16, states(func() fyne.CanvasObject { return kit.NewLink("Show all", theme.BodyMedium, nil) })...)
		}, nil},
		golden{"icon-button", 160, 44, func() fyne.CanvasObject {
			return kit.Across(8, states(func() fyne.CanvasObject { return kit.NewIconButton("columns-3", "Columns", func() {}).Bordered() })...)
		}, nil},
		golden{"tabs", 420, 52, func() fyne.CanvasObject {
			tabs := kit.NewTabs([]kit.Tab{{ID: "a", Label: "To do", Count: 7}, {ID: "b", Label: "All", Count: 1204}, {ID: "c", Label: "Ledger", Count: kit.NoCount}}, nil)
			tabs.SetCurrent("b")
			return tabs
		}, nil},
		golden{"filters", 560, 64, func() fyne.CanvasObject {
			bar := kit.NewFilterBar([]kit.Filter{{ID: "s", Label: "Store", Choices: choices}, {ID: "c", Label: "Cause"}, {ID: "n", Label: "Has note", Extra: true}}, nil)
			bar.Set(map[string][]string{"s": {"2"}})
			return bar
		}, nil},
		golden{"field", 320, 190, func() fyne.CanvasObject {
			wrong := kit.NewField("Buffer", kit.NewNumberEntry(""))
			wrong.SetFault("Enter a number from 0 to 99.")
			return kit.Down(12, kit.NewField("Name", kit.NewEntry("Potting Shed")).WithHelp("As shoppers know it."), wrong)
		}, nil},
		golden{"setting-row", 860, 84, func() fyne.CanvasObject {
			row := kit.NewSettingRow("Send tracking first", "The tracking number is in EKM before the status changes.", kit.NewSwitch(true, nil), func() {})
			row.SetOrigin("Default is Off. M. Lane, 20 Nov", true)
			return row
		}, nil},
	)
}

// shownGoldens are what shows something.
func shownGoldens() []golden {
	table := func(o kit.TableOptions, rows []kit.Row, prepare func(*kit.PagedTable)) func() fyne.CanvasObject {
		return func() fyne.CanvasObject {
			o.Columns = orderColumns()
			o.Load = func(_ int, answer func(kit.Page)) { answer(kit.Page{Rows: rows, Total: len(rows)}) }
			t := kit.NewPagedTable(o)
			t.SetEmpty(kit.EmptyState{Title: "Nothing needs you.", Line: "48 posted today, last 14:01.", Button: "Show all"})
			t.Reset()
			if prepare != nil {
				prepare(t)
			}
			return t
		}
	}
	keys := func(t *kit.PagedTable, names ...fyne.KeyName) {
		t.Focusable().FocusGained()
		press(t, names...)
	}
	series := []kit.Series{{Name: "On hand", Values: []float64{17, 16, 15, 15, 14}, Role: theme.Text2}, {Name: "Listed", Values: []float64{15, 14, 13, 12, 9}, Role: theme.Working.Solid()}}
	return []golden{
		{"table", 760, 190, table(kit.TableOptions{}, orderRows()[:4], func(t *kit.PagedTable) {
			t.SetSort("state", true)
			keys(t, fyne.KeyDown, fyne.KeyDown)
		}), nil},
		{"table-cell", 760, 120, table(kit.TableOptions{}, orderRows()[:2], func(t *kit.PagedTable) { keys(t, fyne.KeyDown, fyne.KeyRight, fyne.KeyRight) }), nil},
		{"table-ticks", 760, 150, table(kit.TableOptions{Checks: true, Comfortable: true}, orderRows()[7:9], func(t *kit.PagedTable) { keys(t, fyne.KeyDown, fyne.KeySpace) }), nil},
		{"table-hover", 760, 120, table(kit.TableOptions{}, orderRows()[10:12], func(t *kit.PagedTable) {}), func(w fyne.Window, _ *handClock) {
			walk(w.Content(), func(o fyne.CanvasObject) {
				if _, row := o.(desktop.Mouseable); row && o.Size().Height == theme.RowCompact && o.Position().Y == 0 {
					hover(o)
				}
			})
		}},
		{"table-empty", 420, 200, table(kit.TableOptions{}, nil, nil), nil},
		{"table-loading", 420, 340, func() fyne.CanvasObject {
			t := kit.NewPagedTable(kit.TableOptions{Columns: orderColumns(), Load: func(int, func(kit.Page)) {}})
			t.SetLoadingNote("Reading orders of 23 November")
			t.Reset()
			return t
		}, nil},
		{"table-fault", 420, 200, func() fyne.CanvasObject {
			t := kit.NewPagedTable(kit.TableOptions{Columns: orderColumns(), Load: func(_ int, answer func(kit.Page)) { answer(kit.Page{Err: errors.New("disk")}) }})
			t.Reset()
			return t
		}, nil},
		{"header", 620, 72, func() fyne.CanvasObject {
			h := kit.NewPageHeader("Orders", kit.NewButton("Export", kit.Secondary, nil).Small())
			h.SetCounters([]kit.Counter{{Number: "104", Word: "posted today", State: theme.OK}, {Number: "4", Word: "held, £231.05", State: theme.Attention, Tapped: func() {}}})
			return h
		}, nil},
		{"tile", 260, 132, func() fyne.CanvasObject {
			return kit.NewTile(kit.TileData{Label: "Stock delay, p95", Figure: "71 s", Line: "Goal 2 min", Spark: wave, Goal: 10}, func() {})
		}, nil},
		{"store-card", 360, 142, func() fyne.CanvasObject {
			return kit.NewStoreCard(kit.StoreCardData{Name: "Potting Shed", Second: "Channel EKM, GBP", State: theme.OK, Word: "Live",
				Facts: [3]kit.StoreFact{{Label: "Last order seen", Value: "2 min ago"}, {Label: "Last stock write", Value: "14 s ago"}, {Label: "Signed in until", Value: "8 Dec"}}, Bars: wave, BarsLabel: "Orders, 24 h"}, nil, func() {})
		}, nil},
		{"facts", 560, 76, func() fyne.CanvasObject {
			return kit.NewFactStrip([]kit.Fact{{Label: "Held money", Value: "£231.05", State: theme.Attention}, {Label: "E-mails caused", Value: "0", State: theme.OK}, {Label: "Oldest", Value: "None"}})
		}, nil},
		{"attention-row", 620, 68, func() fyne.CanvasObject {
			return kit.NewAttentionRow(kit.AttentionData{State: theme.Attention, Icon: "hand", Cause: "Tax rate 7 is not mapped", Second: "2 orders held", RowValue: "£112.95", Action: "Map tax rate", Open: func() {}})
		}, nil},
		{"attention-card", 860, 126, func() fyne.CanvasObject {
			menu := func() []kit.MenuItem { return nil }
			return kit.NewAttentionCard(kit.AttentionData{State: theme.Error, Icon: "octagon-x", Kind: "Stock frozen", Since: "Since 11:41", Cause: "KIT-24 is on two products",
				Why: "Products 4471 and 5120 carry this SKU.", Now: "Listed stock stays at 4.", Facts: [3][2]string{{"Held money", "£89.00"}, {"Affected", "1 order"}, {"First due", "Tomorrow"}},
				Action: "See both", Snooze: menu, More: menu, Open: func() {}})
		}, nil},
		{"note", 420, 160, func() fyne.CanvasObject {
			return kit.Down(8, kit.NewNote(theme.OK, "", "Currencies agree", "EKM GBP, Brightpearl GBP"), kit.NewNote(theme.Error, "", "The stores could not be read", "Try again."))
		}, nil},
		{"states", 640, 84, func() fyne.CanvasObject {
			var signs, tags []fyne.CanvasObject
			for i, s := range theme.States() {
				word := []string{"Live", "Sending", "Held", "Broken", "Paused", "Unknown"}[i]
				signs, tags = append(signs, kit.NewState(s, "", word)), append(tags, kit.NewTag(word, "", s))
			}
			return kit.Down(12, kit.Across(16, signs...), kit.Across(8, append(tags, kit.NewAccentTag("Differs from default"))...))
		}, nil},
		{"pane-header", 380, 170, func() fyne.CanvasObject {
			p := kit.NewPane([]kit.Tab{{ID: "a", Label: "Compare", Count: kit.NoCount}, {ID: "b", Label: "Lines", Count: 2}}, nil, func() {})
			p.SetHeader(kit.PaneHeader{Title: "Order 9031", Aside: "Muddy Paws", State: theme.Attention, Icon: "hand", Word: "Held", Since: "since 10:50", Value: "£92.95", Open: func() {}, OpenAs: "Open in EKM"})
			p.SetBody(kit.NewPairs(80, []kit.Pair{{Label: "SKU", Value: "GDN-HOS-25", Code: true}, {Label: "Stock", Value: "12 listed", State: theme.Attention}}))
			return p
		}, nil},
		{"steps", 240, 340, func() fyne.CanvasObject {
			l := kit.NewStepList("Add a store", "Potting Shed", "You can finish later.")
			l.Set([]kit.WizardStep{{Title: "Brightpearl", Result: "acme, euw1", State: kit.StepDone}, {Title: "EKM", State: kit.StepCurrent}, {Title: "Channel and money"}, {Title: "Orders", State: kit.StepOpen}})
			return l
		}, nil},
		{"progress", 260, 40, func() fyne.CanvasObject {
			p := kit.NewProgress(6)
			p.Set(31, 50)
			return kit.Across(8, kit.Width(124, p), kit.Value("31 of 50"))
		}, nil},
		{"charts", 420, 190, func() fyne.CanvasObject {
			return kit.Down(8, kit.SeriesLegend(series), kit.Height(140, kit.NewSteps(series, "06:00", "10:00", "14:02")))
		}, nil},
		{"timeline", 420, 170, func() fyne.CanvasObject {
			l := kit.NewTimeline(nil)
			l.Set(kit.TimelineData{Places: []float32{0, 0.3, 0.5, 0.8, 1}, Series: series, Axis: []string{"06:00", "14:02"}}, 2)
			return l
		}, nil},
		{"sum", 300, 130, func() fyne.CanvasObject {
			return kit.NewSum([]kit.Step{{Label: "On hand", Note: "12 in Main", Value: "14"}, {Label: "Minus buffer", Value: "−2"}, {Label: "Publish", Value: "12", Total: true}})
		}, nil},
		{"selection-bar", 640, 64, func() fyne.CanvasObject {
			b := kit.NewSelectionBar(func() {}, kit.NewButton("Mark as handled", kit.Secondary, nil).Small(), kit.NewButton("Send 3 now", kit.Primary, nil).Small())
			b.Set(3, "8 units, tracking first")
			return b
		}, nil},
	}
}

// overGoldens are what lies over the window.
func overGoldens() []golden {
	empty := func() fyne.CanvasObject { return kit.Gap(10, 10) }
	return []golden{
		{"menu", 260, 250, empty, func(w fyne.Window, _ *handClock) {
			kit.ShowMenuAt(w.Canvas(), fyne.NewPos(16, 16), []kit.MenuItem{{Label: "Retry", Icon: "rotate-cw"}, {Label: "Retry all", Note: "2"}, {}, {Label: "Held", Checked: true},
				{Label: "Exclude", Danger: true}, {Label: "Compare", Disabled: true}})
			w.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
		}},
		{"menu-columns", 260, 190, empty, func(w fyne.Window, _ *handClock) {
			kit.ShowMenuAt(w.Canvas(), fyne.NewPos(16, 16), kit.NewPagedTable(kit.TableOptions{Columns: orderColumns()[:3]}).ColumnMenu())
		}},
		{"dialog", 520, 230, empty, func(w fyne.Window, _ *handClock) {
			kit.ShowDialog(w.Canvas(), kit.DialogOptions{Title: "Remove this store?", Confirm: "Remove store", Danger: true, Text: "Its history stays. 12 orders, £480.10, are not posted yet."})
		}},
		{"toast", 380, 120, empty, func(w fyne.Window, _ *handClock) {
			kit.ShowToast(w.Content(), kit.Toast{Text: "3 orders will be retried", Undo: func() {}})
		}},
		{"tooltip", 260, 90, func() fyne.CanvasObject {
			return kit.Across(0, kit.NewIconButton("columns-3", "Columns, their order and widths", func() {}).Bordered())
		}, func(w fyne.Window, clock *handClock) {
			walk(w.Content(), func(o fyne.CanvasObject) {
				if b, ok := o.(*kit.Button); ok {
					hover(b)
				}
			})
			clock.pass(time.Second)
		}},
		{"sheet", 700, 260, empty, func(w fyne.Window, _ *handClock) {
			kit.ShowSheet(w.Canvas(), "Download again", "Potting Shed", kit.NewParagraph("Two orders differ.", theme.Body, theme.Text), nil)
		}},
	}
}
