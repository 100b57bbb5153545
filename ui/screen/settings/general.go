package settings

import (
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/theme"
)

// generalFact is a line of General: its words, and what makes its row.
type generalFact struct {
	title, effect string
	row           func(title, effect string) []fyne.CanvasObject
}

// generalFacts are what a person chooses about the program at this computer, and what they may want to know of it.
func (p *page) generalFacts() []generalFact {
	facts := []generalFact{
		{say.T("Appearance"), say.T("Light or dark. As the system follows it through the day."), p.lookRow},
		{say.T("Text size"), say.T("Scales text and spacing of the whole window."), p.sizeRow},
	}
	if d := p.s.o.Desktop; d != nil {
		facts = append(facts,
			generalFact{say.T("Language"), say.T("Of this window. What is written to EKM and Brightpearl does not depend on it."), p.languageRow},
			p.switchFact(say.T("Start with the computer"), say.T("The program opens when you sign in to the computer."), false, d.StartsWithComputer, d.SetStartsWithComputer),
			generalFact{say.T("Stay in the tray when closed"), say.T("Closing the window leaves the program at work, with a sign in the tray."), p.trayRow},
			p.switchFact(say.T("Notifications"), say.T("What needs a person is shown as a notification of the system, once an hour for each cause."), true, d.Notifies, d.SetNotifies),
			generalFact{say.T("Quiet hours"), say.T("No notifications between these times. Leave both empty for none."), p.quietRow},
			p.switchFact(say.T("Money may break quiet hours"), say.T("What puts money at risk is shown at any time."), false, d.MoneyBreaksQuiet, d.SetMoneyBreaksQuiet))
	}
	return append(facts,
		guard(),
		generalFact{say.T("Data folder"), say.T("Orders, history and settings are kept here. Sign-ins are in the system's key store, not in this folder."), p.folderRow},
		generalFact{say.T("Version"), say.T("Shown in every diagnostics bundle."), func(title, effect string) []fyne.CanvasObject {
			return fact(title, effect, p.s.o.Program.Version(), nil)
		}})
}

// generalRows are the settings of this installation.
func (p *page) generalRows() fyne.CanvasObject {
	var rows []fyne.CanvasObject
	for _, f := range p.generalFacts() {
		rows = append(rows, f.row(f.title, f.effect)...)
	}
	return kit.Down(0, rows...)
}

func (p *page) lookRow(title, effect string) []fyne.CanvasObject {
	prog := p.s.o.Program
	var row *kit.SettingRow
	show := func() { row.SetOrigin(say.T("Default: {value}", say.T("As the system")), prog.Theme() != "system") }
	modes := []kit.Choice{{Value: "system", Label: say.T("As the system")}, {Value: "light", Label: say.T("Light")}, {Value: "dark", Label: say.T("Dark")}}
	pick := kit.NewSelect(modes, func(value string) {
		p.told(row, prog.SetTheme(value))
		show()
	})
	pick.SetValue(prog.Theme())
	row = kit.NewSettingRow(title, effect, pick, nil).WithReset(say.T("Reset"), func() { pick.Choose("system") })
	show()
	return []fyne.CanvasObject{row}
}

func (p *page) sizeRow(title, effect string) []fyne.CanvasObject {
	prog := p.s.o.Program
	var row *kit.SettingRow
	var sizes []kit.Choice
	for _, n := range []int{100, 125, 150, 200} {
		sizes = append(sizes, kit.Choice{Value: strconv.Itoa(n), Label: say.X("share", "{number}%", n)})
	}
	show := func() {
		row.SetOrigin(say.T("Default: {value}. Takes effect at the next start", say.X("share", "{number}%", 100)), prog.TextSize() != 100)
	}
	pick := kit.NewSelect(sizes, func(value string) {
		n, _ := strconv.Atoi(value)
		p.told(row, prog.SetTextSize(n))
		show()
	})
	pick.SetValue(strconv.Itoa(prog.TextSize()))
	row = kit.NewSettingRow(title, effect, pick, nil).WithReset(say.T("Reset"), func() { pick.Choose("100") })
	show()
	return []fyne.CanvasObject{row}
}

