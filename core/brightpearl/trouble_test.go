package brightpearl_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"stockbridge/core/brightpearl"
	"stockbridge/core/fault"
	"stockbridge/core/rest"
	sim "stockbridge/core/sandbox/brightpearlsim"
)

const postOrder = "POST order-service/sales-order"

func TestContractLostAnswersAreUnclearAndFoundAgain(t *testing.T) {
	for _, name := range []string{sim.LostAnswer, sim.ResetMidBody, sim.ErrorAfter} {
		t.Run(name, func(t *testing.T) {
			a, ctx := open(t), context.Background()
			_, err := a.Ping(ctx)
			must(t, err)
			must(t, a.sim.SetFaults(sim.Fault{Name: name, Route: postOrder, NextN: 1}))
			_, err = a.SalesOrders.Create(ctx, a.order("ekm:north:7"))
			if !fault.Is(err, fault.Offline) || !fault.Unclear(err) {
				t.Fatalf("got %v", err)
			}
			found, err := a.SalesOrders.FindByExternalRef(ctx, "ekm:north:7")
			must(t, err)
			check(t, "found", len(found), 1)
			again, err := a.SalesOrders.Create(ctx, a.order("ekm:north:7"))
			must(t, err)
			check(t, "the repeat changes nothing", again, found[0].ID)
			check(t, "orders", len(a.sim.Books().SalesOrders), 1)
		})
	}
}

func TestContractRepeatedOrderAnswers(t *testing.T) {
	for name, named := range map[string]bool{sim.DuplicateEmpty: false, sim.DuplicateObject: true} {
		a, ctx := open(t, sim.Fault{Name: name}), context.Background()
		_, err := a.Ping(ctx)
		must(t, err)
		first, err := a.SalesOrders.Create(ctx, a.order("ekm:north:8"))
		must(t, err)
		again, err := a.SalesOrders.Create(ctx, a.order("ekm:north:8"))
		must(t, err)
		want := brightpearl.OrderID(0)
		if named {
			want = first
		}
		check(t, name, again, want)
	}
}

func TestContractBrokenServer(t *testing.T) {
	for _, name := range []string{sim.HTMLError, sim.InternalError, sim.Unavailable} {
		a, ctx := open(t), context.Background()
		must(t, a.sim.SetFaults(sim.Fault{Name: name, Route: postOrder, NextN: 1}))
		_, err := a.SalesOrders.Create(ctx, a.order("ekm:north:9"))
		check(t, name+" is offline", fault.Is(err, fault.Offline), true)
		check(t, name+" is unclear", fault.Unclear(err), true)
		check(t, name+" orders", len(a.sim.Books().SalesOrders), 0)

		must(t, a.sim.SetFaults(sim.Fault{Name: name, Route: "GET warehouse-service/warehouse", NextN: 1}))
		_, err = a.Ping(ctx) // a read is repeated
		must(t, err)
	}
}

// impatient repeats at once what was refused for pace, so that the test need not wait for a minute to pass.
type impatient struct{}

func (impatient) Acquire(ctx context.Context, _ rest.Priority) (func(*rest.Answer), error) {
	return func(*rest.Answer) {}, ctx.Err()
}
func (impatient) Remaining() (int, int) { return 200, 200 }

func TestContractThrottledWritesAreDoneOnce(t *testing.T) {
	for _, faults := range [][]sim.Fault{nil, {{Name: sim.Throttle429}}} {
		a, ctx := open(t), context.Background()
		a.Client = connect(t, a.url, impatient{})
		must(t, a.sim.SetFaults(append(faults, sim.Fault{Name: sim.ThrottleNow, Route: postOrder, NextN: 2})...))
		_, err := a.SalesOrders.Create(ctx, a.order("ekm:north:9"))
		must(t, err)
		check(t, "orders", len(a.sim.Books().SalesOrders), 1)
		check(t, "throttled", a.Stats().Throttled, 2)

		must(t, a.sim.SetFaults(append(faults, sim.Fault{Name: sim.ThrottleNow})...))
		_, err = a.SalesOrders.Create(ctx, a.order("ekm:north:10"))
		f := fault.Of(err)
		check(t, "throttled", f.Kind, fault.Throttled)
		check(t, "unclear", f.Unclear, false)
		check(t, "a time is named", f.NotBefore.After(time.Now()), true)
		check(t, "orders", len(a.sim.Books().SalesOrders), 1)
	}
}

