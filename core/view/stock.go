package view

import (
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/fault"
)

// LinkRow is one SKU of one store in the match report. Sort keys: state, sku, name, store, on_hand, listed, sold.
// Tabs: the match states, unmatched (listings that should have a product and have none) and costs (those of them that open orders
// ask for or that were sold in the last 30 days). Filter.Code is the kind of a suggestion (commerce.Likeness). Filter.Has: asked
// (open orders ask for it), sold (in the last 30 days), stock (the store shows units), chosen (a person decided it).
type LinkRow struct {
	StoreID       commerce.StoreID
	Store         string
	SKU           string
	State         commerce.LinkState
	Name          string // listing's name with its variant, or the product's when only Brightpearl has it
	EKMProductID  int64
	EKMVariantID  int64
	ProductID     int64
	ProductSKU    string // as Brightpearl has it; it may differ where a person has decided
	ProductName   string
	Barcode       string // Brightpearl's
	GTIN          string // EKM's
	OnHand        int64
	HasOnHand     bool
	Listed        int64
	HasListed     bool
	Published     int64
	HasPublished  bool
	Price         commerce.Pence // in the store
	Currency      string
	SoldMonth     int64 // units in the last 30 days
	SuggestionID  int64
	Suggestion    string            // the code it looks like
	Kind          commerce.Likeness // of the suggestion
	Reason        string            // evidence in words
	Chosen        bool              // by a person, against the codes
	WasID         int64             // of a changed product: what it was matched to before
	Since         time.Time
	OpenOrderRows int
}

// LinkKey names a listing in the match report.
type LinkKey struct {
	Store     commerce.StoreID
	ProductID int64 // EKM
	VariantID int64
	SKU       string
}

// Key names the row.
func (l LinkRow) Key() LinkKey { return LinkKey{l.StoreID, l.EKMProductID, l.EKMVariantID, l.SKU} }

// Suggestions is what accepting all suggestions of a kind would do.
type Suggestions struct {
	Kind     commerce.Likeness
	Store    commerce.StoreID // 0: all stores
	Codes    int
	Stores   int
	Orders   int       // lines of open orders that wait for them
	Examples []LinkRow // the first few
}

// LinkRule is what a person has decided about a code.
type LinkRule struct {
	StoreID   commerce.StoreID
	Store     string
	SKU       string
	Listing   int64 // EKM product, 0: every listing with the code
	Variant   int64
	Means     bool // the code means the product; otherwise the product is never suggested again
	ProductID int64
	Product   string // its SKU, "" when it is gone
	Reason    string
	Actor     string
	At        time.Time
}

// RenameImpact is what giving a listing another code would touch. Nothing is renamed: it is a list for the person who does it.
type RenameImpact struct {
	From, To    string
	Possible    bool // Brightpearl could hold the code
	Problem     string
	ProductID   int64 // that carries the new code, 0 when none or several do
	Product     string
	Products    int       // how many carry it
	Listings    []LinkRow // of every store that have the old code
	Taken       []LinkRow // of every store that have the new code already
	OpenOrders  int       // that ask for the old code
	OpenLines   int
	Reserved    int64     // units of its product that orders have reserved
	NearMatches []LinkRow // listings for which one of the codes is the suggestion
	Safer       string    // on which side it is safer to rename, and why
}

