package brightpearl

import (
	"cmp"
	"context"
	"errors"
	"iter"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"stockbridge/core/rest"
)

// Products reads the catalogue. It writes nothing: Brightpearl is the master of products and prices.
type Products struct{ c *Client }

// ProductRow is a product as a search lists it.
type ProductRow struct {
	ID           ProductID
	Name         string
	SKU          string
	Barcode      string
	StockTracked bool
	Status       string // see StatusLive
	UpdatedOn    time.Time
}

// Product statuses. Anything else is not to be sold.
const (
	StatusLive         = "LIVE"
	StatusDiscontinued = "DISCONTINUED"
	StatusArchived     = "ARCHIVED"
)

// Product is a product with what a listing of stock needs to know.
type Product struct {
	ID           ProductID
	Name         string
	SKU          string
	Barcode      string
	StockTracked bool // false for services, delivery and bundles
	Status       string
	Taxable      bool
	TaxCode      string
	NominalSales string
	Bundle       bool
	Components   []BundleComponent // of a bundle; a component may be a bundle itself
	CreatedOn    time.Time
	UpdatedOn    time.Time // moved by edits; whether stock moves it is not documented
}

// BundleComponent is one part of a bundle.
type BundleComponent struct {
	ID       ProductID
	Quantity decimal.Decimal // in one bundle
}

var productSearch = query{
	op:       "search products",
	path:     "/product-service/product-search",
	columns:  []string{"productId", "productName", "SKU", "barcode", "stockTracked", "productStatus", "updatedOn"},
	key:      "productId",
	priority: rest.Catalogue,
}

func readProductRow(r *row) ProductRow {
	return ProductRow{
		ID: ProductID(r.key), Name: r.text("productName"), SKU: r.text("SKU"), Barcode: r.text("barcode"),
		StockTracked: r.flag("stockTracked"), Status: r.text("productStatus"), UpdatedOn: r.time("updatedOn"),
	}
}

// All lists the whole catalogue in ascending order of id, 500 products per request. after is the last product that is
// already known, 0 to begin; an interrupted listing goes on from there.
func (s *Products) All(ctx context.Context, after ProductID) iter.Seq2[ProductRow, error] {
	return scan(ctx, s.c, productSearch, int64(after), readProductRow)
}

// Count tells how many products there are, of every status, without reading them. Brightpearl API: one other search is known to
// report 500 whatever it finds, so take a figure that differs from the rows of All as a reason to look again, not as the truth.
func (s *Products) Count(ctx context.Context) (int, error) {
	call := rest.Call{
		Op: "count products", Path: productSearch.path, Priority: productSearch.priority,
		Query: url.Values{"countOnly": {"true"}, "columns": {productSearch.key}, "pageSize": {"1"}},
	}
	wire, answer, err := ask[struct {
		MetaData struct {
			ResultsAvailable *int `json:"resultsAvailable"`
		} `json:"metaData"`
	}](ctx, s.c, call)
	if err != nil {
		return 0, err
	}
	if wire.MetaData.ResultsAvailable == nil {
		return 0, unreadable(call, answer.Status, errNoCount)
	}
	return *wire.MetaData.ResultsAvailable, nil
}

var errNoCount = errors.New("the search answer lacks its count")

// ChangedSince lists the products that were changed or created since from. Deleted products do not show: compare with All
// from time to time.
func (s *Products) ChangedSince(ctx context.Context, from time.Time) (Changes[ProductRow], error) {
	return changed(ctx, s.c, productSearch, from, readProductRow, func(p ProductRow) ProductID { return p.ID })
}

// BySKU lists the products whose SKU equals sku when case is ignored; exact hits come first, and there may be several of
// them, since nothing guarantees that a SKU is unique. An empty SKU finds nothing.
func (s *Products) BySKU(ctx context.Context, sku string) ([]ProductRow, error) {
	if sku = strings.TrimSpace(sku); sku == "" {
		return nil, nil
	}
	found, err := collect(ctx, s.c, productSearch.with("SKU", sku), readProductRow)
	if err != nil {
		return nil, err
	}
	hits := slices.DeleteFunc(found.Items, func(p ProductRow) bool {
		return !strings.EqualFold(strings.TrimSpace(p.SKU), sku)
	})
	slices.SortStableFunc(hits, func(a, b ProductRow) int {
		return cmp.Compare(caseDiffers(a.SKU, sku), caseDiffers(b.SKU, sku))
	})
	return hits, nil
}

func caseDiffers(a, b string) int {
	if strings.TrimSpace(a) == b {
		return 0
	}
	return 1
}

// Get reads products by id, in any number, 200 per request. Ids that do not exist are left out; the order is Brightpearl's.
func (s *Products) Get(ctx context.Context, ids ...ProductID) ([]Product, error) {
	var out []Product
	err := readSets(ctx, ids, setOfOrders, func(ctx context.Context, ids []ProductID) error {
		got, err := list[wireProduct](ctx, s.c, "read products", "/product-service/product/"+idSet(ids), rest.Catalogue)
		for _, p := range got {
			out = append(out, p.product())
		}
		return err
	}, refuse[ProductID])
	return out, err
}

type wireProduct struct {
	ID       ProductID `json:"id"`
	Identity struct {
		SKU     words `json:"sku"`
		Barcode words `json:"barcode"`
	} `json:"identity"`
	Stock struct {
		StockTracked yes `json:"stockTracked"`
	} `json:"stock"`
	FinancialDetails struct {
		Taxable yes `json:"taxable"`
		TaxCode struct {
			Code words `json:"code"`
		} `json:"taxCode"`
	} `json:"financialDetails"`
	SalesChannels []struct {
		ProductName words `json:"productName"`
	} `json:"salesChannels"`
	Composition struct {
		Bundle           yes `json:"bundle"`
		BundleComponents []struct {
			ProductID       ProductID `json:"productId"`
			ProductQuantity amount    `json:"productQuantity"`
		} `json:"bundleComponents"`
	} `json:"composition"`
	NominalCodeSales words `json:"nominalCodeSales"`
	Status           words `json:"status"`
	CreatedOn        stamp `json:"createdOn"`
	UpdatedOn        stamp `json:"updatedOn"`
}

func (w wireProduct) product() Product {
	p := Product{
		ID: w.ID, SKU: string(w.Identity.SKU), Barcode: string(w.Identity.Barcode),
		StockTracked: bool(w.Stock.StockTracked), Status: string(w.Status),
		Taxable: bool(w.FinancialDetails.Taxable), TaxCode: string(w.FinancialDetails.TaxCode.Code),
		NominalSales: string(w.NominalCodeSales), Bundle: bool(w.Composition.Bundle),
		CreatedOn: w.CreatedOn.Time, UpdatedOn: w.UpdatedOn.Time,
	}
	if len(w.SalesChannels) > 0 {
		p.Name = string(w.SalesChannels[0].ProductName)
	}
	for _, part := range w.Composition.BundleComponents {
		p.Components = append(p.Components, BundleComponent{ID: part.ProductID, Quantity: part.ProductQuantity.Decimal})
	}
	return p
}
