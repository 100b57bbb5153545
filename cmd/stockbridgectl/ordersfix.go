package main

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"strings"

	"stockbridge/core/commerce"
	"stockbridge/core/fault"
	"stockbridge/core/settings"
	"stockbridge/core/view"
)

// proposalDocument is what an order would become.
type proposalDocument struct {
	Lines     []lineDocument `json:"lines"`
	Total     commerce.Pence `json:"total"`
	Tax       commerce.Pence `json:"tax"`
	MoneyNote string         `json:"money_note"`
	Flags     []string       `json:"flags"`
	Cause     *fault.Cause   `json:"cause"` // why it would be held all the same; null when it would be posted
}

func ordersPropose(f *flag.FlagSet) action {
	fix, store := fixFlag(f), f.String("store", "", "")
	return func(ctx context.Context, c *call) error {
		e, o, err := c.order(ctx, *store)
		if err != nil {
			return err
		}
		if !given(f, "fix") {
			*fix = o.Fix
		}
		p, err := e.ProposeFix(ctx, o.ID, *fix)
		if err != nil {
			return err
		}
		document := proposalDocument{Lines: translate(p.Rows, lineOf), Total: p.Total, Tax: p.Tax, MoneyNote: p.MoneyNote, Flags: orEmpty(p.Flags), Cause: causeFor(p.Cause)}
		if err := c.show(map[string]any{"proposal": document}, func(w io.Writer) { printProposal(w, o, p) }); err != nil {
			return err
		}
		if !p.Cause.Zero() {
			return errAttention
		}
		return nil
	}
}

func printProposal(w io.Writer, o view.OrderDetail, p view.Proposal) {
	if p.Cause.Zero() {
		fmt.Fprintf(w, "Order %s of %s would be posted: %s with %s tax.\n", plain(o.Number), plain(o.Store), p.Total.Display(o.Currency), p.Tax.Display(o.Currency))
	} else {
		fmt.Fprintf(w, "Order %s of %s would be held.\n", plain(o.Number), plain(o.Store))
		facts(w, "Cause", p.Cause.Text+" ("+p.Cause.Code+")", "What to do", p.Cause.Fix)
	}
	facts(w, "Money", p.MoneyNote)
	for _, flag := range p.Flags {
		facts(w, "Note", flag)
	}
	if len(p.Rows) > 0 {
		fmt.Fprintln(w)
		rowTable(p.Rows, o.Currency).print(w)
	}
}

func ordersFix(f *flag.FlagSet) action {
	fix, store := fixFlag(f), f.String("store", "", "")
	return func(ctx context.Context, c *call) error {
		if !given(f, "fix") {
			return wrong("--fix JSON is missing; see --help for what it looks like")
		}
		e, o, err := c.order(ctx, *store)
		if err != nil {
			return err
		}
		if err := e.FixOrder(ctx, o.ID, *fix, actor); err != nil {
			return err
		}
		after, _, err := e.DB.OrderDetail(ctx, o.ID)
		if err != nil {
			return err
		}
		return c.show(map[string]any{"order": orderOf(after.OrderRow), "fix": after.Fix}, func(w io.Writer) {
			fmt.Fprintf(w, "Order %s of %s is decided again by the next sync.\n", plain(o.Number), plain(o.Store))
		})
	}
}

// fixFlag is --fix, one JSON object without unknown names.
func fixFlag(f *flag.FlagSet) *view.OrderFix {
	var fix view.OrderFix
	f.Func("fix", "", func(text string) error {
		d := json.NewDecoder(bytes.NewReader([]byte(text)))
		d.DisallowUnknownFields()
		fix = view.OrderFix{}
		if err := d.Decode(&fix); err != nil || d.More() {
			return fmt.Errorf("it must be one JSON object of contact, products, text_rows and tax_codes")
		}
		return nil
	})
	return &fix
}

// effectDocument is what a rule would do.
type effectDocument struct {
	Posted outcomeDocument `json:"posted"`
	Held   outcomeDocument `json:"held"`
	First  *fault.Cause    `json:"first_cause"`
}

type outcomeDocument struct {
	Orders int            `json:"orders"`
	Money  commerce.Pence `json:"money"`
}

func rulesTry(*flag.FlagSet) action {
	return func(ctx context.Context, c *call) error {
		key, value, err := rule(c.args[1])
		if err != nil {
			return err
		}
		e, row, err := c.store(ctx, c.args[0])
		if err != nil {
			return err
		}
		effect, err := e.TryRule(ctx, row.ID, key, value)
		if err != nil {
			return err
		}
		return c.show(map[string]any{"effect": effectDocument{outcomeDocument(effect.Posted), outcomeDocument(effect.Held), causeFor(effect.First)}}, func(w io.Writer) {
			fmt.Fprintf(w, "With %s=%s %d of the held orders (%s) would be posted and %d (%s) held again.\n", key, plain(value), effect.Posted.Orders,
				effect.Posted.Money.Display(row.Currency), effect.Held.Orders, effect.Held.Money.Display(row.Currency))
			if !effect.First.Zero() {
				facts(w, "First cause", effect.First.Text+" ("+effect.First.Code+")")
			}
		})
	}
}

func rulesMake(f *flag.FlagSet) action {
	cause := f.String("cause", "", "")
	return func(ctx context.Context, c *call) error {
		key, value, err := rule(c.args[1])
		if err != nil {
			return err
		}
		e, row, err := c.store(ctx, c.args[0])
		if err != nil {
			return err
		}
		n, err := e.MakeRule(ctx, row.ID, key, value, *cause, actor)
		if err != nil {
			return err
		}
		return c.show(map[string]any{"released": n, "key": key, "value": value}, func(w io.Writer) {
			fmt.Fprintf(w, "%s of %s is set. %d held order(s) will be decided again by the next sync.\n", key, plain(row.Name), n)
		})
	}
}

// rule splits KEY=VALUE of a known setting.
func rule(text string) (key, value string, err error) {
	key, value, ok := strings.Cut(text, "=")
	if key = strings.TrimSpace(key); !ok || key == "" {
		return "", "", wrong("%s: it must be KEY=VALUE", text)
	}
	if !knownKey(key) {
		return "", "", wrong("there is no setting %q; known settings: %s", key, strings.Join(settings.Names(), ", "))
	}
	return key, value, nil
}
