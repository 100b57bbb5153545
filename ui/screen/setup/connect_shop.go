package setup

import (
	"cmp"
	"context"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"stockbridge/core/commerce"
	"stockbridge/ui/kit"
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
	named := w.required("Name of the store", name, "What your colleagues call it. Shown everywhere in Stockbridge.", "Write a short name")
	address := kit.NewEntry(ekmAddress)
	address.SetText(base)
	advanced := kit.NewField("EKM address", address).WithHelp("Empty means EKM itself. Only a sandbox or a proxy needs another one.")
	advanced.Hidden = base == "" || base == ekmAddress
	var more *kit.Link
	more = kit.NewLink("Advanced", theme.BodyMedium, func() {
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
		{Value: "oauth", Label: "Sign in with the browser", Note: "With an app of your own in EKM's partner dashboard."},
		{Value: "token", Label: "Access token", Note: "From the API feature in the shop's back office. The quickest way for one shop."},
	}, kind, func(value string) {
		kind = value
		form.show(forms[value])
		w.put()
	})
	out := sheet{primary: "Connect the store", act: func() { acts[kind]() }}
	if s != nil {
		out.primary = "Sign in again"
		out.parts = append(out.parts, kit.NewNote(theme.Attention, "key-round", "Sign in to "+s.Name+" again",
			"Settings, switches, orders and history are kept. Use the login of "+shopName(s.Store)+"."))
	}
	out.parts = append(out.parts, kit.Grid(2, theme.Space4, named.Field, gap()), radio, kit.Divider(), form.box,
		kit.Grid(2, theme.Space4, advanced, gap()), kit.Across(0, more))
	return out
}

func (w *Wizard) shopDone(s Store) sheet {
	way := "Sign-in with the browser"
	if s.AuthKind == "token" {
		way = "Access token"
	}
	login := screen.LoginOf(s.Store, s.LoginUntil, w.facts.now)
	pairs := []kit.Pair{{Label: "Shop", Value: shopName(s.Store)}, {Label: "EKM account", Value: s.Username},
		{Label: "Domain", Value: orNone(s.Domain)}, {Label: "Currency", Value: orNone(s.Currency)}, {Label: "Connected by", Value: way},
		{Label: "Signed in", Value: login.Full, State: login.State}}
	if s.BaseURL != "" && s.BaseURL != ekmAddress {
		pairs = append(pairs, kit.Pair{Label: "EKM address", Value: s.BaseURL})
	}
	return sheet{primary: "Go on", act: w.next, left: w.left(), parts: []fyne.CanvasObject{
		kit.NewNote(theme.OK, "", "Connected to "+shopName(s.Store), "EKM answered with the shop's name and currency. Nothing is switched on yet."),
		kit.MaxWidth(560, kit.NewPairs(120, pairs)),
		kit.Across(0, kit.NewButton("Sign in again", kit.Secondary, func() {
			w.again = true
			w.show(StepShop)
		}).WithIcon("key-round")),
	}}
}

func orNone(s string) string {
	if s == "" {
		return "None"
	}
	return s
}

func (w *Wizard) tokenForm(name need, where func() string) (fyne.CanvasObject, func()) {
	token := kit.NewPassword("")
	secret := w.required("Access token", token, "Kept in this computer's key store. The field is emptied when you connect.", "Paste the access token")
	help := kit.Down(theme.Space2,
		kit.NewNumbered(1, "In the shop's back office open the API feature and switch it on", "Tick orders and products, reading and writing, where it lets you choose."),
		kit.NewNumbered(2, "Copy its token and paste it here", "Whoever has it can read and change orders and products. Stockbridge writes status, tracking, internal notes and stock, nothing else."),
		kit.NewNumbered(3, "It does not run out by itself", "Make a new one there to end it; the store then wants to be signed in again."))
	return kit.Down(theme.Space4, kit.Grid(2, theme.Space4, secret.Field, gap()), help), func() {
		if !w.filled(name, secret) {
			return
		}
		in := StoreToken{Name: name.entry.Text(), BaseURL: where(), Token: token.Text()}
		token.SetText("")
		var id commerce.StoreID
		w.connect(connection{words: "Connecting to EKM", done: func() { w.shopConnected(id) },
			work: func(ctx context.Context, _ func(SignIn)) (err error) {
				id, err = w.o.Actions.ConnectStoreToken(ctx, in)
				return err
			},
			failed: func(err error) { w.failed("The store is not connected", err) }})
	}
}

func (w *Wizard) signInForm(name need, where func() string, client string) (fyne.CanvasObject, func()) {
	key, secret, port := kit.NewEntry(""), kit.NewPassword(""), kit.NewNumberEntry("")
	key.SetText(client)
	port.SetText(strconv.Itoa(defaultPort))
	keyField := w.required("Client key", key, "Of the app in EKM's partner dashboard. One app serves all your shops.", "Write the client key of the app")
	secretField := w.required("Client secret", secret, "", "Paste the client secret")
	tell := func() {
		help := "Kept in this computer's key store. The field is emptied when you connect."
		if app, kept := w.keptApp(key.Text(), where()); kept {
			help = "Leave it empty to use the one that is kept since " + app.Store + " was connected."
		}
		secretField.SetHelp(help)
	}
	tell()
	changed := key.OnChanged
	key.OnChanged = func(text string) {
		changed(text)
		tell()
	}
	address, portField, number := w.returnAddress(port, "The app's Return URL, letter for letter.")
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
		w.consent(browserSignIn{service: "EKM", handOver: func() { secret.SetText("") }, login: "the shop's own login (not that of the partner dashboard)", permissions: w.o.Permissions,
			failed: "The store is not connected", done: func() { w.shopConnected(id) },
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
		w.o.Nav.Toast(w.facts.store.Name + " is connected")
		w.show(StepShop)
	})
}
