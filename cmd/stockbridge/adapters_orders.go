package main

import (
	"context"
	"net/url"
	"strings"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/engine"
	"stockbridge/core/view"
)

// orderLedger is the proof of completeness for the Orders screen.
type orderLedger struct{ e *engine.Engine }

func (a orderLedger) LedgerPage(ctx context.Context, store commerce.StoreID, win view.Window) (view.Page[view.LedgerDay], error) {
	return a.e.DB.LedgerPage(ctx, store, win)
}

func (a orderLedger) AuditNow(ctx context.Context, store commerce.StoreID, day time.Time) error {
	return a.e.AuditNow(ctx, store, day)
}

// orderFixer decides held orders for the Orders screen.
type orderFixer struct{ e *engine.Engine }

func (a orderFixer) ProposeFix(ctx context.Context, id commerce.OrderID, fix view.OrderFix) (view.Proposal, error) {
	return a.e.ProposeFix(ctx, id, fix)
}

func (a orderFixer) FixOrder(ctx context.Context, id commerce.OrderID, fix view.OrderFix) error {
	return a.e.FixOrder(ctx, id, fix, actor)
}

func (a orderFixer) TryRule(ctx context.Context, store commerce.StoreID, key, value string) (view.RuleEffect, error) {
	return a.e.TryRule(ctx, store, key, value)
}

func (a orderFixer) MakeRule(ctx context.Context, store commerce.StoreID, key, value, causeCode string) error {
	_, err := a.e.MakeRule(ctx, store, key, value, causeCode, actor)
	return err
}

func (a orderFixer) FindProducts(ctx context.Context, text string) ([]view.Choice, error) {
	return a.e.DB.FindProducts(ctx, text)
}

// TaxCodes reads the stored list; it is asked for again once a day and by the wizard.
func (a orderFixer) TaxCodes(ctx context.Context) ([]view.Choice, error) {
	c, err := a.e.Setup.Options(ctx, false)
	out := make([]view.Choice, 0, len(c.TaxCodes))
	for _, x := range c.TaxCodes {
		out = append(out, view.Choice{Code: x.Code, Name: x.Name + ", " + x.Rate + " %"})
	}
	return out, err
}

// orderChanges judges for the Orders screen what happened behind an order that was posted.
type orderChanges struct{ e *engine.Engine }

func (a orderChanges) AcceptChange(ctx context.Context, id commerce.OrderID) error {
	return a.e.AcceptChange(ctx, id, actor)
}

func (a orderChanges) IgnoreChange(ctx context.Context, id commerce.OrderID, reason string) error {
	return a.e.IgnoreChange(ctx, id, reason, actor)
}

func (a orderChanges) CreateAgain(ctx context.Context, id commerce.OrderID) error {
	return a.e.CreateAgain(ctx, id, actor)
}

// orderDownloads fetches orders once more for the Orders screen.
type orderDownloads struct{ e *engine.Engine }

func (a orderDownloads) LookDownload(ctx context.Context, store commerce.StoreID, numbers []string, from, to time.Time) ([]view.Download, error) {
	return a.e.LookDownload(ctx, store, numbers, from, to)
}

func (a orderDownloads) Download(ctx context.Context, store commerce.StoreID, ekmIDs []int64) (int, error) {
	return a.e.Download(ctx, store, ekmIDs, actor)
}

// orderShortfalls keeps for the Orders screen who waits for units that are short.
type orderShortfalls struct{ e *engine.Engine }

func (a orderShortfalls) LetWait(ctx context.Context, product int64, order commerce.OrderID, reason string) error {
	return a.e.LetWait(ctx, product, order, reason, actor)
}

func (a orderShortfalls) StopWaiting(ctx context.Context, product int64, order commerce.OrderID) error {
	return a.e.StopWaiting(ctx, product, order, actor)
}

// salesOrderPage gives the address of a sales order in Brightpearl's own pages, as far as its number. Those stand below
// brightpearlapp.com in the data centre of the API: https://euw1.brightpearlapp.com/patt-op.php?scode=invoice&oID=1001. An account
// whose API has an older kind of address has no link.
func salesOrderPage(data *db.DB) func(context.Context) string {
	return func(ctx context.Context) string {
		account, ok, err := data.Account(ctx)
		if err != nil || !ok {
			return ""
		}
		return pageOfAPI(account.APIURL)
	}
}

func pageOfAPI(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	centre, ok := strings.CutSuffix(u.Hostname(), ".brightpearlconnect.com")
	if !ok || centre == "" || strings.Contains(centre, ".") {
		return ""
	}
	return "https://" + centre + ".brightpearlapp.com/patt-op.php?scode=invoice&oID="
}
