package ekm

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"

	"stockbridge/core/fault"
	"stockbridge/core/rest"
)

// Listed names what a shop shows a level of: a product without variants, or one variant.
type Listed struct{ Product, Variant ID } // Variant 0: the product itself

// id is what a search finds it by.
func (l Listed) id() ID {
	if l.Variant != 0 {
		return l.Variant
	}
	return l.Product
}

// Shown is what a shop shows now. Each listing asked for is in exactly one of Units, Gone and Unknown.
type Shown struct {
	Units   map[Listed]int64 // below 0 where EKM has oversold
	Gone    []Listed         // EKM does not know them any more
	Unknown []Listed         // EKM did not say: the level was empty or no number, or the id was refused with nothing to go on
}

// take puts a level where it belongs.
func (s *Shown) take(of Listed, l level) {
	if l.known {
		s.Units[of] = l.units
	} else {
		s.Unknown = append(s.Unknown, of)
	}
}

// shelf is where the levels of one kind of listing are searched.
type shelf struct {
	search
	refused atomic.Bool // the shop's search does not take several ids
}

// Shown reads the levels of any number of listings: products in one request for twenty, variants likewise. EKM: the search
// language is only partly documented, so a listing that an answer leaves out is asked for by itself before it counts as gone;
// and where the search refuses such an expression, all are, for the life of this client. With an error, what was read before it
// comes along.
func (s *Stock) Shown(ctx context.Context, of ...Listed) (Shown, error) {
	out := Shown{Units: make(map[Listed]int64, len(of))}
	var products, variants []Listed
	seen := make(map[Listed]bool, len(of))
	for _, l := range of {
		switch {
		case seen[l]:
		case l.Variant != 0:
			variants = append(variants, l)
		default:
			products = append(products, l)
		}
		seen[l] = true
	}
	for chunk := range slices.Chunk(products, pageSize) {
		if err := s.look(ctx, &s.products, chunk, &out); err != nil {
			return out, err
		}
	}
	for chunk := range slices.Chunk(variants, pageSize) {
		if err := s.look(ctx, &s.variants, chunk, &out); err != nil {
			return out, err
		}
	}
	return out, nil
}

// look reads up to twenty listings of one kind.
func (s *Stock) look(ctx context.Context, on *shelf, of []Listed, out *Shown) error {
	if on.refused.Load() {
		return s.oneByOne(ctx, of, out)
	}
	ids := make([]ID, len(of))
	for i, l := range of {
		ids[i] = l.id()
	}
	page, err := keyset[levelRow](ctx, s.c, on.search, anyID(ids), 0)
	if refusesSearch(err) {
		if single := s.oneByOne(ctx, of, out); single != nil {
			return single // it was not the expression
		}
		if on.refused.CompareAndSwap(false, true) {
			s.c.log.Warn("the shop's search refuses several ids; levels are read one by one from now on",
				"remote", s.c.remote, "op", on.op, "status", fault.Of(err).Status)
		}
		return nil
	}
	if err != nil {
		return err
	}
	rows := make(map[ID]levelRow, len(page.Rows))
	for _, row := range page.Rows {
		rows[row.ID] = row
	}
	var left []Listed
	for _, l := range of {
		if row, ok := rows[l.id()]; ok && row.is(l) {
			out.take(l, row.Stock)
		} else {
			left = append(left, l)
		}
	}
	return s.oneByOne(ctx, left, out)
}

func refusesSearch(err error) bool {
	f := fault.Of(err)
	if f == nil || f.Kind != fault.Refused {
		return false
	}
	switch f.Status {
	case http.StatusBadRequest, http.StatusForbidden, http.StatusNotAcceptable, http.StatusRequestURITooLong:
		return true
	}
	return false
}

func (s *Stock) oneByOne(ctx context.Context, of []Listed, out *Shown) error {
	for _, l := range of {
		found, err := s.single(ctx, l)
		switch f := fault.Of(err); {
		case err == nil:
			out.take(l, found)
		case f.Kind == fault.NotFound && f.Status == http.StatusNotFound:
			out.Gone = append(out.Gone, l)
		case f.Kind == fault.NotFound || f.RemoteCode == CodeWrongID: // an answer without data, or a 422 that names no master
			out.Unknown = append(out.Unknown, l)
		default:
			return err
		}
	}
	return nil
}

// single reads one level. A product's id that is refused belongs to a variant of its master, or to a copy, which shows what the
// master has.
func (s *Stock) single(ctx context.Context, l Listed) (level, error) {
	if l.Variant != 0 {
		return s.levelAt(ctx, getVariantStock(l.Product, l.Variant))
	}
	found, err := s.levelAt(ctx, getProductStock(l.Product))
	master, ok := MasterOf(err)
	if !ok {
		return found, err
	}
	if found, err = s.levelAt(ctx, getVariantStock(master, l.Product)); fault.Is(err, fault.NotFound) {
		return s.levelAt(ctx, getProductStock(master))
	}
	return found, err
}

func (s *Stock) levelAt(ctx context.Context, call rest.Call) (level, error) {
	answer, err := one[struct {
		Stock level `json:"stock"`
	}](ctx, s.c, call)
	return answer.Stock, err
}

// levelRow is what counts here of a product or variant that a search found.
type levelRow struct {
	ID     ID    `json:"id"`
	Parent ID    `json:"parent_product_id"` // 0 for a master, and in some answers for variants
	Stock  level `json:"number_in_stock"`
}

// is tells whether the row is the listing that was asked for: not a copy of it, nor a variant of another product.
func (r levelRow) is(l Listed) bool {
	return r.Parent == 0 || l.Variant != 0 && r.Parent == l.Product
}

// level is a number of units that may be missing. What cannot be read is missing too: a level that nobody stated must never be
// taken for 0.
type level struct {
	units int64
	known bool
}

func (l *level) UnmarshalJSON(data []byte) error {
	*l = level{}
	if text, _, _ := scalar(data); strings.TrimSpace(text) == "" {
		return nil
	}
	n, err := whole(data)
	*l = level{n, err == nil}
	return nil
}
