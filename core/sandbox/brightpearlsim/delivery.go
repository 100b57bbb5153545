package brightpearlsim

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// delivery is one webhook call that is still to be made.
type delivery struct {
	hook        *hook
	event       string
	ids         []int
	raised, due time.Time
	tries       int
}

// retryAfter is this simulator's schedule; the real one is not published.
var retryAfter = []time.Duration{10 * time.Second, 30 * time.Second, time.Minute, 5 * time.Minute, 15 * time.Minute}

// DeliverWebhooks makes every webhook call that is due and returns how many were made.
// Run does this by itself; it is exported for callers with their own clock.
func (s *Server) DeliverWebhooks(ctx context.Context) int {
	s.mu.Lock()
	now := s.cfg.Now()
	var due []*delivery
	s.hooks.waiting = slices.DeleteFunc(s.hooks.waiting, func(d *delivery) bool {
		if d.due.After(now) {
			return false
		}
		due = append(due, d)
		return true
	})
	s.mu.Unlock()
	for _, d := range due {
		status := s.send(ctx, d)
		s.settle(d, status, now)
	}
	return len(due)
}

// send makes one call and returns the status, 0 when there was no answer.
func (s *Server) send(ctx context.Context, d *delivery) int {
	address, err := url.Parse(s.fill(d.hook.URITemplate, d))
	if err != nil || !loopback(address.Hostname()) {
		s.cfg.Log.Warn("webhook not delivered: only loopback addresses are called", "webhook", d.hook.ID)
		return http.StatusBadRequest
	}
	var body io.Reader
	if d.hook.BodyTemplate != "" {
		body = strings.NewReader(s.fill(d.hook.BodyTemplate, d))
	}
	req, err := http.NewRequestWithContext(ctx, d.hook.HTTPMethod, address.String(), body)
	if err != nil {
		return http.StatusBadRequest
	}
	if d.hook.ContentType != "" {
		req.Header.Set("Content-Type", d.hook.ContentType)
	}
	resp, err := s.cfg.Webhooks.Do(req)
	if err != nil {
		return 0
	}
	_, _ = io.Copy(io.Discard, io.LimitReader(resp.Body, maxBody))
	_ = resp.Body.Close()
	return resp.StatusCode
}

// settle puts a failed call back: quality 0 repeats only a 503, quality 1 everything but a 4xx.
func (s *Server) settle(d *delivery, status int, now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.counters.Webhooks++
	ok := status >= 200 && status < 300
	again := status == http.StatusServiceUnavailable
	if d.hook.QualityOfService == 1 {
		again = status < 400 || status >= 500
	}
	if ok || !again || d.tries >= len(retryAfter) {
		return
	}
	d.due = now.Add(s.span(retryAfter[d.tries]))
	d.tries++
	s.hooks.waiting = append(s.hooks.waiting, d)
}

func (s *Server) fill(template string, d *delivery) string {
	parts := strings.SplitN(d.event, ".", 3)
	parts = append(parts, "", "")
	ids := make([]string, len(d.ids))
	for i, id := range d.ids {
		ids[i] = strconv.Itoa(id)
	}
	return strings.NewReplacer(
		"${account-code}", s.cfg.Account, "${resource-type}", parts[0], "${lifecycle-event}", parts[1], "${resource-specifier}", parts[2],
		"${full-event}", d.event, "${resource-id}", strings.Join(ids, ","), "${raised-on}", s.stamp(d.raised), "${brightpearl-version}", "sandbox",
	).Replace(template)
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
