// Package audit proves that the import is complete: it asks EKM and Brightpearl themselves and compares both with our own
// ledger. Every order that EKM shows has exactly one outcome here, every posted one exactly one sales order there, and the
// money is the same in all three places, in pence and in tax.
//
// It exists because "nothing failed" is no proof that nothing is missing. It changes nothing on either side, and may run beside the
// work; orders placed after it began do not count. Here it keeps a statement of every day that it looked at in full, and opens or
// closes one card a store. All functions may be called by any number of goroutines at once.
//
// Start reading at Orders and Days, then ledger.compare; Stock does the same for stock levels.
package audit
