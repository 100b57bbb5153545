package catalog

import (
	"fmt"
	"iter"
	"runtime"
	"slices"
	"testing"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
)

// many is as many products as the largest accounts hold, and as many listings in one store.
const many = 1_000_000

// benchProducts are n products as a query hands them out, made one after the other so that nobody keeps them.
func benchProducts(n int) iter.Seq[db.Product] {
	return func(yield func(db.Product) bool) {
		for i := range n {
			if !yield(db.Product{ID: int64(1000 + i), SKU: fmt.Sprintf("GDN-%07d-R", i), Name: fmt.Sprintf("Garden tool %d, with a longer name", i),
				Barcode: fmt.Sprintf("50%011d", i), StockTracked: i%50 != 0, Bundle: i%100 == 0, Status: "LIVE"}) {
				return
			}
		}
	}
}

// benchListings are a store's listings of the same goods; of a hundred, ten are something else than equal.
func benchListings(n int) iter.Seq[db.Listing] {
	return func(yield func(db.Listing) bool) {
		for i := range n {
			l := db.Listing{Store: 1, ProductID: int64(i + 1), SKU: fmt.Sprintf("GDN-%07d-R", i), Name: fmt.Sprintf("Tool %d, with a longer name", i), Live: true}
			switch i % 100 {
			case 1:
				l.SKU = fmt.Sprintf("gdn-%07d-r", i)
			case 2:
				l.SKU = fmt.Sprintf("GDN–%07d-R", i)
			case 3:
				l.SKU = fmt.Sprintf("GDN-%07d-R\u00a0", i)
			case 4:
				l.SKU = fmt.Sprintf("OWN-%07d", i)
			case 5:
				l.SKU, l.GTIN = fmt.Sprintf("OURS-%07d", i), fmt.Sprintf("50%011d", i)
			case 6, 7:
				l.SKU = fmt.Sprintf("GDN-%07d-R", i/2*2)
			case 8:
				l.SKU = ""
			case 9:
				l.SKU = fmt.Sprintf("ÜBER-%07d", i)
			}
			if !yield(l) {
				return
			}
		}
	}
}

// peak remembers the most memory that the heap held, garbage and all, beyond what it held at first.
type peak struct{ first, most uint64 }

func (p *peak) look() {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	p.most = max(p.most, m.HeapAlloc)
}

// watched passes a sequence on and looks at the memory every now and then.
func watched[T any](p *peak, seq iter.Seq[T]) iter.Seq[T] {
	return func(yield func(T) bool) {
		n := 0
		for v := range seq {
			if n++; n%5000 == 0 {
				p.look()
			}
			if !yield(v) {
				return
			}
		}
	}
}

// BenchmarkMatchMany decides all links of a store with a million listings against a million products.
func BenchmarkMatchMany(b *testing.B) {
	for b.Loop() {
		b.StopTimer()
		runtime.GC()
		var p peak
		p.look()
		p.first = p.most
		states := map[commerce.LinkState]int{}
		b.StartTimer()
		x := newIndex(watched(&p, benchProducts(many)))
		for d := range x.match(1, watched(&p, benchListings(many)), rules{}) {
			states[d.State]++
		}
		b.StopTimer()
		if states[commerce.NearMatch] != many/100*3 || states[commerce.Duplicate] != many/100*2 || states[commerce.EKMOnly] != many/100 {
			b.Fatalf("the links are %v", states)
		}
		b.ReportMetric(float64(p.most-p.first)/1e6, "MB-peak")
		runtime.GC()
		kept := peak{}
		kept.look()
		b.ReportMetric(float64(kept.most-p.first)/many, "B-kept/product")
		runtime.KeepAlive(x)
		b.StartTimer()
	}
}

// BenchmarkMatchOne decides the listings of one code again, with an index of the few products that it may mean.
func BenchmarkMatchOne(b *testing.B) {
	products := slices.Collect(benchProducts(4))
	listings := []db.Listing{{ProductID: 1, SKU: "GDN-0000001–R"}, {ProductID: 2, SKU: "GDN-0000001–R", Parent: true}}
	for b.Loop() {
		for d := range newIndex(slices.Values(products)).around(1, slices.Values(listings), rules{}) {
			if d.ProductID == 1 && d.SuggestionID != 1001 {
				b.Fatalf("the link is %+v", d)
			}
		}
	}
}
