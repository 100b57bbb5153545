package inventory

import (
	"errors"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/screen"
	"stockbridge/ui/theme"
)

// press presses the button with a word in the dialog on top.
func press(t *testing.T, c fyne.Canvas, label string) {
	t.Helper()
	for _, o := range test.LaidOutObjects(c.Overlays().Top()) {
		if b, ok := o.(*kit.Button); ok && b.Label() == label {
			if b.Disabled() {
				t.Errorf("the button %q cannot be pressed", label)
			}
			test.Tap(b)
			return
		}
	}
	t.Errorf("there is no button %q", label)
}

// pressable tells whether the dialog on top can be confirmed with a word.
func pressable(c fyne.Canvas, label string) bool {
	for _, o := range test.LaidOutObjects(c.Overlays().Top()) {
		if b, ok := o.(*kit.Button); ok && b.Label() == label {
			return !b.Disabled()
		}
	}
	return false
}

// typeInto fills the field that has the cursor.
func typeInto(c fyne.Canvas, text string) {
	for _, r := range text {
		c.Focused().TypedRune(r)
	}
}

func TestAFreezeNeedsAReasonAndKeepsTheOtherRules(t *testing.T) {
	c := &canned{rows: stockRows(), rules: []view.StockRule{{StoreID: kiln, SKU: towel, Buffer: "3", Cap: 40}}, preview: effectOf(find(kiln, towel), 14)}
	s, nav := start(t, c, theme.AlwaysLight)
	f := s.newFreezeAsk(c.rules, []view.LevelRow{find(kiln, towel)})
	nav.Shows(t, "Freeze KIT-TWL-LIN?", "every store keeps what it shows now, until 16:02")
	if pressable(nav.Canvas(), "Freeze") {
		t.Error("a freeze without a reason can be confirmed")
	}
	f.how.SetValue(string(commerce.FreezeAtZero))
	f.until.SetValue(tomorrow)
	f.look()
	nav.Shows(t, "9 → 0 in Kiln", "9 units fewer")
	typeInto(nav.Canvas(), "leaking roof")
	press(t, nav.Canvas(), "Freeze")
	want := view.StockRule{StoreID: kiln, SKU: towel, Buffer: "3", Cap: 40, Freeze: commerce.FreezeAtZero, Until: screen.Midnight(noon).AddDate(0, 0, 1).Add(8 * 3600e9), Reason: "leaking roof"}
	if len(c.set) != 1 || c.set[0] != want {
		t.Errorf("the rules became %+v, want %+v", c.set, want)
	}
	if nav.Said[0] != "Frozen until 24 Nov 08:00: KIT-TWL-LIN" {
		t.Errorf("said %q", nav.Said)
	}
	f = s.newFreezeAsk(c.rules, []view.LevelRow{find(kiln, towel)})
	f.where.SetValue(everywhere)
	if got := f.proposed(); len(got) != 1 || got[0].StoreID != 0 || got[0].Cap != -1 || got[0].Buffer != "" {
		t.Errorf("everywhere proposes %+v", got)
	}
}

func TestManyFiguresAreFrozenAtOnce(t *testing.T) {
	c := &canned{rows: stockRows()}
	s, nav := start(t, c, theme.AlwaysLight)
	tick(s, 3)
	nav.Shows(t, "3 selected", "Show 100 units")
	rows, _ := s.Ticked()
	f := s.newFreezeAsk(nil, rows)
	nav.Shows(t, "Freeze 3 figures?")
	if got := f.proposed(); f.where != nil || len(got) != 3 {
		t.Errorf("three figures propose %+v", got)
	}
}

