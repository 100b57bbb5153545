package ekmsim

import (
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"
)

// serveAPI takes an API request through the gates in EKM's order: route, token, rate limit, scope, handler. Faults strike
// behind the rate limit, since a request that fails has cost its token all the same.
func (s *Server) serveAPI(w http.ResponseWriter, r *http.Request) {
	rt, params, code := match(r.Method, r.URL.Path)
	if code != http.StatusOK {
		w.WriteHeader(code)
		return
	}
	g, tokenID, valid := s.auth.bearer(bearerToken(r), s.now())
	sh := s.byName[g.shop]
	if !valid || sh == nil {
		w.Header().Set("WWW-Authenticate", "Bearer")
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	c := &call{server: s, shop: sh, client: g.client, route: rt.name(), params: params, query: r.URL.Query(), now: s.now()}
	defer s.cfg.Seen(sh.store.Username, c.route)
	if !s.pass(w, c) || s.trouble(w, r, c, tokenID) {
		return
	}
	if rt.scope != "" && !subset([]string{rt.scope}, g.scopes) {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	if problem := c.readBody(w, r); problem != nil {
		send(w, problem.code, problem.render(c))
		return
	}
	sh.mu.Lock()
	a := rt.handle(c)
	body := a.render(c) // while locked: the answer refers to live records
	sh.mu.Unlock()
	if c.wrote && c.fault("cut_after_write") {
		panic(http.ErrAbortHandler)
	}
	send(w, a.code, body)
}

// pass asks the bucket and sets the rate-limit headers; false means that the answer has been given.
func (s *Server) pass(w http.ResponseWriter, c *call) bool {
	b := c.shop.bucket(c.client, s.cfg.Speed, c.now)
	fits, remaining := true, 0
	if c.fault("throttle") {
		b.refuse()
		fits = false
	} else {
		fits, remaining = b.take(c.now, c.fault("throttled_costs"))
	}
	rate := "1"
	if c.fault("rate_headers_timespan") {
		rate = "00:00:01"
	}
	h := w.Header()
	h.Set("X-EKM-RateLimit-Cost", "1")
	h.Set("X-EKM-RateLimit-BucketSize", strconv.Itoa(b.capacity))
	h.Set("X-EKM-RateLimit-LeakRate", rate)
	h.Set("X-EKM-RateLimit-LeakAmount", strconv.Itoa(b.leak))
	h.Set("X-EKM-RateLimit-Remaining", strconv.Itoa(remaining))
	if fits {
		return true
	}
	if c.fault("retry_after") {
		h.Set("Retry-After", "1")
	}
	w.WriteHeader(http.StatusTooManyRequests)
	return false
}

// trouble lets the faults strike that answer instead of a handler; true means that one did.
func (s *Server) trouble(w http.ResponseWriter, r *http.Request, c *call, tokenID string) bool {
	if f, struck := s.faults.strike("latency", c.shop.store.Username, c.route); struck {
		wait(r.Context(), f.delay())
	}
	switch {
	case c.fault("cut"):
		panic(http.ErrAbortHandler)
	case c.fault("unauthorized"):
		s.auth.kill(tokenID, c.now)
		w.WriteHeader(http.StatusUnauthorized)
	case c.fault("forbidden"):
		w.WriteHeader(http.StatusForbidden)
	case c.fault("error_500"):
		w.WriteHeader(http.StatusInternalServerError)
	case c.fault("html_502"):
		sendBadGateway(w)
	case c.fault("plan_restriction"):
		a := restricted(http.StatusForbidden)
		send(w, a.code, a.render(c))
	case c.fault("plan_restriction_200"):
		a := restricted(http.StatusOK)
		send(w, a.code, a.render(c))
	default:
		return false
	}
	return true
}

func restricted(code int) answer {
	a := with(code, nil)
	a.body.Errors = map[string]string{"PlanRestrictionViolation": planRestriction}
	return a
}

func sendBadGateway(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "text/html")
	w.WriteHeader(http.StatusBadGateway)
	_, _ = io.WriteString(w, "<html><head><title>502 Bad Gateway</title></head><body><h1>Bad Gateway</h1></body></html>")
}

// readBody takes the body of a write; it has to be JSON and to say so.
func (c *call) readBody(w http.ResponseWriter, r *http.Request) *answer {
	if r.Method != http.MethodPut && r.Method != http.MethodPost {
		return nil
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || !strings.EqualFold(kind, "application/json") {
		a := refused(http.StatusBadRequest, "", "The request body is not JSON.")
		return &a
	}
	c.body = body
	return nil
}

func send(w http.ResponseWriter, code int, body []byte) {
	if body == nil {
		w.WriteHeader(code)
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(code)
	_, _ = w.Write(body) // an error means that the client went away
}
