package engine_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/engine"
	"stockbridge/core/fault"
	"stockbridge/core/sandbox"
	"stockbridge/core/sandbox/brightpearlsim"
	"stockbridge/core/sandbox/ekmsim"
	"stockbridge/core/setup"
	"stockbridge/core/vault"
	"stockbridge/core/view"
)

// signedIn is an engine over made-up stores to which somebody has signed in through the browser, as EKM's partners do, on a clock that
// tests put forward.
type signedIn struct {
	*engine.Engine
	t      *testing.T
	o      engine.Options
	box    *sandbox.Sandbox
	users  []sandbox.User
	codes  map[string][]string
	ahead  atomic.Int64
	from   time.Time
	placed int
}

func newSignedIn(t *testing.T, stores int, live bool) *signedIn {
	t.Helper()
	return newSignedInAt(t, stores, live, 50)
}

func newSignedInAt(t *testing.T, stores int, live bool, speed float64) *signedIn {
	t.Helper()
	r := &signedIn{t: t, from: time.Now().Add(-time.Hour)}
	var err error
	if r.box, err = sandbox.Start(t.Context(), sandbox.Options{Stores: stores, Products: 60, Seed: 5, Speed: speed, TokenLife: time.Hour,
		RefreshLife: 15 * 24 * time.Hour, Now: r.now}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.box.Close() })
	stockUp(t, r.box)
	r.codes = sellable(r.box)
	r.o = engine.Options{Folder: t.TempDir(), Ring: vault.NewMemoryRing(), Log: testLog(t), Now: r.now, Grace: -1, KeyringPatience: 200 * time.Millisecond}
	r.open()
	c := r.box.Config()
	r.users = c.Users
	if _, err := r.Setup.ConnectPrivate(t.Context(), setup.PrivateApp{Account: c.Account, APIURL: c.BrightpearlURL, AppRef: c.AppRef, DevRef: c.DevRef,
		AccountToken: vault.Secret(c.AccountToken)}); err != nil {
		t.Fatal(err)
	}
	for n, u := range r.users {
		row := r.signIn(n)
		if !live {
			continue
		}
		if _, err := r.Setup.Configure(t.Context(), row.ID, engine.SettingsOf(u, r.from)); err != nil {
			t.Fatal(err)
		}
		if _, err := r.Setup.GoLive(t.Context(), row.ID, db.Switches{Orders: true, Stock: true}); err != nil {
			t.Fatal(err)
		}
	}
	return r
}

func (r *signedIn) now() time.Time { return time.Now().Add(time.Duration(r.ahead.Load())) }

// pass puts every clock forward, as a PC that sleeps or is off experiences it.
func (r *signedIn) pass(d time.Duration) { r.ahead.Add(int64(d)) }

func (r *signedIn) open() {
	r.t.Helper()
	e, err := engine.Open(r.t.Context(), r.o)
	if err != nil {
		r.t.Fatal(err)
	}
	r.Engine = e
	r.t.Cleanup(func() {
		if r.Engine == e {
			_ = e.Close()
		}
	})
}

// restart ends the program and starts it again.
func (r *signedIn) restart() {
	r.t.Helper()
	if err := r.Close(); err != nil {
		r.t.Fatal(err)
	}
	r.Engine = nil
	r.open()
}

// signIn signs in to a shop through the browser.
func (r *signedIn) signIn(n int) db.StoreRow {
	r.t.Helper()
	c := r.box.Config()
	row, err := r.Setup.ConnectStoreOAuth(r.t.Context(), setup.StoreSignIn{Name: c.Users[n].Name, BaseURL: c.EKMURL, ClientID: c.EKMClientID,
		Secret: vault.Secret(c.EKMClientSecret), RedirectPort: freePort(r.t), OpenURL: func(page string) error {
			return decide(page, map[string]string{"username": c.Users[n].Username, "password": c.Users[n].Password, "decision": "allow"})
		}})
	if err != nil {
		r.t.Fatal(err)
	}
	return row
}

// decide sends a sign-in page's form, as a person who clicks does, and follows the redirect back to the program.
func decide(page string, fields map[string]string) error {
	at, err := url.Parse(page)
	if err != nil {
		return err
	}
	form := at.Query()
	for name, value := range fields {
		form.Set(name, value)
	}
	at.RawQuery = ""
	answer, err := http.PostForm(at.String(), form)
	if err != nil {
		return err
	}
	return answer.Body.Close()
}