func TestAFreezeIsEndedWhereItWasMade(t *testing.T) {
	c := &canned{rows: stockRows(), rules: []view.StockRule{
		{StoreID: kiln, SKU: "KIT-CAS-24-BL", Cap: 5, Freeze: commerce.FreezeHold, Until: at("16:00"), Reason: "being counted", Actor: "Mo", At: at("12:10")},
		{StoreID: shed, SKU: "KIT-CAS-24-BL", Cap: -1, Freeze: commerce.FreezeAtZero}, {StoreID: shed, Cap: -1, Freeze: commerce.FreezeAtZero, Reason: "flood"}}}
	s, nav := start(t, c, theme.AlwaysLight)
	nav.Shows(t, "All stock of Potting Shed is frozen", "Shows nothing until a person ends it: flood.")
	s.askThaw([]view.LevelRow{find(kiln, "KIT-CAS-24-BL")})
	nav.Shows(t, "End the freeze of KIT-CAS-24-BL in Kiln", "Keeps what it shows until 16:00: being counted.")
	press(t, nav.Canvas(), "End freeze")
	if len(c.set) != 1 || c.set[0].Freeze != commerce.NotFrozen || c.set[0].Cap != 5 || !c.set[0].Until.IsZero() {
		t.Errorf("the rules became %+v", c.set)
	}
	s.askThaw([]view.LevelRow{find(shed, "GDN-GLV-L")})
	nav.Shows(t, "End the freeze of all stock of Potting Shed?")
	kit.CloseTop(nav.Canvas())
	s.askThaw([]view.LevelRow{find(paws, "PET-CHW-03")})
	if got := nav.Said[len(nav.Said)-1]; got != "Nothing is frozen there by a person any more" {
		t.Errorf("said %q", got)
	}
}

func TestABufferIsTriedBeforeItIsSaved(t *testing.T) {
	c := &canned{rows: stockRows(), preview: effectOf(find(kiln, towel), 4), rules: []view.StockRule{{StoreID: kiln, SKU: towel, Cap: -1, Freeze: commerce.FreezeHold, Reason: "kept"}}}
	s, nav := start(t, c, theme.AlwaysLight)
	s.showRules(placeOf(find(kiln, towel)))
	x := s.editor
	if !x.save.Disabled() {
		t.Error("nothing was changed, and it can be saved")
	}
	x.buffer.SetText("ten")
	nav.Shows(t, "It must be a whole")
	x.use()
	nav.Shows(t, "1 figure changes: 9 → 7 in Kiln")
	if len(c.tried) != 1 || c.tried[0].Buffer != "1" || c.tried[0].StoreID != kiln {
		t.Errorf("tried %+v", c.tried)
	}
	c.rows[0].Superseded++ // any news
	s.Reload()
	if s.editor != x || x.buffer.Text() != "1" {
		t.Errorf("news took away what was typed: %q", s.editor.buffer.Text())
	}
	x.limit.SetText("0")
	test.Tap(x.save)
	want := view.StockRule{StoreID: kiln, SKU: towel, Buffer: "1", Cap: 0, Freeze: commerce.FreezeHold, Reason: "kept"}
	if len(c.set) != 1 || c.set[0] != want {
		t.Errorf("saved %+v, want %+v", c.set, want)
	}
	c.rules = c.set
	s.Reload()
	if !x.save.Disabled() || x.buffer.Text() != "1" || x.limit.Text() != "0" {
		t.Errorf("what was saved does not show: %q, %q", x.buffer.Text(), x.limit.Text())
	}
	x.where.SetValue(everywhere)
	x.fill()
	if x.buffer.Text() != "" {
		t.Errorf("the rule of one store shows for every store: %q", x.buffer.Text())
	}
}

func TestAPreviewThatFailsSaysSo(t *testing.T) {
	c := &canned{rows: stockRows(), refused: errors.New("disk")}
	s, nav := start(t, c, theme.AlwaysLight)
	s.showRules(placeOf(find(kiln, towel)))
	s.editor.use()
	nav.Shows(t, "What it would do could not be")
}

func TestTags(t *testing.T) {
	c := &canned{rows: stockRows()}
	s, nav := start(t, c, theme.AlwaysLight)
	s.showRules(placeOf(find(shed, "GDN-KNE-GRN")))
	nav.Shows(t, "fragile", "seasonal")
	s.editor.tag.SetText(" Garden  Furniture ")
	s.editor.addTag()
	s.askTag([]view.LevelRow{find(shed, towel), find(kiln, towel)})
	nav.Shows(t, "Tag 1 SKU?")
	typeInto(nav.Canvas(), "linen")
	press(t, nav.Canvas(), "Save tag")
	if got := strings.Join(c.said, "; "); got != "tag [GDN-KNE-GRN] garden furniture true; tag [KIT-TWL-LIN] linen true" {
		t.Errorf("wished %q", got)
	}
}