func (p *page) languageRow(title, effect string) []fyne.CanvasObject {
	d := p.s.o.Desktop
	var row *kit.SettingRow
	choices := []kit.Choice{{Value: "", Label: say.T("As the system")}}
	for _, l := range say.Languages() {
		choices = append(choices, kit.Choice{Value: l.Code, Label: l.Name})
	}
	pick := kit.NewSelect(choices, func(code string) { p.told(row, d.SetLanguage(code)) })
	pick.SetValue(d.Language())
	row = kit.NewSettingRow(title, effect, pick, nil).WithReset(say.T("Reset"), func() { pick.Choose("") })
	row.SetOrigin(say.T("Default: {value}. The window is built anew", say.T("As the system")), d.Language() != "")
	return []fyne.CanvasObject{row}
}

// switchFact is a line with a switch that takes effect at once.
func (p *page) switchFact(title, effect string, standard bool, get func() bool, set func(bool) error) generalFact {
	return generalFact{title, effect, func(title, effect string) []fyne.CanvasObject {
		row, _ := p.switchRow(title, effect, standard, get, set)
		return []fyne.CanvasObject{row}
	}}
}

func (p *page) switchRow(title, effect string, standard bool, get func() bool, set func(bool) error) (*kit.SettingRow, *kit.Switch) {
	var row *kit.SettingRow
	var toggle *kit.Switch
	show := func() {
		word := say.T("Off")
		if standard {
			word = say.T("On")
		}
		row.SetOrigin(say.T("Default: {value}", word), get() != standard)
	}
	try := func(on bool) {
		p.told(row, set(on))
		toggle.SetOn(get()) // what could not be done did not happen
		show()
	}
	toggle = kit.NewSwitch(get(), try).WithWords(say.T("Off"), say.T("On"))
	row = kit.NewSettingRow(title, effect, kit.Across(0, toggle), nil).WithReset(say.T("Reset"), func() { try(standard) })
	show()
	return row, toggle
}

func (p *page) trayRow(title, effect string) []fyne.CanvasObject {
	d := p.s.o.Desktop
	row, toggle := p.switchRow(title, effect, false, d.StaysInTray, d.SetStaysInTray)
	if !d.HasTray() {
		toggle.Disable()
		row.SetOrigin(say.T("This computer shows no tray icons now, so the window closes as usual."), false)
	}
	return []fyne.CanvasObject{row}
}

// quietHours are the two times as they were entered, until both are right.
type quietHours struct {
	from, until string
	entered     bool
}

// fault says what to enter instead.
func (q quietHours) fault() string {
	for _, text := range []string{q.from, q.until} {
		if text != "" && !timeOfDay(text) {
			return say.T("Write a time of day such as 22:00")
		}
	}
	switch {
	case (q.from == "") != (q.until == ""):
		return say.T("Enter both times, or neither")
	case q.from != "" && q.from == q.until:
		return say.T("The two times must differ")
	}
	return ""
}

func timeOfDay(text string) bool {
	_, err := time.Parse("15:04", text)
	return err == nil && len(text) == len("15:04")
}

func (p *page) quietRow(title, effect string) []fyne.CanvasObject {
	d, q := p.s.o.Desktop, &p.s.state.quiet
	if !q.entered {
		q.from, q.until = d.QuietHours()
	}
	var row *kit.SettingRow
	from, until := kit.NewEntry("22:00"), kit.NewEntry("07:00")
	from.SetText(q.from)
	until.SetText(q.until)
	show := func() {
		a, b := d.QuietHours()
		row.SetOrigin(say.T("Default: {value}", say.T("None")), a != "" || b != "")
	}
	changed := func(string) {
		q.from, q.until, q.entered = strings.TrimSpace(from.Text()), strings.TrimSpace(until.Text()), true
		why := q.fault()
		row.SetFault(why)
		if why == "" {
			q.entered = false
			p.told(row, d.SetQuietHours(q.from, q.until))
		}
		show()
	}
	from.OnChanged, until.OnChanged = changed, changed
	row = kit.NewSettingRow(title, effect, kit.Across(8, kit.Width(72, from), kit.NewText(say.T("until"), theme.Body, theme.Text2), kit.Width(72, until)), nil).
		WithReset(say.T("Reset"), func() {
			from.SetText("")
			until.SetText("")
			changed("")
		})
	row.SetFault(q.fault())
	show()
	return []fyne.CanvasObject{row}
}

