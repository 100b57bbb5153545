// Package sandbox puts the local EKM and the local Brightpearl together: one made-up world, two servers on loopback,
// and a configuration that says how to connect to them. Demo mode, benchmarks and end-to-end tests all start it here.
//
// Concurrency: a Sandbox may be used by any number of goroutines. Start returns when both servers answer; it owns every
// goroutine, and Close returns when all of them have stopped.
//
// Start reading at Start, then account.go (how the world becomes a Brightpearl account) and config.go (what is printed).
package sandbox
