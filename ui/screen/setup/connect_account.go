package setup

import (
	"context"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/theme"
)

// Data centres of Brightpearl's API.
const (
	euAddress = "https://euw1.brightpearlconnect.com"
	usAddress = "https://use1.brightpearlconnect.com"
)

// defaultPort is the port of this computer that the browser comes back to; the app's registration names it. The command line
// uses the same one, so that one registration serves both.
const defaultPort = 17830

// accountSheet is step 1.
func (w *Wizard) accountSheet() sheet {
	a := w.facts.account
	if a.Connected && !w.again {
		return w.accountDone(a)
	}
	kind := "private"
	if a.OAuth {
		kind = "oauth"
	}
	var acts map[string]func()
	parts := newSwap()
	private, connectPrivate := w.privateForm(a)
	oauth, connectOAuth := w.oauthForm(a)
	forms := map[string]fyne.CanvasObject{"private": private, "oauth": oauth}
	acts = map[string]func(){"private": connectPrivate, "oauth": connectOAuth}
	parts.show(forms[kind])
	radio := kit.NewRadio([]kit.Choice{
		{Value: "private", Label: say.T("Private app"), Note: say.T("A token from App Store > Private apps in Brightpearl. The usual way.")},
		{Value: "oauth", Label: say.T("Sign in with the browser"), Note: say.T("For an app that is registered with Brightpearl.")},
	}, kind, func(value string) {
		kind = value
		parts.show(forms[value])
		w.put()
	})
	s := sheet{parts: []fyne.CanvasObject{radio, kit.Divider(), parts.box}, primary: say.T("Connect Brightpearl"), act: func() { acts[kind]() }}
	if a.Code != "" && !a.Connected {
		s.parts = append([]fyne.CanvasObject{kit.NewNote(theme.Attention, "key-round", say.T("Brightpearl wants a new sign-in"),
			say.T("Orders wait and are kept. They go on by themselves when you have connected again."))}, s.parts...)
	}
	return s
}

func (w *Wizard) accountDone(a Account) sheet {
	way, holds := say.T("Private app {reference}", a.AppRef), say.T("Does not run out by itself")
	if a.OAuth {
		way, holds = say.T("Sign-in with the browser"), say.T("Renewed by itself. Brightpearl does not say when a sign-in ends.")
	}
	return sheet{primary: say.T("Go on"), act: w.next, left: w.left(), parts: []fyne.CanvasObject{
		kit.NewNote(theme.OK, "", say.T("Connected to {name}", a.Code), say.T("All stores use this account. You need not do this again for the next store.")),
		kit.MaxWidth(560, kit.NewPairs(120, []kit.Pair{{Label: say.T("Account"), Value: a.Code}, {Label: say.T("Data centre"), Value: orNone(region(a.APIURL))},
			{Label: say.T("API address"), Value: a.APIURL}, {Label: say.T("Connected by"), Value: way}, {Label: say.T("Signed in"), Value: holds}})),
		kit.Across(0, kit.NewButton(say.T("Connect again"), kit.Secondary, func() {
			w.again = true
			w.show(StepBrightpearl)
		}).WithIcon("plug")),
	}}
}

func (w *Wizard) privateForm(a Account) (fyne.CanvasObject, func()) {
	account, app, dev, token := kit.NewEntry(""), kit.NewEntry(""), kit.NewEntry(""), kit.NewPassword("")
	account.SetText(a.Code)
	app.SetText(a.AppRef)
	dev.SetText(a.DevRef)
	address := kit.NewEntry(euAddress)
	address.SetText(euAddress)
	if a.APIURL != "" {
		address.SetText(a.APIURL)
	}
	centre := kit.NewSelect([]kit.Choice{{Value: euAddress, Label: say.T("EU data centre"), Note: "euw1"}, {Value: usAddress, Label: say.T("US data centre"), Note: "use1"}},
		func(value string) { address.SetText(value) }).WithPlaceholder(say.T("Another address"))
	centre.SetValue(address.Text())
	address.OnChanged = func(text string) { centre.SetValue(strings.TrimSpace(text)) }

	f := w.required
	code := f(say.T("Account code"), account, say.T("The name you type first when you log in to Brightpearl."), say.T("Write the account code"))
	url := f(say.T("API address"), address, say.T("Brightpearl shows it with the private app."), say.T("Write an address such as {example}", euAddress))
	ref := f(say.T("App reference"), app, say.T("From App Store > Private apps."), say.T("Write the reference of the private app"))
	secret := f(say.T("Account token"), token, say.T("Kept in this computer's key store, never in a file. The field is emptied when you connect."), say.T("Paste the account token"))
	devField := kit.NewField(say.T("Developer reference"), dev).WithHelp(say.T("Optional."))
	form := kit.Grid(2, theme.Space4, code.Field, kit.NewField(say.T("Data centre"), centre), url.Field, gap(), ref.Field, devField, secret.Field, gap())
	return form, func() {
		if !w.filled(code, url, ref, secret) {
			return
		}
		in := PrivateApp{Account: account.Text(), APIURL: strings.TrimSpace(address.Text()), AppRef: app.Text(), DevRef: dev.Text(), Token: token.Text()}
		token.SetText("")
		w.connect(connection{words: say.T("Connecting to Brightpearl…"), done: w.accountConnected,
			work:   func(ctx context.Context, _ func(SignIn)) error { return w.o.Actions.ConnectPrivate(ctx, in) },
			failed: func(err error) { w.failed(say.T("Brightpearl is not connected"), err) }})
	}
}