func TestContractRefusalsAreNotUnclear(t *testing.T) {
	a, ctx := open(t), context.Background()
	n := a.order("ekm:north:10")
	n.Rows[0].TaxCode = "NOPE"
	_, err := a.SalesOrders.Create(ctx, n)
	f := fault.Of(err)
	check(t, "refused", f.Kind, fault.Refused)
	check(t, "unclear", f.Unclear, false)
	check(t, "code and text", f.RemoteCode != "" && f.Text != "", true)

	must(t, a.sim.SetFaults(sim.Fault{Name: sim.ExpiredToken}))
	_, err = a.SalesOrders.Create(ctx, a.order("ekm:north:11"))
	check(t, "sign-in", fault.Is(err, fault.SignIn), true)
	check(t, "sign-in unclear", fault.Unclear(err), false)
}

func TestContractListsWithAnotherSeparator(t *testing.T) {
	a, ctx := open(t, sim.Fault{Name: sim.StringSetBar}), context.Background()
	id, err := a.SalesOrders.Create(ctx, a.order("ekm:north:12"))
	must(t, err)
	found, err := a.SalesOrders.FindByExternalRefs(ctx, "ekm:north:12", "ekm:north:13")
	must(t, err)
	check(t, "found", list(len(found), found["ekm:north:12"][0].ID), list(1, id))
}

func TestContractDropShip(t *testing.T) {
	for _, faults := range [][]sim.Fault{nil, {{Name: sim.TrackingField}}, {{Name: sim.TrackingEvent}}, {{Name: sim.EmptyNotesOK}}} {
		a, ctx := open(t, faults...), context.Background()
		id, err := a.SalesOrders.Create(ctx, a.order("ekm:north:14"))
		must(t, err)
		none, err := a.DropShip.ByOrders(ctx, id)
		must(t, err)
		noNotes, err := a.GoodsOut.ByOrders(ctx, id)
		must(t, err)
		check(t, "notes before", len(none)+len(noNotes), 0)
		_, err = a.sim.DropShip(sim.Shipment{OrderID: int(id), Tracking: "DS1"})
		must(t, err)
		got, err := a.DropShip.ByOrders(ctx, id)
		must(t, err)
		check(t, "note", list(len(got), got[0].Tracking, got[0].Order, got[0].Shipped), list(1, "DS1", id, true))
	}
}

// TestContractTogether: writes that come together are one request to the account, and each gets its own answer.
func TestContractTogether(t *testing.T) {
	a, ctx := open(t), context.Background()
	_, err := a.Ping(ctx)
	must(t, err)
	create := func(first int) (errs [3]error) {
		var all sync.WaitGroup
		for i := range errs {
			all.Go(func() {
				n := a.order(fmt.Sprintf("ekm:north:%d", first+i))
				if i == 1 {
					n.Rows[0].TaxCode = "NOPE"
				}
				_, errs[i] = a.SalesOrders.Create(ctx, n)
			})
		}
		all.Wait()
		return errs
	}
	before := a.sim.Books().Counters
	got := create(15)
	after := a.sim.Books().Counters
	must(t, got[0])
	must(t, got[2])
	check(t, "refused", fault.Is(got[1], fault.Refused), true)
	check(t, "requests", after.Requests-before.Requests, 1)

	must(t, a.sim.SetFaults(sim.Fault{Name: sim.MultiDown}))
	for _, err := range create(20) {
		check(t, "down", fault.Unclear(err), true)
	}
	got = create(20)
	must(t, got[0])
	must(t, got[2])
}

func TestContractWebhooks(t *testing.T) {
	a, ctx := open(t), context.Background()
	hook := brightpearl.Webhook{
		Event: "goods-out-note.modified.shipped", Method: "POST", ContentType: "application/json", Sets: true, RepeatFailed: 1,
		URI:  "http://127.0.0.1:9/hook",
		Body: `{"account":"${account-code}","type":"${resource-type}","event":"${lifecycle-event}","id":"${resource-id}"}`,
	}
	id, err := a.Webhooks.Create(ctx, hook)
	must(t, err)
	hooks, err := a.Webhooks.List(ctx)
	must(t, err)
	hook.ID = id
	check(t, "hook", hooks[0], hook)
	must(t, a.Webhooks.Delete(ctx, id))
	must(t, a.Webhooks.Delete(ctx, id))
	hooks, err = a.Webhooks.List(ctx)
	must(t, err)
	check(t, "hooks left", len(hooks), 0)
	_, err = a.Webhooks.Create(ctx, brightpearl.Webhook{Event: "weather.changed", Method: "GET", URI: hook.URI})
	check(t, "refused", fault.Is(err, fault.Refused), true)
}
