// Package setup leads a person from nothing to a live store in nine steps: the Brightpearl account, the EKM shop, channel and
// money, orders, stock, shipments, the SKU check, a dry run, go live. It lives inside the Stores page and not in a dialog.
//
// Every step stores what it decided before the next one opens, and which step comes next is reckoned from what is stored. So a
// setup can be left at any moment and goes on at the first step that still lacks something, on this computer or another.
// Secrets leave a field in the moment they are handed over.
//
// A Wizard belongs to the UI goroutine; its work runs in the feed. Start reading at Wizard in wizard.go, then plan.go for the
// rules of the steps.
package setup
