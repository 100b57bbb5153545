package brightpearlsim

import (
	"fmt"
	"slices"
	"strings"
)

// Fault turns one trouble or one open behaviour on.
//
// Route limits it to calls whose label contains the text; labels look like "POST order-service/sales-order" or
// "GET warehouse-service/product-availability/{ids}". With NextN it applies to that many calls and then goes away,
// with Probability (0 to 1) it is drawn for each call, with neither it always applies. Seconds sets the length of
// slow answers, of the search lag and of a throttle's period, before the speed; 0 means the usual length. Warehouse limits
// NoAvailability to one warehouse.
//
// A multi-message is one call, "POST multi-message". A fault whose Route names an inner call troubles that message alone: it is
// refused with the trouble's status, or answered with one although it was done. Only what the wire may do to an answer (the
// time-outs, LostAnswer, ResetMidBody, HTMLError) and Slow strike the whole call only.
type Fault struct {
	Name        string  `json:"name"`
	Route       string  `json:"route,omitempty"`
	NextN       int     `json:"next_n,omitempty"`
	Probability float64 `json:"probability,omitempty"`
	Seconds     float64 `json:"seconds,omitempty"`
	Warehouse   int     `json:"warehouse,omitempty"`
}

// Troubles: what may happen to any call.
const (
	TimeoutBefore  = "timeout-before"     // holds the connection, then drops it; nothing was done
	TimeoutAfter   = "timeout-after"      // the write is done, then as above
	LostAnswer     = "lost-answer"        // the write is done, the connection breaks at once
	ResetMidBody   = "reset-mid-body"     // the write is done, half of the answer arrives
	InternalError  = "internal-error"     // 500 CMNU-003, nothing was done
	ErrorAfter     = "error-after"        // 500 CMNU-003, but the write is done
	HTMLError      = "html-error"         // 500 with an HTML page
	ThrottleNow    = "throttle"           // 503 with the throttle text
	ThrottleStorm  = "throttle-storm"     // as above, and so is every call until the period ends (1 minute)
	Unavailable    = "unavailable"        // 503 without it
	ExpiredToken   = "expired-token"      // 401 "Authorization token expired"
	Slow           = "slow"               // the answer takes 5 s
	SearchLag      = "search-lag"         // objects younger than 5 s are invisible to searches
	ShiftingPages  = "shifting-pages"     // later pages skip a row unless sorted by id
	DuplicateRows  = "duplicate-rows"     // later pages repeat the last row of the page before
	UnknownFields  = "unknown-fields"     // objects and searches carry fields nobody knows
	MissingFields  = "missing-fields"     // optional fields are left out
	NullCells      = "null-cells"         // optional search cells are null
	NoAvailability = "empty-availability" // availability answers know no product, or nothing of one warehouse
	HalfAvailable  = "short-availability" // availability answers leave out every second product
	DuplicateHooks = "duplicate-webhooks" // every webhook is delivered twice
	DroppedHooks   = "dropped-webhooks"   // an event is not announced at all; Route is part of its name
	Forbidden      = "forbidden"          // 403, nothing was done

	MultiDown     = "multi-message-down"      // the multi-message feature answers 500
	MultiForgets  = "multi-message-forgets"   // a message is done, but the answer leaves its label out
	MultiStops    = "multi-message-stops"     // a message after the first, and all behind it, are left unprocessed: 207
	MultiThrottle = "multi-message-throttles" // a message is answered 503 with the throttle text inside; it was not done
)

// Switches: behaviours which the public documentation leaves open. The default is the first reading.
const (
	NoInstanceHeader    = "no-instance-header"          // private apps get no instance-id header
	RequireDevRef       = "require-dev-ref"             // calls without dev-ref are refused
	RollingThrottle     = "rolling-throttle"            // a true rolling minute instead of fixed windows
	Throttle429         = "throttle-429"                // 429 with Retry-After instead of 503
	ThrottledFree       = "throttled-free"              // refused calls do not count
	RotateRefreshToken  = "rotate-refresh-token"        // a refresh replaces both tokens
	NewInstance         = "new-instance"                // every new grant is a new installation
	DuplicateEmpty      = "duplicate-order-empty"       // a repeated sales order answers {}
	DuplicateObject     = "duplicate-order-object"      // a repeated sales order answers {"id":…} in response
	AutoAllocate        = "auto-allocate"               // a new sales order is reserved by the account's own rules
	ReserveRefused      = "reservation-repeat-refused"  // a second reservation POST is refused
	ReserveSets         = "reservation-repeat-sets"     // a second reservation POST sets instead of adding
	ReserveParents      = "reservation-bundle-parents"  // bundles are reserved by the parent row
	ReserveZeroRefused  = "reservation-zero-refused"    // a reservation PUT with quantity 0 is refused
	NoReserveDelete     = "no-reservation-delete"       // reservations cannot be deleted as a whole
	ReserveMovesOrder   = "reservation-moves-order"     // reservations move an order's updatedOn
	ZeroRows            = "availability-zero-rows"      // products without stock appear with zeros
	BadIDFails          = "availability-bad-id-fails"   // one impossible id makes the whole set a 400
	EmptyNotesOK        = "empty-notes-200"             // no notes found is an empty map instead of 404
	NestedSalesOrder    = "sales-order-nested"          // sales-order GET answers the nested shape
	MultiCountsEach     = "multi-message-counts-each"   // every message counts against the limit, and is refused over it
	AddressTwoLetters   = "address-country-two-letters" // postal addresses want 2-letter countries
	IntervalExclusive   = "interval-exclusive"          // PERIOD ends do not belong to the interval
	UnknownNamesIgnored = "unknown-names-ignored"       // unknown filters and columns are ignored
	StringSetBar        = "string-set-bar"              // STRING_SET is separated by | instead of a comma
	SKUAnyCase          = "sku-any-case"                // SKU filters ignore case
	StockMovesProduct   = "stock-moves-product"         // stock changes move a product's updatedOn
	PaymentMovesOrder   = "payment-moves-order"         // payments move an order's updatedOn
	ShippingMovesOrder  = "shipping-moves-order"        // shipping moves an order's updatedOn
	TrackingField       = "drop-ship-tracking-field"    // drop-ship tracking is in trackingReference
	TrackingEvent       = "drop-ship-tracking-event"    // drop-ship tracking is in the shipped event
	NoNegativeRows      = "no-negative-rows"            // rows with negative values are refused
	DepartmentZero      = "department-zero"             // order-search departmentId is not the channel
)

