package view

import (
	"time"

	"stockbridge/core/commerce"
)

// Exchange is one request to EKM or Brightpearl and its answer, as it is kept for timelines: values that are on no list of harmless
// ones are replaced by what kind of thing they were.
type Exchange struct {
	ID        int64
	At        time.Time
	StoreID   commerce.StoreID // 0: Brightpearl
	Store     string
	Remote    string // "brightpearl" or "ekm/garden"
	Op        string // for example "create sales order"
	Method    string
	Path      string // without its query
	Attempt   int    // from 1
	Status    int    // HTTP; 0 when there was no answer
	Took      time.Duration
	RequestID string // ours, as it travelled with the request
	TheirID   string // the server's own
	Kind      string // of the failure, as fault names it; "" when it went well
	Text      string // what the server said of a failure, cleaned
	Unclear   bool   // a write whose answer was lost
	Sent      string // redacted JSON; "" where there was none or none is kept
	Answer    string
}

// What a timeline's entry is.
const (
	TimelineDone    = "done"    // something that Stockbridge or a person did or decided: Activity
	TimelineRequest = "request" // something that was asked or written, and the answer: Exchange
	TimelineFigure  = "figure"  // what a stock figure was: Figure
)

// TimelineEntry is one moment of an order, SKU, customer or shipment.
type TimelineEntry struct {
	At       time.Time
	Kind     string
	Activity ActivityRow
	Exchange Exchange
	Figure   TimelineUnits
}

// TimelineUnits is a stock figure from a moment on.
type TimelineUnits struct {
	StoreID                 commerce.StoreID
	Store                   string
	Wanted, OnHand, Pending int64
}

// Timeline is what is known of one thing, the newest first.
type Timeline struct {
	Entries []TimelineEntry
	More    bool // there are older ones
	// RequestsFrom is since when requests and answers are kept.
	RequestsFrom time.Time
}

// BundleLevel says how much a support bundle holds.
type BundleLevel string

// The levels.
const (
	BundleStandard BundleLevel = "standard" // nothing that names a person, an order, a SKU or a store
	BundleOrders   BundleLevel = "orders"   // also numbers of orders and records, SKUs and the stores' names
	BundleFull     BundleLevel = "full"     // also what remotes said and people typed, and requests and answers; never who a shopper is
)

// BundleWish says what a support bundle is to hold.
type BundleWish struct {
	Level    BundleLevel
	From, To time.Time
	Stores   []commerce.StoreID // none: all
	Note     string             // the person's own words, saved as they are
	Consent  bool               // to the full level
}

// BundleFile is one file of a bundle that was prepared and not yet saved.
type BundleFile struct {
	Name  string // with its folder, "tables/orders.jsonl"
	About string // one sentence
	Size  int64  // bytes
	Lines int
	// Hidden counts what was left out or replaced, by kind of value: "sku", "store", "said" …
	Hidden map[string]int
}

// BundleFind is a place where a text occurs in a prepared bundle.
type BundleFind struct {
	File string
	Line int // from 1
	Text string
}

// BundleSummary is what a bundle says of itself when it is opened again.
type BundleSummary struct {
	ID       string
	Level    BundleLevel
	At       time.Time
	From, To time.Time
	Version  string // of the program that made it
	Schema   int64
	Note     string
	Files    []BundleFile
	// Intact is false when a file differs from the manifest, or is missing; Wrong names them.
	Intact bool
	Wrong  []string
}

// Backup is one copy of the database.
type Backup struct {
	Path   string
	At     time.Time
	Size   int64
	Schema int64  // 0: not known
	Broken string // why it cannot be used; "" when it was read from end to end
	Kind   string // night, update (before the tables were changed), hand, restore (what was there before a restore)
}

// Storage is how the data folder stands.
type Storage struct {
	Folder    string
	Size      int64
	Free      int64 // bytes left on its disk; -1: not known
	Backups   []Backup
	NextAt    time.Time // of the nightly copy; zero: none is made
	Unclean   bool      // the last run did not end in order
	CheckedAt time.Time // when the database was last read from end to end
	Wrong     string    // what that found
}