// freePort is a loopback port that nobody uses at this moment.
func freePort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

// order has a shopper of every store order something.
func (r *signedIn) order() {
	r.t.Helper()
	for _, u := range r.users {
		code := r.codes[u.Username][r.placed%len(r.codes[u.Username])]
		if _, err := r.box.EKM.PlaceOrder(u.Username, ekmsim.Basket{Email: "shopper@example.org", Lines: []ekmsim.Line{{Code: code, Quantity: 1}}}); err != nil {
			r.t.Fatal(err)
		}
	}
	r.placed++
}

// round works until nothing is due and returns what was in the way.
func (r *signedIn) round() *fault.Error {
	r.t.Helper()
	ctx, cancel := context.WithTimeout(r.t.Context(), 2*time.Minute)
	defer cancel()
	err := r.UntilIdle(ctx, func(engine.Step) {})
	if ctx.Err() != nil {
		r.t.Fatalf("a round did not end: %v", err)
	}
	if err == nil {
		return nil
	}
	return fault.Of(err)
}

func (r *signedIn) store(n int) db.StoreRow {
	r.t.Helper()
	s, ok, err := r.DB.StoreNamed(r.t.Context(), r.users[n].Name)
	if err != nil || !ok {
		r.t.Fatalf("store %d: %v", n, err)
	}
	return s
}

// posted are a store's orders in Brightpearl.
func (r *signedIn) posted(n int) int {
	r.t.Helper()
	page, err := r.DB.OrderPage(r.t.Context(), view.Filter{Store: r.store(n).ID, States: []string{string(commerce.OrderPosted)}}, view.Window{Limit: 1})
	if err != nil {
		r.t.Fatal(err)
	}
	return page.Total
}

// cards are the open causes with a code.
func (r *signedIn) cards(code string) (out []view.CauseCard) {
	r.t.Helper()
	all, err := r.DB.CausePage(r.t.Context(), 0)
	if err != nil {
		r.t.Fatal(err)
	}
	for _, c := range all {
		if c.Code == code {
			out = append(out, c)
		}
	}
	return out
}

// agrees brings everything to rest and compares both sides' books, and has the program prove itself.
func (r *signedIn) agrees() {
	r.t.Helper()
	for range 2 {
		if f := r.round(); f != nil {
			r.t.Fatal(f)
		}
	}
	agree(r.t, r.DB, r.box.EKM.Books(), r.box.Brightpearl.Books(), r.users, r.from)
	for n, u := range r.users {
		if got := r.posted(n); got != r.placed {
			r.t.Errorf("%s has %d of %d orders in Brightpearl", u.Name, got, r.placed)
		}
	}
}

// A merchant withdraws one store's consent: that store asks for a sign-in, with one card, the others' orders and stock go on, and after
// the sign-in no order of the gap is missing.
func TestRevokedStoreLeavesTheOthersAlone(t *testing.T) {
	r := newSignedIn(t, 3, true)
	r.order()
	if f := r.round(); f != nil {
		t.Fatal(f)
	}
	if err := r.box.EKM.Revoke(r.users[0].Username); err != nil {
		t.Fatal(err)
	}
	before := r.box.EKM.Books()
	for range 3 {
		r.order()
		if f := r.round(); f == nil || f.Kind != fault.SignIn {
			t.Fatalf("a round with a store that is signed out: %v", f)
		}
	}
	if s := r.store(0); s.State != commerce.StoreSignIn {
		t.Errorf("the revoked store is %s", s.State)
	}
	if cards := r.cards(vault.CodeSignInEnded); len(cards) != 1 || cards[0].StoreID != r.store(0).ID || !strings.Contains(cards[0].Title, r.users[0].Name) {
		t.Errorf("the cards of the sign-in: %+v", cards)
	}
	if r.posted(0) != 1 {
		t.Errorf("%d orders of the revoked store are posted", r.posted(0))
	}
	after := r.box.EKM.Books()
	for n := 1; n < 3; n++ {
		if r.store(n).State != commerce.StoreLive || r.posted(n) != r.placed {
			t.Errorf("%s is %s with %d of %d orders", r.users[n].Name, r.store(n).State, r.posted(n), r.placed)
		}
		if len(after.Shops[n].Writes) == len(before.Shops[n].Writes) {
			t.Errorf("no stock was written to %s", r.users[n].Name)
		}
	}
	r.signIn(0)
	if s, cards := r.store(0), r.cards(vault.CodeSignInEnded); s.State != commerce.StoreLive || len(cards) != 0 {
		t.Errorf("after the sign-in the store is %s with %d cards", s.State, len(cards))
	}
	r.agrees()
	if n, err := r.DB.LoginsCutOff(t.Context()); err != nil || n != 0 {
		t.Errorf("%d logins count as cut off, %v", n, err)
	}
}