var knownFaults = []string{
	TimeoutBefore, TimeoutAfter, LostAnswer, ResetMidBody, InternalError, ErrorAfter, HTMLError, ThrottleNow, ThrottleStorm, Unavailable,
	ExpiredToken, Slow, SearchLag, ShiftingPages, DuplicateRows, UnknownFields, MissingFields, NullCells, NoAvailability, HalfAvailable,
	DuplicateHooks, DroppedHooks, Forbidden, MultiDown, MultiForgets, MultiStops, MultiThrottle, NoInstanceHeader, RequireDevRef, RollingThrottle, Throttle429, ThrottledFree,
	RotateRefreshToken, NewInstance, DuplicateEmpty, DuplicateObject, AutoAllocate, ReserveRefused, ReserveSets,
	ReserveParents, ReserveZeroRefused, NoReserveDelete, ReserveMovesOrder, ZeroRows, BadIDFails, EmptyNotesOK, NestedSalesOrder, MultiCountsEach, AddressTwoLetters,
	IntervalExclusive, UnknownNamesIgnored, StringSetBar, SKUAnyCase, StockMovesProduct, PaymentMovesOrder,
	ShippingMovesOrder, TrackingField, TrackingEvent, NoNegativeRows, DepartmentZero,
}

// FaultNames lists every fault and switch.
func FaultNames() []string { return slices.Clone(knownFaults) }

// IsSwitch says whether a fault chooses a behaviour, which is meant to stand, rather than troubles single calls.
func IsSwitch(name string) bool {
	at := slices.Index(knownFaults, name)
	return at >= slices.Index(knownFaults, NoInstanceHeader)
}

// SetFaults replaces all faults. It refuses unknown names and leaves everything as it was then.
func (s *Server) SetFaults(faults ...Fault) error {
	for _, f := range faults {
		if !slices.Contains(knownFaults, f.Name) {
			return fmt.Errorf("unknown fault %q", f.Name)
		}
		if f.NextN < 0 || f.Probability < 0 || f.Probability > 1 || f.Seconds < 0 {
			return fmt.Errorf("fault %q has an impossible number", f.Name)
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = slices.Clone(faults)
	return nil
}

// AddFault turns one more fault on.
func (s *Server) AddFault(f Fault) error { return s.SetFaults(append(s.Faults(), f)...) }

// Faults lists what is on; a fault with NextN shows what is left of it.
func (s *Server) Faults() []Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.faults)
}

// onLocked decides whether a fault applies to a call, using up one of NextN.
func (s *Server) onLocked(name, route string) bool {
	_, on := s.faultLocked(name, route)
	return on
}

func (s *Server) faultLocked(name, route string) (Fault, bool) {
	return s.drawLocked(name, func(f Fault) bool { return strings.Contains(route, f.Route) })
}

// drawLocked looks for a fault among those that fit.
func (s *Server) drawLocked(name string, fits func(Fault) bool) (Fault, bool) {
	for i, f := range s.faults {
		if f.Name != name || !fits(f) {
			continue
		}
		if f.Probability > 0 && s.random.Float64() >= f.Probability {
			continue
		}
		if f.NextN == 1 {
			s.faults = slices.Delete(s.faults, i, i+1)
		} else if f.NextN > 1 {
			s.faults[i].NextN--
		}
		if !IsSwitch(name) {
			s.counters.Troubles[name]++
		}
		return f, true
	}
	return Fault{}, false
}

func (c *call) on(name string) bool { return c.srv.onLocked(name, c.route) }

// named is on for faults that say which route they mean.
func (c *call) named(name string) bool {
	_, on := c.srv.drawLocked(name, func(f Fault) bool { return f.Route != "" && strings.Contains(c.route, f.Route) })
	return on
}
