package orderflow

import (
	"context"
	"time"

	"golang.org/x/sync/errgroup"

	"stockbridge/core/brightpearl"
	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/ekm"
	"stockbridge/core/fault"
	"stockbridge/core/rest"
	"stockbridge/core/settings"
	"stockbridge/core/view"
)

const (
	usualTrials = 20
	mostTrials  = 100
	// trialPages is how many pages of twenty orders a trial looks through at most: shops may have many that are never downloaded.
	trialPages  = 10
	readsABatch = 6 // orders whose lines are read side by side
)

// trial works orders of one store through by the rules of posting. It stores none of them, and its clients can only read.
type trial struct {
	*Desk
	store   db.StoreRow
	shop    ekm.Reader
	account brightpearl.Reader
	indexed bool // the index of contacts can say that nobody has an address
}

// trial prepares a trial. It refuses while Brightpearl's products were never read: every line would look unknown.
func (d *Desk) trial(ctx context.Context, id commerce.StoreID) (*trial, error) {
	store, shop, err := d.shop(ctx, id)
	if err != nil {
		return nil, err
	}
	client, err := d.brightpearl()
	if err != nil {
		return nil, err
	}
	if ready, err := d.o.Catalog.Ready(ctx); err != nil {
		return nil, err
	} else if !ready {
		return nil, noCatalogue("try orders")
	}
	t := &trial{store: store, shop: shop.Reader(), account: client.Reader()}
	o := d.o
	o.Brightpearl = func() *brightpearl.Client { return t.account.Client }
	o.Shop = func(commerce.StoreID) *ekm.Client { return t.shop.Client }
	o.Touched = nil
	t.Desk = New(o)
	t.productTaxes, t.contactTaxes = d.productTaxes, d.contactTaxes
	t.indexed, err = d.indexReady(ctx)
	return t, err
}

// reads is how many requests the trial made; an error when something tried to write.
func (t *trial) reads() (int64, error) {
	if t.shop.Refused()+t.account.Refused() > 0 {
		return 0, &fault.Error{Op: "try orders", Text: "a trial run tried to write, which was refused"}
	}
	return t.shop.Reads() + t.account.Reads(), nil
}

// tried is what an order would become, with what only a comparison needs.
type tried struct {
	view.DryOrder
	contact int64 // it would go on, 0 for a new one
	shopper string
	byEmail bool // the shopper is known by an e-mail address
	rows    []db.OrderRow
}

// read reads the lines of orders; what cannot be read completely says so in its verdict.
func (t *trial) read(ctx context.Context, orders []ekm.Order) ([]arrival, error) {
	out := make([]arrival, len(orders))
	group, inner := errgroup.WithContext(ctx)
	group.SetLimit(readsABatch)
	for i, o := range orders {
		group.Go(func() (err error) {
			out[i], err = t.readOrder(inner, t.store, t.shop.Client, o)
			return err
		})
	}
	return out, group.Wait()
}

// try works one order through as posting would: the rules of its status and payment, then its lines, amounts and tax codes, then its
// customer. Orders have to come in the order in which they were placed, since each may teach how the store's amounts are read.
func (t *trial) try(ctx context.Context, a arrival) (tried, error) {
	o := a.order
	out := tried{shopper: t.shopper(t.store, o), DryOrder: view.DryOrder{EKMID: o.EKMID, Number: o.Number, PlacedAt: o.PlacedAt, Lines: len(o.Lines), Currency: o.Currency,
		EKMTotal: o.Total.Pence(), EKMTax: o.Tax.Pence(), ExpectsReceipt: paidFor(o)}}
	_, out.byEmail = address(t.store, o)
	switch a.verdict.State {
	case commerce.OrderExcluded, commerce.OrderCancelled:
		out.Result, out.Cause = view.DryExcluded, a.verdict.Cause
		return out, nil
	case commerce.OrderHeld:
		out.Result, out.Cause = view.DryHeld, a.verdict.Cause
		return out, nil
	}
	w := db.OrderWork{Store: t.store.ID, State: commerce.OrderWaiting, Stage: commerce.Received, PlacedAt: o.PlacedAt, Order: o}
	made, held, err := t.dry(ctx, t.store, w, view.OrderFix{})
	if err != nil {
		return out, err
	}
	for _, r := range made.rows {
		switch {
		case r.Kind == "goods" && r.ProductID > 0:
			out.LinesTied++
		case r.Kind == "goods":
			out.TextRows++
		}
	}
	if held.Zero() {
		out.contact, out.NewContact, err = t.customer(ctx, w)
		if fault.Is(err, fault.NeedsPerson) {
			held = fault.CauseOf(err)
		} else if err != nil {
			return out, err
		}
	}
	if !held.Zero() {
		out.Result, out.Cause = view.DryHeld, held
		return out, nil
	}
	t.store.Reading = made.money.learned
	out.rows = made.rows
	out.Made, out.Total, out.Tax, out.Settled = true, made.money.total(), made.money.tax(), made.money.settled
	if !owed(w, t.store.Settings) {
		out.Paid = out.EKMTotal // pay records what EKM charged
	}
	switch {
	case out.TextRows > 0:
		out.Result = view.DryTextRow
	case out.Settled > 0:
		out.Result = view.DrySettled
	default:
		out.Result = view.DryAgrees
	}
	return out, nil
}

