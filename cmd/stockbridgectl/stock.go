package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/fault"
	"stockbridge/core/view"
)

// levelDocument is one SKU's stock figure in one store.
type levelDocument struct {
	Store        string       `json:"store"`
	SKU          string       `json:"sku"`
	Name         string       `json:"name"`
	State        string       `json:"state"`
	EKMProductID *int64       `json:"ekm_product_id"`
	EKMVariantID *int64       `json:"ekm_variant_id"`
	ProductID    *int64       `json:"brightpearl_product_id"`
	OnHand       int64        `json:"on_hand"`
	Pending      int64        `json:"pending"`
	Buffer       int64        `json:"buffer"`
	Cap          int64        `json:"cap"`
	Wanted       int64        `json:"wanted"`
	Published    *int64       `json:"published"`
	Listed       int64        `json:"listed"`
	Superseded   int64        `json:"superseded"`
	ChangedAt    *time.Time   `json:"changed_at"`
	WrittenAt    *time.Time   `json:"written_at"`
	ReadBackAt   *time.Time   `json:"read_back_at"`
	Attempts     int          `json:"attempts"`
	Cause        *fault.Cause `json:"cause"`
	Bundle       bool         `json:"bundle"`
}

func levelOf(v view.LevelRow) levelDocument {
	return levelDocument{Store: v.Store, SKU: v.SKU, Name: v.Name, State: string(v.State), EKMProductID: idOf(v.EKMProductID),
		EKMVariantID: idOf(v.EKMVariantID), ProductID: idOf(v.ProductID), OnHand: v.Terms.OnHand, Pending: v.Terms.Pending, Buffer: v.Terms.Buffer,
		Cap: v.Terms.Cap, Wanted: v.Wanted, Published: unitsOf(v.Published, v.HasPublished), Listed: v.Listed, Superseded: v.Superseded,
		ChangedAt: timeOf(v.ChangedAt), WrittenAt: timeOf(v.WrittenAt), ReadBackAt: timeOf(v.ReadBackAt), Attempts: v.Attempts,
		Cause: causeFor(v.Cause), Bundle: v.Bundle}
}

var levelStates = []string{string(commerce.LevelIdle), string(commerce.LevelDue), string(commerce.LevelHeld), string(commerce.LevelFailed)}

func stockList(f *flag.FlagSet) action {
	l := listed(f, levelStates...)
	return func(ctx context.Context, c *call) error {
		e, err := l.begin(ctx, c)
		if err != nil {
			return err
		}
		page, err := pages(ctx, l, l.most(c), e.DB.LevelPage)
		if err != nil {
			return err
		}
		return c.show(listDocument("stock", translate(page.Rows, levelOf), page.Total, page.Next), func(w io.Writer) {
			t := table{head: []string{"STATE", "SKU", "STORE", ">ON HAND", ">PENDING", ">WANTED", ">PUBLISHED", ">LISTED", "WRITTEN", "NAME", "CAUSE"}}
			for _, v := range page.Rows {
				t.add(string(v.State), v.SKU, v.Store, fmt.Sprint(v.Terms.OnHand), fmt.Sprint(v.Terms.Pending), fmt.Sprint(v.Wanted),
					number(v.Published, v.HasPublished), fmt.Sprint(v.Listed), clock(v.WrittenAt), short(v.Name, 40), causeWords(v.Cause))
			}
			printList(w, t, page.Total, page.Next, "No stock figures. They arrive with the first sync of a store whose SKUs match.")
		})
	}
}
