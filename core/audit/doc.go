// Package audit proves that the import is complete: it asks EKM and Brightpearl themselves and compares both with our own
// ledger. Every order that EKM shows has exactly one outcome here, every posted one exactly one sales order there, and the
// money is the same in all three places.
//
// It exists because "nothing failed" is no proof that nothing is missing. It only reads, changes nothing on any side, and
// may run beside the work; orders placed after it began do not count. All functions may be called by any number of
// goroutines at once.
//
// Start reading at Orders, then ledger.compare; Stock does the same for stock levels.
package audit
