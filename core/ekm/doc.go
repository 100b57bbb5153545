// Package ekm is the client of EKM's REST API for one store: orders with their items, the catalogue, stock, settings and
// webhooks, in EKM's own nouns. It exists so that nothing else needs to know EKM's envelope, its search language or its
// habit of leaving fields out.
//
// What it can write is little, and on purpose: an order's status and tracking, a stock level, a webhook subscription. No
// call can make EKM mail a shopper: the request types have no room for that wish, and a guard in the transport refuses it
// once more. Decoding is tolerant; a row that cannot be read is reported as a *RowError and never stops a list.
//
// A Client may be used by any number of goroutines; its pacing is shared by all of them. Errors are *fault.Error values,
// except for *RowError inside lists.
//
// Start reading at Client, then Orders and keyset.
package ekm
