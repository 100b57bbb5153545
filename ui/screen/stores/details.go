package stores

import (
	"time"

	"fyne.io/fyne/v2"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/screen"
	"stockbridge/ui/screen/salesreport"
	"stockbridge/ui/theme"
)

type storeCard = view.StoreCard

// The groups of settings that a link leads to, as core names them.
const (
	groupOrders    = "Orders"
	groupStock     = "Stock"
	groupShipments = "Shipments"
)

// goal is how late an order or a stock figure may be.
const goal = 2 * time.Minute

// health is the checks beside the delays, the requests left and the switches.
func (s *Screen) health(c storeCard) fyne.CanvasObject {
	side := []fyne.CanvasObject{}
	if s.state.details.store == c.ID {
		side = append(side, delays(s.state.details.overview)...)
		if limits := s.state.details.limits; len(limits) > 0 {
			side = append(side, kit.Divider(), requestsLeft(limits))
		}
	}
	if c.State != commerce.StoreSetup {
		if len(side) > 0 {
			side = append(side, kit.Divider())
		}
		side = append(side, s.switches(c), kit.Divider(), s.signedIn(c))
	}
	return kit.MaxWidth(1184, kit.AcrossTop(32, kit.Grow(s.checkList(c)), kit.Width(292, kit.Down(theme.Space3, side...))))
}

func (s *Screen) checkList(c storeCard) fyne.CanvasObject {
	got := s.state.checks[c.ID]
	switch {
	case c.State == commerce.StoreSetup:
		return kit.NewEmpty(kit.EmptyState{Title: say.T("{store} is connected but not set up", c.Name),
			Line: say.T("Nothing is read from or written to the shop yet. The setup goes on where it was left."), Button: say.T("Go on with setup"),
			Tapped: func() { s.setup(c.ID, "") }})
	case got.err != nil:
		return kit.NewNote(theme.Error, "", say.T("The checks could not run"), screen.InFull(got.err),
			kit.NewButton(say.T("Check again"), kit.Secondary, func() { s.check(c.ID) }).Small())
	case got.at.IsZero():
		return kit.Down(0, kit.Height(20, kit.NewSmallState(theme.Working, "", say.T("Looking at EKM and Brightpearl…"))), bars())
	}
	rows := []fyne.CanvasObject{}
	for _, result := range []string{"problem", "warning", "ok"} {
		for _, check := range got.checks {
			if check.Result == result {
				rows = append(rows, s.checkRow(c, check), kit.LineDivider())
			}
		}
	}
	foot := kit.Across(8, kit.Exactly(kit.NewText(say.T("Checked {time}", say.When(got.at, s.o.Now())), theme.Small, theme.Text2), got.at),
		kit.NewLink(say.T("Check again"), theme.SmallMedium, func() { s.check(c.ID) }))
	if got.running {
		foot = kit.NewSmallState(theme.Working, "", say.T("Looking at EKM and Brightpearl…"))
	}
	return kit.Down(0, append(rows, kit.Height(40, foot))...)
}

func (s *Screen) checkRow(c storeCard, check Check) fyne.CanvasObject {
	state := resultState(check.Result)
	text := []fyne.CanvasObject{kit.NewParagraph(say.Of(check.Text), theme.Body, theme.Text2)}
	if check.Result != "ok" && check.Fix != "" {
		text = append(text, kit.NewParagraph(say.Of(check.Fix), theme.Body, theme.Text))
	}
	line := []fyne.CanvasObject{kit.Sized(16, 20, kit.NewIcon(state.Icon(), state.Text(), theme.IconText)),
		kit.Width(176, kit.Down(0, kit.NewElided(say.Of(check.Title), theme.BodyMedium, theme.Text))), kit.Grow(kit.Down(0, text...))}
	if word, act := s.remedy(c, check); act != nil {
		line = append(line, kit.Down(0, kit.NewLink(word, theme.BodyMedium, act)))
	}
	return kit.Pad(0, 7, kit.AcrossTop(8, line...))
}

// remedy is where the cause of a check is settled.
func (s *Screen) remedy(c storeCard, check Check) (string, func()) {
	if check.Result == "ok" {
		return "", nil
	}
	switch check.Key {
	case "ekm", "permissions":
		return say.T("Sign in"), func() { s.setup(c.ID, "shop") }
	case "brightpearl":
		return say.T("Connect"), func() { s.setup(0, "brightpearl") }
	case "skus", "products":
		return say.T("Show"), func() { s.o.Nav.Go(screen.Route{Screen: screen.Match, Store: c.ID}) }
	case "channel", "price_list", "currency", "tax_codes", "payment_method":
		return say.T("Change"), func() { s.settingsOf(c.ID, "Channel and money") }
	case "order_status":
		return say.T("Change"), func() { s.settingsOf(c.ID, groupOrders) }
	case "no_email":
		return say.T("Change"), func() { s.settingsOf(c.ID, "Customers") }
	case "warehouses":
		return say.T("Change"), func() { s.settingsOf(c.ID, groupStock) }
	case "shipping_method", "shipped_status":
		return say.T("Change"), func() { s.settingsOf(c.ID, groupShipments) }
	}
	return "", nil
}

