package setup

import (
	"cmp"
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"stockbridge/core/fault"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/screen"
	"stockbridge/ui/theme"
)

// The codes of failed sign-ins that this page has words of its own for. They are stable.
const (
	codeDenied    = "SB-SIG-002"
	codePortTaken = "SB-SIG-003"
	codeTimedOut  = "SB-SIG-004"
	codeOtherShop = "SB-AUTH-005"
	codeShopTaken = "SB-AUTH-006"
)

// browserSignIn is one sign-in in the browser: who asks, what for, and what it means that it failed.
type browserSignIn struct {
	service     string // "EKM", "Brightpearl"
	login       string // whose login the page wants
	permissions []Permission
	remark      string // below the permissions
	failed      string // title of a failure without one of its own
	handOver    func() // empties the secret's field, as the browser opens
	// work waits for the person; with paste nothing listens, and the person pastes the address that the browser ends up at.
	work func(ctx context.Context, paste bool, started func(SignIn)) error
	done func()
}

// consent shows what will be asked for. The browser opens with the next press.
func (w *Wizard) consent(in browserSignIn) {
	back := kit.NewButton(say.T("Change what you typed"), kit.Secondary, w.settle).Small().WithIcon("arrow-left")
	parts := []fyne.CanvasObject{
		kit.Height(28, kit.Across(12, kit.NewText(say.T("What {service} will ask you to allow", in.service), theme.BodyStrong, theme.Text), kit.Spacer(), back)),
		kit.NewParagraph(say.T("The browser opens {service}'s own page. Log in there with {login} and choose Allow. The password stays with {service}.", in.service, in.login), theme.Body, theme.Text2).Wide(),
		permissionRows(in.permissions),
	}
	if in.remark != "" {
		parts = append(parts, kit.NewRemark("info", in.remark))
	}
	w.put(kit.Card(kit.Down(theme.Space3, parts...)))
	w.cover(true)
	label, act := w.primary.Label(), w.act
	w.restore = func() { w.setPrimary(label, act) }
	w.setPrimary(say.T("Open {service}'s sign-in page", in.service), func() { w.browse(in, false) })
	w.refreshBody()
}

// permissionRows are the permissions with their reasons, and their names where they have one.
func permissionRows(list []Permission) fyne.CanvasObject {
	rows := make([]fyne.CanvasObject, 0, 2*len(list))
	for i, p := range list {
		if i > 0 {
			rows = append(rows, kit.LineDivider())
		}
		line := []fyne.CanvasObject{kit.Width(164, kit.NewElided(say.Of(p.Title), theme.BodyMedium, theme.Text)),
			kit.Grow(kit.Inset(2, 0, 0, 0, kit.NewParagraph(say.Of(p.Why), theme.Small, theme.Text2)))}
		if p.Scope != "" {
			line = append(line, kit.Width(262, kit.Inset(2, 0, 0, 0, kit.NewElided(p.Scope, theme.Code, theme.Text2))))
		}
		rows = append(rows, kit.Pad(0, 4, kit.AcrossTop(16, line...)))
	}
	return kit.Down(0, rows...)
}

// browse opens the browser and waits.
func (w *Wizard) browse(in browserSignIn, paste bool) {
	in.handOver()
	w.connect(connection{words: say.T("Opening the browser…"), done: in.done, failed: func(err error) { w.signInFailed(in, err) },
		work:    func(ctx context.Context, started func(SignIn)) error { return in.work(ctx, paste, started) },
		waiting: func(s SignIn, cancelled func()) { w.showWaiting(s, in.service, paste, cancelled) }})
}

// connection is work that connects a store or the account; done and failed are called on the UI goroutine.
type connection struct {
	words   string // what is being done
	work    func(ctx context.Context, started func(SignIn)) error
	waiting func(s SignIn, cancelled func()) // shows a page that waits for the person; nil where none does
	done    func()
	failed  func(error)
}

