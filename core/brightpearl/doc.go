// Package brightpearl is the typed client of the Brightpearl API: one file per resource, in Brightpearl's own nouns.
//
// It reads the catalogue, stock, settings, orders, notes and payments of one account, and writes only what an imported
// order needs: contacts, sales orders, order notes and statuses, reservations and customer payments. Products, prices,
// stock figures, goods-out notes and invoices are Brightpearl's to change; writes.go refuses anything else before it
// leaves the program.
//
// Pacing, sign-in, safe repeats and logging belong to the chain below (package rest). Failures are *fault.Error: check.go
// says which answer means what. A write whose answer was lost comes back with Unclear set; the caller looks (a search, a
// read) before repeating it.
//
// Writes that come together travel in one multi-message, which costs one request; each caller still gets its own answer
// (outbox.go). Single calls take over by themselves where that does not work or does not pay.
//
// A Client and all of its services may be used by any number of goroutines at once. Iterators belong to one goroutine.
//
// Start reading at Client, then SalesOrders; search.go and idset.go explain how lists and id sets are read.
package brightpearl
