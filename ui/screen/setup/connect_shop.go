package setup

import (
	"cmp"
	"context"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"stockbridge/core/commerce"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/screen"
	"stockbridge/ui/theme"
)

// ekmAddress is EKM's own API.
const ekmAddress = "https://api.ekm.net"

// shopSheet is step 2.
func (w *Wizard) shopSheet() sheet {
	s := w.facts.store
	if s != nil && !w.again && s.State != commerce.StoreSignIn {
		return w.shopDone(*s)
	}
	name := kit.NewEntry("Garden")
	kind, base, client := "oauth", "", ""
	if s != nil {
		name.SetText(s.Name)
		name.Disable()
		base, client = s.BaseURL, s.ClientID
		if s.AuthKind == "token" {
			kind = "token"
		}
	}
	named := w.required(say.T("Name of the store"), name, say.T("What your colleagues call it. Shown everywhere in Stockbridge."), say.T("Write a short name"))
	address := kit.NewEntry(ekmAddress)
	address.SetText(base)
	advanced := kit.NewField(say.T("EKM address"), address).WithHelp(say.T("Empty means EKM itself. Only a sandbox or a proxy needs another one."))
	advanced.Hidden = base == "" || base == ekmAddress
	var more *kit.Link
	more = kit.NewLink(say.T("Advanced"), theme.BodyMedium, func() {
		advanced.Show()
		more.Hide()
		w.refreshBody()
	})
	more.Hidden = !advanced.Hidden

	where := func() string { return strings.TrimSpace(address.Text()) }
	if client == "" && len(w.facts.apps) > 0 {
		client = w.facts.apps[0].ClientID // one app serves all shops
	}
	token, byToken := w.tokenForm(named, where)
	signIn, bySignIn := w.signInForm(named, where, client)
	forms := map[string]fyne.CanvasObject{"token": token, "oauth": signIn}
	acts := map[string]func(){"token": byToken, "oauth": bySignIn}
	form := newSwap()
	form.show(forms[kind])
	radio := kit.NewRadio([]kit.Choice{
		{Value: "oauth", Label: say.T("Sign in with the browser"), Note: say.T("With an app of your own in EKM's partner dashboard.")},
		{Value: "token", Label: say.T("Access token"), Note: say.T("From the API feature in the shop's back office. The quickest way for one shop.")},
	}, kind, func(value string) {
		kind = value
		form.show(forms[value])
		w.put()
	})
	out := sheet{primary: say.T("Connect the store"), act: func() { acts[kind]() }}
	if s != nil {
		out.primary = say.T("Sign in again")
		out.parts = append(out.parts, kit.NewNote(theme.Attention, "key-round", say.T("Sign in to {store} again", s.Name),
			say.T("Settings, switches, orders and history are kept. Use the login of {shop}.", shopName(s.Store))))
	}
	out.parts = append(out.parts, kit.Grid(2, theme.Space4, named.Field, gap()), radio, kit.Divider(), form.box,
		kit.Grid(2, theme.Space4, advanced, gap()), kit.Across(0, more))
	return out
}

func (w *Wizard) shopDone(s Store) sheet {
	way := say.T("Sign-in with the browser")
	if s.AuthKind == "token" {
		way = say.T("Access token")
	}
	login := screen.LoginOf(s.Store, s.LoginUntil, w.facts.now)
	pairs := []kit.Pair{{Label: say.T("Shop"), Value: shopName(s.Store)}, {Label: say.T("EKM account"), Value: s.Username},
		{Label: say.T("Domain"), Value: orNone(s.Domain)}, {Label: say.T("Currency"), Value: orNone(s.Currency)}, {Label: say.T("Connected by"), Value: way},
		{Label: say.T("Signed in"), Value: login.Full, State: login.State}}
	if s.BaseURL != "" && s.BaseURL != ekmAddress {
		pairs = append(pairs, kit.Pair{Label: say.T("EKM address"), Value: s.BaseURL})
	}
	return sheet{primary: say.T("Go on"), act: w.next, left: w.left(), parts: []fyne.CanvasObject{
		kit.NewNote(theme.OK, "", say.T("Connected to {name}", shopName(s.Store)), say.T("EKM answered with the shop's name and currency. Nothing is switched on yet.")),
		kit.MaxWidth(560, kit.NewPairs(120, pairs)),
		kit.Across(0, kit.NewButton(say.T("Sign in again"), kit.Secondary, func() {
			w.again = true
			w.show(StepShop)
		}).WithIcon("key-round")),
	}}
}

func orNone(s string) string {
	if s == "" {
		return say.T("None")
	}
	return s
}

