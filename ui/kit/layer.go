package kit

import (
	"sync"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"stockbridge/ui/theme"
)

// Clock runs a function later, on the UI goroutine, unless it is stopped first. Package live
// has the real one; a test moves its own by hand.
type Clock interface {
	After(d time.Duration, run func()) (stop func())
}

const (
	tipDelay  = 600 * time.Millisecond
	toastTime = 6 * time.Second
)

// Layer is the top of a window's content: the place where toasts and tooltips appear without
// taking the mouse from what lies under them. A window has one, around everything else.
type Layer struct {
	widget.BaseWidget
	clock    Clock
	content  fyne.CanvasObject
	toasts   []*toast
	tip      *tip
	stopTip  func()
	tipOwner fyne.CanvasObject
	free     fyne.Size // toasts keep clear of the bottom strip
}

// layers finds the layer of a window. It is written when a window is built, on the UI goroutine,
// but tests in parallel packages build windows too.
var layers sync.Map // fyne.Canvas -> *Layer

// NewLayer puts the layer around a window's content.
func NewLayer(content fyne.CanvasObject, clock Clock) *Layer {
	l := &Layer{content: content, clock: clock, free: fyne.NewSize(theme.PageMargin, theme.StripHeight+theme.Space4)}
	l.tip = newTip()
	l.tip.Hide()
	l.ExtendBaseWidget(l)
	return l
}

// Attach makes the layer serve a window's canvas; call it after SetContent. The returned function
// ends that, when the window closes.
func (l *Layer) Attach(c fyne.Canvas) (detach func()) {
	layers.Store(c, l)
	return func() { layers.Delete(c) }
}

func layerOf(o fyne.CanvasObject) *Layer {
	c := canvasOf(o)
	if c == nil {
		return nil
	}
	if l, ok := layers.Load(c); ok {
		return l.(*Layer)
	}
	return nil
}

// Toast is a message about what the user just did; never about an error.
type Toast struct {
	Text   string
	Undo   func() // shown as a link when set
	Action string // the link's word, "Undo" when empty
}

// Toast shows a message for six seconds at the bottom right.
func (l *Layer) Toast(t Toast) {
	shown := newToast(t)
	remove := func() {
		for i, other := range l.toasts {
			if other == shown {
				l.toasts = append(l.toasts[:i:i], l.toasts[i+1:]...)
				break
			}
		}
		l.Refresh()
	}
	stop := l.clock.After(toastTime, remove)
	shown.close = func() {
		stop()
		remove()
	}
	l.toasts = append(l.toasts, shown)
	l.Refresh()
}

// ShowToast shows a toast in the window that holds an object; false without a layer there.
func ShowToast(from fyne.CanvasObject, t Toast) bool {
	l := layerOf(from)
	if l == nil {
		return false
	}
	l.Toast(t)
	return true
}

// CreateRenderer is Fyne's side of the part.
func (l *Layer) CreateRenderer() fyne.WidgetRenderer {
	r := &renderer{owner: l, min: l.content.MinSize, paint: func() {}}
	r.objects = func() []fyne.CanvasObject {
		objects := []fyne.CanvasObject{l.content}
		for _, t := range l.toasts {
			objects = append(objects, t)
		}
		return append(objects, l.tip)
	}
	r.layout = func(size fyne.Size) {
		if l.content.Size() != size {
			place(l.content, 0, 0, size.Width, size.Height)
		}
		y := size.Height - l.free.Height
		for i := len(l.toasts) - 1; i >= 0; i-- {
			y -= toastHeight
			place(l.toasts[i], size.Width-toastWidth-l.free.Width, y, toastWidth, toastHeight)
			y -= theme.Space2
		}
	}
	return r
}

func offerTip(owner fyne.CanvasObject, text string) {
	offerTipOver(owner, text, func() (x, width float32, there bool) { return 0, owner.Size().Width, true })
}

// offerTipOver is offerTip for a part of an owner's width, which is asked for when the tip appears.
func offerTipOver(owner fyne.CanvasObject, text string, part func() (x, width float32, there bool)) {
	l := layerOf(owner)
	if l == nil {
		return
	}
	l.dropTip()
	l.tipOwner = owner
	l.stopTip = l.clock.After(tipDelay, func() {
		if x, width, there := part(); there {
			l.showTip(owner, text, x, width)
		}
	})
}

func hideTip(owner fyne.CanvasObject) {
	if l := layerOf(owner); l != nil && l.tipOwner == owner {
		l.dropTip()
	}
}

func (l *Layer) dropTip() {
	if l.stopTip != nil {
		l.stopTip()
		l.stopTip = nil
	}
	l.tipOwner = nil
	l.tip.Hide()
}

func (l *Layer) showTip(owner fyne.CanvasObject, text string, x, width float32) {
	if l.tipOwner != owner {
		return
	}
	driver := fyne.CurrentApp().Driver()
	at := driver.AbsolutePositionForObject(owner).Subtract(driver.AbsolutePositionForObject(l))
	l.tip.say(text)
	size := l.tip.MinSize()
	pos := fyne.NewPos(at.X+x+(width-size.Width)/2, at.Y+owner.Size().Height+6)
	if pos.Y+size.Height > l.Size().Height-theme.Space2 {
		pos.Y = at.Y - size.Height - 6
	}
	l.tip.Move(keepInside(pos, size, l.Size()))
	l.tip.Resize(size)
	l.tip.Show()
	l.Refresh()
}
