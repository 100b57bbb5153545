// Package ledger works the rows that are due. Each remote API budget (the Brightpearl account, each EKM store) is one lane
// with one owner, and the domain rows themselves are the queue: a lane finds what is due through its sources, works it on a
// few goroutines and looks again. Nothing is ever "running" in the database, so a killed process leaves nothing to rescue.
//
// What it promises: a key is never worked twice at the same time; a wake-up may be lost or doubled without harm, because the
// row is the truth and every lane looks again within a few seconds; a trouble of the lane (offline, throttled, sign-in
// needed, disk full) stops that lane alone, or all of them when the disk is full, and costs the item nothing; a panic
// becomes a logged fault. What it cannot promise is "exactly once": work that was killed between a remote's answer and the
// commit runs again, so it has to look before it repeats.
//
// Lane, Poller and Hub may be used by any number of goroutines. A source is only called by the lane's own goroutine.
//
// Start reading at Source, then Lane.loop; Hub holds lanes and pollers together.
package ledger
