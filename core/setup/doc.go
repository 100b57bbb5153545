// Package setup connects the Brightpearl account and the EKM stores, configures them, checks them and switches them on.
// The command line and the desktop screens both call it, so that both follow the same rules; it prints nothing.
//
// It exists because a wrong setting costs more than a failed request: orders in the wrong currency, two stores on one
// channel, a login that belongs to another shop. So nothing is stored that has not been proved, a change of settings is
// stored completely or not at all, and a store goes live only when no check finds a problem.
//
// New stores start from the defaults, and a store that has a default's value follows it when it changes. Every change of a setting is
// kept with what was there before, who made it and on which computer, and can be undone.
//
// Every failure is a *fault.Error whose Held cause says what happened, where and why, what becomes of the data, and what to
// do. Secrets go to the vault and nowhere else.
//
// A Desk may be used by any number of goroutines at once; changes are made one after the other, while a sign-in that waits
// for a person holds nobody up. Start reading at Desk, then ConnectStoreOAuth, Configure and Check.
package setup
