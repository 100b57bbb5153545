// Package engine builds the services, runs them and stops them. It owns the data folder, the goroutines and the clients, and
// holds no rule of the business: what an order or a figure becomes is decided in the flows.
//
// One process works on a data folder at a time; Open says which one has it otherwise. Run works until its context ends;
// UntilIdle does one round of everything and stops. Closing finishes what is in flight, within a limit, and closes the
// database last.
//
// Start reading at Open, then Engine.Run and Engine.UntilIdle.
package engine
