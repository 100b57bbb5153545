package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/engine"
	"stockbridge/core/view"
)

const (
	peopleRows = 200  // rows of a list for people, when nobody says how many
	readRows   = 2000 // rows read at a time
	longRows   = 200  // rows of the activity, which has no end
)

// listFlags narrow a list.
type listFlags struct {
	store  string
	filter view.Filter
	limit  int
	after  string
}

// listed registers the flags that every list takes; states are the words that --state takes, one or several with commas.
func listed(f *flag.FlagSet, states ...string) *listFlags {
	l := &listFlags{}
	f.StringVar(&l.store, "store", "", "")
	f.Func("state", "", closedList(&l.filter.States, states))
	f.StringVar(&l.filter.Text, "query", "", "")
	f.Func("limit", "", func(text string) error {
		if _, err := fmt.Sscanf(text, "%d", &l.limit); err != nil || l.limit < 1 || fmt.Sprint(l.limit) != text {
			return errors.New("it must be a whole number from 1")
		}
		return nil
	})
	f.StringVar(&l.after, "after", "", "")
	return l
}

// closedList reads words of a closed list.
func closedList(into *[]string, known []string) func(string) error {
	return func(text string) error {
		for word := range strings.SplitSeq(text, ",") {
			word = strings.ToLower(strings.TrimSpace(word))
			if !slices.Contains(known, word) {
				return fmt.Errorf("it must be one of %s", strings.Join(known, ", "))
			}
			*into = append(*into, word)
		}
		return nil
	}
}

// closedWord reads one word of a closed list.
func closedWord(into *string, known []string) func(string) error {
	return func(text string) error {
		if *into = strings.ToLower(strings.TrimSpace(text)); !slices.Contains(known, *into) {
			return fmt.Errorf("it must be one of %s", strings.Join(known, ", "))
		}
		return nil
	}
}

// skuFlag registers --sku, which may stand several times; the words after it are SKUs too: --sku A B. What it returns reads
// them, trimmed and each once; words is what stands beside the flags.
func skuFlag(f *flag.FlagSet) func(words []string) ([]string, error) {
	var given []string
	f.Func("sku", "", func(text string) error {
		if text = commerce.TrimSKU(text); text == "" {
			return errors.New("it must not be empty")
		}
		given = append(given, text)
		return nil
	})
	return func(words []string) ([]string, error) {
		if len(given) == 0 && len(words) > 0 {
			return nil, wrong("say --sku before the SKUs")
		}
		all := slices.Clone(given)
		for _, word := range words {
			if word = commerce.TrimSKU(word); word != "" {
				all = append(all, word)
			}
		}
		slices.Sort(all)
		return slices.Compact(all), nil
	}
}

// moment reads a time or a date; a date is its first moment on this computer.
func moment(into *time.Time) func(string) error {
	return func(text string) error {
		if t, err := time.Parse(time.RFC3339, text); err == nil {
			*into = t
			return nil
		}
		t, err := time.ParseInLocation(time.DateOnly, text, time.Local)
		if err != nil {
			return errors.New("it must be a time such as 2026-11-23T09:00:00Z, or a date such as 2026-11-23")
		}
		*into = t
		return nil
	}
}

// begin opens the data folder and resolves the store's name.
func (l *listFlags) begin(ctx context.Context, c *call) (*engine.Engine, error) {
	e, err := c.open(ctx)
	if err != nil {
		return nil, err
	}
	l.filter.Store, err = filterStore(ctx, e, l.store)
	return e, err
}

// most is how many rows are wanted; 0 means all.
func (l *listFlags) most(c *call) int {
	switch {
	case l.limit > 0:
		return l.limit
	case c.json:
		return 0
	}
	return peopleRows
}

// pages reads a list from the cursor on, page by page, up to most rows (0: to the end).
func pages[T any](ctx context.Context, l *listFlags, most int, read func(context.Context, view.Filter, view.Window) (view.Page[T], error)) (view.Page[T], error) {
	out := view.Page[T]{Rows: []T{}, Next: l.after}
	for {
		n := readRows
		if most > 0 {
			n = min(n, most-len(out.Rows))
		}
		page, err := read(ctx, l.filter, view.Window{Limit: n, After: out.Next})
		if err != nil {
			return out, err
		}
		out.Rows, out.Total, out.Next = append(out.Rows, page.Rows...), page.Total, page.Next
		if out.Next == "" || most > 0 && len(out.Rows) >= most {
			return out, nil
		}
	}
}

// listDocument is {"<name>": rows, "total": …, "next": cursor}; next is empty at the end.
func listDocument[T any](name string, rows []T, total int, next string) map[string]any {
	return map[string]any{name: rows, "total": total, "next": next}
}

// printList prints a table with a remark on what it leaves out.
func printList(w io.Writer, t table, total int, next, nothing string) {
	if len(t.rows) == 0 {
		fmt.Fprintln(w, nothing)
		return
	}
	t.print(w)
	if next != "" {
		fmt.Fprintf(w, "\n%d of %d shown. The next ones: --after %s\n", len(t.rows), total, next)
	}
}

// translate turns rows into another shape.
func translate[A, B any](rows []A, one func(A) B) []B {
	out := make([]B, len(rows))
	for i, r := range rows {
		out[i] = one(r)
	}
	return out
}
