package engine_test

import (
	"database/sql"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"stockbridge/core/sandbox"
	"stockbridge/core/sandbox/brightpearlsim"
	"stockbridge/core/sandbox/ekmsim"
	"stockbridge/core/sandbox/world"
)

// TestSecretsStayInTheKeyring runs the real program with a real keyring through everything that a day may bring, good and bad, and
// then looks for every secret that was issued or given, in every spelling, in all that it left anywhere: the data folder, what it
// wrote, its arguments and its environment. Of shoppers, nothing may be in what support gets to see.
func TestSecretsStayInTheKeyring(t *testing.T) {
	s := newSpied(t)
	s.connectAccount()
	s.connectStores()
	s.work()
	s.listen()
	s.changeToOAuth()
	s.panics()
	s.loseSignIns()
	s.show()
	s.searchSecrets()
	s.searchPersons()
}

const wrongSecret = "Wr0ng/Secret+that_nobody-issued=0123456789abcdefXYZ"

func (s *spied) connectAccount() {
	good, wrong := `{"account_token": "`+s.config.AccountToken+`"}`, `{"account_token": "`+wrongSecret+`"}`
	s.given = append(s.given, wrongSecret)
	connect := []string{"brightpearl", "connect", "--account", s.config.Account, "--api-url", s.config.BrightpearlURL, "--app-ref", s.config.AppRef,
		"--dev-ref", s.config.DevRef, "--token-stdin"}
	s.does([]int{4}, wrong, connect...) // the simulator's own 401 repeats the token
	for _, status := range []int{400, 302, 403, 404, 500} {
		s.bright.tell("", status, 4)
		s.does([]int{1, 2, 3, 4}, good, connect...)
		s.bright.tell("", 0, 0)
	}
	s.does([]int{2}, `{"account_token": "`+wrongSecret, connect...)                            // half a document
	s.does([]int{2}, `{"staff_tokem": "`+wrongSecret+`"}`, connect...)                         // a key misspelt
	s.does([]int{2}, "", append(connect[:len(connect)-1:len(connect)-1], "--secret-stdin")...) // a flag that does not fit
	s.does([]int{0}, good, connect...)
}

func (s *spied) connectStores() {
	walk := func(u sandbox.User) func(string) { return func(address string) { browse(s.t, address, u) } }
	first, second := s.config.Users[0], s.config.Users[1]
	oauth := []string{"store", "connect", first.Name, "--client-id", s.config.EKMClientID, "--secret-stdin", "--ekm-url", s.config.EKMURL}
	secret := `{"client_secret": "` + s.config.EKMClientSecret + `"}`
	s.signsIn([]int{4}, `{"client_secret": "`+wrongSecret+`"}`, walk(first), oauth...)
	for _, status := range []int{400, 401, 302, 500} {
		s.ekm.tell("POST /connect/token", status, 4)
		s.signsIn([]int{1, 4}, secret, walk(first), oauth...)
		s.ekm.tell("", 0, 0)
	}
	s.signsIn([]int{0}, secret, walk(first), oauth...)
	token := []string{"store", "connect", second.Name, "--token-stdin", "--ekm-url", s.config.EKMURL}
	s.does([]int{4}, `{"access_token": "`+wrongSecret+`"}`, token...)
	for _, status := range []int{401, 400, 500} {
		s.ekm.tell("GET /api", status, 4)
		s.does([]int{1, 3, 4}, `{"access_token": "`+second.AccessToken+`"}`, token...)
		s.ekm.tell("", 0, 0)
	}
	s.does([]int{0}, `{"access_token": "`+second.AccessToken+`"}`, token...)
	for _, u := range s.config.Users {
		s.does([]int{0}, "", append([]string{"store", "configure", u.Name}, s.settings(u)...)...)
		s.does([]int{0}, "", "store", "go-live", u.Name)
	}
}