// The PC is off for a fortnight: everything works on. It is off for sixteen days: the stores have to be signed in again, one that has a
// merchant's token does not, and the orders of all these days are fetched.
func TestDaysOff(t *testing.T) {
	r := newSignedIn(t, 2, true)
	c := r.box.Config()
	if _, err := r.Setup.ConnectStoreToken(t.Context(), r.users[1].Name, c.EKMURL, vault.Secret(r.users[1].AccessToken)); err != nil {
		t.Fatal(err)
	}
	r.order()
	if f := r.round(); f != nil {
		t.Fatal(f)
	}
	for range 2 { // the login is good for fifteen days from every start on
		r.pass(14 * 24 * time.Hour)
		r.order()
		r.restart()
		if f := r.round(); f != nil {
			t.Fatalf("after fourteen days: %v", f)
		}
		if until := r.store(0).LoginUntil.Sub(r.now()); until < 15*24*time.Hour-time.Minute || until > 15*24*time.Hour {
			t.Errorf("after a renewal the login is said to hold for %v", until)
		}
	}
	r.pass(8 * 24 * time.Hour)
	r.order()
	r.pass(8 * 24 * time.Hour)
	r.order()
	r.restart()
	if f := r.round(); f == nil || f.Kind != fault.SignIn || f.Code != vault.CodeSignInEnded {
		t.Fatalf("after sixteen days: %v", f)
	}
	if s, cards := r.store(0), r.cards(vault.CodeSignInEnded); s.State != commerce.StoreSignIn || len(cards) != 1 {
		t.Errorf("after sixteen days the store is %s with %d cards", s.State, len(cards))
	}
	if r.posted(1) != r.placed {
		t.Errorf("%d of %d orders of the other store are posted", r.posted(1), r.placed)
	}
	r.signIn(0)
	r.agrees()
}

// While renewing fails a login comes near its end: one card says so and why, and it goes when a renewal succeeds.
func TestLoginThatIsAboutToEnd(t *testing.T) {
	r := newSignedIn(t, 2, false)
	ends := func() []view.CauseCard { return r.cards("SB-SIG-011") }
	away := []ekmsim.Fault{{Name: "error_500", Route: ekmsim.TokenRoute}}
	if err := r.box.EKM.SetFaults(away); err != nil {
		t.Fatal(err)
	}
	r.pass(9 * 24 * time.Hour)
	if r.RenewLogins(t.Context()); len(ends()) != 0 {
		t.Errorf("six days before the end: %+v", ends())
	}
	r.pass(2 * 24 * time.Hour)
	r.restart() // the PC was off
	for range 2 {
		r.RenewLogins(t.Context())
		day := r.store(0).LoginUntil.Local().Format("2 Jan")
		if cards := ends(); len(cards) != 2 || cards[0].Severity != "attention" || !strings.Contains(cards[0].Title, "stays signed in until "+day) ||
			!strings.Contains(cards[0].Text, "if this PC stays off") {
			t.Fatalf("four days before the end: %+v", cards)
		}
	}
	if err := r.box.EKM.SetFaults(nil); err != nil {
		t.Fatal(err)
	}
	r.pass(time.Minute)
	if r.RenewLogins(t.Context()); len(ends()) != 0 {
		t.Errorf("after a renewal: %+v", ends())
	}
	// A login that has ended has the card of a sign-in, and no other.
	if err := r.box.EKM.SetFaults(away); err != nil {
		t.Fatal(err)
	}
	r.pass(11 * 24 * time.Hour)
	r.RenewLogins(t.Context())
	if err := r.box.EKM.SetFaults(nil); err != nil {
		t.Fatal(err)
	}
	r.pass(5 * 24 * time.Hour)
	r.RenewLogins(t.Context())
	for n := range r.users {
		if s := r.store(n); s.State != commerce.StoreSignIn {
			t.Errorf("%s is %s", s.Name, s.State)
		}
	}
	if len(ends()) != 0 {
		t.Errorf("beside the sign-in: %+v", ends())
	}
}

