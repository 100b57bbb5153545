package commerce

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
}

// Publish is the figure a store should show: never negative, never above the cap.
func (t Terms) Publish() int64 {
	n := t.OnHand - t.Pending - t.Buffer
	if n < 0 {
		n = 0
	}
	if t.Cap > 0 && n > t.Cap {
		n = t.Cap
	}
	return n
}

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
)

// NoteKind tells the two kinds of warehouse documents apart.
type NoteKind string

// The kinds of notes.
const (
	GoodsOut NoteKind = "goods_out"
	DropShip NoteKind = "drop_ship"
)