// work lets shoppers order and the program post, allocate, pay and write stock, while both remotes now and then answer with the very
// credentials that they were sent, and EKM's tokens run out on the way.
func (s *spied) work() {
	codes := sellable(s.box)
	place := func(n int) {
		for i := range n {
			shop := s.box.World.Stores[i%2].Username
			if _, err := s.box.EKM.PlaceOrder(shop, ekmsim.Basket{Lines: []ekmsim.Line{{Code: codes[shop][i%len(codes[shop])], Quantity: 1}}}); err != nil {
				s.t.Fatal(err)
			}
		}
	}
	round := []string{"sync", "--until-idle", "--timeout", "2m"}
	whatever := []int{0, 1, 3, 4}
	place(6)
	s.does([]int{0, 3}, "", round...)
	for _, trouble := range []struct {
		g      *gossip
		part   string
		status int
	}{
		{s.bright, "POST /public-api", 400}, {s.bright, "multi-message", 500}, {s.bright, "order", 302}, {s.bright, "GET", 403},
		{s.ekm, "PUT", 422}, {s.ekm, "GET /api", 500}, {s.ekm, "GET /api", 401}, {s.ekm, "POST /connect/token", 500}, {s.ekm, "stock", 400},
	} {
		place(4)
		trouble.g.tell(trouble.part, trouble.status, 3)
		s.does(whatever, "", round...)
		trouble.g.tell("", 0, 0)
	}
	if err := s.box.EKM.SetFaults([]ekmsim.Fault{{Name: "unauthorized", NextN: 3}, {Name: "html_502", NextN: 3}, {Name: "cut", NextN: 3}}); err != nil {
		s.t.Fatal(err)
	}
	place(4)
	s.does(whatever, "", round...)
	s.does([]int{0, 3}, "", round...)
}

// listen switches wake-ups on, which both remotes first refuse in words that repeat the address of the receiver. Then the
// program runs with them, and somebody asks how they stand.
func (s *spied) listen() {
	address := "127.0.0.1:" + strconv.Itoa(freePort(s.t))
	s.does([]int{0, 3}, "", "webhooks", "on", "--public-url", "http://"+address+"/stockbridge", "--listen", address)
	for _, trouble := range []struct {
		g      *gossip
		part   string
		status int
	}{
		{s.ekm, "POST /api/v2/Webhooks", 400}, {s.bright, "POST /public-api/" + s.config.Account + "/integration-service/webhook", 400},
		{s.ekm, "POST /api/v2/Webhooks", 302}, {s.bright, "/integration-service/webhook", 403}, {s.ekm, "ebhooks", 500},
		{s.bright, "POST /public-api/" + s.config.Account + "/integration-service/webhook", 500},
	} {
		trouble.g.tell(trouble.part, trouble.status, 4)
		s.does([]int{0, 1, 3, 4}, "", "webhooks", "check")
		trouble.g.tell("", 0, 0)
	}
	p := s.start(nil, "", "sync")
	eventually(s.t, time.Minute, "both remotes have an address to call", func() bool {
		return strings.Contains(p.text(s.t, p.errs), `"remote":"brightpearl"`) && len(s.box.EKM.WebhookSecrets()) > 0 && len(s.box.Brightpearl.WebhookSecrets()) > 0
	})
	_ = p.Process.Signal(syscall.SIGTERM)
	s.ends(p, 0, 1, 3, 4)
	s.does([]int{0, 1, 3}, "", "webhooks")
}

