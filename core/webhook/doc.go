// Package webhook receives wake-ups: calls by EKM and Brightpearl that say that something happened. It exists because a poll can
// only be so frequent, and because nobody signs these calls: a wake-up is a hint to look, never a fact, and nothing is lost when one
// is forged, doubled or does not come.
//
// A call that knows the secret of its address is stored as a hint, merged with equal ones, and only then answered. Hints nudge the
// polls; one is forgotten when a poll that began after it has ended well. Polls ask the desk whether what they found had been told:
// while that holds they may be slower, and one miss makes them fast again at once.
//
// A Desk may be used by any number of goroutines. Run owns the listener and the only goroutines, which write down hints, nudge and
// judge. The flows are not known here: whoever wires the desk names the polls.
//
// Start reading at Desk, then receiver, Round and Subscribe.
package webhook
