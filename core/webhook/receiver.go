package webhook

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"io"
	"net/http"
	"strings"
	"time"

	"stockbridge/core/commerce"
)

const (
	longestBody = 16 << 10
	// answerWithin is how long a call may wait for its hint to be written down. EKM gives up after five seconds.
	answerWithin = 4 * time.Second
	// What passes at once and in a second: from one source, and from all of them together. A shop's sale and a stock count fit; what
	// does not is asked to come again.
	sourceMost, sourceRate     = 1000, 100
	overallMost, overallRate   = 3000, 300
	strangersMost, strangeRate = 200, 50
)

// receiver answers calls. A right address is answered 200 once the hint is stored, or 503 to come again; never with 4xx, after which
// Brightpearl gives a message up. Everything else is 404 or 405 after the same comparisons. No answer says more than its status.
type receiver struct {
	d       *Desk
	prefix  string // of every path
	callers map[string]*caller
	nobody  *caller // compared with where no source has the name
	all     *bucket
	strange *bucket
}

// caller is a source that may call.
type caller struct {
	store  commerce.StoreID
	owner  string // a shop's user name, or the account's code
	secret [sha256.Size]byte
	pace   *bucket
}

func newReceiver(d *Desk, prefix string) *receiver {
	return &receiver{d: d, prefix: prefix, callers: map[string]*caller{}, nobody: &caller{}, all: newBucket(overallMost, overallRate),
		strange: newBucket(strangersMost, strangeRate)}
}

func (r *receiver) add(root []byte, store commerce.StoreID, owner string) {
	name := sourceName(store)
	r.callers[name] = &caller{store: store, owner: owner, secret: sha256.Sum256([]byte(secretOf(root, name))), pace: newBucket(sourceMost, sourceRate)}
}

// known finds the caller of a path in a time that does not tell how near the secret was.
func (r *receiver) known(path string) *caller {
	rest, ours := strings.CutPrefix(path, r.prefix+"/")
	name, secret, _ := strings.Cut(rest, "/")
	c := r.callers[name]
	if c == nil || !ours {
		c = r.nobody
	}
	given := sha256.Sum256([]byte(secret))
	if subtle.ConstantTimeCompare(given[:], c.secret[:]) != 1 || c == r.nobody {
		return nil
	}
	return c
}

func (r *receiver) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	now := r.d.o.Now()
	c := r.known(req.URL.Path)
	if c == nil || req.Method != http.MethodPost {
		r.d.count(func(n *Counts) { n.Strangers++ })
		w.Header().Set("Connection", "close") // strangers hold no place
		switch {
		case !r.strange.take(now):
			again(w)
		case c == nil:
			plain(w, http.StatusNotFound)
		default:
			w.Header().Set("Allow", http.MethodPost)
			plain(w, http.StatusMethodNotAllowed)
		}
		return
	}
	if !c.pace.take(now) || !r.all.take(now) {
		r.d.count(func(n *Counts) { n.Busy++ })
		again(w)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, req.Body, longestBody))
	if _, long := err.(*http.MaxBytesError); err != nil && !long {
		r.d.count(func(n *Counts) { n.Busy++ })
		again(w) // the call broke off
		return
	}
	hints, ok := read(c.store, c.owner, body)
	if err != nil || !ok || len(hints) == 0 {
		r.d.count(func(n *Counts) { n.Ignored++ })
		plain(w, http.StatusOK)
		return
	}
	ctx, cancel := context.WithTimeout(req.Context(), answerWithin)
	defer cancel()
	if r.d.keep(ctx, hints) != nil {
		r.d.count(func(n *Counts) { n.Busy++ })
		again(w)
		return
	}
	r.d.count(func(n *Counts) { n.Right++ })
	plain(w, http.StatusOK)
}

func plain(w http.ResponseWriter, status int) {
	w.Header().Set("Content-Length", "0")
	w.WriteHeader(status)
}

// again asks for the same call a little later.
func again(w http.ResponseWriter) {
	w.Header().Set("Retry-After", "5")
	plain(w, http.StatusServiceUnavailable)
}