func (w *Wizard) oauthForm(a Account) (fyne.CanvasObject, func()) {
	account, client, secret, dev, port := kit.NewEntry(""), kit.NewEntry(""), kit.NewPassword(""), kit.NewEntry(""), kit.NewNumberEntry("")
	account.SetText(a.Code)
	client.SetText(a.ClientID)
	dev.SetText(a.DevRef)
	port.SetText(strconv.Itoa(defaultPort))
	code := w.required(say.T("Account code"), account, say.T("The name you type first when you log in to Brightpearl."), say.T("Write the account code"))
	id := w.required(say.T("Client id"), client, say.T("The app's reference in the developer portal."), say.T("Write the client id"))
	secretField := kit.NewField(say.T("Client secret"), secret).WithHelp(say.T("Empty for a public app. The field is emptied when you connect."))
	if a.ClientID != "" {
		secretField.SetHelp(say.T("Leave it empty to use the one that is kept for this app, or for a public app."))
	}
	devField := kit.NewField(say.T("Developer reference"), dev).WithHelp(say.T("Optional."))
	address, portField, number := w.returnAddress(port, say.T("Register it with the app in Brightpearl's developer portal, letter for letter."))
	form := kit.Grid(2, theme.Space4, code.Field, devField, id.Field, secretField, address, portField)
	return form, func() {
		redirect, ok := number()
		if !w.filled(code, id) || !ok {
			return
		}
		in := OAuthApp{Account: account.Text(), ClientID: client.Text(), Secret: secret.Text(), DevRef: dev.Text(), RedirectPort: redirect}
		w.consent(browserSignIn{service: "Brightpearl", handOver: func() { secret.SetText("") }, login: say.T("a staff login of the account {account}", strings.TrimSpace(in.Account)), permissions: w.o.AccountUses,
			remark: say.T("Brightpearl has no single permissions: who allows an app allows it everything. This is all that Stockbridge does with it."),
			failed: say.T("Brightpearl is not connected"), done: w.accountConnected,
			work: func(ctx context.Context, paste bool, started func(SignIn)) error {
				app := in
				app.PasteOnly = paste
				return w.o.Actions.ConnectOAuth(ctx, app, started)
			}})
	}
}

func (w *Wizard) accountConnected() {
	w.again = false
	w.o.Nav.Toast(say.T("Brightpearl is connected"))
	w.read(func() { w.show(StepBrightpearl + Step(one(w.facts.account.Connected))) })
}

// need is a field of a connection form that must not be empty.
type need struct {
	*kit.Field
	entry *kit.Entry
	fault string
}

func (w *Wizard) required(label string, e *kit.Entry, help, fault string) need {
	n := need{kit.NewField(label, e).WithHelp(help), e, fault}
	changed := e.OnChanged
	e.OnChanged = func(text string) {
		n.SetFault("")
		if changed != nil {
			changed(text)
		}
	}
	return n
}

// filled reports whether every field has a text, and says so beside those that have not.
func (w *Wizard) filled(needs ...need) bool {
	ok := true
	for _, n := range needs {
		fault := ""
		if strings.TrimSpace(n.entry.Text()) == "" {
			fault, ok = n.fault, false
		}
		n.SetFault(fault)
	}
	w.refreshBody()
	return ok
}

// readPort is the redirect port as a number; a wrong one is said beside its field.
func readPort(port *kit.Entry, field *kit.Field) (int, bool) {
	n, err := strconv.Atoi(strings.TrimSpace(port.Text()))
	if err != nil || n < 1 || n > 65535 {
		field.SetFault(say.T("Write a number from 1 to 65535"))
		return 0, false
	}
	return n, true
}

func gap() fyne.CanvasObject { return kit.Gap(0, 0) }
