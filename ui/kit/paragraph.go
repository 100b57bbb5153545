package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"stockbridge/ui/theme"
)

// Paragraph is running text that wraps to the width it is given, at most 72 characters a line.
type Paragraph struct {
	widget.BaseWidget
	text    string
	style   theme.Style
	role    theme.Role
	longest int
	width   float32 // the last width given; before that a guess
}

// NewParagraph makes wrapping text.
func NewParagraph(text string, style theme.Style, role theme.Role) *Paragraph {
	p := &Paragraph{text: text, style: style, role: role, longest: longestLine, width: 340}
	p.ExtendBaseWidget(p)
	return p
}

// Wide lifts the limit of 72 characters and returns the paragraph.
func (p *Paragraph) Wide() *Paragraph {
	p.longest = 1 << 20
	return p
}

// Text is what is said.
func (p *Paragraph) Text() string { return p.text }

// SetText says something else.
func (p *Paragraph) SetText(text string) {
	if p.text != text {
		p.text = text
		p.Refresh()
	}
}

// SetRole gives another colour.
func (p *Paragraph) SetRole(role theme.Role) {
	if p.role != role {
		p.role = role
		p.Refresh()
	}
}

// HeightFor is the height the text needs at a width.
func (p *Paragraph) HeightFor(width float32) float32 {
	return float32(len(wrap(p.text, p.style, width, p.longest))) * p.style.Face().Box
}

// CreateRenderer is Fyne's side of the part.
func (p *Paragraph) CreateRenderer() fyne.WidgetRenderer {
	p.ExtendBaseWidget(p)
	var lines []*canvas.Text
	r := &renderer{owner: p}
	r.objects = func() []fyne.CanvasObject {
		objects := make([]fyne.CanvasObject, len(lines))
		for i, line := range lines {
			objects[i] = line
		}
		return objects
	}
	r.min = func() fyne.Size { return fyne.NewSize(48, p.HeightFor(p.width)) }
	r.layout = func(size fyne.Size) {
		if size.Width > 0 {
			p.width = size.Width
		}
		texts := wrap(p.text, p.style, p.width, p.longest)
		for len(lines) < len(texts) {
			lines = append(lines, newLine(p.style))
		}
		lines = lines[:len(texts)]
		box := p.style.Face().Box
		for i, text := range texts {
			lines[i].Color = theme.Color(p.role)
			lines[i].Text = text
			place(lines[i], 0, float32(i)*box, size.Width, box)
			lines[i].Refresh()
		}
	}
	r.paint = func() {}
	return r
}
