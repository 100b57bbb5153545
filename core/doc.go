// Package core is the engine of Stockbridge, without a window. It holds no code of its own; this is the plan of the house.
//
//	commerce      nouns and pure rules: stores, listings, orders, amounts, levels, stages
//	view          what screens may ask and what they get: filters, pages, rows
//	phrase        the book of every sentence that the engine says, with named places; what kind of thing stands in them
//	fault         kinds of failure; may we retry, when, and what a person reads: the catalogue of problems
//	events        what changed: kinds, after the commit, merged
//	settings      typed settings of a store; a change is a function on a copy
//	sheet         tables for spreadsheets, CSV and XLSX: no cell is a formula, no file is half written
//
//	rest          the shared HTTP chain: sign-in, pacing, safe repeats, redacted logging, errors
//	ekm           client of EKM's API, for one store
//	brightpearl   client of Brightpearl's API, for the one account
//	vault         OAuth tokens and keys in the operating system's keyring
//	db            everything that is stored; the only home of SQL
//	ledger        lanes and polls: each API budget has one owner and works its due rows
//
//	catalog       EKM listings, Brightpearl products, the SKU links between them; importsheet: the products that Brightpearl lacks
//	orderflow     EKM order -> sales order -> allocation -> payment
//	stockflow     availability -> stock in every store
//	shipflow      shipped note -> tracking and status in EKM
//	webhook       wake-ups by the two services: received, remembered until they are followed, and judged
//	setup         how the account and stores are connected, configured, checked and switched on
//	audit         the proof that every order has exactly one outcome
//
//	sandbox       a local EKM and a local Brightpearl, for the demo, tests and benchmarks; shares no types with the clients
//	engine        builds the services, runs and stops them; demo mode
//
// Imports point down this list's groups: the words of the first group import the standard library only, and sheet a library for
// XLSX; how things are done (the second) uses the words; what the business does (the third) uses both, and its packages never call
// each other: they meet through rows and wake-ups. Only engine knows all of them. A test holds this up.
//
// Three rules run through everything. The rows are the queue: work columns sit on the domain rows, and a wish and its news share
// one commit. No request is made inside a transaction. A write whose answer was lost is looked for before it is repeated.
package core
