// Package shipflow tells EKM what the warehouse shipped: the tracking first, then the status, and never an e-mail. The
// warehouse works in Brightpearl only; nothing here marks an order as shipped by an idea of its own.
//
// It has two halves which meet in the rows of shipped notes. PollNotes asks Brightpearl, once for all stores, for goods-out
// and drop-ship notes and stores them as due. The lane of each store then works its due orders: EKM holds one set of tracking
// fields for an order, so the unit of work is the order, and what is written is always the whole state made from all of its
// notes. Every write is absolute and may be repeated, so a crash at any moment costs a repetition and changes nothing.
//
// A status is never moved backwards, an order that is closed in EKM is held for a person, and a store whose orders turn out to
// be mailed because of us stops telling at once.
//
// A Desk may be used by any number of goroutines; the writes to one order, the lane's and a person's, happen on one at a time.
//
// Start reading at Desk.PollNotes (how notes arrive), then Desk.Work (what the store is told).
package shipflow
