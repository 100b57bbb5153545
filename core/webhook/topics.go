package webhook

import (
	"slices"
	"time"

	"stockbridge/core/brightpearl"
	"stockbridge/core/commerce"
	"stockbridge/core/ekm"
)

// Kind is a part of a service's news; each has a poll of its own.
type Kind string

// The kinds.
const (
	Orders   Kind = "orders"   // a store's
	Stock    Kind = "stock"    // Brightpearl's
	Notes    Kind = "notes"    // Brightpearl's goods-out and drop-ship notes
	Products Kind = "products" // Brightpearl's
)

// topic is one thing that a service tells of.
type topic struct {
	name string
	kind Kind
	// needed: without it the poll of the kind may not be slow.
	needed bool
}

const topicOnHand = "product.modified.on-hand-modified"

// ekmTopics are all that EKM has.
var ekmTopics = []topic{{ekm.TopicOrderCreated, Orders, true}, {ekm.TopicOrderUpdated, Orders, false}}

// brightpearlTopics are the few that are worth their calls. Orders are not among them: their events cannot be filtered by channel (one
// merchant was sent 7,000 a day), and what they move that matters here, units on hand, has an event of its own. A subscription covers
// the events below it: goods-out-note.modified tells of shipped notes and of tracking numbers that are typed in later.
var brightpearlTopics = []topic{
	{topicOnHand, Stock, true},
	{"goods-out-note.modified", Notes, true}, {"goods-out-note.destroyed", Notes, false},
	{"drop-ship-note.modified", Notes, true}, {"drop-ship-note.destroyed", Notes, false},
	{"product.created", Products, false}, {"product.modified", Products, false}, {"product.destroyed", Products, false},
}

func topicsOf(store commerce.StoreID) []topic {
	if store == 0 {
		return brightpearlTopics
	}
	return ekmTopics
}

func topicNamed(store commerce.StoreID, name string) (topic, bool) {
	all := topicsOf(store)
	i := slices.IndexFunc(all, func(t topic) bool { return t.name == name })
	if i < 0 {
		return topic{}, false
	}
	return all[i], true
}

// names are the topics of a kind.
func names(store commerce.StoreID, kind Kind) (out []string) {
	for _, t := range topicsOf(store) {
		if t.kind == kind {
			out = append(out, t.name)
		}
	}
	return out
}

// kindsOf are the kinds whose polls may be slow, the most important first.
func kindsOf(store commerce.StoreID) []Kind {
	if store == 0 {
		return []Kind{Stock, Notes}
	}
	return []Kind{Orders}
}

// gap is the least time between two nudges of a kind's poll, where a share of the source's requests is left: the fewer there are, the more
// hints share one, since our own work needs them, and causes wake-ups itself.
func gap(kind Kind, left float64) time.Duration {
	switch {
	case kind == Products:
		return 20 * time.Second // nobody waits for a product's name
	case left >= 0.5:
		return time.Second
	case left >= 0.25:
		return 2 * time.Second
	}
	return 4 * time.Second
}

// brightpearlBody is what Brightpearl is to send. The topic is written out: what a subscription to a parent event puts into the variables
// is not documented.
func brightpearlBody(topic string) string {
	return `{"account":"${account-code}","topic":"` + topic + `","event":"${full-event}","type":"${resource-type}","lifecycle":"${lifecycle-event}","ids":"${resource-id}"}`
}

// wantedHook is the subscription to a topic at an address, as Brightpearl has to keep it. Ids may come in sets, and calls that failed
// come again.
func wantedHook(topic, address string) brightpearl.Webhook {
	return brightpearl.Webhook{Event: topic, Method: "POST", URI: address, Body: brightpearlBody(topic), ContentType: "application/json", Sets: true, RepeatFailed: 1}
}