// cutWires loses every request to the addresses that contain a text.
type cutWires struct{ part atomic.Pointer[string] }

func (c *cutWires) RoundTrip(r *http.Request) (*http.Response, error) {
	if part := c.part.Load(); part != nil && strings.Contains(r.URL.Path, *part) {
		return nil, errors.New("the network is unreachable")
	}
	return http.DefaultTransport.RoundTrip(r)
}

// Brightpearl's access is renewed long before its end. While that fails the end is told, before and after it, and a renewal ends that.
func TestBrightpearlAccessNearItsEnd(t *testing.T) {
	wires := &cutWires{}
	r := newSignedInAt(t, 1, false, 1)
	r.o.Transport = wires
	r.restart()
	c := r.box.Config()
	if _, err := r.Setup.ConnectOAuth(t.Context(), setup.OAuthApp{Account: c.Account, ClientID: c.BrightpearlClientID, Secret: vault.Secret(c.BrightpearlClientSecret),
		AuthorizeURL: c.BrightpearlAuthorizeURL, TokenURL: c.BrightpearlTokenURL, DevRef: c.DevRef, RedirectPort: freePort(t),
		OpenURL: func(page string) error { return decide(page, map[string]string{"decision": "approve"}) }}); err != nil {
		t.Fatal(err)
	}
	told := func() string {
		cards := r.cards("SB-SIG-011")
		if len(cards) == 0 {
			return ""
		}
		return cards[0].Title
	}
	r.RenewLogins(t.Context())
	if title := told(); title != "" {
		t.Errorf("all is well, and %q is told", title)
	}
	token := "/token/"
	wires.part.Store(&token)
	r.pass(6*24*time.Hour + 12*time.Hour) // a token lives for seven days
	if r.RenewLogins(t.Context()); !strings.HasPrefix(told(), "Brightpearl's access ends on ") {
		t.Errorf("before the end: %q", told())
	}
	r.pass(13 * time.Hour)
	if r.RenewLogins(t.Context()); !strings.HasPrefix(told(), "Brightpearl's access ended on ") {
		t.Errorf("after the end: %q", told())
	}
	wires.part.Store(nil)
	if r.RenewLogins(t.Context()); told() != "" {
		t.Errorf("after a renewal: %q", told())
	}
	if a, _, err := r.DB.Account(t.Context()); err != nil || a.SignedOut {
		t.Errorf("the account is signed out, %v", err)
	}
}

// The computer sleeps for thirteen hours: within seconds of waking the logins are renewed and every poll has run, although the timers
// stood still.
func TestWakingUp(t *testing.T) {
	r := newSignedIn(t, 2, false)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- r.Run(ctx) }()
	polled := func(since time.Time) func() bool {
		return func() bool {
			hub := r.Hub()
			if hub == nil || len(hub.Pollers()) < 10 {
				return false
			}
			for _, p := range hub.Pollers() {
				if p.Name() != "stock-told" && p.State().Ended.Before(since) { // that one waits for a wake-up of Brightpearl's
					return false
				}
			}
			return true
		}
	}
	eventually(t, time.Minute, "every poll has run once", polled(r.from))
	r.pass(13 * time.Hour)
	woken := r.now()
	eventually(t, time.Minute, "every poll has run after the sleep", polled(woken))
	for n := range r.users {
		if until := r.store(n).LoginUntil; until.Before(woken.Add(15*24*time.Hour - time.Minute)) {
			t.Errorf("the login of %s was not renewed, it ends at %s", r.users[n].Name, until)
		}
	}
	stop()
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
}

// stuckRing is a keyring that does not answer for one store, as while a password prompt stands open.
type stuckRing struct {
	vault.Ring
	mu    sync.Mutex
	part  string
	stuck chan struct{} // nil: it answers
}

