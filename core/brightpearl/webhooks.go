package brightpearl

import (
	"context"
	"fmt"
	"net/http"

	"stockbridge/core/rest"
)

// Webhooks subscribes to events, for those who run a relay with a public address. Polling is the base; an event only says
// "look again".
type Webhooks struct{ c *Client }

// Webhook is one subscription.
type Webhook struct {
	ID           WebhookID `json:"id,omitzero"`
	Event        string    `json:"subscribeTo"` // for example goods-out-note.modified.shipped
	Method       string    `json:"httpMethod"`
	URI          string    `json:"uriTemplate"` // this or Body must hold the account, type, event and id variables
	Body         string    `json:"bodyTemplate,omitempty"`
	ContentType  string    `json:"contentType,omitempty"`
	Sets         bool      `json:"idSetAccepted"`    // several ids in one call
	RepeatFailed int       `json:"qualityOfService"` // 1: repeated until received, except after a 4xx; 0: after a 503 only
}

const pathWebhook = "/integration-service/webhook"

// List reads all subscriptions.
func (s *Webhooks) List(ctx context.Context) ([]Webhook, error) {
	return list[Webhook](ctx, s.c, "list webhooks", pathWebhook, rest.Checks)
}

// Create subscribes. A repeat subscribes twice: List first.
func (s *Webhooks) Create(ctx context.Context, w Webhook) (WebhookID, error) {
	w.ID = 0
	return mustCreate[WebhookID](ctx, s.c, "create webhook", pathWebhook, w, rest.Checks)
}

// Delete ends a subscription. One that is gone already counts as done.
func (s *Webhooks) Delete(ctx context.Context, id WebhookID) error {
	return orNothing(s.c.send(ctx, "delete webhook", http.MethodDelete, fmt.Sprintf("%s/%d", pathWebhook, id), nil, rest.Checks))
}
