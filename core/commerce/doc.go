// Package commerce holds the nouns of the trade and the pure rules between them: stores, listings, products, orders, money,
// levels, shipments and the stages they pass through. It imports nothing but the standard library and golang.org/x, does no I/O, and
// every value may be shared between goroutines once it is built.
//
// Start reading at Order, then Amount.
package commerce
