package view

import (
	"time"

	"stockbridge/core/commerce"
)

// Shortfall is a product of which Brightpearl has fewer units than orders were posted for.
type Shortfall struct {
	ProductID int64
	SKU       string
	Name      string
	Short     int64 // units that posted orders of all stores are owed
	// OnHand is what the warehouse of the order asked about has free; OnHandAt when that was read, zero while it is not known.
	OnHand   int64
	OnHandAt time.Time
	Claims   []Claim // the first to pay first
	More     int     // claims beyond those listed
}

// Claim is an order that has units of a short product, or waits for some.
type Claim struct {
	OrderID      commerce.OrderID
	Number       string
	Store        string
	State        commerce.OrderState
	SalesOrderID int64
	PlacedAt     time.Time
	Unpaid       bool // EKM shows no payment yet
	Wanted       int64
	Reserved     int64
	Short        int64 // what the posted order is owed

	// A person's choice that this order waits; WaitsSince is zero when nobody chose it.
	WaitsSince time.Time
	WaitsBy    string
	WaitsWhy   string
}

// Waits tells whether a person has chosen that this order waits.
func (c Claim) Waits() bool { return !c.WaitsSince.IsZero() }
