package ekmsim

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// How EKM delivers webhooks: five seconds for an answer, 20 retries with growing pauses, duplicates now and then.
const (
	deliveryTimeout = 5 * time.Second
	deliveryRetries = 20
	firstRetry      = 200 * time.Millisecond
	retryGrowth     = 1.97
	duplicateEvery  = 10
	disableAfter    = 5 // failures in a row, under the webhook_auto_disable fault
	deliveriesOnce  = 16
)

// subscription is a webhook with its record.
type subscription struct {
	wire     wireWebhook
	shop     string
	client   string
	failures int // in a row
}

// message is one delivery that is to be made.
type message struct {
	hook    *subscription
	topic   string
	order   int64
	attempt int // made so far
	due     time.Time
}

// courier keeps the subscriptions and delivers events to them.
type courier struct {
	server *Server
	client *http.Client
	slots  chan struct{}
	group  sync.WaitGroup

	mu        sync.Mutex
	hooks     []*subscription
	queue     []message
	made      int      // subscriptions
	addresses []string // every endpoint that was ever named, see Secrets
	announced int      // messages
	delivered int
	failed    int
}

func newCourier(s *Server, client *http.Client) *courier {
	c := &courier{server: s, client: &http.Client{}, slots: make(chan struct{}, deliveriesOnce)}
	if client != nil {
		*c.client = *client
	}
	c.client.Timeout = deliveryTimeout
	c.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse } // only 200 counts
	return c
}

func (c *courier) subscribe(shop, client string, body webhookBody) wireWebhook {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.made++
	c.addresses = append(c.addresses, deref(body.Endpoint))
	hook := &subscription{shop: shop, client: client, wire: wireWebhook{
		ID: guidOf(fmt.Sprintf("%s hook %d", shop, c.made)), MerchantUsername: ptr(shop), ClientID: ptr(client),
		Topic: body.Topic, Endpoint: body.Endpoint, IsEnabled: body.IsEnabled,
	}}
	c.hooks = append(c.hooks, hook)
	return hook.wire
}

func (c *courier) subscriptions(shop, client string) []wireWebhook {
	c.mu.Lock()
	defer c.mu.Unlock()
	var out []wireWebhook
	for _, h := range c.hooks {
		if h.shop == shop && h.client == client {
			out = append(out, h.wire)
		}
	}
	return out
}

func (c *courier) replace(shop, client string, id guid, body webhookBody) (wireWebhook, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	i := c.indexLocked(shop, client, id)
	if i < 0 {
		return wireWebhook{}, false
	}
	h := c.hooks[i]
	h.wire.Topic, h.wire.Endpoint, h.wire.IsEnabled, h.wire.DisabledReason = body.Topic, body.Endpoint, body.IsEnabled, nil
	h.failures = 0
	return h.wire, true
}

func (c *courier) unsubscribe(shop, client string, id guid) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	i := c.indexLocked(shop, client, id)
	if i < 0 {
		return false
	}
	c.hooks[i].wire.IsEnabled = false // messages under way see it
	c.hooks = append(c.hooks[:i], c.hooks[i+1:]...)
	return true
}

func (c *courier) indexLocked(shop, client string, id guid) int {
	for i, h := range c.hooks {
		if h.shop == shop && h.client == client && h.wire.ID == id {
			return i
		}
	}
	return -1
}

// announce queues an event for everybody who subscribed to it.
func (c *courier) announce(shop, topic string, order int64, at time.Time) {
	if _, dropped := c.server.faults.strike("webhook_dropped", shop, topic); dropped {
		return
	}
	if _, late := c.server.faults.strike("webhook_order_swapped", shop, topic); late {
		at = at.Add(c.server.span(2 * time.Second))
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, h := range c.hooks {
		if h.shop != shop || deref(h.wire.Topic) != topic || !h.wire.IsEnabled {
			continue
		}
		c.announced++
		m := message{hook: h, topic: topic, order: order, due: at}
		c.queue = append(c.queue, m)
		if c.announced%duplicateEvery == 0 {
			c.queue = append(c.queue, m)
		}
	}
}

// deliverDue makes the deliveries that are due and waits for them.
func (c *courier) deliverDue(ctx context.Context, now time.Time) {
	c.start(ctx, now)
	c.group.Wait()
}

// start begins the deliveries that are due, as many as there are free slots; the others stay queued.
func (c *courier) start(ctx context.Context, now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	var later []message
	for _, m := range c.queue {
		if m.due.After(now) {
			later = append(later, m)
			continue
		}
		select {
		case c.slots <- struct{}{}:
			endpoint := deref(m.hook.wire.Endpoint)
			c.group.Go(func() {
				defer func() { <-c.slots }()
				c.settle(ctx, m, c.post(ctx, m, endpoint))
			})
		default:
			later = append(later, m)
		}
	}
	c.queue = later
}

// post delivers one message; true means that the endpoint answered 200 in time.
func (c *courier) post(ctx context.Context, m message, endpoint string) bool {
	var entity any = strconv.FormatInt(m.order, 10)
	if _, numeric := c.server.faults.strike("webhook_ids_numeric", m.hook.shop, m.topic); numeric {
		entity = m.order
	}
	body, err := json.Marshal(map[string]any{"username": m.hook.shop, "topic": m.topic, "entity_id": entity})
	if err != nil {
		return false
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, endpoint, bytes.NewReader(body))
	if err != nil {
		return false
	}
	r.Header.Set("Content-Type", "application/json")
	reply, err := c.client.Do(r)
	if err != nil {
		return false
	}
	defer reply.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(reply.Body, maxBody)) // so that the connection can be used again
	return reply.StatusCode == http.StatusOK
}

// settle records how a delivery went and plans the next attempt of one that failed.
func (c *courier) settle(ctx context.Context, m message, fine bool) {
	_, disable := c.server.faults.strike("webhook_auto_disable", m.hook.shop, m.topic)
	now := c.server.now()
	c.mu.Lock()
	defer c.mu.Unlock()
	if fine {
		c.delivered++
		m.hook.failures = 0
		return
	}
	if ctx.Err() != nil {
		c.queue = append(c.queue, m) // we are stopping; it was not the endpoint's fault
		return
	}
	c.failed++
	m.hook.failures++
	if disable && m.hook.failures >= disableAfter {
		m.hook.wire.IsEnabled, m.hook.wire.DisabledReason = false, ptr("Too many failed deliveries.")
	}
	if m.attempt++; m.attempt > deliveryRetries || !m.hook.wire.IsEnabled {
		return
	}
	m.due = now.Add(c.server.span(retryDelay(m.attempt)))
	c.queue = append(c.queue, m)
}

// retryDelay is the pause before the n-th retry: 200 ms x 1.97^(n-1).
func retryDelay(n int) time.Duration {
	return time.Duration(float64(firstRetry) * math.Pow(retryGrowth, float64(n-1)))
}
