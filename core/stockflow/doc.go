// Package stockflow keeps every store's stock figures equal to what may really be sold: it learns what Brightpearl has, reckons
// what each store should show, and writes the differences.
//
// The figure is a pure function of stored terms (commerce.Terms): on-hand of the store's warehouses, less units in orders of any
// store that Brightpearl has not reserved yet, less the buffer, up to the cap. Reckoning needs no request, so it is done
// whenever a term moves. A figure that is replaced before it was written is never written.
//
// Before a store's figure is written its orders are polled, if that has not happened since the figure changed: EKM lowers its
// own stock when it sells, and a stale level would raise it again.
//
// A Desk may be used by any number of goroutines.
//
// Start reading at Desk.Poll (how changes are learned), Desk.Reckon (what stores should show), Desk.work (how they are told).
package stockflow
