package main

import (
	"context"
	"strings"
	"testing"
	"time"

	"stockbridge/core/ekm"
	"stockbridge/core/sandbox/ekmsim"
)

// TestWebhooks switches wake-ups on, lets a sync receive one, and switches them off again. No command shows an address with its secret.
func TestWebhooks(t *testing.T) {
	r := newRig(t)
	garden, kitchen := r.live()
	if w := one[webhooksJSON](r.do("webhooks", "--json").ends(0)).Webhooks; w.On || w.Listen != "127.0.0.1:17831" || w.Cause != nil || len(w.Sources) != 3 ||
		w.Sources[0].Store != nil || w.Sources[0].State != "off" || *w.Sources[1].Store != garden {
		t.Errorf("before: %+v", w)
	}
	r.do("webhooks", "on", "--public-url", "http://hooks.example.com").ends(exitFailed).says("SB-SET-340", "https://")
	listen := "127.0.0.1:" + freePort(t)
	r.do("webhooks", "on", "--public-url", "http://"+listen+"/sb", "--listen", listen).ends(0).says("on", listen, "waiting", ekm.TopicOrderCreated)
	r.do("webhooks", "check").ends(0)
	w := one[webhooksJSON](r.do("webhooks", "--json").ends(0)).Webhooks
	for _, s := range w.Sources {
		for _, topic := range s.Topics {
			if topic.State != "on" {
				t.Errorf("%s: %+v", s.Name, topic)
			}
		}
		if s.CheckedAt == nil || s.State != "waiting" || s.Every != 20 {
			t.Errorf("checked: %+v", s)
		}
	}
	announced := func() int { return r.box.EKM.Books().Webhooks.Announced }
	order := func(store int) {
		basket := ekmsim.Basket{Email: "b@example.com", Lines: []ekmsim.Line{{Code: r.sellable(store)[0], Quantity: 1}}}
		if _, err := r.box.EKM.PlaceOrder(r.conf.Users[store].Username, basket); err != nil {
			t.Fatal(err)
		}
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan int, 1)
	go func() {
		code, _ := r.run(ctx, strings.NewReader(""), &strings.Builder{}, "sync")
		ended <- code
	}()
	order(0)
	limit := time.After(time.Minute)
	for look := time.NewTicker(20 * time.Millisecond); r.box.EKM.Books().Webhooks.Delivered == 0; {
		select {
		case <-look.C:
		case <-limit:
			t.Fatal("EKM's call is not answered")
		}
	}
	stop()
	if code := <-ended; code != 0 {
		t.Errorf("sync ended with %d", code)
	}
	after := r.do("webhooks", "--json").ends(0)
	if s := one[webhooksJSON](after).Webhooks.Sources[1]; s.Received == 0 || s.LastAt == nil {
		t.Errorf("received: %+v", s)
	}
	if strings.Contains(after.out, "/ekm-1") || strings.Contains(r.do("webhooks").ends(0).out, "/ekm-1") {
		t.Error("an address is shown")
	}
	before := announced()
	if order(1); announced() == before {
		t.Error("the second store's orders are not announced")
	}
	r.do("store", "remove", kitchen, "--yes").ends(0)
	before = announced()
	if order(1); announced() != before {
		t.Error("a removed store's orders are still announced")
	}
	off := one[webhooksJSON](r.do("webhooks", "off", "--json").ends(0)).Webhooks
	if off.On || off.PublicURL != "http://"+listen+"/sb" || off.Sources[1].Topics[0].State != "off" {
		t.Errorf("after: %+v", off)
	}
	if order(0); announced() != before {
		t.Error("orders are still announced")
	}
}