// changeToOAuth has the account signed in through the browser, and its tokens end.
func (s *spied) changeToOAuth() {
	approve := func(address string) {
		answer, err := http.PostForm(address, url.Values{"decision": {"approve"}})
		if err != nil {
			s.t.Fatal(err)
		}
		answer.Body.Close()
	}
	connect := []string{"brightpearl", "connect", "--account", s.config.Account, "--oauth", "--client-id", s.config.BrightpearlClientID, "--dev-ref", s.config.DevRef,
		"--api-url", s.config.BrightpearlURL, "--authorize-url", s.config.BrightpearlAuthorizeURL, "--token-url", s.config.BrightpearlTokenURL, "--secret-stdin"}
	s.signsIn([]int{4}, `{"client_secret": "`+wrongSecret+`"}`, approve, connect...)
	secret := `{"client_secret": "` + s.config.BrightpearlClientSecret + `"}`
	s.bright.tell("/token/", 400, 2)
	s.signsIn([]int{1, 4}, secret, approve, connect...)
	s.bright.tell("", 0, 0)
	s.signsIn([]int{0}, secret, approve, connect...)
	if err := s.box.Brightpearl.SetFaults(brightpearlsim.Fault{Name: brightpearlsim.RotateRefreshToken}); err != nil {
		s.t.Fatal(err)
	}
	for range 2 {
		s.box.Brightpearl.ExpireTokens()
		s.does([]int{0, 3}, "", "sync", "--until-idle", "--timeout", "2m")
	}
	s.box.Brightpearl.ExpireTokens()
	s.bright.tell("/token/", 500, 1)
	s.does([]int{0, 1, 3, 4}, "", "sync", "--until-idle", "--timeout", "2m")
	s.bright.tell("", 0, 0)
}

// loseSignIns ends what both remotes had granted.
func (s *spied) loseSignIns() {
	if err := s.box.EKM.Revoke(s.config.Users[0].Username); err != nil {
		s.t.Fatal(err)
	}
	s.bright.tell("GET /public-api", 401, 1000)
	s.does([]int{4}, "", "sync", "--until-idle", "--timeout", "2m")
	s.bright.tell("", 0, 0)
}

// panics has a worker panic, a goroutine crash the program, and a person ask the program for a dump of its goroutines.
func (s *spied) panics() {
	sound := s.ctl
	s.ctl = s.provoked()
	p := s.start([]string{"PROVOKE=worker"}, "", "sync")
	eventually(s.t, time.Minute, "a worker's panic is in the log", func() bool { return strings.Contains(p.text(s.t, p.errs), "panic with a *http.Request") })
	_ = p.Process.Signal(syscall.SIGTERM)
	s.ends(p, 0, 1, 3, 4)
	p = s.start([]string{"PROVOKE=crash"}, "", "sync")
	s.ends(p, 2)
	if dump := p.text(s.t, p.errs); !strings.Contains(dump, "panic: ") || !strings.Contains(dump, "goroutine ") {
		s.t.Errorf("it did not crash: %s", dump)
	}
	s.ctl = sound
	p = s.start(nil, "", "sync")
	eventually(s.t, time.Minute, "the program has asked Brightpearl and written something", func() bool {
		wal, err := os.Stat(filepath.Join(s.data, "stockbridge.db-wal"))
		return err == nil && wal.Size() > 0 && strings.Contains(p.text(s.t, p.errs), `"remote":"brightpearl"`)
	})
	_ = p.Process.Signal(syscall.SIGQUIT)
	s.ends(p, 2)
	if dump := p.text(s.t, p.errs); !strings.Contains(dump, "SIGQUIT") || strings.Count(dump, "goroutine ") < 10 {
		s.t.Errorf("it did not dump its goroutines: %s", dump)
	}
	if err := os.CopyFS(s.wreck, os.DirFS(s.data)); err != nil {
		s.t.Fatal(err)
	}
	if wal, err := os.Stat(filepath.Join(s.wreck, "stockbridge.db-wal")); err != nil || wal.Size() == 0 {
		s.t.Errorf("the crash left no write-ahead log: %v", err)
	}
}

// show runs what a person would look at afterwards.
func (s *spied) show() {
	for _, args := range [][]string{{"status"}, {"attention"}, {"activity"}, {"brightpearl", "show"}, {"store", "list"}, {"diagnostics", "check"}, {"orders"}, {"audit", "orders"}} {
		s.does([]int{0, 1, 3, 4}, "", args...)
	}
}