// switches are the three directions of a store.
func (s *Screen) switches(c storeCard) fyne.CanvasObject {
	names := [3]string{say.T("Orders"), say.T("Stock"), say.T("Shipments")}
	notes := [3]string{say.T("EKM to Brightpearl"), say.T("Brightpearl to EKM"), say.T("Brightpearl to EKM")}
	rows := []fyne.CanvasObject{kit.Heading(say.T("What runs"))}
	for i, on := range [3]bool{c.OrdersOn, c.StockOn, c.ShipmentsOn} {
		var change *kit.Switch
		change = kit.NewSwitch(on, func(yes bool) { s.turn(c, i, yes, func() { change.SetOn(on) }) })
		rows = append(rows, kit.Height(24, kit.Across(8, kit.Width(88, kit.NewElided(names[i], theme.Body, theme.Text)),
			kit.NewElided(notes[i], theme.Small, theme.Text2), kit.Spacer(), kit.Width(64, change))))
	}
	return kit.Down(theme.Space1, rows...)
}

func delays(o view.Overview) []fyne.CanvasObject {
	spark := func(name string, p95 time.Duration, hours []float64) fyne.CanvasObject {
		figure := say.T("None yet")
		state := theme.Working
		if p95 > 0 {
			figure = late(p95)
		}
		if p95 > goal {
			state = theme.Attention
		}
		return kit.Down(2, kit.Across(8, kit.Grow(kit.NewElided(name, theme.Body, theme.Text2)), kit.NewText(figure, theme.BodyStrong, theme.Text)),
			kit.Height(36, kit.NewSpark(hours, goal.Seconds(), state)))
	}
	return []fyne.CanvasObject{kit.Heading(say.T("Delay, last 24 hours")),
		spark(say.T("Orders, p95"), o.OrderDelayP95, o.OrderDelays), spark(say.T("Stock, p95"), o.StockDelayP95, o.StockDelays),
		kit.NewParagraph(say.T("The thin line is the goal, 2 min."), theme.Small, theme.Text2)}
}

// late writes a delay; up to three minutes in seconds, as it is compared with a goal of two minutes.
func late(d time.Duration) string {
	if d < 3*time.Minute {
		return say.T("{seconds} s", int(d.Seconds()))
	}
	return say.Span(d)
}

func requestsLeft(limits []Limit) fyne.CanvasObject {
	rows := []fyne.CanvasObject{kit.Heading(say.T("Requests left"))}
	for _, l := range limits {
		bar := kit.NewProgress(6)
		bar.Set(float64(l.Remaining), float64(l.Limit))
		rows = append(rows, kit.Height(24, kit.Across(8, kit.Width(96, kit.NewElided(l.Name, theme.Small, theme.Text2)), kit.Grow(bar),
			kit.Width(80, kit.NewText(leftOf(l), theme.Body, theme.Text).Aligned(fyne.TextAlignTrailing)))))
	}
	return kit.Down(2, rows...)
}

func leftOf(l Limit) string {
	if l.Limit == 0 {
		return say.T("Not known")
	}
	return say.T("{part} of {all}", l.Remaining, l.Limit)
}

// settingsTab lists the store's settings; those that differ from their default stand out.
func (s *Screen) settingsTab(c storeCard) fyne.CanvasObject {
	lines, differing := settingLines(s.state.details.settings, s.state.details.defaults, s.state.details.lists)
	table := kit.NewGridTable([]kit.Column{{Title: say.T("Setting"), Kind: kit.KindMedium, Width: 210}, {Title: say.T("Value"), Width: 300, Grow: true}, {Title: say.T("Default"), Width: 130, Muted: true}, {Title: say.T("Group"), Width: 130, Muted: true}}, 32, 14)
	var rows [][]fyne.CanvasObject
	for _, l := range lines {
		value := []fyne.CanvasObject{kit.NewElided(l.value, theme.Body, role(l.value))}
		if l.differs {
			value = []fyne.CanvasObject{kit.NewElided(l.value, theme.BodyMedium, theme.Text), kit.NewAccentTag(say.T("Differs from default")), kit.Spacer()}
		}
		rows = append(rows, []fyne.CanvasObject{kit.NewElided(say.Of(l.title), theme.BodyMedium, theme.Text), kit.Across(8, value...),
			kit.NewElided(l.standard, theme.Body, quiet(l.standard)), kit.NewElided(say.Of(l.group), theme.Body, theme.Text2)})
	}
	table.SetRows(rows)
	remark := say.T("All settings with a default have it")
	if differing > 0 {
		remark = say.N(differing, "{n} differs from its default", "{n} differ from their defaults")
	}
	return kit.FormWidth(kit.Down(theme.Space2, kit.NewSection(say.T("Settings"), remark, kit.NewLink(say.T("Change settings"), theme.BodyMedium, func() { s.settingsOf(c.ID, "") })),
		kit.FlushCard(table)))
}

