package engine_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/engine"
)

// TestQuietDay runs the whole program on a clock that only moves when everybody waits: a first match, then hours in which nothing
// happens. Reading both catalogues takes hardly more requests than their pages are, and a quiet day at most a tenth of what either
// remote permits. STOCKBRIDGE_QUIET_PRODUCTS sizes the catalogue; 20,000 take minutes.
func TestQuietDay(t *testing.T) {
	products, err := strconv.Atoi(os.Getenv("STOCKBRIDGE_QUIET_PRODUCTS"))
	if err != nil {
		products = 1000
	}
	synctest.Test(t, func(t *testing.T) { quietDay(t, products) })
}

const quietStores = 2

func quietDay(t *testing.T, products int) {
	time.Sleep(time.Until(time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC))) // later than everything in the made-up account
	inside := &direct{next: &http.Transport{DisableKeepAlives: true}}
	counted := newCalls(inside)
	d, err := engine.OpenDemo(t.Context(), engine.Options{Folder: t.TempDir(), Transport: counted}, engine.DemoOptions{Stores: quietStores, Products: products, Speed: 1})
	if err != nil {
		t.Fatal(err)
	}
	// Sockets would keep the clock from moving: from now on requests go to the simulators' handlers.
	d.Sandbox.Close()
	inside.handlers = map[string]http.Handler{host(d.Sandbox.Config().EKMURL): d.Sandbox.EKM.Handler(), host(d.Sandbox.Config().BrightpearlURL): d.Sandbox.Brightpearl.Handler()}
	counted.take()

	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- d.Run(ctx) }()
	began := time.Now()
	for !matched(t, d) {
		if time.Since(began) > 6*time.Hour {
			t.Fatal("there is no first match after six hours")
		}
		time.Sleep(time.Second)
	}
	made := counted.take()
	least := (len(d.Sandbox.World.Goods) + 499) / 500
	for _, s := range d.Sandbox.World.Stores {
		least += (len(s.Listings) + 19) / 20
	}
	read := 0
	for route, n := range made {
		for _, of := range []string{"Brightpearl GET /product-search", "Brightpearl GET product-search", "Brightpearl GET product/", "EKM GET /api/v1/products/"} {
			if strings.HasPrefix(route, of) && !strings.HasSuffix(route, " ids") && !strings.HasSuffix(route, "On") { // but for looks at single figures, and at changes
				read += n
			}
		}
	}
	t.Logf("the first match took %d requests and %v, the pages are %d; meanwhile: %s", read, time.Since(began), least, listed(made))
	if read > least*105/100+5 {
		t.Errorf("the first match took %d requests for %d pages", read, least)
	}

	for s := commerce.StoreID(1); s <= quietStores; s++ { // the first figures are written
		for tabs := map[string]int{"queued": 1}; tabs["queued"] > 0; time.Sleep(time.Minute) {
			if tabs, err = d.DB.LevelTabs(t.Context(), s); err != nil {
				t.Fatal(err)
			}
		}
	}
	time.Sleep(30 * time.Minute) // and looked at once more
	counted.take()
	const span = time.Hour
	time.Sleep(span)
	made = counted.take()
	t.Logf("in %v: %s", span, listed(made))
	bright, ekm := 0, 0
	for route, n := range made {
		if strings.HasPrefix(route, "EKM") {
			ekm += n
		} else {
			bright += n
		}
	}
	// Once a day both catalogues are read anew; that either remote gets all of these requests is more than it is.
	perDay := func(n int) int { return n*int(24*time.Hour/span) + read }
	for _, of := range []struct {
		remote    string
		asked, of int
	}{{"Brightpearl", perDay(bright), brightpearlLimit * 24 * 60}, {"EKM", perDay(ekm), quietStores * ekmLimit * 24 * 60}} {
		t.Logf("a quiet day asks %s %d times of %d", of.remote, of.asked, of.of)
		if of.asked > of.of/10 {
			t.Errorf("that is more than a tenth of what %s permits", of.remote)
		}
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if err := d.Close(); err != nil {
		t.Error(err)
	}
}

// matched reports whether both catalogues were read and every store's links decided.
func matched(t *testing.T, d *engine.Demo) bool {
	t.Helper()
	for id := range commerce.StoreID(quietStores) {
		p, err := d.DB.Poll(t.Context(), db.LinksPoll(id+1))
		if err != nil {
			t.Fatal(err)
		}
		if p.FullAt.IsZero() {
			return false
		}
	}
	return true
}

// direct hands requests to the handlers of servers that do not listen.
type direct struct {
	next     http.RoundTripper
	handlers map[string]http.Handler // by host; nil while the servers listen
}

func (d *direct) RoundTrip(r *http.Request) (*http.Response, error) {
	if d.handlers == nil {
		return d.next.RoundTrip(r)
	}
	in := r.Clone(r.Context())
	in.RequestURI, in.Host = r.URL.RequestURI(), r.URL.Host
	if in.Body == nil {
		in.Body = http.NoBody
	}
	out := httptest.NewRecorder()
	d.handlers[r.URL.Host].ServeHTTP(out, in)
	return out.Result(), nil
}

func host(url string) string { return url[len("http://"):] }
