package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"stockbridge/ui/theme"
)

// newImage makes the picture of an icon; the caller sets the resource.
func newImage() *canvas.Image {
	img := &canvas.Image{FillMode: canvas.ImageFillContain}
	return img
}

func setIcon(img *canvas.Image, name string, role theme.Role) {
	if name == "" {
		img.Hide()
		return
	}
	if r := theme.Icon(name, role); img.Resource != r {
		img.Resource = r
		img.Refresh()
	}
	img.Show()
}

// Icon is a Lucide icon in a colour role.
type Icon struct {
	widget.BaseWidget
	name string
	role theme.Role
	size float32
}

// NewIcon makes an icon of a size, usually theme.IconText or theme.IconSmall.
func NewIcon(name string, role theme.Role, size float32) *Icon {
	i := &Icon{name: name, role: role, size: size}
	i.ExtendBaseWidget(i)
	return i
}

// Set shows another icon or colour; an empty name shows nothing but keeps the place.
func (i *Icon) Set(name string, role theme.Role) {
	if i.name != name || i.role != role {
		i.name, i.role = name, role
		i.Refresh()
	}
}

// CreateRenderer is Fyne's side of the part.
func (i *Icon) CreateRenderer() fyne.WidgetRenderer {
	i.ExtendBaseWidget(i)
	img := newImage()
	return newRenderer(i, []fyne.CanvasObject{img},
		func() fyne.Size { return fyne.NewSquareSize(i.size) },
		func(size fyne.Size) { place(img, (size.Width-i.size)/2, (size.Height-i.size)/2, i.size, i.size) },
		func() { setIcon(img, i.name, i.role) })
}
