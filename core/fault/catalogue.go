package fault

import (
	"maps"
	"slices"
	"strings"
)

// Severity says how much a problem asks of a person.
type Severity string

// The severities.
const (
	Grave   Severity = "error"     // work has stopped, or money or stock is at stake
	Warning Severity = "attention" // somebody has to look
	Passing Severity = "passing"   // it ends by itself; shown while it lasts, counted nowhere
	Answer  Severity = "answer"    // the answer to somebody's wish that could not be carried out; it is never open
)

// Action is the one thing that helps best, for the button of a card.
type Action string

// The actions.
const (
	ActNothing      Action = ""
	ActSignIn       Action = "sign_in"      // sign the store or the account in again
	ActConnect      Action = "connect"      // connect the account
	ActRetry        Action = "retry"        // do it again
	ActOrders       Action = "orders"       // open the held orders with this cause
	ActOrder        Action = "order"        // open the one order that it is about
	ActMatch        Action = "match"        // open SKU match
	ActStock        Action = "stock"        // open the held SKUs
	ActShipments    Action = "shipments"    // open the held shipments
	ActStore        Action = "store"        // open the store's settings
	ActSettings     Action = "settings"     // open the program's settings
	ActDiagnostics  Action = "diagnostics"  // run the self-checks
	ActRestore      Action = "restore"      // choose a backup
	ActInstructions Action = "instructions" // read what to do outside of Stockbridge
)

// Problem is an entry of the catalogue: what there is to know of a code, whatever thing it has struck. All texts are whole
// sentences for people, without places.
type Problem struct {
	Code     string
	Title    string // what it is called, without a full stop
	Severity Severity
	What     string // what happened
	Why      string // how that comes about
	Now      string // what happens now by itself, and what becomes of orders, stock and money
	Do       string // what a person can do
	Ends     string // what makes it go away
	Action   Action
	// Under are the codes that explain this one: while one of them is open for the same store or for the account, this one needs
	// nobody and is shown below it.
	Under []string
}

// Help is the anchor of the entry in the list of problems, "sb-ord-104".
func (p Problem) Help() string { return strings.ToLower(p.Code) }

// catalogue is all problems by code, made of one list for each part of the engine.
var catalogue = collect(general, orderProblems, otherProblems)

func collect(lists ...[]Problem) map[string]Problem {
	out := map[string]Problem{}
	for _, list := range lists {
		for _, p := range list {
			if _, twice := out[p.Code]; twice {
				panic("fault: " + p.Code + " stands twice in the catalogue")
			}
			out[p.Code] = p
		}
	}
	return out
}

// Lookup finds a code in the catalogue.
func Lookup(code string) (Problem, bool) {
	p, ok := catalogue[code]
	return p, ok
}

// Catalogue lists all problems, by code.
func Catalogue() []Problem {
	out := slices.Collect(maps.Values(catalogue))
	slices.SortFunc(out, func(a, b Problem) int { return strings.Compare(a.Code, b.Code) })
	return out
}
