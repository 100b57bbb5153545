package webhook

import (
	"context"
	"strconv"
	"strings"

	"stockbridge/core/brightpearl"
	"stockbridge/core/commerce"
	"stockbridge/core/ekm"
)

// subscription is one as a service has it.
type subscription struct {
	id, topic, address string
	enabled            bool
	reason             string // why the service has switched it off
	owner              string // whom its calls name
	sound              bool   // it is as we would make it, whatever its address
}

// service is what of either client the desk needs. Creating is not idempotent at either.
type service interface {
	list(ctx context.Context) ([]subscription, error)
	create(ctx context.Context, topic, address string) error
	enable(ctx context.Context, s subscription) error
	remove(ctx context.Context, s subscription) error
}

// service of a source, nil while it is not connected.
func (d *Desk) service(store commerce.StoreID) service {
	if store == 0 {
		if c := d.o.Brightpearl(); c != nil {
			return brightpearlService{c}
		}
		return nil
	}
	if c := d.o.Shop(store); c != nil {
		return ekmService{c}
	}
	return nil
}

type ekmService struct{ c *ekm.Client }

func (s ekmService) list(ctx context.Context) (out []subscription, err error) {
	all, err := s.c.Webhooks.List(ctx)
	for _, w := range all.Rows {
		out = append(out, subscription{id: string(w.ID), topic: string(w.Topic), address: string(w.Endpoint), enabled: bool(w.Enabled),
			reason: string(w.DisabledReason), owner: string(w.Username), sound: true})
	}
	return out, err
}

func (s ekmService) create(ctx context.Context, topic, address string) error {
	_, err := s.c.Webhooks.Create(ctx, ekm.WebhookSpec{Topic: topic, Endpoint: address, Enabled: true})
	return err
}

func (s ekmService) enable(ctx context.Context, w subscription) error {
	_, err := s.c.Webhooks.Update(ctx, w.id, ekm.WebhookSpec{Topic: w.topic, Endpoint: w.address, Enabled: true})
	return err
}

func (s ekmService) remove(ctx context.Context, w subscription) error {
	return s.c.Webhooks.Delete(ctx, w.id)
}

type brightpearlService struct{ c *brightpearl.Client }

func (s brightpearlService) list(ctx context.Context) (out []subscription, err error) {
	all, err := s.c.Webhooks.List(ctx)
	for _, w := range all {
		want := wantedHook(w.Event, w.URI)
		sound := w.Method == want.Method && w.Sets && w.RepeatFailed == want.RepeatFailed && w.ContentType == want.ContentType && squeezed(w.Body) == squeezed(want.Body)
		out = append(out, subscription{id: strconv.FormatInt(int64(w.ID), 10), topic: w.Event, address: w.URI, enabled: true, sound: sound})
	}
	return out, err
}

func (s brightpearlService) create(ctx context.Context, topic, address string) error {
	_, err := s.c.Webhooks.Create(ctx, wantedHook(topic, address))
	return err
}

// enable is never asked for: Brightpearl switches nothing off.
func (s brightpearlService) enable(context.Context, subscription) error { return nil }

func (s brightpearlService) remove(ctx context.Context, w subscription) error {
	id, err := strconv.ParseInt(w.id, 10, 64)
	if err != nil {
		return err
	}
	return s.c.Webhooks.Delete(ctx, brightpearl.WebhookID(id))
}

// squeezed leaves out what a service may lay out differently.
func squeezed(text string) string { return strings.Join(strings.Fields(text), "") }
