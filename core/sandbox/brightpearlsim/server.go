package brightpearlsim

import (
	"encoding/json"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"
)

const maxBody = 8 << 20

// Server is one simulated Brightpearl account.
type Server struct {
	cfg    Config
	routes []route

	mu sync.Mutex // guards everything below
	account
	pools      map[string]*pool
	faults     []Fault
	stormUntil time.Time  // the throttle storm rages
	random     *rand.Rand // draws faults; never used for what the warehouse decides
	codes      map[string]pendingCode
	grants     map[string]*grant // by access token
	refreshes  map[string]*grant // by refresh token
	secrets    int
	issued     []string // every code and token ever given out, see Secrets
	instances  int
	counters   Counters
	crew       crew
	hooks      hookDesk
}

// New builds the account that cfg describes. The server does not act by itself until Run is called.
// It panics when cfg names a fault that does not exist.
func New(cfg Config) *Server {
	cfg = cfg.withDefaults()
	s := &Server{
		cfg:       cfg,
		pools:     map[string]*pool{},
		random:    rand.New(rand.NewPCG(uint64(cfg.Seed), 1)),
		codes:     map[string]pendingCode{},
		grants:    map[string]*grant{},
		refreshes: map[string]*grant{},
		counters:  Counters{Routes: map[string]int{}, Troubles: map[string]int{}},
	}
	s.account = newAccount(cfg.Data, cfg.Now())
	s.crew = newCrew(cfg.Staff, cfg.Trade, cfg.Seed)
	s.routes = s.allRoutes()
	if err := s.SetFaults(cfg.Faults...); err != nil {
		panic("brightpearlsim: " + err.Error())
	}
	s.seedTransferLocked()
	return s
}

// Handler serves the API below /public-api/, sign-in below /authorize/ and /token/, and the control doors below /_sandbox/.
func (s *Server) Handler() http.Handler { return http.HandlerFunc(s.serve) }

// AuthorizePath and TokenPath are where sign-in lives on the server's address.
func (s *Server) AuthorizePath() string { return "/authorize/" + s.cfg.Account }

// TokenPath is the path of the token endpoint.
func (s *Server) TokenPath() string { return "/token/" + s.cfg.Account }

func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	// Clients calibrate their clock by this header, so it has to show the simulator's.
	w.Header().Set("Date", s.cfg.Now().UTC().Format(http.TimeFormat))
	first, rest, _ := strings.Cut(strings.Trim(r.URL.Path, "/"), "/")
	switch first {
	case "public-api":
		account, path, _ := strings.Cut(rest, "/")
		s.serveAPI(w, r, account, path)
	case "authorize":
		s.serveAuthorize(w, r, rest)
	case "token":
		s.serveToken(w, r, rest)
	case "_sandbox":
		s.serveControl(w, r, rest)
	default:
		http.NotFound(w, r)
	}
}

// call is one authenticated request; its handler runs while the server's lock is held.
type call struct {
	srv    *Server
	method string
	route  string
	path   string
	vars   map[string]string
	query  url.Values
	header http.Header
	body   []byte
	now    time.Time
	who    caller
}

// outcome is an answer together with what is to happen to it on the wire.
type outcome struct {
	reply
	trouble string        // TimeoutBefore, TimeoutAfter, LostAnswer, ResetMidBody, HTMLError or none
	delay   time.Duration // before anything is written
}

func (s *Server) serveAPI(w http.ResponseWriter, r *http.Request, account, path string) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		http.Error(w, "", http.StatusRequestEntityTooLarge)
		return
	}
	if len(r.URL.EscapedPath()) > s.cfg.MaxPath {
		w.WriteHeader(http.StatusRequestURITooLong)
		return
	}
	out, route := s.answer(w.Header(), r, account, path, body)
	s.cfg.Seen(route)
	s.write(w, r, out)
}

// answer does everything that needs the lock, and tells the call's label.
func (s *Server) answer(h http.Header, r *http.Request, account, path string, body []byte) (outcome, string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := &call{srv: s, method: r.Method, path: path, query: r.URL.Query(), header: r.Header, body: body, now: s.cfg.Now()}
	found := s.find(c)
	s.counters.Requests++
	s.counters.Routes[c.route]++
	return c.serve(h, r, account, found), c.route
}

// serve signs the caller in, counts the call against the limit, lets faults strike, and runs the handler.
func (c *call) serve(h http.Header, r *http.Request, account string, found *route) outcome {
	s := c.srv
	who, denied := s.identifyLocked(r, account, c.now)
	quota := s.takeLocked(who.pool, c.now)
	if !quota.allowed {
		return outcome{reply: s.throttledLocked(h, quota)}
	}
	quota.write(h)
	if denied != nil {
		return outcome{reply: *denied}
	}
	c.who = who
	if !who.private || !c.on(NoInstanceHeader) {
		h.Set("brightpearl-installed-integration-instance-id", strconv.Itoa(who.instance))
	}
	if early, ok := c.troubleBefore(h, quota); ok {
		return early
	}
	if found == nil {
		return outcome{reply: notFound("Resource not found")}
	}
	out := outcome{delay: c.slowness()}
	if c.writes() && len(c.body) > 0 && !strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
		out.reply = refuse(http.StatusUnsupportedMediaType, codeBadRequest, "Content type must be application/json")
		return out
	}
	out.reply = found.handle(c)
	return c.troubleAfter(out)
}

func (c *call) writes() bool { return c.method != http.MethodGet && c.method != http.MethodOptions }

// write sends an outcome; it runs without the lock.
func (s *Server) write(w http.ResponseWriter, r *http.Request, out outcome) {
	if !s.wait(r, out.delay) {
		panic(http.ErrAbortHandler)
	}
	switch out.trouble {
	case TimeoutBefore, TimeoutAfter:
		s.wait(r, s.cfg.HangFor)
		panic(http.ErrAbortHandler)
	case LostAnswer:
		panic(http.ErrAbortHandler)
	case HTMLError:
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(http.StatusInternalServerError)
		_, _ = io.WriteString(w, "<html><body><h1>500 Internal Server Error</h1></body></html>")
		return
	}
	data := out.encode()
	w.Header().Set("Content-Type", "application/json;charset=UTF-8")
	w.Header().Set("Content-Length", strconv.Itoa(len(data)))
	w.WriteHeader(out.status)
	if out.trouble == ResetMidBody {
		_, _ = w.Write(data[:len(data)/2])
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	}
	_, _ = w.Write(data)
}

// wait is false when the caller went away.
func (s *Server) wait(r *http.Request, d time.Duration) bool {
	if d <= 0 {
		return true
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-r.Context().Done():
		return false
	}
}

// asJSON turns a value into plain maps and slices.
func asJSON(v any) (any, error) {
	data, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	reader := json.NewDecoder(strings.NewReader(string(data)))
	reader.UseNumber()
	var plain any
	return plain, reader.Decode(&plain)
}
