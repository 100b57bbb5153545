package diagnostics

import (
	"fyne.io/fyne/v2"

	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/screen"
	"stockbridge/ui/theme"
)

// sideWidth is the column of facts beside the checks.
const sideWidth = 320

// page is the screen's widgets.
type page struct {
	s      *Screen
	header *kit.PageHeader
	checks *fyne.Container
	body   *kit.Scroll
	root   fyne.CanvasObject
}

func newPage(s *Screen) *page {
	p := &page{s: s, checks: kit.Down(0)}
	p.header = kit.NewPageHeader(say.T("Diagnostics"))
	side := kit.Down(theme.Space3, kit.NewNote(theme.NoState, "shield-check", say.T("Nothing is sent by itself"),
		say.T("The summary holds the lines on this page. It never holds sign-ins, names, addresses, e-mails, phone numbers or orders.")),
		kit.TitledCard(say.T("For support"), nil, kit.Pad(14, 12, kit.Down(theme.Space3,
			kit.NewParagraph(say.T("Copy the summary into your message. The log beside the database has more: what was asked of EKM and Brightpearl and when, without what was in it."), theme.Body, theme.Text2),
			kit.Across(0, kit.NewButton(say.T("Open the data folder"), kit.Secondary, s.openFolder).Small().WithIcon("folder"))))))
	p.body = kit.NewScroll(kit.PageMargin(kit.Inset(16, 0, 20, 0, kit.MaxWidth(1184, kit.AcrossTop(32, kit.Grow(p.checks), kit.Width(sideWidth, side))))))
	p.root = kit.NewPage(p.body, nil, p.header, kit.Divider())
	p.show()
	return p
}

// show draws what is known.
func (p *page) show() {
	st := &p.s.state
	p.header.SetCounters(counters(st))
	run := kit.NewButton(say.T("Check again"), kit.Secondary, p.s.Reload).Small().WithIcon("refresh-cw")
	if st.running {
		run = kit.NewButton(say.T("Stop"), kit.Secondary, p.s.stop).Small().WithIcon("x")
	}
	p.header.SetButtons(run, kit.NewButton(say.T("Copy summary"), kit.Secondary, p.s.copySummary).Small().WithIcon("copy"))
	lines := []fyne.CanvasObject{kit.Height(32, kit.Across(8, kit.Heading(say.T("Self-checks")), kit.Spacer(), kit.NewText(remark(st), theme.Small, theme.Text2))), kit.LineDivider()}
	if st.err != nil {
		lines = append(lines, kit.Pad(0, 8, kit.NewNote(theme.Error, "", say.T("The checks could not run to their end"), screen.InFull(st.err))))
	}
	for _, c := range st.sorted() {
		lines = append(lines, p.line(c), kit.LineDivider())
	}
	if st.running {
		lines = append(lines, kit.Height(40, kit.NewSmallState(theme.Working, "", say.T("Looking at this computer, EKM and Brightpearl…"))))
	}
	p.checks.Objects = lines
	p.checks.Refresh()
	p.body.Refresh()
}

func (p *page) line(c Check) fyne.CanvasObject {
	state := stateOf(c.Result)
	text := []fyne.CanvasObject{kit.NewParagraph(say.Of(c.Text), theme.Body, theme.Text2)}
	if c.Fix != "" && c.Result != "ok" {
		text = append(text, kit.NewParagraph(say.Of(c.Fix), theme.Body, theme.Text))
	}
	parts := []fyne.CanvasObject{kit.Sized(16, 20, kit.NewIcon(state.Icon(), state.Text(), theme.IconText)),
		kit.Width(176, kit.Down(0, kit.NewElided(titleOf(c), theme.BodyMedium, theme.Text))), kit.Grow(kit.Down(0, text...))}
	if word, to := place(c); word != "" {
		parts = append(parts, kit.Down(0, kit.NewLink(word, theme.BodyMedium, func() { p.s.o.Nav.Go(to) })))
	}
	return kit.Pad(0, 7, kit.AcrossTop(8, parts...))
}
