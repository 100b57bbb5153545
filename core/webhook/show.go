package webhook

import (
	"context"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/view"
)

// Show says how wake-ups stand. every is how often a source is polled for a kind now.
func (d *Desk) Show(ctx context.Context, every func(commerce.StoreID, Kind) time.Duration) (view.Webhooks, error) {
	s, err := d.Setting(ctx)
	if err != nil {
		return view.Webhooks{}, err
	}
	stores, err := d.db.Stores(ctx)
	if err != nil {
		return view.Webhooks{}, err
	}
	_, connected, err := d.db.Account(ctx)
	if err != nil {
		return view.Webhooks{}, err
	}
	d.mu.Lock()
	out := view.Webhooks{On: s.On, Listen: s.Listen, PublicURL: s.PublicURL, Listening: !d.listening.IsZero(), Cause: d.cause}
	d.mu.Unlock()
	add := func(id commerce.StoreID, name string) error {
		known, err := d.db.WebhookSource(ctx, id)
		if err != nil {
			return err
		}
		state, kind := d.state(s, known)
		source := view.WebhookSource{StoreID: id, Name: name, State: state, Every: every(id, kind), LastAt: known.LastAt, Received: known.Received, CheckedAt: known.CheckedAt}
		for _, n := range known.Trust {
			source.Confirmed, source.Missed = source.Confirmed+n.Confirmed, source.Missed+n.Missed
		}
		source.Topics = topicRows(id, s.On, known)
		out.Sources = append(out.Sources, source)
		return nil
	}
	if connected {
		if err := add(0, "Brightpearl"); err != nil {
			return out, err
		}
	}
	for _, store := range stores {
		if err := add(store.ID, store.Name); err != nil {
			return out, err
		}
	}
	return out, nil
}

// topicRows lists the topics of a source in our order.
func topicRows(id commerce.StoreID, on bool, known db.WebhookSource) (out []view.WebhookTopic) {
	stored := map[string]db.WebhookTopic{}
	for _, t := range known.Topics {
		stored[t.Topic] = t
	}
	for _, t := range topicsOf(id) {
		row := view.WebhookTopic{Topic: t.name, State: "off"}
		if w, ok := stored[t.name]; ok && on {
			row.State, row.Reason = w.State, w.Reason
		}
		out = append(out, row)
	}
	return out
}

// state is the word for a source and the kind that it is about: its main one, which proves it, or any that failed to tell, which makes it
// silent.
func (d *Desk) state(s db.WebhookSetting, known db.WebhookSource) (string, Kind) {
	kinds := kindsOf(known.Store)
	if !s.On {
		return "off", kinds[0]
	}
	if known.Refused != "" {
		return "refused", kinds[0]
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, k := range kinds {
		if t := d.trusts[poll{known.Store, k}]; t != nil && t.silent {
			return "silent", k
		}
	}
	if d.provenLocked(poll{known.Store, kinds[0]}, d.o.Now()) {
		return "proven", kinds[0]
	}
	return "waiting", kinds[0]
}
