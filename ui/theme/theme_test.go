package theme_test

import (
	"image/color"
	"math"
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
	fynetheme "fyne.io/fyne/v2/theme"

	"stockbridge/assets"
	"stockbridge/ui/theme"
)

// contrast is the ratio of WCAG 2.1.
func contrast(a, b color.NRGBA) float64 {
	l1, l2 := luminance(a), luminance(b)
	if l1 < l2 {
		l1, l2 = l2, l1
	}
	return (l1 + 0.05) / (l2 + 0.05)
}

func luminance(c color.NRGBA) float64 {
	channel := func(v uint8) float64 {
		s := float64(v) / 255
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*channel(c.R) + 0.7152*channel(c.G) + 0.0722*channel(c.B)
}

func TestEverythingCanBeRead(t *testing.T) {
	backs := []theme.Role{theme.Surface, theme.Canvas, theme.Sunken, theme.Hover, theme.Selection}
	for _, tokens := range []*theme.Tokens{theme.Light(), theme.Dark()} {
		check := func(what string, ink, back theme.Role, least float64) {
			if got := contrast(tokens.Color(ink), tokens.Color(back)); got < least {
				t.Errorf("dark %v: %s %d on %d has %.2f, needs %.1f", tokens.Dark, what, ink, back, got, least)
			}
		}
		for _, back := range backs {
			for _, ink := range []theme.Role{theme.Text, theme.Text2, theme.Text3, theme.AccentText} {
				check("text", ink, back, 4.5)
			}
			check("outline", theme.Outline, back, 3)
			for _, s := range theme.States() {
				check("state text", s.Text(), back, 4.5)
			}
		}
		for _, s := range theme.States() {
			check("text on its tint", s.Text(), s.Tint(), 4.5)
			check("plain text on a tint", theme.Text, s.Tint(), 4.5)
			check("solid", s.Solid(), theme.Surface, 3)
		}
		check("accent", theme.Accent, theme.Surface, 3)
		check("on accent", theme.OnAccent, theme.Accent, 4.5)
		check("on accent hover", theme.OnAccent, theme.AccentHover, 4.5)
	}
}

func TestEveryRoleHasAColour(t *testing.T) {
	for _, role := range theme.Roles() {
		if theme.Light().Color(role).A == 0 || theme.Dark().Color(role).A == 0 {
			t.Errorf("role %d is transparent", role)
		}
	}
}

// drawn counts the pixels an icon leaves on an empty canvas.
func drawn(t *testing.T, name string) int {
	t.Helper()
	img := canvas.NewImageFromResource(theme.Icon(name, theme.Text))
	img.FillMode = canvas.ImageFillContain
	w := test.NewTempWindow(t, img)
	w.SetPadded(false)
	w.Resize(fyne.NewSize(24, 24))
	picture := w.Canvas().Capture()
	back := picture.At(0, 0)
	n := 0
	for y := range 24 {
		for x := range 24 {
			if picture.At(x, y) != back {
				n++
			}
		}
	}
	return n
}

func TestEveryIconDrawsSomething(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(theme.New(theme.Options{Mode: theme.AlwaysLight}))
	for _, name := range assets.IconNames() {
		if n := drawn(t, name); n < 12 || n > 400 {
			t.Errorf("%s covers %d of 576 pixels", name, n)
		}
	}
	for _, s := range theme.States() {
		if !slices.Contains(assets.IconNames(), s.Icon()) {
			t.Errorf("state %d has no icon %q", s, s.Icon())
		}
	}
}

func TestFiguresStandInColumns(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(theme.New(theme.Options{}))
	for _, style := range []theme.Style{theme.Body, theme.BodyMedium, theme.BodyStrong, theme.Code} {
		if a, b := style.Measure("£1,111.11"), style.Measure("£8,040.96"); math.Abs(float64(a-b)) > 0.05 {
			t.Errorf("style %d: figures are %v and %v wide", style, a, b)
		}
	}
}

func TestModeDecides(t *testing.T) {
	for _, c := range []struct {
		mode   theme.Mode
		system fyne.ThemeVariant
		dark   bool
	}{
		{theme.FollowSystem, fynetheme.VariantDark, true}, {theme.FollowSystem, fynetheme.VariantLight, false},
		{theme.AlwaysLight, fynetheme.VariantDark, false}, {theme.AlwaysDark, fynetheme.VariantLight, true},
	} {
		if got := theme.New(theme.Options{Mode: c.mode}).Tokens(c.system).Dark; got != c.dark {
			t.Errorf("mode %d under variant %d: dark is %v", c.mode, c.system, got)
		}
	}
	strong := theme.New(theme.Options{Mode: theme.AlwaysLight, HighContrast: true}).Tokens(fynetheme.VariantLight)
	if strong.Color(theme.Border) != theme.Light().Color(theme.Outline) {
		t.Error("high contrast keeps the faint border")
	}
}
