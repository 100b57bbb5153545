// Command empty opens a Fyne window with nothing in it: what .ci/measure compares the program with.
package main

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"
	"fyne.io/fyne/v2/canvas"
	"image/color"
)

func main() {
	w := app.NewWithID("io.stockbridge.empty").NewWindow("Empty")
	w.SetPadded(false)
	w.SetContent(canvas.NewRectangle(color.NRGBA{R: 0x20, G: 0x60, B: 0xC0, A: 0xFF}))
	w.Resize(fyne.NewSize(1280, 800))
	w.ShowAndRun()
}
