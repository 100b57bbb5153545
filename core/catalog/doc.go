// Package catalog knows both catalogues and which listing is which product. It reads EKM's listings and Brightpearl's
// products, fully at first and by changes afterwards, and decides the SKU links between them: by equal SKUs and nothing else,
// because a wrong link moves stock. What merely looks alike becomes a suggestion.
//
// Brightpearl is the master list. Neither side's products are ever written.
//
// A Desk may be used by any number of goroutines; one reading of a side runs at a time.
//
// Start reading at index.match (pure), then Desk.
package catalog
