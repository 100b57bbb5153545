package ekm

import (
	"context"
	"net/http"
	"net/url"

	"stockbridge/core/fault"
	"stockbridge/core/rest"
)

// Webhooks manages EKM's calls to an endpoint of ours. EKM: the messages are unsigned and hold no more than an order's
// id, so they are a hint to look, never a fact.
type Webhooks struct{ c *Client }

// The topics that EKM has.
const (
	TopicOrderCreated = "order.created"
	TopicOrderUpdated = "order.updated"
)

// Webhook is a subscription.
type Webhook struct {
	ID             Text `json:"id"` // a UUID
	Topic          Text `json:"topic"`
	Username       Text `json:"merchant_username"`
	ClientID       Text `json:"client_id"`
	Endpoint       Text `json:"endpoint"`
	Enabled        Bool `json:"is_enabled"`
	DisabledReason Text `json:"disabled_reason"` // EKM can switch a subscription off by itself
}

// WebhookSpec is what a subscription is made of.
type WebhookSpec struct {
	Topic    string `json:"topic"`
	Endpoint string `json:"endpoint"` // https
	Enabled  bool   `json:"is_enabled"`
}

// List reads the subscriptions of this token.
func (w *Webhooks) List(ctx context.Context) (Whole[Webhook], error) {
	return readWhole[Webhook](ctx, w.c, rest.Call{Op: "list webhooks", Path: "/api/v2/Webhooks/webhooks", Priority: rest.Checks})
}

// Create subscribes. It is not idempotent: list first, and after an unclear error too.
func (w *Webhooks) Create(ctx context.Context, s WebhookSpec) (Webhook, error) {
	return one[Webhook](ctx, w.c, rest.Call{
		Op: "create webhook", Method: http.MethodPost, Path: "/api/v2/Webhooks", Body: s, Priority: rest.Checks,
	})
}

// Update replaces a subscription; it can enable again what EKM has switched off.
func (w *Webhooks) Update(ctx context.Context, id string, s WebhookSpec) (Webhook, error) {
	return one[Webhook](ctx, w.c, rest.Call{
		Op: "update webhook", Method: http.MethodPut, Path: webhookPath(id), Body: s, Priority: rest.Checks,
	})
}

// Delete ends a subscription; one that does not exist is as good as deleted.
func (w *Webhooks) Delete(ctx context.Context, id string) error {
	_, _, err := w.c.do(ctx, rest.Call{Op: "delete webhook", Method: http.MethodDelete, Path: webhookPath(id), Priority: rest.Checks})
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	return err
}

func webhookPath(id string) string { return "/api/v2/Webhooks/" + url.PathEscape(id) }
