// Package rest is the one road to a remote API: credentials, pacing, safe repeats, redacted logging and faults that a lane
// understands. It exists so that the EKM and Brightpearl clients hold nothing but their API's nouns and rules.
//
// What it promises: a read is repeated when the remote stumbles, a write never is, unless the remote said that it did not
// execute it; a write whose fate is unknown comes back with Unclear set. No token, query value or body of a sign-in refusal
// ever reaches an error or the log. A Client and a Pacer may be used by any number of goroutines.
//
// Start reading at Client.Do, then Pacer and its two rules, bucketRule and windowRule.
package rest
