// Package assets holds the files that travel inside the program: fonts, icons, the program's
// mark and the pictures for the system tray, each with its licence.
//
// Everything is embedded and read-only, so all of it may be used from any goroutine. Start at
// Icon for the icon set and at Tray for the tray pictures. fonts/bake.py and generate.go made
// the binary files and can make them again.
package assets

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"sort"
	"strings"

	"fyne.io/fyne/v2"
)

//go:embed fonts/*.otf fonts/*.ttf fonts/*.txt outlines/*.svg icons/*.txt tray/*.png mark.svg icon.png
var files embed.FS

// The embedded fonts: Inter with tabular figures under our own family name, and JetBrains Mono.
var (
	FontRegular  = font("StockbridgeSans-Regular.otf")
	FontMedium   = font("StockbridgeSans-Medium.otf")
	FontSemiBold = font("StockbridgeSans-SemiBold.otf")
	FontMono     = font("JetBrainsMono-Regular.ttf")
)

// Mark is the program's icon as a drawing, for the window; MarkPNG is 512 pixels square, for
// packages and notifications.
var (
	Mark    = resource("mark.svg")
	MarkPNG = resource("icon.png")
)

// Icon gives the SVG text of a Lucide icon by its name, for example "hand": filled outlines in
// currentColor on a 24-unit grid.
func Icon(name string) ([]byte, error) {
	b, err := files.ReadFile("outlines/" + name + ".svg")
	if err != nil {
		return nil, fmt.Errorf("assets: no icon %q", name)
	}
	return b, nil
}

// IconNames lists the icons in alphabetical order.
func IconNames() []string {
	entries, err := fs.Glob(files, "outlines/*.svg")
	if err != nil {
		panic("assets: bad pattern for the icons")
	}
	names := make([]string, len(entries))
	for i, e := range entries {
		names[i] = strings.TrimSuffix(path.Base(e), ".svg")
	}
	sort.Strings(names)
	return names
}

// TrayState is what the tray icon tells. The worst state wins.
type TrayState string

// The five silhouettes.
const (
	TrayOK        TrayState = "ok"        // rounded square, tick
	TrayWorking   TrayState = "working"   // circle, two arrows
	TrayAttention TrayState = "attention" // triangle, exclamation mark
	TrayPaused    TrayState = "paused"    // pill, two bars
	TrayUnknown   TrayState = "unknown"   // diamond, question mark
)

// TraySizes are the pixel sizes that exist for each state.
func TraySizes() []int { return []int{16, 22, 32, 64} }

// Tray gives the PNG of a state in one of TraySizes. With mono it is a black template whose sign
// is cut out, which macOS recolours to suit the menu bar.
func Tray(state TrayState, size int, mono bool) (fyne.Resource, error) {
	name := fmt.Sprintf("tray/tray-%s-%d.png", state, size)
	if mono {
		name = fmt.Sprintf("tray/tray-%s-mono-%d.png", state, size)
	}
	b, err := files.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("assets: no tray picture %q in %d pixels", state, size)
	}
	return fyne.NewStaticResource(path.Base(name), b), nil
}

// Licence is the licence text of one embedded work.
type Licence struct {
	Work, Name, Text string
}

// Licences lists the works of others inside the program, for the About page.
func Licences() []Licence {
	return []Licence{
		{"Inter (as Stockbridge Sans)", "SIL Open Font License 1.1", text("fonts/OFL-Inter.txt")},
		{"JetBrains Mono", "SIL Open Font License 1.1", text("fonts/OFL-JetBrainsMono.txt")},
		{"Lucide icons", "ISC License", text("icons/LICENSE-lucide.txt")},
	}
}

func font(name string) *fyne.StaticResource { return resource("fonts/" + name) }

func resource(name string) *fyne.StaticResource {
	b, err := files.ReadFile(name)
	if err != nil {
		panic("assets: missing " + name)
	}
	return fyne.NewStaticResource(path.Base(name), b)
}

func text(name string) string { return string(resource(name).StaticContent) }
