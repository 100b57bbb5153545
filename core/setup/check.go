package setup

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"stockbridge/core/brightpearl"
	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/ekm"
	"stockbridge/core/fault"
)

// Result is how a check ended.
type Result string

// The results. A warning does not keep a store from going live, a problem does.
const (
	OK      Result = "ok"
	Warning Result = "warning"
	Problem Result = "problem"
)

// Check is one line of the pre-flight.
type Check struct {
	Key    string `json:"key"`
	Title  string `json:"title"`
	Result Result `json:"result"`
	Text   string `json:"text"`
	Fix    string `json:"fix,omitempty"`
}

// preflight collects the checks of one store and what they looked at.
type preflight struct {
	desk    *Desk
	row     db.StoreRow
	choices Choices
	known   bool // choices are known
	shop    ShopChoices
	checks  []Check
	skews   []skew
}

// skew is how far a server's clock is ahead of this computer's.
type skew struct {
	server string
	by     time.Duration
}

func (p *preflight) add(key, title string, r Result, text, fix string) {
	p.checks = append(p.checks, Check{key, title, r, text, fix})
}

// Check is the pre-flight of a store: every check with its result and what to do. It asks EKM and Brightpearl and stores
// the lists that it read; it changes no setting. A remote that does not answer is a problem in the list, no error.
func (d *Desk) Check(ctx context.Context, id commerce.StoreID) ([]Check, error) {
	row, err := d.store(ctx, id)
	if err != nil {
		return nil, err
	}
	p := &preflight{desk: d, row: row}
	p.keyring(ctx)
	p.askEKM(ctx)
	p.askBrightpearl(ctx)
	p.clock()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	// The row again: asking EKM may have brought its currency.
	if p.row, err = d.store(ctx, id); err != nil {
		return nil, err
	}
	if p.known {
		if err := p.channel(ctx); err != nil {
			return nil, err
		}
		p.priceList()
		p.currency()
		p.warehouses()
		p.taxCodes()
		p.unmapped()
		p.payment()
		p.orderStatus()
		p.shippingMethod()
		p.carriers()
	}
	p.shippedStatus()
	if err := p.canary(ctx); err != nil {
		return nil, err
	}
	p.fallback()
	if err := p.catalogue(ctx); err != nil {
		return nil, err
	}
	return p.checks, nil
}

func (p *preflight) keyring(ctx context.Context) {
	const key, title = "keyring", "Key store"
	if err := p.desk.o.Vault.Probe(ctx); err != nil {
		cause := fault.CauseOf(err)
		p.add(key, title, Problem, "The operating system's key store cannot be used: "+why(err)+". Sign-ins cannot be renewed without it.", cause.Fix)
		return
	}
	p.add(key, title, OK, "The operating system keeps the sign-ins.", "")
}

// askEKM reads one page of everything that the work needs, and the shop's settings.
func (p *preflight) askEKM(ctx context.Context) {
	const key, title = "ekm", "EKM answers"
	p.shop, _ = DecodeShopChoices(p.row.Options)
	client, err := p.desk.shop(p.row)
	var lacking []string
	if err == nil {
		var page ekm.Page[ekm.Order]
		page, err = client.Orders.Page(ctx, ekm.OrderQuery{PlacedSince: p.desk.now()})
		p.clockOf("EKM", page.At)
		if errors.Is(err, ekm.ErrNotPermitted) {
			lacking, err = append(lacking, "orders"), nil
		}
	}
	if err == nil {
		_, err = client.Products.Page(ctx, ekm.ProductQuery{})
		if errors.Is(err, ekm.ErrNotPermitted) {
			lacking, err = append(lacking, "products"), nil
		}
	}
	if err == nil {
		var fresh ShopChoices
		if fresh, err = p.desk.ShopOptions(ctx, p.row.ID); err == nil {
			p.shop = fresh
		}
	}
	if err != nil {
		p.add(key, title, Problem, "EKM does not work for this store: "+why(err)+". Nothing is downloaded or published until it does.", remedy(err, "the store"))
		return
	}
	p.add(key, title, OK, fmt.Sprintf("The shop %s answers.", firstOf(p.shop.ShopName, p.row.ShopName, p.row.Username)), "")
	p.permissions(lacking)
}

func (p *preflight) permissions(lacking []string) {
	const key, title = "permissions", "Permissions in EKM"
	const fix = "Tick the permissions in EKM's app or API settings, then sign the store in again."
	switch {
	case len(lacking) > 0:
		p.add(key, title, Problem, "The sign-in may not read "+strings.Join(lacking, " and ")+".", fix)
	case len(p.shop.NotPermitted) > 0:
		p.add(key, title, Warning, "The sign-in may not read "+strings.Join(p.shop.NotPermitted, ", ")+", so these cannot be checked here.", fix)
	default:
		p.add(key, title, OK, "Orders, products and the shop's settings can be read.", "")
	}
}

func (p *preflight) askBrightpearl(ctx context.Context) {
	const key, title = "brightpearl", "Brightpearl answers"
	client, err := p.desk.account(ctx)
	var pong brightpearl.Pong
	if err == nil {
		pong, err = client.Ping(ctx)
	}
	if err == nil {
		p.clockOf("Brightpearl", pong.At)
		p.choices, err = p.desk.Options(ctx, true)
	}
	if err == nil {
		p.known = true
		p.add(key, title, OK, fmt.Sprintf("The account answers; it has %d channels and %d warehouses.", len(p.choices.Channels), len(p.choices.Warehouses)), "")
		return
	}
	p.add(key, title, Problem, "Brightpearl does not work: "+why(err)+". The settings cannot be checked, and nothing is posted until it does.", remedy(err, "Brightpearl"))
	text, _, _ := p.desk.db.AccountOptions(ctx)
	if stored, err := DecodeChoices(text); err == nil && text != "" {
		p.choices, p.known = stored, true
	}
}

func (p *preflight) clockOf(server string, at time.Time) {
	if !at.IsZero() {
		p.skews = append(p.skews, skew{server, at.Sub(p.desk.now())})
	}
}

// mostSkew is how wrong this computer's clock may be: orders are dated and polls are timed by it.
const mostSkew = time.Minute

func (p *preflight) clock() {
	const key, title = "clock", "Clock of this computer"
	for _, s := range p.skews {
		if s.by.Abs() > mostSkew {
			way := "behind"
			if s.by < 0 {
				way = "ahead of"
			}
			p.add(key, title, Problem, fmt.Sprintf("This computer's clock is %s %s %s's. Sign-ins and times of orders would be wrong.", s.by.Abs().Round(time.Second), way, s.server),
				"Let the operating system set the time automatically, then check again.")
			return
		}
	}
	if len(p.skews) == 0 {
		p.add(key, title, Warning, "No server told its time, so the clock could not be compared.", "Check again when the servers answer.")
		return
	}
	p.add(key, title, OK, "It agrees with the servers to the minute.", "")
}

// remedy is what to do about a failure, from its own cause where it has one.
func remedy(err error, what string) string {
	if f := fault.Of(err); f.Kind == fault.SignIn {
		return "Sign in " + what + " again: on the Stores screen, or by the connect command."
	}
	return fault.CauseOf(err).Fix
}

func firstOf(words ...string) string {
	for _, w := range words {
		if w != "" {
			return w
		}
	}
	return ""
}