func (w *Wizard) tokenForm(name need, where func() string) (fyne.CanvasObject, func()) {
	token := kit.NewPassword("")
	secret := w.required(say.T("Access token"), token, say.T("Kept in this computer's key store. The field is emptied when you connect."), say.T("Paste the access token"))
	help := kit.Down(theme.Space2,
		kit.NewNumbered(1, say.T("In the shop's back office open the API feature and switch it on"), say.T("Tick orders and products, reading and writing, where it lets you choose.")),
		kit.NewNumbered(2, say.T("Copy its token and paste it here"), say.T("Whoever has it can read and change orders and products. Stockbridge writes status, tracking, internal notes and stock, nothing else.")),
		kit.NewNumbered(3, say.T("It does not run out by itself"), say.T("Make a new one there to end it; the store then wants to be signed in again.")))
	return kit.Down(theme.Space4, kit.Grid(2, theme.Space4, secret.Field, gap()), help), func() {
		if !w.filled(name, secret) {
			return
		}
		in := StoreToken{Name: name.entry.Text(), BaseURL: where(), Token: token.Text()}
		token.SetText("")
		var id commerce.StoreID
		w.connect(connection{words: say.T("Connecting to EKM…"), done: func() { w.shopConnected(id) },
			work: func(ctx context.Context, _ func(SignIn)) (err error) {
				id, err = w.o.Actions.ConnectStoreToken(ctx, in)
				return err
			},
			failed: func(err error) { w.failed(say.T("The store is not connected"), err) }})
	}
}

func (w *Wizard) signInForm(name need, where func() string, client string) (fyne.CanvasObject, func()) {
	key, secret, port := kit.NewEntry(""), kit.NewPassword(""), kit.NewNumberEntry("")
	key.SetText(client)
	port.SetText(strconv.Itoa(defaultPort))
	keyField := w.required(say.T("Client key"), key, say.T("Of the app in EKM's partner dashboard. One app serves all your shops."), say.T("Write the client key of the app"))
	secretField := w.required(say.T("Client secret"), secret, "", say.T("Paste the client secret"))
	tell := func() {
		help := say.T("Kept in this computer's key store. The field is emptied when you connect.")
		if app, kept := w.keptApp(key.Text(), where()); kept {
			help = say.T("Leave it empty to use the one that is kept since {store} was connected.", app.Store)
		}
		secretField.SetHelp(help)
	}
	tell()
	changed := key.OnChanged
	key.OnChanged = func(text string) {
		changed(text)
		tell()
	}
	address, portField, number := w.returnAddress(port, say.T("The app's Return URL, letter for letter."))
	help := w.appHelp()
	if _, kept := w.keptApp(client, where()); kept {
		help.Hide() // that app is registered
	}
	return kit.Down(theme.Space4, help, kit.Grid(2, theme.Space4, keyField.Field, secretField.Field, address, portField)), func() {
		redirect, ok := number()
		needs := []need{name, keyField, secretField}
		if _, kept := w.keptApp(key.Text(), where()); kept {
			needs = needs[:2]
		}
		if !w.filled(needs...) || !ok {
			return
		}
		in := StoreSignIn{Name: name.entry.Text(), BaseURL: where(), ClientID: key.Text(), Secret: secret.Text(), RedirectPort: redirect}
		var id commerce.StoreID
		w.consent(browserSignIn{service: "EKM", handOver: func() { secret.SetText("") }, login: say.T("the shop's own login (not that of the partner dashboard)"), permissions: w.o.Permissions,
			failed: say.T("The store is not connected"), done: func() { w.shopConnected(id) },
			work: func(ctx context.Context, paste bool, started func(SignIn)) (err error) {
				shop := in
				shop.PasteOnly = paste
				id, err = w.o.Actions.ConnectStoreOAuth(ctx, shop, started)
				return err
			}})
	}
}

// keptApp finds an app whose secret is kept, by its key and EKM's address.
func (w *Wizard) keptApp(client, where string) (App, bool) {
	for _, a := range w.facts.apps {
		if a.ClientID == strings.TrimSpace(client) && cmp.Or(a.BaseURL, ekmAddress) == strings.TrimRight(cmp.Or(where, ekmAddress), "/") {
			return a, true
		}
	}
	return App{}, false
}

// shopConnected shows what EKM said of the shop; a store that was signed in again is done.
func (w *Wizard) shopConnected(id commerce.StoreID) {
	w.id, w.again = id, false
	w.read(func() {
		w.o.Nav.Toast(say.T("{store} is connected", w.facts.store.Name))
		w.show(StepShop)
	})
}
