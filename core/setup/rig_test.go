package setup_test

import (
	"bytes"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/fault"
	"stockbridge/core/sandbox"
	"stockbridge/core/settings"
	"stockbridge/core/setup"
	"stockbridge/core/vault"
)

// rig is a desk on an empty data folder, beside a sandbox.
type rig struct {
	*setup.Desk
	t     *testing.T
	db    *db.DB
	vault *vault.Vault
	box   *sandbox.Sandbox
	conf  sandbox.Config
	now   time.Time
	built int // times that clients had to be built again
}

func newRig(t *testing.T) *rig {
	t.Helper()
	r := &rig{t: t, now: time.Now()}
	clock := func() time.Time { return r.now }
	var err error
	if r.box, err = sandbox.Start(t.Context(), sandbox.Options{Seed: 3, Speed: 4, Now: clock}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.box.Close() })
	r.conf = r.box.Config()
	if r.db, err = db.Open(t.Context(), db.Options{Path: filepath.Join(t.TempDir(), "s.db"), Now: clock}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.db.Close() })
	if r.vault, err = vault.Open(vault.Options{Service: "Stockbridge/test", Ring: vault.NewMemoryRing(), Log: slog.New(slog.DiscardHandler)}); err != nil {
		t.Fatal(err)
	}
	r.Desk = r.desk(clock)
	return r
}

// desk is another desk on the same folder, with a clock of its own.
func (r *rig) desk(now func() time.Time) *setup.Desk {
	return setup.New(setup.Options{DB: r.db, Vault: r.vault, Now: now, Changed: func() { r.built++ }})
}

// behind is another desk on the same folder, whose requests pass the disguise.
func (r *rig) behind(d *disguise) *setup.Desk {
	return setup.New(setup.Options{DB: r.db, Vault: r.vault, Now: func() time.Time { return r.now }, Transport: d})
}

// disguise alters what passes between the desk and the sandbox.
type disguise struct {
	currency string // what EKM says the shop's currency is; "" leaves it
	token    string // the bearer token that EKM gets instead of "opaque"
	lists    atomic.Int64
}

func (d *disguise) RoundTrip(request *http.Request) (*http.Response, error) {
	if d.token != "" && request.Header.Get("Authorization") == "Bearer opaque" {
		request = request.Clone(request.Context())
		request.Header.Set("Authorization", "Bearer "+d.token)
	}
	if strings.Contains(request.URL.Path, "/price-list") {
		d.lists.Add(1)
	}
	answer, err := http.DefaultTransport.RoundTrip(request)
	if err != nil || d.currency == "" || !strings.HasSuffix(request.URL.Path, "/settings/currency") {
		return answer, err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		return nil, err
	}
	body = bytes.ReplaceAll(body, []byte(`"GBP"`), []byte(`"`+d.currency+`"`))
	answer.Body, answer.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	return answer, nil
}

func (r *rig) private() setup.PrivateApp {
	return setup.PrivateApp{Account: r.conf.Account, APIURL: r.conf.BrightpearlURL, AppRef: r.conf.AppRef, AccountToken: vault.Secret(r.conf.AccountToken)}
}

// connected has the account and the first store.
func connected(t *testing.T) (*rig, db.StoreRow) {
	r := newRig(t)
	if _, err := r.ConnectPrivate(t.Context(), r.private()); err != nil {
		t.Fatal(err)
	}
	return r, r.addStore(0)
}

func (r *rig) addStore(n int) db.StoreRow {
	r.t.Helper()
	u := r.conf.Users[n]
	row, err := r.ConnectStoreToken(r.t.Context(), u.Name, r.conf.EKMURL, vault.Secret(u.AccessToken))
	if err != nil {
		r.t.Fatal(err)
	}
	return row
}

func (r *rig) signIn(name string, user int) setup.StoreSignIn {
	u := r.conf.Users[user]
	return setup.StoreSignIn{Name: name, BaseURL: r.conf.EKMURL, ClientID: r.conf.EKMClientID, Secret: vault.Secret(r.conf.EKMClientSecret),
		RedirectPort: freePort(r.t), OpenURL: func(page string) error {
			return decide(page, url.Values{"username": {u.Username}, "password": {u.Password}, "decision": {"allow"}})
		}}
}

// decide sends the sign-in page's form, as a person who clicks would, and follows the redirect back to the program.
func decide(page string, fields url.Values) error {
	u, err := url.Parse(page)
	if err != nil {
		return err
	}
	form := u.Query()
	for name, values := range fields {
		form[name] = values
	}
	u.RawQuery = ""
	response, err := http.PostForm(u.String(), form)
	if err != nil {
		return err
	}
	return response.Body.Close()
}

func freePort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

// refusal checks that err is a failure of the kind and code, with words for a person.
func refusal(t *testing.T, err error, kind fault.Kind, code string) {
	t.Helper()
	f := fault.Of(err)
	if f == nil || f.Kind != kind || f.Code != code || f.Held == nil || f.Held.Text == "" || f.Held.Fix == "" {
		t.Fatalf("got %v, want a %s with code %s, a text and a fix", err, kind, code)
	}
}

func result(checks []setup.Check, key string) setup.Result {
	for _, c := range checks {
		if c.Key == key {
			return c.Result
		}
	}
	return ""
}

// force stores a setting without asking whether it is possible, as if what it names had been altered since.
func (r *rig) force(id commerce.StoreID, c setup.Change) {
	r.t.Helper()
	if err := r.db.Write(r.t.Context(), func(tx *db.Tx) error {
		return tx.ChangeSettings(id, func(s settings.Store) (settings.Store, error) { return s.Set(c.Key, c.Value) })
	}); err != nil {
		r.t.Fatal(err)
	}
}

func (r *rig) reload(id commerce.StoreID) db.StoreRow {
	r.t.Helper()
	row, ok, err := r.db.Store(r.t.Context(), id)
	if err != nil || !ok {
		r.t.Fatalf("store: %v %v", ok, err)
	}
	return row
}
