package ekmsim

import (
	"cmp"
	"maps"
	"slices"
	"time"
)

// Books are the simulator's own truth, for tests and benchmarks to compare with.
type Books struct {
	At       time.Time     `json:"at"`
	Shops    []ShopBooks   `json:"shops"`
	Webhooks WebhookCounts `json:"webhooks"`
	// RefreshTokensReused counts refresh tokens that were used a second time, which a correct client never does.
	RefreshTokensReused int `json:"refresh_tokens_reused"`
	// Faults says how often each fault struck.
	Faults map[string]int `json:"faults"`
}

// ShopBooks is the truth about one shop.
type ShopBooks struct {
	Username string       `json:"username"`
	Name     string       `json:"name"`
	Orders   []OrderBook  `json:"orders"`
	Stock    []StockBook  `json:"stock"`
	Writes   []Write      `json:"writes"`
	Counters ShopCounters `json:"counters"`
}

// OrderBook is one order, hidden checkouts included. Money is in pounds as EKM shows it.
type OrderBook struct {
	ID              int64     `json:"id"`
	Number          string    `json:"number"`
	PlacedAt        time.Time `json:"placed_at"`
	Status          string    `json:"status"`
	Payment         string    `json:"payment"`
	SubTotal        string    `json:"sub_total"`
	Delivery        string    `json:"delivery"`
	Tax             string    `json:"tax"`
	Total           string    `json:"total"`
	Email           string    `json:"email"`
	Lines           []Line    `json:"lines"`
	Sold            bool      `json:"sold"`    // EKM's stock was lowered for it
	Emailed         bool      `json:"emailed"` // EKM's own field; EKM mails by itself at completion
	TrackingNumber  string    `json:"tracking_number"`
	TrackingCompany string    `json:"tracking_company"`
	TrackingURL     string    `json:"tracking_url"`
	InternalNotes   string    `json:"internal_notes"`
}

// StockBook is the level of one listing that can be sold, with everything that changed it.
type StockBook struct {
	Code      string      `json:"code"`
	ProductID int64       `json:"product_id"`
	ParentID  int64       `json:"parent_id,omitempty"` // of a variant
	Stock     int64       `json:"stock"`
	Moves     []StockMove `json:"moves,omitempty"`
}

// StockMove is one change of a level. By is "api", "operator" or "order" with the order's number.
type StockMove struct {
	At   time.Time `json:"at"`
	ID   int64     `json:"id"` // product or variant
	From int64     `json:"from"`
	To   int64     `json:"to"`
	By   string    `json:"by"`
}

// Write is one write through the API that was applied.
type Write struct {
	At              time.Time `json:"at"`
	Client          string    `json:"client"`
	Route           string    `json:"route"`
	OrderID         int64     `json:"order_id,omitempty"`
	Status          string    `json:"status,omitempty"`
	EmailCustomer   bool      `json:"email_customer,omitempty"`
	TrackingNumber  string    `json:"tracking_number,omitempty"`
	TrackingCompany string    `json:"tracking_company,omitempty"`
	TrackingURL     string    `json:"tracking_url,omitempty"`
	Notes           string    `json:"notes,omitempty"`
	ProductID       int64     `json:"product_id,omitempty"`
	Code            string    `json:"code,omitempty"`
	Stock           *int64    `json:"stock,omitempty"`
}

// ShopCounters count requests over all applications. EmailCustomerTrue must stay 0: Stockbridge never mails a shopper.
type ShopCounters struct {
	Requests          int `json:"requests"`
	Throttled         int `json:"throttled"`
	MaxBucketLevel    int `json:"max_bucket_level"`
	EmailCustomerTrue int `json:"email_customer_true"`
	Writes            int `json:"writes"`
}

// WebhookCounts count deliveries over all shops.
type WebhookCounts struct {
	Announced int `json:"announced"`
	Delivered int `json:"delivered"`
	Failed    int `json:"failed"` // attempts
	Waiting   int `json:"waiting"`
}

// Books returns the truth as it is now. It is a copy.
func (s *Server) Books() Books {
	out := Books{At: s.now()}
	for _, sh := range s.shops {
		out.Shops = append(out.Shops, sh.books())
	}
	s.courier.mu.Lock()
	out.Webhooks = WebhookCounts{s.courier.announced, s.courier.delivered, s.courier.failed, len(s.courier.queue)}
	s.courier.mu.Unlock()
	s.faults.mu.Lock()
	out.Faults = maps.Clone(s.faults.hits)
	s.faults.mu.Unlock()
	s.auth.mu.Lock()
	out.RefreshTokensReused = s.auth.reused
	s.auth.mu.Unlock()
	return out
}

func (sh *shop) books() ShopBooks {
	counters := sh.counted()
	sh.mu.Lock()
	defer sh.mu.Unlock()
	out := ShopBooks{
		Username: sh.store.Username, Name: sh.store.Name, Orders: []OrderBook{}, Stock: []StockBook{}, Writes: slices.Clone(sh.journal), Counters: counters,
	}
	out.Counters.EmailCustomerTrue, out.Counters.Writes = sh.emailedTrue, sh.writes
	for _, o := range sh.orders {
		out.Orders = append(out.Orders, o.book())
	}
	for _, l := range sh.goods {
		if l.copyID != 0 || l.variant == nil && len(l.product.Variants) > 0 {
			continue
		}
		book := StockBook{Code: l.code(), ProductID: l.id(), Stock: l.stock()}
		if l.variant != nil {
			book.ParentID = l.product.ID
		}
		for _, m := range sh.stockMoves[l.code()] {
			if m.ID == l.id() {
				book.Moves = append(book.Moves, m)
			}
		}
		out.Stock = append(out.Stock, book)
	}
	slices.SortFunc(out.Stock, func(a, b StockBook) int { return cmp.Compare(a.ProductID, b.ProductID) })
	return out
}

func (o *order) book() OrderBook {
	w := &o.wire
	b := OrderBook{
		ID: w.ID, Number: w.OrderNumber, PlacedAt: time.Time(w.OrderDate), Status: deref(w.Status), Payment: deref(w.PaymentStatus),
		SubTotal: w.SubTotal.String(), Delivery: w.TotalDelivery.String(), Tax: w.TotalTax.String(), Total: w.TotalCost.String(),
		Email: deref(w.CustomerDetails.EmailAddress), Sold: o.sold, Emailed: w.Emailed, TrackingNumber: deref(w.DeliveryTrackingNumber),
		TrackingCompany: deref(w.DeliveryTrackingCompany), TrackingURL: deref(w.DeliveryTrackingURL),
		InternalNotes: deref(w.InternalNotes),
	}
	for _, item := range o.items {
		b.Lines = append(b.Lines, Line{Code: item.ProductCode, Quantity: item.Quantity})
	}
	return b
}

// counted adds up the buckets of all applications.
func (sh *shop) counted() ShopCounters {
	sh.bucketsMu.Lock()
	defer sh.bucketsMu.Unlock()
	var out ShopCounters
	for _, b := range sh.buckets {
		c := b.counted()
		out.Requests += c.requests
		out.Throttled += c.throttled
		out.MaxBucketLevel = max(out.MaxBucketLevel, c.highest)
	}
	return out
}
