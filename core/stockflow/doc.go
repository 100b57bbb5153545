// Package stockflow keeps every store's stock figures equal to what may really be sold: it learns what Brightpearl has, reckons
// what each store should show, writes the differences, and looks whether they stay.
//
// The figure is a pure function of stored terms (commerce.Terms): on-hand of the store's warehouses, less units in orders of any
// store that Brightpearl has not reserved yet, less the buffer, up to the cap. Reckoning needs no request, so it is done
// whenever a term moves. A figure that is replaced before it was written is never written. What every figure was is kept, with its
// terms, so that a number of last Tuesday can be explained.
//
// Before a store's figure is written its orders are polled, if that has not happened since the figure changed: EKM lowers its
// own stock when it sells, and a stale level would raise it again. Figures that fall go first, among them those whose oversell would
// cost most (commerce.Risk).
//
// What was written is read back, twenty listings a request, and a patrol reads everything again by and by, what is nearly sold out
// every few minutes. A store that shows something else than it was told has drifted: Brightpearl's figure wins and is written again.
//
// The brake stops figures that are hard to believe: many that fall to zero together or change tenfold, and units that an answer left
// out with most of their warehouse. It stops those and nothing else, and a person lets them go or has Brightpearl asked again.
//
// A Desk may be used by any number of goroutines.
//
// Start reading at Desk.Poll (how changes are learned), Desk.Reckon (what stores should show), Desk.work (how they are told), Desk.Look
// (whether it stays), Desk.apply (the brake).
package stockflow
