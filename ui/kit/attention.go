package kit

import (
	"time"

	"fyne.io/fyne/v2"

	"stockbridge/ui/say"
	"stockbridge/ui/theme"
)

// AttentionData is one cause that needs a person.
type AttentionData struct {
	State  theme.State // Attention or Error
	Icon   string
	Kind   string       // "Orders held"
	Since  string       // "Since 10:22"
	At     time.Time    // the moment that Since, or Second, speaks of; its tooltip says it in full
	Cause  string       // one sentence
	Why    string       // one line
	Now    string       // what happens meanwhile
	Facts  [3][2]string // held money, affected, first due
	Urgent bool         // the last fact takes the state's colour

	Action   string // words of the best action
	Act      func()
	Primary  bool   // only the first card of a list
	Other    string // words of the next best action, below; empty for none
	OtherAct func()
	Snooze   func() []MenuItem
	More     func() []MenuItem
	Open     func() // a press on the card elsewhere
	Second   string // second line of the row form: "2 orders held, first due at 17:00"
	RowValue string // value of the row form: "£112.95"
}

// NewAttentionRow is the row of 50 for a list on another screen.
func NewAttentionRow(d AttentionData) fyne.CanvasObject {
	line := Across(10,
		NewIcon(iconOf(d), d.State.Text(), theme.IconAttention),
		Grow(Down(0, Height(18, NewElided(d.Cause, theme.BodyMedium, theme.Text)), Exactly(NewElided(d.Second, theme.Small, theme.Text2), d.At))),
		NewText(d.RowValue, theme.BodyStrong, theme.Text),
		&fyne.Container{Layout: trailing{134}, Objects: []fyne.CanvasObject{NewButton(d.Action, Secondary, d.Act).Small()}})
	row := NewPressable(Height(49, Pad(14, 0, line)), theme.RadiusTag, d.Open)
	return Down(0, row, LineDivider())
}

func iconOf(d AttentionData) string {
	if d.Icon != "" {
		return d.Icon
	}
	return d.State.Icon()
}

// trailing keeps an object at the right of a place of a fixed width.
type trailing struct{ width float32 }

func (l trailing) MinSize(o []fyne.CanvasObject) fyne.Size {
	min := o[0].MinSize()
	return fyne.NewSize(fyne.Max(l.width, min.Width), min.Height)
}

func (l trailing) Layout(o []fyne.CanvasObject, size fyne.Size) {
	min := o[0].MinSize()
	place(o[0], size.Width-min.Width, (size.Height-min.Height)/2, min.Width, min.Height)
}

// longestKind is how wide the kind of a card may be before it gives way: beside an open pane there is no room for more.
const longestKind float32 = 196

// NewAttentionCard is the card of 108: cause, figures, what can be done.
func NewAttentionCard(d AttentionData) fyne.CanvasObject {
	state := NewState(d.State, d.Icon, d.Kind)
	story := Down(0,
		Across(8, Width(fyne.Min(natural(state), longestKind), state), Exactly(NewElided(d.Since, theme.Small, theme.Text2), d.At)),
		Height(24, NewElided(d.Cause, theme.Subtitle, theme.Text)),
		NewElided(d.Why, theme.Body, theme.Text2),
		Height(18, NewElided(d.Now, theme.Small, theme.Text2)))
	figures := make([]fyne.CanvasObject, 0, 3)
	for i, f := range d.Facts {
		style, role := theme.Body, theme.Text
		if i == 0 {
			style = theme.Subtitle
		}
		if i == 2 && d.Urgent {
			style, role = theme.BodyStrong, d.State.Text()
		}
		figures = append(figures, Height(24, Across(8, Grow(NewElided(f[0], theme.Small, theme.Text2)), NewText(f[1], style, role))))
	}
	kind := Secondary
	if d.Primary {
		kind = Primary
	}
	second := []fyne.CanvasObject{}
	switch {
	case d.Other != "":
		second = append(second, Grow(NewButton(d.Other, Secondary, d.OtherAct).Small()))
	case d.Snooze != nil:
		second = append(second, Grow(NewMenuButton(say.T("Snooze"), d.Snooze).Small()))
	default:
		second = append(second, Spacer())
	}
	if d.More != nil {
		second = append(second, NewMoreButton(d.More))
	}
	actions := Down(8, NewButton(d.Action, kind, d.Act).Small(), Across(6, second...))
	stripe := Inset(10, 0, 10, 8, Width(4, NewBox(d.State.Solid(), theme.None, 2, nil)))
	body := AcrossTop(0,
		stripe,
		Grow(NewPressable(Inset(9, 12, 9, 12, story), theme.RadiusCard, d.Open)),
		VDivider(), Width(195, Inset(7, 14, 0, 14, Down(0, figures...))),
		VDivider(), Width(fyne.Max(172, actions.MinSize().Width+24), Pad(14, 12, actions)))
	return Height(108, FlushCard(body))
}
