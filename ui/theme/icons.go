package theme

import (
	"bytes"
	"fmt"
	"image/color"
	"sync"

	"fyne.io/fyne/v2"

	"stockbridge/assets"
)

type iconKey struct {
	name   string
	colour color.NRGBA
}

// icons is keyed by colour and not by role, so a theme change needs no clearing: the other
// appearance simply has other keys, and both together stay below a few hundred small files.
var icons sync.Map // iconKey -> fyne.Resource

// Icon is a Lucide icon in the colour a role has now. Ask again after a theme change. An unknown
// name gives the question mark, so a typing mistake is seen and does not take the window down.
//
// The files say currentColor, which Fyne's renderer does not know; hence the colour is written
// into the text.
func Icon(name string, role Role) fyne.Resource {
	return IconIn(name, Color(role))
}

// IconIn is Icon with an exact colour.
func IconIn(name string, c color.NRGBA) fyne.Resource {
	key := iconKey{name, c}
	if r, ok := icons.Load(key); ok {
		return r.(fyne.Resource)
	}
	svg, err := assets.Icon(name)
	if err != nil {
		if svg, err = assets.Icon("circle-question-mark"); err != nil {
			panic("theme: the embedded icons are incomplete")
		}
	}
	hex := fmt.Sprintf("#%02X%02X%02X", c.R, c.G, c.B)
	r := fyne.NewStaticResource(name+hex+".svg", bytes.ReplaceAll(svg, []byte("currentColor"), []byte(hex)))
	actual, _ := icons.LoadOrStore(key, r)
	return actual.(fyne.Resource)
}
