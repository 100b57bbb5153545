// Package world makes up the trading world that both simulators share: goods, people and stores.
//
// It exists so that the local EKM and the local Brightpearl agree about every SKU, price and starting unit without knowing
// each other, and disagree only where a real merchant's data would: a handful of deliberate quirks in every store.
//
// A World is a pure function of its Options: the same options give the same world on every machine. It is never changed
// after New returned, so any number of goroutines may read it; nobody may write to it.
//
// Start reading at New, then Good (Brightpearl's side), Listing (EKM's side) and Store.
package world

import "math/rand/v2"

// The two warehouses that hold stock; Brightpearl's account has them under these ids.
const (
	MainWarehouse   = 2
	SecondWarehouse = 5
)

// Options says how large a world to make.
type Options struct {
	Seed     uint64 // the same seed gives the same world
	Stores   int    // number of stores; fewer than 1 means 3
	Products int    // number of goods, variants counted one by one; fewer than 40 means 40
}

// World is everything that exists before the first order.
type World struct {
	Seed     uint64
	Goods    []Good   // ordered by ID, which is index + 1
	Families []Family // products with variants
	People   []Person // shoppers, shared by all stores
	Stores   []Store
}

// Good is one thing that is bought, stocked and sold: one Brightpearl product.
type Good struct {
	ID           int    // 1-based; Goods[ID-1]
	SKU          string // as Brightpearl spells it; unique but for twins
	Name         string // with the choice for variants, such as "Enamel Mug - Blue"
	Barcode      string // EAN-13 with a valid check digit
	Department   string // such as "Kitchen"; a category
	Price        int64  // pence, excluding VAT
	GrossPrice   int64  // pence, including VAT
	Cost         int64  // pence, excluding VAT
	VATPercent   int    // 20, 5 or 0
	StockTracked bool   // false for services and gift wrapping
	WeightGrams  int64
	Family       int         // Family.ID; 0 for a good of its own
	Choices      []Choice    // what makes it differ from its siblings; nil outside a family
	Components   []Component // what a bundle consists of; nil for everything else
	Units        []Units     // starting units, one entry per warehouse; nil when nothing is stocked (bundle, not tracked)
	Unlisted     bool        // true for goods that no store lists (Brightpearl only)
	TwinOf       int         // ID of the other good that has the same SKU; 0 for nearly all
}

// Choice is one option with the chosen value, such as Colour: Blue.
type Choice struct{ Option, Value string }

// Component is one part of a bundle.
type Component struct {
	Good     int // Good.ID, never itself a bundle
	Quantity int64
}

// Units is what one warehouse holds at the start.
type Units struct {
	Warehouse int
	Quantity  int64
}

// UnitsAt returns the starting units at a warehouse, 0 where none are held.
func (g Good) UnitsAt(warehouse int) int64 {
	for _, u := range g.Units {
		if u.Warehouse == warehouse {
			return u.Quantity
		}
	}
	return 0
}

// Bundle reports whether the good consists of others.
func (g Good) Bundle() bool { return len(g.Components) > 0 }

// Family is a parent with variants: EKM's product with combinations, Brightpearl's product group.
type Family struct {
	ID      int // 1-based; Families[ID-1]
	Code    string
	Name    string
	Options []string // names of the options, in order
	Goods   []int    // Good.ID of each variant
}

// Person is a shopper. All persons are made up.
type Person struct {
	ID               int // 1-based; People[ID-1]
	First, Last      string
	Company          string // often empty
	Email            string // at an example domain
	Phone            string
	Address          Address
	DeliverElsewhere *Address // nil for most
}

// Address is a postal address; Country is an ISO alpha-2 code.
type Address struct {
	Line1, Line2, Town, County, Postcode string
	Country, CountryName                 string
}

// TaxMode says how a store treats tax in its prices.
type TaxMode string

// The tax modes; they rotate over the stores in this order.
const (
	TaxNet   TaxMode = "net"   // prices exclude VAT, tax is added
	TaxGross TaxMode = "gross" // prices include VAT
	TaxNone  TaxMode = "none"  // the merchant is not registered for VAT
)

