package view

import (
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/fault"
)

// Outcome is how many orders came to something, and their money.
type Outcome struct {
	Orders int
	Money  commerce.Pence
}

// LedgerDay is one store's orders of one day of placing, by their outcome. Placed is the sum of the others, in count and money.
type LedgerDay struct {
	StoreID  commerce.StoreID
	Store    string
	Currency string
	Day      time.Time // its first moment, in the zone of this computer

	Placed    Outcome
	Posted    Outcome
	Waiting   Outcome // waiting or working
	Held      Outcome
	Excluded  Outcome // by a rule or a person
	Cancelled Outcome // before it was downloaded
	Gaps      int     // EKM ids of about that day that nobody can explain yet
	Settled   commerce.Pence
	Proof     Proof
}

// Proof is the last comparison of a day with EKM's orders, Brightpearl's orders and its receipts. The zero value means that there
// was none yet.
type Proof struct {
	At          time.Time
	Balanced    bool
	EKM         Outcome // orders that should be in Brightpearl: posted here, or unknown here
	SalesOrders Outcome
	Receipts    Outcome
	Tax         commerce.Pence // of the sales orders
	TaxCodes    []TaxSum       // the same by tax code, in the codes' order
	Differences []Difference
	Closed      bool   // the day is over and everything in it is settled
	Hash        string // of the statement and the one before it
}

// TaxSum is what the rows of one Brightpearl tax code come to.
type TaxSum struct {
	Code     string
	Net, Tax commerce.Pence
}

// Difference is one order that does not add up.
type Difference struct {
	OrderID commerce.OrderID // 0 when we do not have it
	EKMID   int64
	Number  string
	Kind    string         // missing, duplicated, money, tax, receipt, gap
	Text    string         // in words, with both sums
	Pence   commerce.Pence // how much
}

// The kinds of differences.
const (
	MissingDifference    = "missing"    // EKM has it and we do not, or it was posted and Brightpearl does not have it
	DuplicatedDifference = "duplicated" // more than one sales order, or one that should not be
	MoneyDifference      = "money"      // totals differ
	TaxDifference        = "tax"        // totals agree, the tax in them does not
	ReceiptDifference    = "receipt"    // payments do not add up to the total
	GapDifference        = "gap"        // an id that nobody can explain yet; it does not unbalance a day, but keeps it open
)

// OrderFix is what a person decides for one order beside the rules. Zero fields leave the rules alone.
type OrderFix struct {
	Contact  int64            `json:"contact,omitempty"`   // Brightpearl contact
	Products map[int64]int64  `json:"products,omitempty"`  // EKM line id -> Brightpearl product
	TextRows []int64          `json:"text_rows,omitempty"` // EKM lines that become text rows whatever the store's policy
	TaxCodes map[int64]string `json:"tax_codes,omitempty"` // EKM line id -> Brightpearl tax code; FixDelivery and FixCustom name the other rows
}

// Names of rows without an EKM line in OrderFix.TaxCodes.
const (
	FixDelivery int64 = -1
	FixCustom   int64 = -2
)

// Proposal is what an order would become if it were posted now, with a fix. Nothing was written anywhere.
type Proposal struct {
	Rows      []OrderLine
	Total     commerce.Pence
	Tax       commerce.Pence
	MoneyNote string
	Flags     []string
	Cause     fault.Cause // what would still hold it; zero when it would be posted
}

// RuleEffect is what a changed setting would do to the orders that are held now.
type RuleEffect struct {
	Posted Outcome // would go on
	Held   Outcome // would be held again
	First  fault.Cause
}

// Choice is one product or tax code of Brightpearl that a person may pick: a product has an id, a tax code has none.
type Choice struct {
	ID   int64
	Code string // SKU or tax code
	Name string
}

// OrderChange is one difference between an order as it was posted and as EKM shows it now.
type OrderChange struct {
	What   string // for example "Line 2, quantity" or "Total"
	Posted string
	Now    string
}

// Download is one order that EKM shows when a number or a range of days is asked for again.
type Download struct {
	StoreID  commerce.StoreID
	EKMID    int64
	Number   string
	PlacedAt time.Time
	Total    commerce.Pence
	Currency string
	Customer string
	OrderID  commerce.OrderID // 0 when we do not have it
	Now      string           // what it is here: "Not here", "Posted as 20871", "Held: ..."
	Then     string           // what a download would do: "Import", "Nothing", "Decide again", "Excluded by rule: ..."
	Does     bool             // whether it would do anything
}
