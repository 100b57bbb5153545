package webhook

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/fault"
	"stockbridge/core/rest"
)

// Subscribe looks at the subscriptions of a source: makes what is missing, switches on what the service has switched off, and removes ours
// that point elsewhere or stand twice, or all of ours while wake-ups are switched off. Other people's are never touched. A service that
// refuses is no fault: its state says so and polling stays fast.
func (d *Desk) Subscribe(ctx context.Context, store commerce.StoreID) error {
	return d.subscribe(ctx, store, false)
}

// Leave removes our subscriptions at a source that is about to be disconnected.
func (d *Desk) Leave(ctx context.Context, store commerce.StoreID) error {
	return d.subscribe(ctx, store, true)
}

func (d *Desk) subscribe(ctx context.Context, store commerce.StoreID, leaving bool) error {
	d.subscribing.Lock()
	defer d.subscribing.Unlock()
	s, err := d.Setting(ctx)
	if err != nil {
		return err
	}
	s.On = s.On && !leaving
	before, err := d.db.WebhookSource(ctx, store)
	if err != nil {
		return err
	}
	if !s.On {
		d.unsubscribed(store)
		if len(before.Topics) == 0 {
			return nil // nothing of ours is there
		}
	}
	service := d.service(store)
	if service == nil {
		return nil
	}
	root, err := d.o.Secret(ctx)
	if err != nil {
		return err
	}
	l := look{d: d, service: service, store: store, secret: secretOf(root, sourceName(store)), ours: map[string]bool{}, refused: map[string]string{}, off: map[string]string{}}
	for _, t := range before.Topics {
		l.ours[t.RemoteID] = t.RemoteID != ""
		if t.State == "on" && t.Reason != "" {
			l.off[t.Topic] = t.Reason
		}
	}
	if s.On {
		l.address = addressOf(s.PublicURL, root, store)
		if len(before.Topics) == 0 {
			// Noted before anything is made, so that it is found again should this program end in between.
			if err := d.save(ctx, db.WebhookSource{Store: store, Topics: l.topics(nil)}, false); err != nil {
				return err
			}
		}
	}
	have, err := l.settle(ctx)
	if err != nil && !s.On && refusal(err) {
		have, err = nil, nil // it does not let us, so there is nothing to remove
	}
	if err != nil && refusal(err) {
		d.unsubscribed(store)
		text := refusedText(store, err)
		for _, t := range topicsOf(store) {
			l.refused[t.name] = text
		}
		return d.save(ctx, db.WebhookSource{Store: store, Topics: l.topics(nil), Refused: text}, true)
	}
	if err != nil {
		return err
	}
	if !s.On {
		return d.save(ctx, db.WebhookSource{Store: store}, true)
	}
	now := db.WebhookSource{Store: store, Topics: l.topics(have), Owner: l.owner(have)}
	if err := d.save(ctx, now, true); err != nil {
		return err
	}
	if now.Owner != "" && now.Owner != before.Owner {
		d.Changed() // its calls are known from now on
	}
	d.subscribed(store, now.Topics, l.doubtful)
	return nil
}

func (d *Desk) save(ctx context.Context, s db.WebhookSource, checked bool) error {
	return d.db.Write(ctx, func(tx *db.Tx) error { return tx.SaveWebhookTopics(s, checked) })
}

// unsubscribed notes that a source tells nothing.
func (d *Desk) unsubscribed(store commerce.StoreID) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for p := range d.fine {
		if p.store == store {
			delete(d.fine, p)
		}
	}
}

