package settings

import (
	"strings"

	"fyne.io/fyne/v2"

	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/screen"
	"stockbridge/ui/theme"
)

// checkButton stands in the head of the group.
func (p *page) checkButton() fyne.CanvasObject {
	w := &p.s.state.wakeups
	check := kit.NewButton(say.T("Check now"), kit.Secondary, p.s.checkWakeups).Small().WithIcon("refresh-cw")
	switch {
	case w.checking:
		check.SetLabel(say.T("Checking…"))
		check.Disable()
	case !w.stored.On:
		check.Disable()
		check.SetTip(say.T("Wake-ups are off"))
	}
	return check
}

// wakeupRows are the switch, the addresses and how each service stands.
func (p *page) wakeupRows() fyne.CanvasObject {
	w := &p.s.state.wakeups
	switch {
	case !w.read && w.err != nil:
		return kit.Inset(20, 20, 20, 20, unreadable(w.err, p.s.Reload))
	case !w.read:
		return reading()
	}
	rows := []fyne.CanvasObject{kit.Inset(12, theme.PageMargin, 4, theme.PageMargin, kit.NewNote(theme.Unknown, "info", say.T("Wake-ups are optional"),
		say.T("Without them both services are polled, and orders and stock arrive within two minutes. With them news arrives at once and polling slows down. They need a public "+
			"https address that leads to this computer, by a reverse proxy or a tunnel. The README has a recipe for each."), kit.Gap(0, 0)))}
	if w.err != nil {
		rows = append(rows, kit.Inset(8, theme.PageMargin, 4, theme.PageMargin, unreadable(w.err, p.s.Reload)))
	}
	if w.failure != nil {
		rows = append(rows, kit.Inset(8, theme.PageMargin, 4, theme.PageMargin, kit.NewNote(theme.Error, "", say.T("The wake-ups were not changed"), screen.InFull(w.failure), kit.Gap(0, 0))))
	}
	listen, public := kit.NewEntry(usualListen), kit.NewEntry("https://wake.example.com")
	listen.SetText(w.listen)
	public.SetText(w.public)
	listenField, publicField := kit.NewField("", listen), kit.NewField("", public)
	told := func() {
		w.entered()
		listenField.SetFault(w.listenFault())
		publicField.SetFault(w.publicFault())
		p.rows.Refresh()
		p.body.Refresh()
		p.showFoot()
	}
	listen.OnChanged = func(text string) {
		w.listen = text
		told()
	}
	public.OnChanged = func(text string) {
		w.public = text
		told()
	}
	listenField.SetFault(w.listenFault())
	publicField.SetFault(w.publicFault())
	on := kit.NewSwitch(w.on, func(yes bool) {
		if w.on = yes; yes && w.listen == "" {
			w.listen = usualListen
			listen.SetText(usualListen)
		}
		told()
	}).WithWords(say.T("Off"), say.T("On"))
	rows = append(rows, wakeupRow(say.T("Wake-ups (webhooks)"), say.T("EKM and Brightpearl tell this computer that something is new; the data itself is still read by API. "+
		"Off by default, and for all stores together."), kit.Down(0, kit.Across(0, on)))...)
	rows = append(rows, wakeupRow(say.T("Listen address"), say.T("Where this computer waits for them. Keep it to this computer and let the proxy or tunnel lead to it."), listenField)...)
	rows = append(rows, wakeupRow(say.T("Public address"), say.T("Where the two services reach it. A secret part is added by itself, so that nobody else can wake it."), publicField)...)
	p.showSources()
	return kit.Down(0, append(rows, p.stands)...)
}

// showSources shows how the wake-ups stand, below the fields.
func (p *page) showSources() {
	p.stands.Objects = nil
	if p.s.state.wakeups.stored.On {
		p.stands.Objects = []fyne.CanvasObject{kit.Inset(16, theme.PageMargin, 24, theme.PageMargin, kit.Down(theme.Space3, p.listening(), p.sources()))}
	}
	p.stands.Refresh()
	p.body.Refresh()
}