func (s *spied) searchSecrets() {
	secrets := slices.Concat(read[[]string](s.t, s.config.EKMURL+"/_sandbox/secrets"), read[[]string](s.t, s.config.BrightpearlURL+"/_sandbox/secrets"), s.given)
	search := newSearch(secrets, true)
	files := search.reportFolder(s.t, s.data) + search.reportFolder(s.t, s.wreck) + search.reportFolder(s.t, s.kept)
	s.t.Logf("looked for %d secrets in %d spellings in %d files of %d programs, %.1f MB; %d answers repeated credentials", search.secrets, search.spelt, files, s.runs,
		float64(search.bytes)/1e6, s.bright.struck+s.ekm.struck)
	if search.secrets < 40 || s.bright.struck < 10 || s.ekm.struck < 10 {
		s.t.Error("the day was too quiet to prove anything")
	}
	if raw, err := os.ReadFile(filepath.Join(s.data, "stockbridge.db")); err != nil || len(search.in(append(raw, secrets[0]...))) == 0 {
		s.t.Errorf("a secret planted in the database is not found: %v", err)
	}
}

// persons are what tells who a shopper is.
func persons(w *world.World) (all []string) {
	for _, p := range w.People {
		all = append(all, p.Email, p.First+" "+p.Last, p.Last+", "+p.First, p.Phone, strings.ReplaceAll(p.Phone, " ", ""), p.Address.Line1, p.Address.Postcode)
		if p.DeliverElsewhere != nil {
			all = append(all, p.DeliverElsewhere.Line1, p.DeliverElsewhere.Postcode)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// personal are the columns that may tell who a shopper is: what an order needs to be posted and shown, and what finds a customer
// again.
var personal = []string{"order_search.customer", "orders.customer", "orders.document"}

// searchPersons looks through logs, crashes, errors and the answers meant for support; and through every column of the database, of
// which some may hold shoppers' data.
func (s *spied) searchPersons() {
	search := newSearch(persons(s.box.World), false)
	quiet, err := filepath.Glob(filepath.Join(s.kept, "*"))
	if err != nil {
		s.t.Fatal(err)
	}
	for _, path := range quiet {
		name := filepath.Base(path)
		if strings.HasSuffix(name, "-orders.out") || strings.HasSuffix(name, "-attention.out") || strings.HasSuffix(name, "-activity.out") {
			continue // what a person asked to see of orders
		}
		data, err := os.ReadFile(path)
		if err != nil {
			s.t.Fatal(err)
		}
		search.report(s.t, name, data)
	}
	s.t.Logf("looked for %d details of persons in %.1f MB of logs and answers", search.secrets, float64(search.bytes)/1e6)
	if got := s.columnsWith(search); !slices.Equal(got, personal) {
		s.t.Errorf("shoppers' details are in the columns %q, want %q", got, personal)
	}
}

// columnsWith lists the columns of the database in which something is found.
func (s *spied) columnsWith(search *search) []string {
	s.t.Helper()
	d, err := sql.Open("sqlite", "file:"+(&url.URL{Path: filepath.Join(s.data, "stockbridge.db")}).EscapedPath()+"?mode=ro")
	if err != nil {
		s.t.Fatal(err)
	}
	defer d.Close()
	found := map[string]bool{}
	for _, table := range column(s.t, d, `select name from sqlite_master where type = 'table'`) {
		rows, err := d.QueryContext(s.t.Context(), `select * from "`+table+`"`)
		if err != nil {
			s.t.Fatal(err)
		}
		columns, _ := rows.Columns()
		cells := make([]any, len(columns))
		for i := range cells {
			cells[i] = new(sql.RawBytes)
		}
		for rows.Next() {
			if err := rows.Scan(cells...); err != nil {
				s.t.Fatal(err)
			}
			for i, c := range cells {
				if where := table + "." + columns[i]; !found[where] && len(search.in(*c.(*sql.RawBytes))) > 0 {
					found[where] = true
				}
			}
		}
		if err := rows.Err(); err != nil {
			s.t.Fatal(err)
		}
		rows.Close()
	}
	return slices.Sorted(maps.Keys(found))
}

// column is the first column of what a query finds.
func column(t *testing.T, d *sql.DB, query string) (all []string) {
	t.Helper()
	rows, err := d.QueryContext(t.Context(), query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var one string
		if err := rows.Scan(&one); err != nil {
			t.Fatal(err)
		}
		all = append(all, one)
	}
	return all
}
