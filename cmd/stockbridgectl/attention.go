package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
)

// causeDocument is one root cause with everything that it stops.
type causeDocument struct {
	Key       string         `json:"key"`
	Code      string         `json:"code"`
	Severity  string         `json:"severity"` // error or attention
	Store     string         `json:"store"`    // empty: the Brightpearl account
	Title     string         `json:"title"`
	Text      string         `json:"text"`
	Fix       string         `json:"fix"`
	Since     *time.Time     `json:"since"`
	Orders    int            `json:"orders"`
	SKUs      int            `json:"skus"`
	Shipments int            `json:"shipments"`
	Money     commerce.Pence `json:"money"`
	Currency  string         `json:"currency"`
	FirstDue  *time.Time     `json:"first_due"`
}

func causeCard(c view.CauseCard) causeDocument {
	return causeDocument{Key: c.Key, Code: c.Code, Severity: c.Severity, Store: c.Store, Title: c.Title, Text: c.Text, Fix: c.Fix, Since: timeOf(c.Since),
		Orders: c.Orders, SKUs: c.SKUs, Shipments: c.Shipments, Money: c.Money, Currency: c.Currency, FirstDue: timeOf(c.FirstDue)}
}

func attentionList(f *flag.FlagSet) action {
	l := listed(f, "error", "attention")
	return func(ctx context.Context, c *call) error {
		e, err := l.begin(ctx, c)
		if err != nil {
			return err
		}
		cards, err := e.DB.CausePage(ctx, l.filter.Store)
		if err != nil {
			return err
		}
		cards, total, next, err := l.narrow(cards, l.most(c))
		if err != nil {
			return err
		}
		return c.show(listDocument("attention", translate(cards, causeCard), total, next), func(w io.Writer) {
			if len(cards) == 0 {
				fmt.Fprintln(w, "Nothing needs you.")
			}
			for i, card := range cards {
				if i > 0 {
					fmt.Fprintln(w)
				}
				printCause(w, card)
			}
		})
	}
}

// narrow applies the filters of a list to the cards, which are few. Their cursor is the last card's key.
func (l *listFlags) narrow(cards []view.CauseCard, most int) (out []view.CauseCard, total int, next string, err error) {
	text := strings.ToLower(strings.TrimSpace(l.filter.Text))
	cards = slices.DeleteFunc(cards, func(c view.CauseCard) bool {
		return len(l.filter.States) > 0 && !slices.Contains(l.filter.States, c.Severity) ||
			!strings.Contains(strings.ToLower(c.Code+"\n"+c.Title+"\n"+c.Text+"\n"+c.Store), text)
	})
	total = len(cards)
	if l.after != "" {
		i := slices.IndexFunc(cards, func(c view.CauseCard) bool { return c.Key == l.after })
		if i < 0 {
			return nil, 0, "", wrong("--after names nothing in this list any more; start without it")
		}
		cards = cards[i+1:]
	}
	if most > 0 && len(cards) > most {
		cards = cards[:most]
		next = cards[most-1].Key
	}
	return cards, total, next, nil
}

func printCause(w io.Writer, c view.CauseCard) {
	where := c.Store
	if where == "" {
		where = "Brightpearl"
	}
	stops := []string{}
	for _, s := range []struct {
		n    int
		what string
	}{{c.Orders, "order(s)"}, {c.SKUs, "SKU(s)"}, {c.Shipments, "shipment(s)"}} {
		if s.n > 0 {
			stops = append(stops, fmt.Sprintf("%d %s", s.n, s.what))
		}
	}
	if c.Money > 0 {
		stops = append(stops, c.Money.Display(c.Currency))
	}
	fmt.Fprintf(w, "%s: %s (%s)\n", plain(where), plain(c.Title), c.Code)
	if c.Text != "" {
		fmt.Fprintf(w, "  %s\n", plain(c.Text))
	}
	if len(stops) > 0 {
		fmt.Fprintf(w, "  It stops %s, since %s.\n", strings.Join(stops, ", "), clock(c.Since))
	}
	if c.Fix != "" {
		fmt.Fprintf(w, "  → %s\n", plain(c.Fix))
	}
}
