// Package orderflow brings every EKM order into Brightpearl: exactly once, to the penny, and so that a crash at any moment
// repeats at most one step that looks before it repeats.
//
// An order's life, each arrow ending in a commit: received -> matched (lines decided, money reconciled) -> placed (contact
// and sales order) -> allocated -> paid -> verified. Where a rule asks for a person the order is held with its cause, nothing
// is retried, and its units stay deducted from what stores show. The next stage to do is read from the row, so it does not
// matter which process did the last one.
//
// Calls per order, with the reads of several orders answered by one request (batch.go): a known customer costs three writes
// (sales order, reservation, payment) and a share of three reads; a new one three more (search, address, contact). Contacts
// that were seen before are found in a local index of keyed hashes.
//
// Before a write its intent is committed. Whoever finds an intent, and whoever has failed before, asks Brightpearl first:
// the external reference for sales orders, the transaction reference for payments, the reservation itself, the e-mail for
// contacts.
//
// A Desk may be used by any number of goroutines; the work on one order happens on one at a time (the lane sees to it).
//
// What an order becomes is decided in one place: decide, which reads the amounts (readMoney, by the sums of the order itself), ties
// lines to products, and chooses tax codes (taxing.choose), by the rules and by what a person decided for this order (Desk.Fix). It
// writes nothing, so Desk.Propose and Desk.TryRule show beforehand what a fix or a changed setting would do.
//
// Start reading at Desk.Poll (how orders arrive), then Desk.Work (what happens to them).
package orderflow
