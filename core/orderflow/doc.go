// Package orderflow brings every EKM order into Brightpearl: exactly once, to the penny, and so that a crash at any moment
// repeats at most one step that looks before it repeats.
//
// An order's life, each arrow ending in a commit: received -> matched (lines decided, money reconciled) -> placed (contact
// and sales order) -> allocated -> paid -> verified. Where a rule asks for a person the order is held with its cause, nothing
// is retried, and its units stay deducted from what stores show. The next stage to do is read from the row, so it does not
// matter which process did the last one.
//
// Plan of calls to Brightpearl for one order; n is how many orders travel together (the client's writes: up to 10 in one
// multi-message; reads: up to 100 ids, look-ups up to 50 references):
//
//	step      known customer            new customer           alone  n=10     when
//	look      2 searches by reference   the same               2      2/n      older than the connection, or doubt after a lost answer
//	contact   none: local index         search, address, new   0 / 3  0 / 1.2  a search names one address, so it is never shared
//	place     sales order               the same               1      1/n
//	reserve   read rows, reservation    the same               2      2/n
//	check     read allocation           the same               1      1/n      only where something was reserved
//	pay       payment                   the same               1      1/n
//	verify    payments and journals     the same               1      1/n
//
// Alone that is 5 or 6 calls, 8 or 9 for a new customer; in a back-log about 0.5 and 1.7. While the request limit has room for all
// orders that are on their way nothing waits for company; when it has not, every call waits up to 1.5 seconds for others (work.go,
// batch.go). Contacts are known from an index of keyed hashes of every address, which two requests every two minutes keep fresh.
//
// Before a write its intent is committed. Whoever finds an intent, and whoever has failed before, asks Brightpearl first:
// the external reference for sales orders, the transaction reference for payments, the reservation itself, the e-mail for
// contacts.
//
// Completeness: a poll looks back until the shop's stamps are proven (clock.go), sweeps read by date what no stamp tells, and ids
// that no list ever showed are asked for one by one (gaps.go). What EKM shows of a posted order afterwards is kept beside it until
// a person has judged it (changed.go); orders are read again because somebody asks for them (redownload.go).
//
// A Desk may be used by any number of goroutines; the work on one order happens on one at a time (the lane sees to it).
//
// What an order becomes is decided in one place: decide, which reads the amounts (readMoney, by the sums of the order itself), ties
// lines to products, and chooses tax codes (taxing.choose), by the rules and by what a person decided for this order (Desk.Fix). It
// writes nothing, so Desk.Propose and Desk.TryRule show beforehand what a fix or a changed setting would do.
//
// Desk.DryRun and Desk.PollShadow work orders through in the same way (trial) with clients that can only read. The first shows what a
// store's newest orders would become; the second keeps that for a store whose orders staff still type by hand, finds the sales order of
// each (pairing) and tells what differs. What staff typed is never posted a second time: receive excludes it.
//
// Start reading at Desk.Poll (how orders arrive), then Desk.Work (what happens to them).
package orderflow