func wakeupRow(name, effect string, control fyne.CanvasObject) []fyne.CanvasObject {
	return []fyne.CanvasObject{kit.Inset(12, theme.PageMargin, 14, theme.PageMargin, kit.AcrossTop(theme.Space6,
		kit.Grow(kit.Down(2, kit.NewText(name, theme.BodyMedium, theme.Text), kit.NewParagraph(effect, theme.Body, theme.Text2))),
		kit.Width(380, control))), kit.LineDivider()}
}

// listening says whether this computer can be woken at all.
func (p *page) listening() fyne.CanvasObject {
	w := p.s.state.wakeups.stored
	if w.Listening {
		return kit.Height(20, kit.Across(0, kit.NewState(theme.OK, "", say.T("Listening on {address}", w.Listen))))
	}
	text := strings.TrimSpace(strings.Join([]string{say.Of(w.Cause.Text), say.Of(w.Cause.Fix), say.T("Everything is polled as without wake-ups."), w.Cause.Code}, " "))
	return kit.NewNote(theme.Error, "", say.T("This computer does not listen"), text, kit.Gap(0, 0))
}

// sources are the services, two cards in a line.
func (p *page) sources() fyne.CanvasObject {
	var cards []fyne.CanvasObject
	for _, s := range p.s.state.wakeups.stored.Sources {
		cards = append(cards, p.source(s))
	}
	if len(cards) == 0 {
		return kit.NewRemark("info", say.T("No store is connected yet, so there is nothing to subscribe to."))
	}
	return kit.Grid(2, theme.Space3, cards...)
}

func (p *page) source(s view.WebhookSource) fyne.CanvasObject {
	now := p.s.o.Now()
	state, icon, word, sentence := screen.WakeUps(s)
	missed := kit.Pair{Label: say.T("Told in time"), Value: toldInTime(s)}
	if s.Missed > 0 {
		missed.State = theme.Attention
	}
	pairs := []kit.Pair{{Label: say.T("Polled now"), Value: say.T("Every {span}", say.Span(s.Every))}, {Label: say.T("Last wake-up"), Value: lastWakeUp(s, now), At: s.LastAt}, missed}
	foot := say.T("Not checked yet")
	if !s.CheckedAt.IsZero() {
		foot = say.T("Checked {when}", say.When(s.CheckedAt, now))
	}
	parts := []fyne.CanvasObject{kit.NewParagraph(sentence, theme.Small, theme.Text2), kit.NewPairs(104, pairs)}
	for _, t := range s.Topics {
		parts = append(parts, kit.LineDivider(), topic(t))
	}
	return kit.TitledCard(s.Name, kit.NewState(state, icon, word), kit.Inset(8, 14, 10, 14,
		kit.Down(4, append(parts, kit.LineDivider(), kit.Exactly(kit.NewText(foot, theme.Caption, theme.Text3), s.CheckedAt))...)))
}

// topic is one subscription with its state, and the reason where there is one.
func topic(t view.WebhookTopic) fyne.CanvasObject {
	word, broken := topicState(t)
	state := fyne.CanvasObject(kit.NewText(word, theme.Small, theme.Text2))
	if broken {
		state = kit.NewSmallState(theme.Attention, "", word)
	}
	line := kit.Height(20, kit.Across(8, kit.Grow(kit.NewElided(t.Topic, theme.Code, theme.Text)), state))
	if t.Reason == "" {
		return line
	}
	return kit.Down(0, line, kit.NewParagraph(say.Of(t.Reason), theme.Small, theme.Text2))
}

// showWakeupFoot says what is not saved of the wake-ups.
func (p *page) showWakeupFoot() {
	w := &p.s.state.wakeups
	if !w.edited && !w.saving {
		p.hideFoot()
		return
	}
	words, sign, role := say.T("Wake-ups changed, not saved"), "pencil", theme.Text2
	faults := w.faults()
	if faults > 0 {
		words, sign, role = say.T("{changes}, {faults}", words, say.N(faults, "{n} value to correct", "{n} values to correct")), "octagon-x", theme.Error.Text()
	}
	p.fillFoot(words, sign, role, w.saving, faults > 0, nil, p.s.saveWakeups, func() {
		w.discard()
		p.show()
	})
}