// subscribed notes of which kinds every needed subscription stands. What the service had switched off has failed to tell.
func (d *Desk) subscribed(store commerce.StoreID, topics []db.WebhookTopic, doubtful map[string]bool) {
	now := d.o.Now()
	fine := map[Kind]bool{}
	for _, k := range kindsOf(store) {
		fine[k] = true
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, t := range topics {
		of, _ := topicNamed(store, t.Topic)
		if of.needed && t.State != "on" {
			fine[of.kind] = false
		}
		if of.needed && doubtful[t.Topic] {
			d.doubtLocked(poll{store, of.kind}, true)
			delete(d.fine, poll{store, of.kind}) // counts from now
		}
	}
	for k, is := range fine {
		p := poll{store, k}
		if !is {
			delete(d.fine, p)
		} else if _, already := d.fine[p]; !already {
			d.fine[p] = now
		}
	}
}

// look is one look at a source's subscriptions.
type look struct {
	d       *Desk
	service service
	store   commerce.StoreID
	secret  string
	address string          // where they should point to; "" removes them
	ours    map[string]bool // ids that we are known to have made

	refused  map[string]string // topics that the service does not have, and what it said
	off      map[string]string // topics that it had switched off, and why
	doubtful map[string]bool   // those that were found switched off now
}

// mine reports whether we have made a subscription: only we know the secret. With another secret it is ours if its id is, at our place.
func (l *look) mine(s subscription) bool {
	source, secret := tail(s.address)
	return source == sourceName(l.store) && (secret == l.secret || l.ours[s.id] && len(secret) == len(l.secret))
}

// settle lists, changes what has to be changed, and lists again: after an unclear answer too nothing is made twice.
func (l *look) settle(ctx context.Context) ([]subscription, error) {
	var last error
	for round := 0; ; round++ {
		have, err := l.service.list(ctx)
		if err != nil {
			return nil, err
		}
		steps := l.plan(have)
		if len(steps) == 0 {
			return have, nil
		}
		if round == 2 {
			return nil, last
		}
		last = errors.New("the subscriptions did not become what they should be")
		for _, step := range steps {
			if err := step(ctx); err != nil && (refusal(err) || !fault.Unclear(err)) {
				return nil, err
			} else if err != nil {
				last = err
			}
		}
	}
}

// plan is what has to be done.
func (l *look) plan(have []subscription) (steps []func(context.Context) error) {
	kept := l.keep(have)
	for _, s := range have {
		if l.mine(s) && kept[s.topic].id != s.id {
			steps = append(steps, func(ctx context.Context) error { return l.service.remove(ctx, s) })
		}
	}
	if l.address == "" {
		return steps
	}
	for _, t := range topicsOf(l.store) {
		s, stands := kept[t.name]
		switch {
		case l.refused[t.name] != "":
		case !stands:
			steps = append(steps, func(ctx context.Context) error { return l.note(t.name, l.service.create(ctx, t.name, l.address)) })
		case !s.enabled:
			steps = append(steps, func(ctx context.Context) error { return l.revive(ctx, s) })
		}
	}
	return steps
}

// keep chooses one subscription of ours for each topic.
func (l *look) keep(have []subscription) map[string]subscription {
	kept := map[string]subscription{}
	for _, s := range have {
		if _, wanted := topicNamed(l.store, s.topic); !wanted || l.address == "" || s.address != l.address || !s.sound {
			continue
		}
		if other, ok := kept[s.topic]; !ok || s.enabled && !other.enabled {
			kept[s.topic] = s
		}
	}
	return kept
}

// note keeps a topic that the service does not have apart from a service that refuses altogether.
func (l *look) note(topic string, err error) error {
	if f := fault.Of(err); f != nil && f.Status == 400 {
		l.refused[topic] = "It said: " + rest.Clean(f.Text)
		return nil
	}
	return err
}

// revive switches a subscription on again that the service has switched off, and says so once.
func (l *look) revive(ctx context.Context, s subscription) error {
	why := rest.Clean(s.reason)
	if why == "" {
		why = "without a reason"
	}
	if l.doubtful == nil {
		l.doubtful = map[string]bool{}
	}
	l.doubtful[s.topic] = true
	if err := l.service.enable(ctx, s); err != nil {
		l.off[s.topic] = why
		return l.note(s.topic, err)
	}
	l.off[s.topic] = "It had been switched off by the service: " + why
	l.d.o.Log.Warn("a subscription was switched off by the service and is on again", "store", int64(l.store), "topic", s.topic, "reason", why)
	return l.d.db.Write(ctx, func(tx *db.Tx) error {
		return tx.Log(db.Activity{Level: "warning", Store: l.store, Kind: "system", Subject: "wake-ups", Result: "switched on again",
			Text: fmt.Sprintf("%s had switched the subscription to %s off: %s. Polling is fast until it has proved itself again.", serviceName(l.store), s.topic, why)})
	})
}

// topics says how the subscriptions stand.
func (l *look) topics(have []subscription) (out []db.WebhookTopic) {
	kept := l.keep(have)
	for _, t := range topicsOf(l.store) {
		w := db.WebhookTopic{Topic: t.name, State: "off", Reason: l.off[t.name]}
		s, stands := kept[t.name]
		switch {
		case stands && s.enabled:
			w.State, w.RemoteID = "on", s.id
		case stands:
			w.State, w.RemoteID = "disabled", s.id
		case l.refused[t.name] != "":
			w.State, w.Reason = "refused", l.refused[t.name]
		}
		out = append(out, w)
	}
	return out
}

// owner is whom our subscriptions name. EKM: a store that was connected by its merchant's own token is known here by its domain, while
// calls name the account; nothing but a subscription tells that.
func (l *look) owner(have []subscription) string {
	for _, s := range l.keep(have) {
		if s.owner != "" {
			return s.owner
		}
	}
	return ""
}

// refusal reports whether a service does not let us subscribe: a merchant's own token may not be allowed to. A sign-in that ended is
// reported by the polls, which need it more.
func refusal(err error) bool {
	return fault.Is(err, fault.Refused, fault.SignIn, fault.NotFound, fault.NeedsPerson)
}

func refusedText(store commerce.StoreID, err error) string {
	f := fault.Of(err)
	text := serviceName(store) + " does not let this sign-in subscribe to wake-ups"
	if f.Status != 0 {
		text += fmt.Sprintf(" (HTTP %d)", f.Status)
	}
	text += ". It is polled as fast as before."
	if said := rest.Clean(f.Text); said != "" {
		text += " It said: " + said
	}
	return text
}

func serviceName(store commerce.StoreID) string {
	if store == 0 {
		return "Brightpearl"
	}
	return "EKM"
}

// SubscribeAll looks at the subscriptions of every connected source.
func (d *Desk) SubscribeAll(ctx context.Context) error {
	stores, err := d.db.Stores(ctx)
	if err != nil {
		return err
	}
	sources := map[commerce.StoreID]bool{0: true}
	for _, s := range stores {
		sources[s.ID] = true
	}
	var errs []error
	for _, id := range slices.Sorted(maps.Keys(sources)) {
		errs = append(errs, d.Subscribe(ctx, id))
	}
	return errors.Join(errs...)
}