// customer finds the contact that an order would go on; fresh means that one would be created.
func (t *trial) customer(ctx context.Context, w db.OrderWork) (id int64, fresh bool, err error) {
	s := t.store.Settings
	_, personal := address(t.store, w.Order)
	if !personal && s.NoEmailPolicy == settings.FallbackContact {
		return s.FallbackContact, false, nil
	}
	known, err := t.db.ContactsFor(ctx, t.shopper(t.store, w.Order))
	switch {
	case err != nil:
		return 0, false, err
	case !personal && len(known) > 0:
		return known[0].ContactID, false, nil
	case !personal, len(known) == 0 && t.indexed:
		return 0, true, nil
	}
	b, err := t.meet(ctx, t.account.Client, t.store, w, known)
	return b.id, err == nil && b.id == 0, err
}

// DryRun works a store's newest orders through with its settings of now, by the rules of posting: n of them (0: 20), those that are paid
// and those of the statuses to download, whether or not they lie before go-live. Nothing is written to either side and nothing is stored.
// progress may be nil. It refuses before Brightpearl's products were read (SB-CAT-001).
func (d *Desk) DryRun(ctx context.Context, id commerce.StoreID, n int, progress func(done, total int)) (view.DryRun, error) {
	if n <= 0 {
		n = usualTrials
	}
	ctx = brightpearl.WithPriority(ctx, rest.Checks)
	began := d.o.Now()
	out := view.DryRun{At: began}
	t, err := d.trial(ctx, id)
	if err != nil {
		return out, err
	}
	orders, err := t.newest(ctx, min(n, mostTrials))
	if err != nil {
		return out, err
	}
	if progress == nil {
		progress = func(int, int) {}
	}
	progress(0, len(orders))
	out.Orders = make([]view.DryOrder, len(orders))
	for last := len(orders); last > 0; last -= min(readsABatch, last) {
		first := last - min(readsABatch, last)
		arrivals, err := t.read(ctx, orders[first:last])
		if err != nil {
			return view.DryRun{}, err
		}
		for i := last - 1; i >= first; i-- { // the oldest first, as they are posted
			one, err := t.try(ctx, arrivals[i-first])
			if err != nil {
				return view.DryRun{}, err
			}
			out.Orders[i] = one.DryOrder
			progress(len(orders)-i, len(orders))
		}
	}
	reads, err := t.reads()
	out.Reads, out.Took = int(reads), d.o.Now().Sub(began)
	return out, err
}

// newest reads the newest orders that count for a trial.
func (t *trial) newest(ctx context.Context, n int) (out []ekm.Order, err error) {
	before := ekm.ID(0)
	for range trialPages {
		page, err := t.shop.Orders.Newest(ctx, before)
		if err != nil {
			return nil, err
		}
		for _, o := range page.Rows {
			order, unreadable := translate(t.store.ID, t.store.Currency, o, nil, nil)
			order.Lines = []commerce.Line{{}} // unread, but there are some
			if hidden(string(o.Status)) || unreadable == nil && !paidFor(order) && !downloads(t.store.Settings, order.Status) {
				continue
			}
			if out = append(out, o); len(out) == n {
				return out, nil
			}
		}
		if !page.More {
			break
		}
		before = page.Next
	}
	return out, nil
}

// comingPages is how many pages of twenty orders are counted for a start moment.
const comingPages = 10

// Coming counts the orders that a start moment would bring over, by the rules of now: those placed since then that would be posted.
// More than 200 orders of the shop are not read. It only reads, and EKM only.
func (d *Desk) Coming(ctx context.Context, id commerce.StoreID, from time.Time) (view.Coming, error) {
	store, client, err := d.shop(ctx, id)
	if err != nil {
		return view.Coming{}, err
	}
	shop := client.Reader()
	if from.IsZero() {
		from = ordersFrom(store)
	}
	out, query := view.Coming{Currency: store.Currency}, ekm.OrderQuery{PlacedSince: from}
	for range comingPages {
		page, err := shop.Orders.Page(ctx, query)
		if err != nil {
			return view.Coming{}, err
		}
		for _, o := range page.Rows {
			v, unreadable := judged(store, o)
			if hidden(string(o.Status)) || unreadable != nil || v.State != commerce.OrderWaiting || v.AwaitPayment {
				continue
			}
			total, _ := commerce.ParseAmount(o.TotalCost.String())
			out.Orders, out.Money = out.Orders+1, out.Money+total.Pence()
		}
		if out.More = page.More; !page.More {
			break
		}
		query.After = page.Next
	}
	return out, nil
}

// noCatalogue refuses work that needs Brightpearl's products before they were read once.
func noCatalogue(op string) error {
	return &fault.Error{Kind: fault.Offline, Code: "SB-CAT-001", Op: op, Remote: "brightpearl", Text: "Brightpearl's products have not been read yet"}
}
