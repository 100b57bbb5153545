package commerce

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// LevelState says what a store's stock figure waits for.
type LevelState string

// The states of a level.
const (
	LevelIdle   LevelState = "idle"   // published equals wanted
	LevelDue    LevelState = "due"    // to be written
	LevelHeld   LevelState = "held"   // frozen: by a person, a duplicate or the brake
	LevelFailed LevelState = "failed" // the store refuses it; needs a person
)

// Terms are the parts of the figure a store should show.
type Terms struct {
	OnHand  int64 // Brightpearl's on-hand over the store's warehouses
	Pending int64 // units in orders of any store that Brightpearl has not reserved yet, held ones included
	Buffer  int64 // units kept back
	Cap     int64 // most units shown; 0 means no cap
	Stop    bool  // a person has it show nothing, whatever there is
}

// Publish is the figure a store should show: never negative, never above the cap, nothing when it is stopped.
func (t Terms) Publish() int64 {
	n := max(t.OnHand-t.Pending-t.Buffer, 0)
	if t.Cap > 0 && n > t.Cap {
		n = t.Cap
	}
	if t.Stop {
		n = 0
	}
	return n
}

// Buffer is how many units are kept back: a number of them, or a share of what is free. The zero value keeps back nothing.
type Buffer struct {
	Units   int64
	Percent int64 // of the units on hand less those pending, rounded up
}

var errBuffer = errors.New("it must be a whole number of units from 0, or a percentage such as 10%")

// ParseBuffer reads "3" as units and "10%" as a share.
func ParseBuffer(text string) (Buffer, error) {
	digits, share := strings.CutSuffix(strings.TrimSpace(text), "%")
	n, err := strconv.ParseInt(strings.TrimSpace(digits), 10, 64)
	switch {
	case err != nil || n < 0 || n > 1_000_000 || share && n > 100:
		return Buffer{}, errBuffer
	case share:
		return Buffer{Percent: n}, nil
	}
	return Buffer{Units: n}, nil
}

// String is what ParseBuffer reads.
func (b Buffer) String() string {
	if b.Percent > 0 {
		return fmt.Sprintf("%d%%", b.Percent)
	}
	return strconv.FormatInt(b.Units, 10)
}

// Of is how many units the buffer keeps back of those that are free.
func (b Buffer) Of(free int64) int64 {
	if b.Percent > 0 && free > 0 {
		return (free*b.Percent + 99) / 100
	}
	return b.Units
}

// MarshalText and UnmarshalText keep a buffer as people write it.
func (b Buffer) MarshalText() ([]byte, error) { return []byte(b.String()), nil }

// UnmarshalText is ParseBuffer.
func (b *Buffer) UnmarshalText(text []byte) (err error) {
	*b, err = ParseBuffer(string(text))
	return err
}

// TagKey is the form in which a tag is kept: lower case, without outer white space and with single blanks inside.
func TagKey(tag string) string { return strings.ToLower(strings.Join(strings.Fields(tag), " ")) }

// SuggestBuffer is how many units the other stores may sell of a SKU before a store can be told: what all stores sell in an hour,
// times the delay that is measured, for each store but the one that sells.
func SuggestBuffer(soldPerHour float64, delay time.Duration, stores int) int64 {
	if stores < 2 || soldPerHour <= 0 || delay <= 0 {
		return 0
	}
	// A hair is taken off before rounding up, because 30 an hour × 4 minutes × 2 is 4 and not 4.0000000001.
	return int64(math.Ceil(soldPerHour*delay.Hours()*float64(stores-1) - 1e-9))
}

// Risk orders stock writes: what an oversell would cost while the store still shows the old figure. It grows with the units that
// are shown and not there, with their price and their rate of sale, and shrinks with the units that are left, since those sell
// first. It is 0 when the store shows no more than it should.
func Risk(shown, wanted int64, price Pence, soldPerDay float64) int64 {
	if shown <= wanted {
		return 0
	}
	risk := float64(shown-wanted) * float64(max(price, 1)) * (1 + soldPerDay) / float64(wanted+1)
	return int64(min(math.Ceil(risk), 1<<53))
}

// How often a figure that nothing moves is read back, by how soon a hand in the shop's own admin could oversell it.
const (
	PatrolRisky  = 8 * time.Minute // few are left, or they would be sold within two days
	PatrolMiddle = 3 * time.Hour
	PatrolSafe   = 20 * time.Hour
)

// PatrolEvery is how long a store's figure may stay unread.
func PatrolEvery(published int64, soldPerDay float64) time.Duration {
	switch {
	case published <= 5 || float64(published) <= 2*soldPerDay:
		return PatrolRisky
	case published <= 50 || float64(published) <= 14*soldPerDay:
		return PatrolMiddle
	}
	return PatrolSafe
}

// Freeze says how a person holds a figure.
type Freeze string

// The ways to freeze.
const (
	NotFrozen    Freeze = ""
	FreezeHold   Freeze = "hold" // the store keeps what it shows
	FreezeAtZero Freeze = "zero" // the store shows nothing
)

// Component is one part of a bundle.
type Component struct {
	ProductID int64 `json:"product_id"`
	Quantity  int64 `json:"quantity"`
}

// BundleOnHand is how many whole bundles the parts allow: the least over the stock-tracked parts. A bundle without such
// parts can be assembled from nothing and counts as zero, since nothing proves that it can be sold.
func BundleOnHand(parts []Component, onHand func(productID int64) (units int64, tracked bool)) int64 {
	least, any := int64(0), false
	for _, p := range parts {
		units, tracked := onHand(p.ProductID)
		if !tracked || p.Quantity < 1 {
			continue
		}
		if n := max(units, 0) / p.Quantity; !any || n < least {
			least, any = n, true
		}
	}
	return least
}

// ShipmentState says whether a store has been told about a note.
type ShipmentState string

// The states of a shipment.
const (
	ShipmentWaiting    ShipmentState = "waiting"
	ShipmentSent       ShipmentState = "sent"
	ShipmentHeld       ShipmentState = "held"
	ShipmentSuperseded ShipmentState = "superseded" // the store already showed it, or a later note said it all
	ShipmentReversed   ShipmentState = "reversed"   // Brightpearl took it back after the store was told: a person decides
	ShipmentHandled    ShipmentState = "handled"    // a person closed it, with a reason
)

// NoteKind tells the two kinds of warehouse documents apart.
type NoteKind string

// The kinds of notes.
const (
	GoodsOut NoteKind = "goods_out"
	DropShip NoteKind = "drop_ship"
)