func (s *stuckRing) wait(name string) {
	s.mu.Lock()
	stuck := s.stuck
	s.mu.Unlock()
	if stuck != nil && strings.Contains(name, s.part) {
		<-stuck
	}
}

func (s *stuckRing) Get(service, name string) (string, error) {
	s.wait(name)
	return s.Ring.Get(service, name)
}

func (s *stuckRing) Set(service, name, value string) error {
	s.wait(name)
	return s.Ring.Set(service, name, value)
}

// The keyring hangs for one store: the other works on, one card says what is wrong, nobody has to do anything about the orders that
// wait, and when the keyring answers they go on.
func TestHangingKeyring(t *testing.T) {
	r := newSignedIn(t, 2, true)
	ring := &stuckRing{Ring: r.o.Ring, part: setup.StoreVaultID(r.store(0).Store), stuck: make(chan struct{})}
	r.o.Ring = ring
	r.restart()
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- r.Run(ctx) }()
	r.order()
	eventually(t, time.Minute, "the other store's order is posted and the trouble is told", func() bool {
		return r.posted(1) == 1 && len(r.cards(vault.CodeNoKeyring)) == 1
	})
	if s := r.store(0); s.State != commerce.StoreLive {
		t.Errorf("the store whose keyring hangs is %s", s.State)
	}
	if r.posted(0) != 0 {
		t.Error("its order is posted")
	}
	close(ring.stuck)
	ring.mu.Lock()
	ring.stuck = nil
	ring.mu.Unlock()
	eventually(t, 2*time.Minute, "its order is posted and the card has gone", func() bool {
		r.SyncNow()
		return r.posted(0) == 1 && len(r.cards(vault.CodeNoKeyring)) == 0
	})
	stop()
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
}

// A backup is restored that does not know an order which has been posted, and Brightpearl is connected anew, as another installation: its
// own guard against a second sales order does not reach that far, so the order is looked for and adopted.
func TestAnotherInstallationPostsNothingTwice(t *testing.T) {
	r := newSignedIn(t, 1, true)
	c := r.box.Config()
	connect := func() {
		t.Helper()
		if _, err := r.Setup.ConnectOAuth(t.Context(), setup.OAuthApp{Account: c.Account, ClientID: c.BrightpearlClientID, Secret: vault.Secret(c.BrightpearlClientSecret),
			AuthorizeURL: c.BrightpearlAuthorizeURL, TokenURL: c.BrightpearlTokenURL, DevRef: c.DevRef, RedirectPort: freePort(t),
			OpenURL: func(page string) error { return decide(page, map[string]string{"decision": "approve"}) }}); err != nil {
			t.Fatal(err)
		}
	}
	connect()
	backup := filepath.Join(t.TempDir(), "backup.db")
	if err := r.DB.Backup(t.Context(), backup); err != nil {
		t.Fatal(err)
	}
	r.order()
	r.agrees()
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	r.Engine = nil
	for _, more := range []string{"-wal", "-shm"} {
		if err := os.Remove(filepath.Join(r.o.Folder, "stockbridge.db"+more)); err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
	}
	if err := os.Rename(backup, filepath.Join(r.o.Folder, "stockbridge.db")); err != nil {
		t.Fatal(err)
	}
	r.open()
	r.pass(time.Hour)
	if err := r.box.Brightpearl.SetFaults(brightpearlsim.Fault{Name: brightpearlsim.NewInstance}); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Setup.Options(t.Context(), true); err != nil { // the old connection hears of the old installation once more
		t.Fatal(err)
	}
	connect()
	if cards := r.cards("SB-SIG-012"); len(cards) != 1 || cards[0].Severity != "attention" || !strings.Contains(cards[0].Text, "installation 58, before it was 57") {
		t.Errorf("the cards of another installation: %+v", cards)
	}
	r.agrees()
	if n := len(r.box.Brightpearl.Books().SalesOrders); n != 1 {
		t.Errorf("Brightpearl has %d sales orders for one order", n)
	}
	if a, _, err := r.DB.Account(t.Context()); err != nil || a.InstanceID != 58 {
		t.Errorf("the installation is known as %d, %v", a.InstanceID, err)
	}
}
