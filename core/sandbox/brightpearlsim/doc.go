// Package brightpearlsim is a strict, local Brightpearl: the part of the public API that a shop connector touches,
// spoken over real HTTP with real sign-in, id sets, searches, throttle headers and error texts.
//
// It exists so that the client, the flows, the demo stores and the benchmarks meet a server that refuses what the
// real one refuses. It writes its own wire types and shares none with the client, because a shared misspelt field
// would agree with itself. Where the public documentation leaves two behaviours open, there is a switch (faults.go).
//
// Concurrency: a Server may be used by any number of goroutines. One mutex guards all data; a request is answered
// completely while it is held, so every write is atomic and every answer is a consistent picture. Delays, broken
// connections and webhook deliveries happen outside the lock. Run owns the only goroutines.
//
// Start reading at server.go (life of a request), then routes.go (what is served), search.go (the search engine),
// orderpost.go and reservation.go (the writes that matter most), staff.go (what the warehouse does by itself).
package brightpearlsim