func (p *page) folderRow(title, effect string) []fyne.CanvasObject {
	folder := p.s.o.Program.DataFolder()
	copyIt := kit.NewButton(say.T("Copy path"), kit.Secondary, func() {
		fyne.CurrentApp().Clipboard().SetContent(folder)
		p.s.o.Nav.Toast(say.T("Path copied"))
	}).WithIcon("copy")
	return fact(title, effect, folder, copyIt)
}

// guard stands among the shipments too.
func guard() generalFact {
	return generalFact{say.T("E-mail guard"), say.T("EKM is never asked to e-mail a customer. Every write is read back, and nobody can turn this off."),
		func(title, effect string) []fyne.CanvasObject {
			return fact(title, effect, "", kit.NewState(theme.OK, "lock", say.T("On, locked")))
		}}
}

// told shows what kept a general setting from being stored.
func (p *page) told(row *kit.SettingRow, err error) {
	text := ""
	if err != nil {
		text = asSentence(err.Error())
	}
	row.SetFault(text)
	p.rows.Refresh()
}

// roundFact is one thing that the program does by itself.
type roundFact struct{ title, effect, every string }

// roundFacts are what the program does by itself, and how often.
func (p *page) roundFacts() []roundFact {
	if p.s.o.Rounds == nil {
		return nil
	}
	var out []roundFact
	for _, r := range p.s.o.Rounds() {
		f := roundFact{every: often(r.Every)}
		if r.Slow > 0 {
			f.every = say.T("{often}, or every {span} while wake-ups tell in time", f.every, shortSpan(r.Slow))
		}
		switch r.Kind {
		case "orders":
			f.title, f.effect = say.T("New orders"), say.T("Every live store is asked for orders, so that they are in Brightpearl within two minutes.")
		case "stock":
			f.title, f.effect = say.T("Stock in Brightpearl"), say.T("What moved there is written to the stores, within two minutes.")
		case "notes":
			f.title, f.effect = say.T("Shipments in Brightpearl"), say.T("Goods-out notes are told to the stores, within two minutes of their shipment.")
		case "products":
			f.title, f.effect = say.T("Brightpearl's products"), say.T("New and changed SKUs find their listings.")
		case "listings":
			f.title, f.effect = say.T("The stores' listings"), say.T("New and changed listings find their products.")
		case "audit":
			f.title, f.effect = say.T("The night's audit"), say.T("Every order is proved to have exactly one outcome.")
		case "options":
			f.title, f.effect = say.T("Lists to choose from"), say.T("Channels, price lists, warehouses and codes are read again.")
		default:
			f.title = r.Kind
		}
		out = append(out, f)
	}
	return out
}

func often(every time.Duration) string {
	switch every {
	case 0:
		return say.T("Every night")
	case 24 * time.Hour:
		return say.T("Once a day")
	}
	return say.T("Every {span}", shortSpan(every))
}

// shortSpan writes a duration, below two minutes in seconds: they make a difference to the two minutes.
func shortSpan(d time.Duration) string {
	if d < 2*time.Minute {
		return say.T("{seconds} s", int(d/time.Second))
	}
	return say.Span(d)
}

// roundRows show them: facts, because the two minutes are promised.
func (p *page) roundRows() []fyne.CanvasObject {
	var rows []fyne.CanvasObject
	facts := p.roundFacts()
	if len(facts) > 0 {
		rows = append(rows, kit.Inset(12, theme.PageMargin, 4, theme.PageMargin, kit.NewNote(theme.Unknown, "clock", say.T("Two minutes, by itself"),
			say.T("These times keep what is promised: orders, stock and shipments arrive within two minutes. They cannot be changed, because the services count requests."), kit.Gap(0, 0))))
	}
	for _, f := range facts {
		rows = append(rows, fact(f.title, f.effect, "", kit.NewText(f.every, theme.Body, theme.Text))...)
	}
	return rows
}