// connect runs a connection; what comes after somebody has gone elsewhere is dropped.
func (w *Wizard) connect(c connection) {
	cancelled := func() {
		w.stop()
		c.failed(&fault.Error{Kind: fault.Cancelled})
	}
	w.busy(c.words, cancelled)
	turn := w.turn + 1 // of the run that is about to start
	started := func(s SignIn) {
		w.o.Feed.Do(func() {
			if turn == w.turn {
				c.waiting(s, cancelled)
			}
		})
	}
	w.run(func(ctx context.Context) func() {
		err := c.work(ctx, started)
		return func() {
			if err != nil {
				c.failed(err)
				return
			}
			c.done()
		}
	})
}

// showWaiting is what a person sees while the browser has the word.
func (w *Wizard) showWaiting(s SignIn, service string, paste bool, cancelled func()) {
	copyIt := kit.NewButton(say.T("Copy"), kit.Secondary, func() { w.copy(s.URL(), say.T("Address copied")) }).WithIcon("copy")
	openIt := kit.NewButton(say.T("Open again"), kit.Secondary, func() { w.o.Nav.OpenURL(s.URL()) }).WithIcon("external-link")
	text := say.T("Sign in on the page that has opened and choose Allow. You come back here by yourself.")
	if paste {
		text = say.T("Sign in on the page that has opened and choose Allow. The browser then cannot reach the next page: that is expected. Copy the address of that page from the address bar and paste it here.")
	}
	field := w.pasteField(s, service)
	var more *kit.Link
	more = kit.NewLink(say.T("The browser says that it cannot reach the page"), theme.BodyMedium, func() {
		more.Hide()
		field.Show()
		w.refreshBody()
	})
	if paste {
		more.Hide()
	} else {
		field.Hide()
	}
	w.put(kit.Card(kit.Down(theme.Space3,
		kit.Height(28, kit.Across(12, kit.NewState(theme.Working, "", say.T("Waiting for you in the browser…")), kit.Spacer(), kit.NewButton(say.T("Cancel"), kit.Secondary, cancelled).Small())),
		kit.NewParagraph(text, theme.Body, theme.Text2).Wide(),
		kit.NewField(say.T("Address of the sign-in page"), kit.Across(8, kit.Grow(readOnly(s.URL())), copyIt, openIt)).
			WithHelp(say.T("To use another browser, copy it there.")),
		field, kit.Across(0, more))))
	w.cover(true)
	w.primary.Disable()
	w.refreshBody()
}

// pasteField takes the address that the browser ended up at. A wrong one is said beside it, and the sign-in stays open.
func (w *Wizard) pasteField(s SignIn, service string) fyne.CanvasObject {
	paste := kit.NewEntry("http://localhost:…/oauth/callback?code=…")
	field := kit.NewField(say.T("Address you were sent to"), paste).
		WithHelp(say.T("All of the address bar, from http to the end. It works once."))
	use := func() {
		if err := s.Paste(paste.Text()); err != nil {
			field.SetFault(screen.CauseOf(err).Text)
			w.refreshBody()
			return
		}
		paste.SetText("")
		w.busy(say.T("Finishing the sign-in with {service}…", service), nil)
		w.cover(true)
	}
	paste.OnSubmitted = func(string) { use() }
	return kit.AcrossTop(8, kit.Grow(field), kit.Inset(24, 0, 0, 0, kit.Down(0, kit.NewButton(say.T("Use address"), kit.Secondary, use))))
}

func (w *Wizard) copy(text, said string) {
	fyne.CurrentApp().Clipboard().SetContent(text)
	w.o.Nav.Toast(said)
}

// readOnly is a field to read and copy from.
func readOnly(text string) *kit.Entry {
	e := kit.NewEntry("")
	e.SetText(text)
	e.OnChanged = func(typed string) {
		if typed != text {
			e.SetText(text)
		}
	}
	return e
}

