package theme

import (
	"fmt"
	"image/color"
	"os"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"

	"stockbridge/assets"
)

// Mode says who decides between light and dark.
type Mode int

// FollowSystem is the default; the others force one appearance.
const (
	FollowSystem Mode = iota
	AlwaysLight
	AlwaysDark
)

// Options are what a person can choose about the appearance.
type Options struct {
	Mode         Mode
	HighContrast bool
}

// Theme is our fyne.Theme. It is immutable: to change an option, set a new one on the app.
type Theme struct{ options Options }

// New makes the theme for these options.
func New(o Options) *Theme { return &Theme{options: o} }

// Options gives back what the theme was made from.
func (t *Theme) Options() Options { return t.options }

// Tokens are the colours this theme uses when the system asks for the given variant.
func (t *Theme) Tokens(variant fyne.ThemeVariant) *Tokens {
	dark := variant == fynetheme.VariantDark
	switch t.options.Mode {
	case AlwaysLight:
		dark = false
	case AlwaysDark:
		dark = true
	}
	switch {
	case dark && t.options.HighContrast:
		return darkContrastTokens
	case dark:
		return darkTokens
	case t.options.HighContrast:
		return lightContrastTokens
	default:
		return lightTokens
	}
}

// Current gives the tokens in force: those of the running app's theme, else the light ones.
func Current() *Tokens {
	app := fyne.CurrentApp()
	if app == nil {
		return lightTokens
	}
	if t, ok := app.Settings().Theme().(*Theme); ok {
		return t.Tokens(app.Settings().ThemeVariant())
	}
	return lightTokens
}

// Color is the colour a role has now.
func Color(r Role) color.NRGBA { return Current().Color(r) }

// SetTextSize scales the whole canvas, text and spacing alike, to the given percentage
// (100, 125, 150 or 200). Fyne reads the scale from the environment, so this must run before
// the window is shown; a change made later takes effect at the next start.
func SetTextSize(percent int) error {
	if percent < 50 || percent > 300 {
		return fmt.Errorf("theme: text size %d %% is outside 50 to 300", percent)
	}
	return os.Setenv("FYNE_SCALE", fmt.Sprintf("%.2f", float64(percent)/100))
}

// Color maps the toolkit's names to our roles, for the few stock widgets in use.
func (t *Theme) Color(name fyne.ThemeColorName, variant fyne.ThemeVariant) color.Color {
	tokens := t.Tokens(variant)
	switch name {
	case fynetheme.ColorNameShadow, fynetheme.ColorNameScrollBarBackground:
		return color.Transparent
	case fynetheme.ColorNameScrollBar:
		c := tokens.Color(Outline)
		c.A = 0x99
		return c
	}
	if role, ok := fyneRoles[name]; ok {
		return tokens.Color(role)
	}
	v := fyne.ThemeVariant(fynetheme.VariantLight)
	if tokens.Dark {
		v = fynetheme.VariantDark
	}
	return fynetheme.DefaultTheme().Color(name, v)
}

var fyneRoles = map[fyne.ThemeColorName]Role{
	fynetheme.ColorNameBackground:          Canvas,
	fynetheme.ColorNameButton:              Surface,
	fynetheme.ColorNameDisabledButton:      Sunken,
	fynetheme.ColorNameDisabled:            Text3,
	fynetheme.ColorNameError:               Error.Solid(),
	fynetheme.ColorNameFocus:               Selection,
	fynetheme.ColorNameForeground:          Text,
	fynetheme.ColorNameForegroundOnError:   OnAccent,
	fynetheme.ColorNameForegroundOnPrimary: OnAccent,
	fynetheme.ColorNameForegroundOnSuccess: OnAccent,
	fynetheme.ColorNameForegroundOnWarning: Text,
	fynetheme.ColorNameHeaderBackground:    Sunken,
	fynetheme.ColorNameHover:               Hover,
	fynetheme.ColorNameHyperlink:           AccentText,
	fynetheme.ColorNameInputBackground:     Surface,
	fynetheme.ColorNameInputBorder:         Outline,
	fynetheme.ColorNameMenuBackground:      Surface,
	fynetheme.ColorNameOverlayBackground:   Surface,
	fynetheme.ColorNamePlaceHolder:         Text3,
	fynetheme.ColorNamePressed:             Track,
	fynetheme.ColorNamePrimary:             Accent,
	fynetheme.ColorNameSelection:           Selection,
	fynetheme.ColorNameSeparator:           Border,
	fynetheme.ColorNameSuccess:             OK.Solid(),
	fynetheme.ColorNameWarning:             Attention.Solid(),
}

// Font gives Inter with tabular figures; SemiBold stands in the bold slot.
func (t *Theme) Font(style fyne.TextStyle) fyne.Resource {
	switch {
	case style.Symbol:
		return fynetheme.DefaultTheme().Font(style)
	case style.Monospace:
		return assets.FontMono
	case style.Bold:
		return assets.FontSemiBold
	default:
		return assets.FontRegular
	}
}

// Icon keeps the toolkit's own icons; ours go through the function Icon.
func (t *Theme) Icon(name fyne.ThemeIconName) fyne.Resource {
	return fynetheme.DefaultTheme().Icon(name)
}

// Size gives the stock widgets our measures.
func (t *Theme) Size(name fyne.ThemeSizeName) float32 {
	if s, ok := fyneSizes[name]; ok {
		return s
	}
	return fynetheme.DefaultTheme().Size(name)
}

var fyneSizes = map[fyne.ThemeSizeName]float32{
	fynetheme.SizeNameText:               13,
	fynetheme.SizeNameCaptionText:        11,
	fynetheme.SizeNameHeadingText:        20,
	fynetheme.SizeNameSubHeadingText:     15,
	fynetheme.SizeNamePadding:            4,
	fynetheme.SizeNameInnerPadding:       8,
	fynetheme.SizeNameLineSpacing:        4,
	fynetheme.SizeNameInlineIcon:         16,
	fynetheme.SizeNameInputBorder:        1,
	fynetheme.SizeNameInputRadius:        6,
	fynetheme.SizeNameSelectionRadius:    4,
	fynetheme.SizeNameScrollBar:          10,
	fynetheme.SizeNameScrollBarSmall:     4,
	fynetheme.SizeNameScrollBarRadius:    3,
	fynetheme.SizeNameSeparatorThickness: 1,
}
