//go:build ignore

// Command generate draws the program's mark, the tray pictures, and the outlines of the icons.
//
// The toolkit's SVG renderer draws every stroke as wide in device pixels as the file says in its
// own units, so a Lucide icon (24 units, stroke 2) comes out too heavy at 16 pixels and too thin
// on a dense screen; it also squares rectangles that give rx and leave ry to be the same. Hence
// icons/*.svg, the originals, become outlines/*.svg: the same shapes with strokes as filled areas.
//
//	cd assets && go run generate.go
package main

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"log"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/fyne-io/oksvg"
	"github.com/srwiley/rasterx"
	"golang.org/x/image/math/fixed"
)

// sign is one tray state: a body shape and what is drawn on it, on a 32-unit grid.
type sign struct {
	name, fill, ink string
	body, mark      string
}

var signs = []sign{
	{"ok", "#249858", "#FFFFFF",
		`<rect x="1" y="1" width="30" height="30" rx="8" fill="%s"/>`,
		`<path d="M8.6 16.4L14 21.8L23.6 11" fill="none" stroke="%s" stroke-width="4" stroke-linecap="round" stroke-linejoin="round"/>`},
	{"working", "#1490A8", "#FFFFFF",
		`<circle cx="16" cy="16" r="15.6" fill="%s"/>`,
		`<g fill="none" stroke="%s" stroke-width="3" stroke-linecap="round" stroke-linejoin="round"><path d="M8 14.6A8.2 8.2 0 0 1 21.8 10.2L24 12.4"/><path d="M24.2 7.2V12.6H18.8"/><path d="M24 17.4A8.2 8.2 0 0 1 10.2 21.8L8 19.6"/><path d="M7.8 24.8V19.4H13.2"/></g>`},
	{"attention", "#F0A21A", "#241700",
		`<path d="M16 2.6L30 28.6H2Z" fill="%s" stroke="%s" stroke-width="3" stroke-linejoin="round"/>`,
		`<path d="M16 11.4V19" fill="none" stroke="%s" stroke-width="3.6" stroke-linecap="round"/><circle cx="16" cy="24.4" r="2.1" fill="%s"/>`},
	{"paused", "#8E6FD6", "#FFFFFF",
		`<rect x="0.5" y="5" width="31" height="22" rx="11" fill="%s"/>`,
		`<path d="M12.6 11.6V20.4M19.4 11.6V20.4" fill="none" stroke="%s" stroke-width="3.4" stroke-linecap="round"/>`},
	{"unknown", "#7C8796", "#FFFFFF",
		`<path d="M16 1.6L30.4 16L16 30.4L1.6 16Z" fill="%s" stroke="%s" stroke-width="1.6" stroke-linejoin="round"/>`,
		`<path d="M12.4 12.4A3.7 3.7 0 1 1 17.6 15.8C16.5 16.4 16 17 16 18.4" fill="none" stroke="%s" stroke-width="3" stroke-linecap="round"/><circle cx="16" cy="22.8" r="1.9" fill="%s"/>`},
}

func main() {
	mark, err := os.ReadFile("icon.svg")
	check(err)
	save("icon.png", draw(mark, 512))
	square := regexp.MustCompile(`\s*<rect [^>]*>`)
	lines := outline(square.ReplaceAll(mark, nil), "#FFFFFF", 24)
	write("mark.svg", []byte(frame+string(corner.ReplaceAll(square.Find(mark), twice))+lines+"</svg>\n"))
	names, err := filepath.Glob("icons/*.svg")
	check(err)
	for _, name := range names {
		svg, err := os.ReadFile(name)
		check(err)
		svg = bytes.ReplaceAll(svg, []byte("currentColor"), []byte("#000000"))
		write("outlines/"+filepath.Base(name), []byte(frame+outline(svg, "currentColor", 24)+"</svg>\n"))
	}
	for _, s := range signs {
		for _, size := range []int{16, 22, 32, 64} {
			body := draw(page(s.body, s.fill), size)
			ink := draw(page(s.mark, s.ink), size)
			save(fmt.Sprintf("tray/tray-%s-%d.png", s.name, size), over(body, ink))
			save(fmt.Sprintf("tray/tray-%s-mono-%d.png", s.name, size), cutOut(body, ink))
		}
	}
}

