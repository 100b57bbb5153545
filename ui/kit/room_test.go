package kit_test

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"stockbridge/ui/kit"
	"stockbridge/ui/theme"
)

// at shows something in a window of a size and gives its words.
func at(t *testing.T, o fyne.CanvasObject, width, height float32) string {
	t.Helper()
	test.NewTempApp(t).Settings().SetTheme(theme.New(theme.Options{Mode: theme.AlwaysLight}))
	w := test.NewTempWindow(t, o)
	w.SetPadded(false)
	w.Resize(fyne.NewSize(width, height))
	return test.RenderToMarkup(w.Canvas())
}

func TestFilterBarFoldsWhatHasNoRoom(t *testing.T) {
	test.NewTempApp(t)
	choices := []kit.Choice{{Value: "a", Label: "A choice with a long name"}}
	bar := kit.NewFilterBar([]kit.Filter{{ID: "store", Label: "Store", Choices: choices}, {ID: "cause", Label: "Cause", Choices: choices}, {ID: "placed", Label: "Placed", Choices: choices}}, nil)
	bar.SetRight(kit.Between(60, 160, kit.NewSearch("Number, SKU, name", "")))
	if text := at(t, bar, 700, 60); !strings.Contains(text, "Placed") || strings.Contains(text, "Filter<") {
		t.Error("chips fold although there is room")
	}
	if text := at(t, bar, 420, 60); strings.Contains(text, ">Placed<") || !strings.Contains(text, "Filter<") || !strings.Contains(text, ">Store<") {
		t.Error("the last idle chip does not fold")
	}
	bar.Set(map[string][]string{"placed": {"a"}, "cause": {"a"}})
	text := at(t, bar, 420, 60)
	if strings.Contains(text, "A choice with a long name") || strings.Count(text, "A choice") != 2 {
		t.Error("chips in use are not cut, or are gone")
	}
	if text := at(t, bar, 900, 60); strings.Count(text, "A choice with a long name") != 2 {
		t.Error("chips stay cut although there is room again")
	}
}

func TestFilterSaysAValueOfItsOwn(t *testing.T) {
	test.NewTempApp(t)
	bar := kit.NewFilterBar([]kit.Filter{{ID: "total", Label: "Total", Say: func(v string) string { return "From £" + v }}}, nil)
	bar.Set(map[string][]string{"total": {"500"}})
	if text := at(t, bar, 600, 60); !strings.Contains(text, "From £500") {
		t.Error("the chip does not say its value")
	}
}

func TestHeaderDropsTheFirstCounters(t *testing.T) {
	test.NewTempApp(t)
	head := kit.NewPageHeader("Orders", kit.NewButton("Download again", kit.Secondary, nil).Small())
	head.SetCounters([]kit.Counter{{Number: "10,480", Word: "posted today"}, {Number: "4", Word: "held, £231.05"}})
	if text := at(t, head, 700, 60); !strings.Contains(text, "posted today") {
		t.Error("a counter is missing although there is room")
	}
	if text := at(t, head, 400, 60); strings.Contains(text, "posted today") || !strings.Contains(text, "held, £231.05") {
		t.Error("the wrong counter gives way")
	}
}

func TestEntrySaysWhatFits(t *testing.T) {
	field := kit.NewSearch("Number, SKU, name", "")
	if text := at(t, field, 110, 32); strings.Contains(text, "Number, SKU, name") || !strings.Contains(text, "Numb") {
		t.Error("the words of an empty field are cut off at its border")
	}
	if text := at(t, field, 260, 32); !strings.Contains(text, "Number, SKU, name") {
		t.Error("the words of an empty field stay cut")
	}
}

func TestCodeKeepsItsShape(t *testing.T) {
	text := at(t, kit.NewCode("{\n  \"number\": \"9031\"\n}"), 300, 100)
	if !strings.Contains(text, "&#34;number&#34;: &#34;9031&#34;") && !strings.Contains(text, `"number": "9031"`) {
		t.Errorf("the code says %s", text)
	}
}

func TestSheetClosesOnce(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(theme.New(theme.Options{Mode: theme.AlwaysLight}))
	w := test.NewTempWindow(t, kit.Gap(10, 10))
	w.Resize(fyne.NewSize(1280, 800))
	closed := 0
	s := kit.ShowSheet(w.Canvas(), "Fix order 9031", "For this order alone", kit.Value("Body"), func() { closed++ })
	s.SetFoot(kit.Spacer(), kit.NewButton("Fix this order", kit.Primary, nil))
	text := test.RenderToMarkup(w.Canvas())
	for _, word := range []string{"Fix order 9031", "For this order alone", "Body", "Fix this order"} {
		if !strings.Contains(text, word) {
			t.Errorf("the sheet does not say %q", word)
		}
	}
	if !kit.CloseTop(w.Canvas()) || s.Open() {
		t.Error("Esc does not close the sheet")
	}
	s.Close()
	if closed != 1 {
		t.Errorf("closed %d times", closed)
	}
}
