package ekmsim

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"
)

// maxBody bounds what a request may send.
const maxBody = 1 << 20

// Server is a local EKM. Make one with New.
type Server struct {
	cfg     Config
	auth    *authority
	faults  *faultBox
	shops   []*shop
	byName  map[string]*shop // by username; never changed after New
	crowd   *crowd
	courier *courier
	log     *slog.Logger
}

// New opens all shops of the config's world, with their history. It panics without a world.
func New(cfg Config) *Server {
	if cfg.World == nil {
		panic("ekmsim: Config.World is nil")
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Speed <= 0 {
		cfg.Speed = 1
	}
	if cfg.Clients == nil {
		cfg.Clients = []Client{DefaultClient}
	}
	if cfg.HistorySpan <= 0 {
		cfg.HistorySpan = 6 * time.Hour
	}
	if cfg.Seen == nil {
		cfg.Seen = func(string, string) {}
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	s := &Server{cfg: cfg, byName: map[string]*shop{}, faults: newFaultBox(cfg.Seed), log: cfg.Log}
	s.auth = newAuthority(cfg.Seed, s.lifetimes(), cfg.Clients)
	s.courier = newCourier(s, cfg.Webhooks)
	for _, store := range cfg.World.Stores {
		sh := openShop(store, cfg.World, s.now())
		s.shops = append(s.shops, sh)
		s.byName[store.Username] = sh
		s.auth.fixed[store.AccessToken] = grant{client: merchantClient, shop: store.Username, scopes: knownScopes}
	}
	s.crowd = newCrowd(s)
	if err := s.SetFaults(cfg.Faults); err != nil {
		panic(err) // a misspelt fault in a config is a programming error
	}
	s.crowd.makeHistory()
	return s
}

func (s *Server) now() time.Time { return s.cfg.Now() }

// span shortens a span of EKM's by the speed.
func (s *Server) span(d time.Duration) time.Duration {
	return time.Duration(float64(d) / s.cfg.Speed)
}

func (s *Server) lifetimes() Lifetimes {
	life := s.cfg.Lifetimes
	for _, l := range []struct {
		of  *time.Duration
		ekm time.Duration
	}{{&life.Access, time.Hour}, {&life.Refresh, 15 * 24 * time.Hour}, {&life.Code, 5 * time.Minute}} {
		if *l.of <= 0 {
			*l.of = max(s.span(l.ekm), 2*time.Second)
		}
	}
	return life
}

// Handler serves EKM's API and sign-in, and our doors under /_sandbox/.
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/connect/authorize", s.serveAuthorize)
	mux.HandleFunc("/connect/token", s.serveToken)
	mux.HandleFunc("/", s.serveAPI)
	s.addDoors(mux)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		// Clients calibrate their clock by this header, so it has to show the simulator's.
		w.Header().Set("Date", s.now().UTC().Format(http.TimeFormat))
		mux.ServeHTTP(w, r)
	})
}

// step is how often Run looks for what is due.
const step = 50 * time.Millisecond

// Run lets shoppers shop and webhooks be delivered until ctx ends. It returns nil, after everything has stopped.
func (s *Server) Run(ctx context.Context) error {
	var group sync.WaitGroup
	for _, work := range []func(context.Context){
		func(context.Context) { s.crowd.advance(s.now()) },
		func(ctx context.Context) { s.courier.start(ctx, s.now()) }, // a slow endpoint delays nobody else
	} {
		group.Go(func() {
			ticker := time.NewTicker(step)
			defer ticker.Stop()
			for {
				select {
				case <-ctx.Done():
					return
				case <-ticker.C:
					work(ctx)
				}
			}
		})
	}
	group.Wait()
	s.courier.group.Wait()
	return nil
}

// Advance does everything that is due by now, then returns. Tests with a clock of their own call it instead of Run.
func (s *Server) Advance(ctx context.Context) {
	s.crowd.advance(s.now())
	s.courier.deliverDue(ctx, s.now())
}

// wait sleeps, unless the context ends before.
func wait(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}

func bearerToken(r *http.Request) string {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return strings.TrimSpace(token)
}