func quiet(value string) theme.Role {
	if value == say.T("None") {
		return theme.Text3
	}
	return theme.Text2
}

func role(value string) theme.Role {
	if value == say.T("None") {
		return theme.Text3
	}
	return theme.Text
}

// timelineTab is what happened in this store, newest first.
func (s *Screen) timelineTab(c storeCard) fyne.CanvasObject {
	if len(s.state.details.activity) == 0 {
		return kit.NewEmpty(kit.EmptyState{Title: say.T("Nothing has happened yet"), Line: say.T("Orders, stock writes and changes of settings appear here.")})
	}
	table := kit.NewGridTable([]kit.Column{{Title: say.T("Time"), Width: 84, Muted: true}, {Title: say.T("Subject"), Kind: kit.KindMedium, Width: 150},
		{Title: say.T("What happened"), Width: 420, Grow: true}, {Title: say.T("Who"), Width: 90, Muted: true}}, 32, 14)
	var rows [][]fyne.CanvasObject
	for _, a := range s.state.details.activity {
		ink := theme.Text
		switch a.Level {
		case "warning":
			ink = theme.Attention.Text()
		case "error":
			ink = theme.Error.Text()
		}
		who := a.Actor
		if who == "" {
			who = "Stockbridge"
		}
		rows = append(rows, []fyne.CanvasObject{kit.Exactly(kit.NewElided(say.When(a.At, s.o.Now()), theme.Body, theme.Text2), a.At), kit.NewElided(a.Subject, theme.BodyMedium, theme.Text),
			kit.NewElided(say.Of(a.Text), theme.Body, ink), kit.NewElided(say.Of(who), theme.Body, theme.Text2)})
	}
	table.SetRows(rows)
	return kit.FormWidth(kit.Down(theme.Space2, kit.NewSection(say.T("Timeline"), say.T("The newest {count}", len(rows)), kit.NewLink(say.T("Show all"), theme.BodyMedium, func() {
		s.o.Nav.Go(screen.Route{Screen: screen.Attention, Store: c.ID, Tab: "activity"})
	})), kit.FlushCard(table)))
}

// limitsTab is how much each remote still lets us ask.
func (s *Screen) limitsTab() fyne.CanvasObject {
	if len(s.state.details.limits) == 0 {
		return kit.NewEmpty(kit.EmptyState{Title: say.T("No requests yet"), Line: say.T("Limits are learned from the first answers of EKM and Brightpearl.")})
	}
	var cards []fyne.CanvasObject
	for _, l := range s.state.details.limits {
		bar := kit.NewProgress(6)
		bar.Set(float64(l.Remaining), float64(l.Limit))
		cards = append(cards, kit.Card(kit.Down(6, kit.NewText(l.Name, theme.BodyStrong, theme.Text),
			kit.Across(8, kit.NewText(leftOf(l), theme.Title, theme.Text), kit.NewElided(say.T("requests left"), theme.Small, theme.Text2)), bar,
			kit.NewParagraph(l.Note, theme.Small, theme.Text2),
			kit.Gap(0, 2), kit.NewPairs(110, []kit.Pair{{Label: say.T("Sent"), Value: say.Count(l.Made)}, {Label: say.T("Asked to wait"), Value: say.Count(l.Throttled)}}))))
	}
	return kit.FormWidth(kit.Down(theme.Space2, kit.NewSection(say.T("Limits"), say.T("Learned from the answers, never guessed"), nil), kit.Grid(2, theme.Space3, cards...)))
}

// salesTab is what the store sold, day by day. The report of a store stays while the page is drawn anew, and reads its days again with it.
func (s *Screen) salesTab(c storeCard) fyne.CanvasObject {
	if s.state.sales == nil || s.state.salesOf != c.ID {
		s.state.salesOf = c.ID
		s.state.sales = salesreport.New(salesreport.Options{Feed: s.o.Feed, Pages: s.o.Pages, Files: s.o.Files, Nav: s.o.Nav, Now: s.o.Now, Store: c.ID})
		s.state.sales.OnGrown(s.view.body.Refresh)
	}
	return kit.FormWidth(s.state.sales.Content())
}
