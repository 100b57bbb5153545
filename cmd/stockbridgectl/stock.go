package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"strings"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/fault"
	"stockbridge/core/view"
)

// levelDocument is one SKU's stock figure in one store.
type levelDocument struct {
	Store        string `json:"store"`
	SKU          string `json:"sku"`
	Name         string `json:"name"`
	State        string `json:"state"`
	EKMProductID *int64 `json:"ekm_product_id"`
	EKMVariantID *int64 `json:"ekm_variant_id"`
	ProductID    *int64 `json:"brightpearl_product_id"`
	termsDocument
	Wanted       int64            `json:"wanted"`
	Published    *int64           `json:"published"`
	Listed       int64            `json:"listed"`
	Superseded   int64            `json:"superseded"`
	ChangedAt    *time.Time       `json:"changed_at"`
	WrittenAt    *time.Time       `json:"written_at"`
	ReadBackAt   *time.Time       `json:"read_back_at"`
	Attempts     int              `json:"attempts"`
	Cause        *fault.Cause     `json:"cause"`
	Bundle       bool             `json:"bundle"`
	Price        commerce.Pence   `json:"price"`
	Currency     string           `json:"currency"`
	BufferFrom   string           `json:"buffer_from"` // sku, "tag NAME", delay; "" the store's
	Exposure     exposureDocument `json:"exposure"`
	SoldPerHour  float64          `json:"sold_per_hour"`
	Delay        float64          `json:"delay_seconds"`
	Suggested    int64            `json:"suggested_buffer"`
	Freeze       string           `json:"freeze"` // hold, zero; "" when nobody holds it
	FrozenUntil  *time.Time       `json:"frozen_until"`
	FreezeReason string           `json:"freeze_reason"`
	Tags         []string         `json:"tags"`
	DriftAt      *time.Time       `json:"drift_at"`
	DriftShown   *int64           `json:"drift_shown"`
	AgreedAt     *time.Time       `json:"agreed_at"`
	Braked       bool             `json:"braked"`
}

// termsDocument are the parts of a figure.
type termsDocument struct {
	OnHand  int64 `json:"on_hand"`
	Pending int64 `json:"pending"`
	Buffer  int64 `json:"buffer"`
	Cap     int64 `json:"cap"`
	Stop    bool  `json:"stop"`
}

// exposureDocument is what all stores together list of a product beyond what is free.
type exposureDocument struct {
	Units int64          `json:"units"`
	Money commerce.Pence `json:"money"`
}

func levelOf(v view.LevelRow) levelDocument {
	return levelDocument{Store: v.Store, SKU: v.SKU, Name: v.Name, State: string(v.State), EKMProductID: idOf(v.EKMProductID),
		EKMVariantID: idOf(v.EKMVariantID), ProductID: idOf(v.ProductID), termsDocument: termsDocument(v.Terms), Wanted: v.Wanted,
		Published: unitsOf(v.Published, v.HasPublished), Listed: v.Listed, Superseded: v.Superseded, ChangedAt: timeOf(v.ChangedAt),
		WrittenAt: timeOf(v.WrittenAt), ReadBackAt: timeOf(v.ReadBackAt), Attempts: v.Attempts, Cause: causeFor(v.Cause), Bundle: v.Bundle,
		Price: v.Price, Currency: v.Currency, BufferFrom: v.BufferFrom, Exposure: exposureDocument{v.Exposed, v.ExposedMoney},
		SoldPerHour: v.SoldPerHour, Delay: v.Delay.Seconds(), Suggested: v.Suggested, Freeze: string(v.Freeze), FrozenUntil: timeOf(v.FrozenUntil),
		FreezeReason: v.FreezeReason, Tags: orEmpty(v.Tags), DriftAt: timeOf(v.DriftAt), DriftShown: unitsOf(v.DriftShown, !v.DriftAt.IsZero()),
		AgreedAt: timeOf(v.AgreedAt), Braked: v.Braked}
}

var levelStates = []string{string(commerce.LevelIdle), string(commerce.LevelDue), string(commerce.LevelHeld), string(commerce.LevelFailed)}

func stockList(f *flag.FlagSet) action {
	l := listed(f, levelStates...)
	f.Func("tab", "", closedWord(&l.filter.Tab, []string{"risky", "drift", "zero", "queued", "problems", "braked", "frozen", "exposed"}))
	return func(ctx context.Context, c *call) error {
		if l.filter.Tab == "exposed" { // a property to the list
			l.filter.Tab, l.filter.Has = "", []string{"exposed"}
		}
		e, err := l.begin(ctx, c)
		if err != nil {
			return err
		}
		page, err := pages(ctx, l, l.most(c), e.DB.LevelPage)
		if err != nil {
			return err
		}
		return c.show(listDocument("stock", translate(page.Rows, levelOf), page.Total, page.Next), func(w io.Writer) {
			t := table{head: []string{"STATE", "SKU", "STORE", ">ON HAND", ">PENDING", ">BUFFER", ">WANTED", ">PUBLISHED", ">LISTED", ">EXPOSED", "WRITTEN",
				"NAME", "NOTES"}}
			for _, v := range page.Rows {
				t.add(string(v.State), v.SKU, v.Store, fmt.Sprint(v.Terms.OnHand), fmt.Sprint(v.Terms.Pending), fmt.Sprint(v.Terms.Buffer), fmt.Sprint(v.Wanted),
					number(v.Published, v.HasPublished), fmt.Sprint(v.Listed), number(v.Exposed, v.Exposed > 0), clock(v.WrittenAt), short(v.Name, 40), levelNotes(v))
			}
			printList(w, t, page.Total, page.Next, "No stock figures. They arrive with the first sync of a store whose SKUs match.")
		})
	}
}

// levelNotes is what is out of the ordinary with a figure.
func levelNotes(v view.LevelRow) string {
	var notes []string
	if !v.Cause.Zero() {
		notes = append(notes, causeWords(v.Cause))
	}
	if v.Freeze != commerce.NotFrozen {
		notes = append(notes, freezeWords(v.Freeze, v.FrozenUntil))
	}
	if v.Braked {
		notes = append(notes, "stopped by the brake")
	}
	if !v.DriftAt.IsZero() {
		notes = append(notes, fmt.Sprintf("showed %d at %s", v.DriftShown, clock(v.DriftAt)))
	}
	return strings.Join(notes, "; ")
}

// freezeWords says how a person holds a figure, and for how long.
func freezeWords(how commerce.Freeze, until time.Time) string {
	words := "frozen as it is"
	if how == commerce.FreezeAtZero {
		words = "frozen at nothing"
	}
	if !until.IsZero() {
		words += " until " + clock(until)
	}
	return words
}