// Store is one EKM shop and its place in Brightpearl.
type Store struct {
	Number      int    // 1-based
	Name        string // such as "Garden"
	Username    string // EKM's account id; unique
	Password    string // for the sign-in page
	AccessToken string // the merchant's own API token, for connecting without sign-in
	Domain      string // such as "garden.example.com"
	Currency    string // "GBP"
	TaxMode     TaxMode
	ChannelID   int // the store's sales channel in Brightpearl
	PriceListID int // the store's price list in Brightpearl; gross for TaxGross, else net
	Listings    []Listing
}

// Quirk names what is wrong, or merely special, with a listing.
type Quirk string

// The quirks. An empty Quirk is a listing whose code equals its good's SKU.
const (
	QuirkNone          Quirk = ""
	QuirkTrailingSpace Quirk = "trailing space"
	QuirkCase          Quirk = "different case"
	QuirkNBSP          Quirk = "no-break space"
	QuirkDash          Quirk = "en dash"
	QuirkLetterO       Quirk = "letter O for zero"
	QuirkDuplicate     Quirk = "duplicate code" // two listings of the store share the code
	QuirkEKMOnly       Quirk = "EKM only"       // Brightpearl does not know the code
	QuirkEmpty         Quirk = "empty code"
	QuirkPlaceholder   Quirk = "placeholder"         // "Does not apply"
	QuirkTooLong       Quirk = "too long"            // more than 32 characters
	QuirkTwin          Quirk = "SKU on two products" // two Brightpearl products have it
	QuirkAttribute     Quirk = "SKU in attribute"    // code empty, SKU kept as a product attribute
	QuirkNotTracked    Quirk = "not stock tracked"   // matches; Brightpearl keeps no stock of it
	QuirkBundle        Quirk = "bundle"              // matches a bundle
)

// Importable reports whether an order of such a listing is expected to find exactly one Brightpearl product.
func (q Quirk) Importable() bool {
	// Outer blanks are the one difference that matching by code may ignore.
	return q == QuirkNone || q == QuirkTrailingSpace || q == QuirkNotTracked || q == QuirkBundle
}

// Listing is what a store shows: a product, or with Variants a parent that is not sold itself.
type Listing struct {
	Code        string // as EKM has it
	Good        int    // Good.ID; 0 when Brightpearl has nothing of the kind, and for parents
	Quirk       Quirk
	Name        string
	Department  string
	Barcode     string
	Price       int64 // pence, with or without VAT as the store's tax mode says
	VATPercent  int   // 0 in stores without tax
	WeightGrams int64
	Stock       int64 // what EKM shows at the start; may differ from Brightpearl and may be negative
	Live        bool
	ManagedCopy bool      // shown in a second category under an id of its own
	Choices     []Choice  // of a variant
	Variants    []Listing // of a parent
}

// Good returns the good with the id, and false for 0 and other unknown ids.
func (w *World) Good(id int) (Good, bool) {
	if id < 1 || id > len(w.Goods) {
		return Good{}, false
	}
	return w.Goods[id-1], true
}

// New makes a world.
func New(o Options) *World {
	if o.Stores < 1 {
		o.Stores = 3
	}
	o.Products = max(o.Products, 40)
	w := &World{Seed: o.Seed}
	w.Goods, w.Families = makeGoods(stream(o.Seed, 1), o.Products)
	w.People = makePeople(stream(o.Seed, 2), max(40, o.Products/2))
	for number := 1; number <= o.Stores; number++ {
		w.Stores = append(w.Stores, w.makeStore(stream(o.Seed, 100+uint64(number)), number))
	}
	return w
}

// stream gives each part of the world its own source, so that more stores do not change the goods.
func stream(seed, part uint64) *rand.Rand {
	return rand.New(rand.NewPCG(seed, part*0x9e3779b97f4a7c15))
}