// signInFailed says what the service said, what to try, and that nothing was changed. What was handed over is still known to the
// buttons of the note, so that another try needs no typing.
func (w *Wizard) signInFailed(in browserSignIn, err error) {
	if fault.Is(err, fault.Cancelled) {
		w.failed(in.failed, err)
		return
	}
	w.primary.Enable()
	actions := []fyne.CanvasObject{kit.NewButton(say.T("Try again"), kit.Secondary, func() { w.browse(in, false) }).Small()}
	if fault.Of(err).Code == codePortTaken {
		actions = append(actions, kit.NewButton(say.T("Sign in by pasting"), kit.Secondary, func() { w.browse(in, true) }).Small())
	}
	title, text := signInWords(in, err)
	w.put(kit.NewNote(theme.Error, "", title, text, actions...))
}

func signInWords(in browserSignIn, err error) (title, text string) {
	f, c := fault.Of(err), screen.CauseOf(err)
	title = cmp.Or(map[string]string{
		codeDenied:    say.T("{service} did not give access", in.service),
		codePortTaken: say.T("The browser would not find its way back"),
		codeTimedOut:  say.T("The sign-in page was not finished in time"),
		codeOtherShop: say.T("That is the login of another shop"),
		codeShopTaken: say.T("This shop is added already"),
	}[f.Code], in.failed)
	parts := []string{say.Of(c.Text)}
	if f.RemoteCode != "" {
		parts = append(parts, say.T("{service} said: {code}.", in.service, f.RemoteCode))
	}
	if f.Code == codePortTaken {
		parts = append(parts, say.T("Or sign in by pasting: then nothing needs the port."))
	}
	if said := strings.ToLower(c.Text); !strings.Contains(said, "nothing was") && !strings.Contains(said, "no store was added") {
		parts = append(parts, say.T("Nothing was changed."))
	}
	return title, strings.Join(append(parts, strings.TrimSpace(say.Of(c.Fix)+" "+c.Code)), " ")
}

// returnAddress shows the address that the app's registration must name, and its port. The function returns the port.
func (w *Wizard) returnAddress(port *kit.Entry, where string) (address, number *kit.Field, read func() (int, bool)) {
	text := func() string { return "http://localhost:" + strings.TrimSpace(port.Text()) + "/oauth/callback" }
	shown := kit.NewEntry("")
	shown.SetText(text())
	shown.OnChanged = func(typed string) {
		if typed != text() {
			shown.SetText(text())
		}
	}
	copyIt := kit.NewButton(say.T("Copy"), kit.Secondary, func() { w.copy(text(), say.T("Return address copied")) }).WithIcon("copy")
	address = kit.NewField(say.T("Return address"), kit.Across(8, kit.Grow(shown), copyIt)).WithHelp(where)
	number = kit.NewField(say.T("Redirect port"), newFaulty(kit.Across(0, kit.Width(88, port)), port)).
		WithHelp(say.T("Fixed, because the registered address names it. Change it in both places or in none."))
	port.OnChanged = func(string) {
		number.SetFault("")
		shown.SetText(text())
	}
	return address, number, func() (int, bool) { return readPort(port, number) }
}

// appHelp is where an app is registered with EKM, with the permissions to tick, folded until somebody asks.
func (w *Wizard) appHelp() fyne.CanvasObject {
	list := w.o.Permissions
	rows := kit.Card(permissionRows(list))
	rows.Hide()
	show := kit.NewLink(say.N(len(list), "Show the {n} permission to tick", "Show the {n} permissions to tick"), theme.BodyMedium, func() {
		rows.Hidden = !rows.Hidden
		w.refreshBody()
	})
	copyIt := kit.NewLink(say.T("Copy their names"), theme.BodyMedium, func() {
		names := make([]string, len(list))
		for i, p := range list {
			names[i] = p.Scope
		}
		w.copy(strings.Join(names, "\n"), say.T("Names of the permissions copied"))
	})
	return kit.Down(theme.Space2, kit.NewParagraph(say.T("In EKM's partner dashboard, under Partners > Applications: enter the return address as the app's Return URL, tick these "+
		"Required permissions and no others, and copy key and secret from Tokens."), theme.Body, theme.Text2).Wide(),
		kit.Across(20, show, copyIt), rows)
}
