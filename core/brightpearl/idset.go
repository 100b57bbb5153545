package brightpearl

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"stockbridge/core/fault"
)

// Brightpearl API: how many ids one request may name. Availability has no documented limit; integrators use 50 to 200.
const (
	setOfOrders       = 200 // also sales orders, products, contacts and drop-ship notes
	setOfGoodsOut     = 500
	setOfAvailability = 100
	longestSet        = 1900 // characters; with the rest of the path below 2,000, where a gateway may answer 414
)

// idSets writes ids as Brightpearl's id sets: sorted, without repeats, runs as ranges ("1-3,9,20-22"), each set with at
// most limit ids. Only wanted ids are ever part of a range.
func idSets[ID ~int64](ids []ID, limit int) [][]ID {
	ids = slices.Clone(ids)
	slices.Sort(ids)
	ids = slices.Compact(ids)
	first, _ := slices.BinarySearch(ids, 1) // 0 stands for none
	ids = ids[first:]
	var sets [][]ID
	for len(ids) > 0 {
		n := fitting(ids, limit)
		sets = append(sets, ids[:n:n])
		ids = ids[n:]
	}
	return sets
}

// fitting is how many of the ids, from the first, make one request.
func fitting[ID ~int64](ids []ID, limit int) int {
	n := min(limit, len(ids))
	for n > 1 && len(idSet(ids[:n])) > longestSet {
		n -= max(n/8, 1)
	}
	return n
}

// idSet writes sorted, distinct ids with ranges.
func idSet[ID ~int64](ids []ID) string {
	var b strings.Builder
	for i := 0; i < len(ids); {
		j := i
		for j+1 < len(ids) && ids[j+1] == ids[j]+1 {
			j++
		}
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(number(ids[i]))
		if j > i {
			b.WriteByte('-')
			b.WriteString(number(ids[j]))
		}
		i = j + 1
	}
	return b.String()
}

func number[ID ~int64](id ID) string { return strconv.FormatInt(int64(id), 10) }

// readSets asks for ids in as many requests as they need. A set that the server refuses with 400, 404 or 414 is split in
// halves until the id it dislikes stands alone; alone decides what that means, and an error from it ends the reading.
// Brightpearl API: unknown ids are usually left out of the answer, but one integrator saw a single bad id fail a set.
func readSets[ID ~int64](
	ctx context.Context, ids []ID, limit int,
	fetch func(ctx context.Context, ids []ID) error,
	alone func(id ID, err error) error,
) error {
	for _, set := range idSets(ids, limit) {
		if err := readSplit(ctx, set, fetch, alone); err != nil {
			return err
		}
	}
	return nil
}

func readSplit[ID ~int64](
	ctx context.Context, ids []ID, fetch func(context.Context, []ID) error, alone func(ID, error) error,
) error {
	err := fetch(ctx, ids)
	if err == nil || !splittable(err) {
		return err
	}
	if len(ids) == 1 {
		return alone(ids[0], err)
	}
	half := len(ids) / 2
	if err := readSplit(ctx, ids[:half], fetch, alone); err != nil {
		return err
	}
	return readSplit(ctx, ids[half:], fetch, alone)
}

func splittable(err error) bool {
	if !fault.Is(err, fault.Refused, fault.NotFound) {
		return false
	}
	switch fault.Of(err).Status {
	case http.StatusBadRequest, http.StatusNotFound, http.StatusRequestURITooLong:
		return true
	default:
		return false
	}
}

// orNothing turns "none of these" into an empty answer, for resources whose 404 means that.
func orNothing(err error) error {
	if nothing(err) {
		return nil
	}
	return err
}

// refuse is the alone function of reads that take no refusal.
func refuse[ID ~int64](_ ID, err error) error { return err }

// errManyRefused ends a reading that is being refused for another reason than a bad id.
var errManyRefused = errors.New("too many single ids were refused")