// page fills a shape's colour in wherever the shape asks for it.
func page(shape, colour string) []byte {
	shape = string(bytes.ReplaceAll([]byte(shape), []byte("%s"), []byte(colour)))
	return []byte(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">` + shape + `</svg>`)
}

func parse(svg []byte, size int) *oksvg.SvgIcon {
	svg = arcs.ReplaceAllFunc(corner.ReplaceAll(svg, twice), singly)
	icon, err := oksvg.ReadIconStream(bytes.NewReader(svg), oksvg.StrictErrorMode)
	check(err)
	icon.SetTarget(0, 0, float64(size), float64(size))
	for i := range icon.SVGPaths {
		icon.SVGPaths[i].LineWidth *= float64(size) / icon.ViewBox.W
	}
	return icon
}

// corner finds a corner radius; the originals never give ry.
var (
	corner = regexp.MustCompile(` rx="([0-9.]+)"`)
	twice  = []byte(` rx="$1" ry="$1"`)
)

// arcs finds arc commands, which oksvg follows wrongly when one letter serves several arcs.
var (
	arcs    = regexp.MustCompile(`[aA][-0-9. ,]+`)
	numbers = regexp.MustCompile(`-?(?:[0-9]*\.[0-9]+|[0-9]+)`)
)

func singly(run []byte) []byte {
	found := numbers.FindAllString(string(run), -1)
	if len(found)%7 != 0 {
		return run // not an arc: the letter stood in another word
	}
	var out strings.Builder
	for ; len(found) > 0; found = found[7:] {
		fmt.Fprintf(&out, "%c%s ", run[0], strings.Join(found[:7], " "))
	}
	return []byte(out.String())
}

const frame = `<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24" viewBox="0 0 24 24">`

func draw(svg []byte, size int) *image.NRGBA {
	// Four times as large and averaged, because the rasteriser's edges are coarse at 16 pixels.
	const fine = 4
	icon := parse(svg, size*fine)
	big := image.NewRGBA(image.Rect(0, 0, size*fine, size*fine))
	icon.Draw(rasterx.NewDasher(size*fine, size*fine, rasterx.NewScannerGV(size*fine, size*fine, big, big.Bounds())), 1)
	return average(big, size, fine)
}

// outline gives every stroke of a drawing as one filled path each, on a grid of the given units.
func outline(svg []byte, fill string, units int) string {
	const fine = 16
	icon := parse(svg, units*fine)
	var out strings.Builder
	for _, path := range icon.SVGPaths {
		edges := &tape{}
		path.DrawTransformed(rasterx.NewDasher(units*fine, units*fine, edges), 1, icon.Transform)
		if d := edges.path(64 * fine); d != "" {
			fmt.Fprintf(&out, `<path fill="%s" d="%s"/>`, fill, d)
		}
	}
	return out.String()
}

// tape is a scanner that writes a stroke's boundary down. It arrives as single edges in no useful
// order, from both sides of the stroke at once; as many edges enter a point as leave it, so
// following them gives closed rings. A fill drawn first is forgotten by the Clear before the stroke.
type tape struct {
	from, to []fixed.Point26_6
	at       fixed.Point26_6
}

func (t *tape) Start(a fixed.Point26_6) { t.at = a }

func (t *tape) Line(b fixed.Point26_6) {
	if b != t.at {
		t.from, t.to = append(t.from, t.at), append(t.to, b)
		t.at = b
	}
}

func (t *tape) Clear()                             { *t = tape{} }
func (t *tape) Draw()                              {}
func (t *tape) GetPathExtent() fixed.Rectangle26_6 { return fixed.Rectangle26_6{} }
func (t *tape) SetBounds(int, int)                 {}
func (t *tape) SetColor(any)                       {}
func (t *tape) SetWinding(bool)                    {}
func (t *tape) SetClip(image.Rectangle)            {}

func (t *tape) path(per float64) string {
	leaving := map[fixed.Point26_6][]int{}
	for i, p := range t.from {
		leaving[p] = append(leaving[p], i)
	}
	var out strings.Builder
	for _, first := range t.from {
		ring := []fixed.Point26_6{first}
		for p := first; len(leaving[p]) > 0; {
			edges := leaving[p]
			leaving[p] = edges[:len(edges)-1]
			p = t.to[edges[len(edges)-1]]
			ring = append(ring, p)
		}
		if len(ring) < 3 {
			continue
		}
		for i, p := range simplify(ring, per*0.012) {
			fmt.Fprintf(&out, "%c%.4g %.4g", "ML"[min(i, 1)], float64(p.X)/per, float64(p.Y)/per)
		}
		out.WriteString("Z")
	}
	return out.String()
}

// simplify leaves out points that lie nearly on the line between their neighbours (Douglas and Peucker).
func simplify(line []fixed.Point26_6, near float64) []fixed.Point26_6 {
	far, at := 0.0, 0
	a, b := line[0], line[len(line)-1]
	for i := 1; i < len(line)-1; i++ {
		if d := distance(line[i], a, b); d > far {
			far, at = d, i
		}
	}
	if far <= near {
		return []fixed.Point26_6{a, b}
	}
	left := simplify(line[:at+1], near)
	return append(left[:len(left)-1], simplify(line[at:], near)...)
}

func distance(p, a, b fixed.Point26_6) float64 {
	dx, dy := float64(b.X-a.X), float64(b.Y-a.Y)
	px, py := float64(p.X-a.X), float64(p.Y-a.Y)
	if length := math.Hypot(dx, dy); length > 0 {
		return math.Abs(px*dy-py*dx) / length
	}
	return math.Hypot(px, py)
}

func average(big *image.RGBA, size, fine int) *image.NRGBA {
	out := image.NewNRGBA(image.Rect(0, 0, size, size))
	n := uint32(fine * fine)
	for y := range size {
		for x := range size {
			var r, g, b, a uint32
			for dy := range fine {
				for dx := range fine {
					c := big.RGBAAt(x*fine+dx, y*fine+dy)
					r, g, b, a = r+uint32(c.R), g+uint32(c.G), b+uint32(c.B), a+uint32(c.A)
				}
			}
			out.Set(x, y, color.RGBA{uint8(r / n), uint8(g / n), uint8(b / n), uint8(a / n)})
		}
	}
	return out
}

func over(body, ink *image.NRGBA) *image.NRGBA {
	out := image.NewNRGBA(body.Bounds())
	for i := 0; i < len(out.Pix); i += 4 {
		a := uint32(ink.Pix[i+3])
		for k := range 3 {
			out.Pix[i+k] = uint8((uint32(ink.Pix[i+k])*a + uint32(body.Pix[i+k])*(255-a)) / 255)
		}
		out.Pix[i+3] = max(body.Pix[i+3], ink.Pix[i+3])
	}
	return out
}

// cutOut is black where the body is and clear where the sign is: a template for one-colour bars.
func cutOut(body, ink *image.NRGBA) *image.NRGBA {
	out := image.NewNRGBA(body.Bounds())
	for i := 3; i < len(out.Pix); i += 4 {
		out.Pix[i] = uint8(uint32(body.Pix[i]) * (255 - uint32(ink.Pix[i])) / 255)
	}
	return out
}

func write(name string, b []byte) { check(os.WriteFile(name, b, 0o644)) }

func save(name string, img image.Image) {
	f, err := os.Create(name)
	check(err)
	check(png.Encode(f, img))
	check(f.Close())
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