// LevelRow is one SKU's stock figure in one store. Sort keys: sku, name, store, on_hand, pending, wanted, listed, written, state,
// exposure. Tabs: risky (the store shows more than it should), drift (it shows something else than it was told, or was found
// so in the last 24 hours), zero, queued, problems (held or refused), braked (stopped by the brake), frozen (by a person).
// Filter.Has: bundle, exposed (more is listed over all stores than there is), rule (buffer or cap of its own), changed.
type LevelRow struct {
	StoreID      commerce.StoreID
	Store        string
	SKU          string
	Name         string
	ProductID    int64
	EKMProductID int64
	EKMVariantID int64
	State        commerce.LevelState
	Terms        commerce.Terms
	BufferFrom   string // whose buffer it is: sku, "tag NAME", delay; "" the store's
	Wanted       int64
	Published    int64
	HasPublished bool
	Listed       int64 // what EKM showed when it was last read
	Price        commerce.Pence
	Currency     string
	Superseded   int64
	ChangedAt    time.Time
	WrittenAt    time.Time
	ReadBackAt   time.Time // when the store was last seen to show what it was told
	Attempts     int
	Cause        fault.Cause
	Bundle       bool

	Exposed      int64          // units that all stores together list of the product beyond those that are free
	ExposedMoney commerce.Pence // at the dearest listing
	SoldPerHour  float64        // units of the product in all stores, over the last day or week, whichever sold faster
	Delay        time.Duration  // p95 of the store's stock writes over the last 24 hours
	Suggested    int64          // buffer that the rate and the delay suggest (commerce.SuggestBuffer)
	Freeze       commerce.Freeze
	FrozenUntil  time.Time // zero: until a person ends it
	FreezeReason string
	Tags         []string
	DriftAt      time.Time // when the store was last found to show something else
	DriftShown   int64
	AgreedAt     time.Time // when it had last been seen to agree before that
	Braked       bool
}

// LevelKey names a level.
type LevelKey struct {
	Store     commerce.StoreID
	ProductID int64 // EKM
	VariantID int64
}

// Key names the row.
func (v LevelRow) Key() LevelKey { return LevelKey{v.StoreID, v.EKMProductID, v.EKMVariantID} }

// Explanation is how a stock figure comes about, now and earlier.
type Explanation struct {
	LevelRow
	Warehouses []WarehouseUnits
	Orders     []PendingUnits
	Past       []LevelMoment // oldest first, of the last 30 days, the newest 500
	History    []ActivityRow
	Ahead      int       // writes of the store that go before this one, while it is due
	NextLook   time.Time // when the patrol reads it back
	Rule       StockRule // of the SKU in this store, else of the SKU
}

// LevelMoment is a figure at a moment at which it moved. At every moment Terms.Publish() is Wanted.
type LevelMoment struct {
	At        time.Time
	Event     string // reckoned, written, agreed, drift, frozen, failed
	Terms     commerce.Terms
	Wanted    int64
	Published int64
	Listed    int64
	State     commerce.LevelState
}

// StockRule is what a person has said about the stock of a SKU in a store (store 0: in all of them), or of a whole store (SKU "").
type StockRule struct {
	StoreID commerce.StoreID
	SKU     string
	Buffer  string // units or percentage, "" the store's
	Cap     int64  // -1: the store's
	Freeze  commerce.Freeze
	Until   time.Time // when the freeze ends by itself; zero: never
	Reason  string
	Actor   string
	At      time.Time
}

// Brake is a change of stock that was stopped before it was written, until a person decides.
type Brake struct {
	StoreID  commerce.StoreID
	Store    string
	Currency string
	At       time.Time
	Why      string // zero, wild, short, units
	Text     string // in words
	SKUs     int    // that would change
	Zeroed   int    // of them, to nothing
	Wild     int    // of them, by ten times and more
	Short    int    // of them, because Brightpearl's answer left them out
	Shown    int    // SKUs that the store shows with stock
	UnitsUp  int64
	UnitsOff int64
	Money    commerce.Pence // of the units that would go off sale
}

// BrakedRow is one figure that the brake stopped. The natural order is by SKU.
type BrakedRow struct {
	LevelKey
	SKU   string
	Name  string
	Shows int64
	Would int64
	Terms commerce.Terms
	Why   string // zero, wild, short, "" (moves with the rest)
	Price commerce.Pence
}

// Preview is what a rule would do to the figures that it speaks of.
type Preview struct {
	SKUs    int // figures that it speaks of
	Up      int
	Down    int
	ToZero  int
	Units   int64 // difference over all stores
	Changes []PreviewRow
}

// PreviewRow is one of them that would change.
type PreviewRow struct {
	LevelRow
	Would commerce.Terms
	Shows int64 // what the store would show; of a figure that is held, what it shows now
}

// CatalogueProgress is how far a long reading of a catalogue has come.
type CatalogueProgress struct {
	What  string           // "Brightpearl products", "EKM listings"
	Store commerce.StoreID // 0: Brightpearl
	Done  int
	Total int           // 0: nobody knows
	Left  time.Duration // at the remote's limit; 0: not known
	Since time.Time
}
