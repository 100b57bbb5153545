package ekmsim

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// The topics of webhooks; there is none for products or stock.
const (
	topicCreated = "order.created"
	topicUpdated = "order.updated"
)

// wireWebhook is V2WebhookSubscription.
type wireWebhook struct {
	ID               guid    `json:"id"`
	Topic            *string `json:"topic" null:"keep"`
	MerchantUsername *string `json:"merchant_username" null:"keep"`
	ClientID         *string `json:"client_id"`
	Endpoint         *string `json:"endpoint" null:"keep"`
	IsEnabled        bool    `json:"is_enabled"`
	DisabledReason   *string `json:"disabled_reason"`
}

type webhookBody struct {
	Topic     *string `json:"topic"`
	Endpoint  *string `json:"endpoint"`
	IsEnabled bool    `json:"is_enabled"`
}

// readWebhook decodes and checks a subscription.
func (c *call) readWebhook() (webhookBody, *answer) {
	var body webhookBody
	if problem := c.decode(&body); problem != nil {
		return body, problem
	}
	if topic := deref(body.Topic); topic != topicCreated && topic != topicUpdated {
		a := refused(http.StatusBadRequest, "topic", "The topic field is required.")
		return body, &a
	}
	u, err := url.Parse(deref(body.Endpoint))
	if err != nil || u.Host == "" || u.Scheme != "https" && !(u.Scheme == "http" && loopback(u.Hostname())) {
		a := refused(http.StatusBadRequest, "endpoint", "The endpoint field is required.")
		return body, &a
	}
	return body, nil
}

// loopback hosts may be reached without TLS; EKM itself wants public HTTPS addresses.
func loopback(host string) bool {
	return slices.Contains([]string{"localhost", "127.0.0.1", "::1"}, host)
}

// addWebhook does not look for an equal subscription: asking twice gives two, and every event comes twice.
func (c *call) addWebhook() answer {
	body, problem := c.readWebhook()
	if problem != nil {
		return *problem
	}
	hook := c.server.courier.subscribe(c.shop.store.Username, c.client, body)
	c.note(Write{Route: c.route})
	return with(http.StatusCreated, hook)
}

func (c *call) listWebhooks() answer {
	hooks := c.server.courier.subscriptions(c.shop.store.Username, c.client)
	if c.fault("items_paged") {
		return paged(c, "/Webhooks/webhooks", hooks)
	}
	return whole("/Webhooks/webhooks", hooks)
}

func (c *call) webhookID() guid { return guid(strings.ToLower(c.params["id"])) }

func (c *call) getWebhook() answer {
	for _, hook := range c.server.courier.subscriptions(c.shop.store.Username, c.client) {
		if hook.ID == c.webhookID() {
			return ok(hook)
		}
	}
	return bare(http.StatusNotFound)
}

// putWebhook replaces a subscription; enabling it again forgives its failures.
func (c *call) putWebhook() answer {
	body, problem := c.readWebhook()
	if problem != nil {
		return *problem
	}
	hook, found := c.server.courier.replace(c.shop.store.Username, c.client, c.webhookID(), body)
	if !found {
		return refused(http.StatusBadRequest, "id", "Webhook not found.")
	}
	c.note(Write{Route: c.route})
	return ok(hook)
}

func (c *call) deleteWebhook() answer {
	if !c.server.courier.unsubscribe(c.shop.store.Username, c.client, c.webhookID()) {
		return bare(http.StatusNotFound)
	}
	c.note(Write{Route: c.route})
	return ok(nil)
}
