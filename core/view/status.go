package view

import "time"

// Status is the document that `stockbridgectl status` prints and other programs rely on: names and meanings are a contract.
type Status struct {
	At          time.Time         `json:"at"`
	State       string            `json:"state"` // ok, working, attention, paused, unknown
	Brightpearl BrightpearlStatus `json:"brightpearl"`
	Stores      []StoreStatus     `json:"stores"`
}

// BrightpearlStatus is the account's connection.
type BrightpearlStatus struct {
	Account           string `json:"account"`
	Connected         bool   `json:"connected"`
	RequestsRemaining int    `json:"requests_remaining"`
	RequestsMade      int64  `json:"requests_made"`
	Throttled         int64  `json:"throttled"`
}

// StoreStatus is one store's figures.
type StoreStatus struct {
	Name      string         `json:"name"`
	Username  string         `json:"username"`
	State     string         `json:"state"`
	Currency  string         `json:"currency"`
	Orders    OrderCounts    `json:"orders"`
	SKUs      LinkCounts     `json:"skus"`
	Stock     LevelCounts    `json:"stock"`
	Shipments ShipmentCounts `json:"shipments"`
	Requests  RequestCounts  `json:"requests"`
	Delay     Delays         `json:"delay_seconds"`
}

// OrderCounts adds up: placed = posted + waiting + held + excluded, cancelled ones counting as excluded.
type OrderCounts struct {
	Placed   int `json:"placed"`
	Posted   int `json:"posted"`
	Waiting  int `json:"waiting"`
	Held     int `json:"held"`
	Excluded int `json:"excluded"`
}

// LinkCounts counts match states.
type LinkCounts struct {
	Matched         int `json:"matched"`
	NearMatch       int `json:"near_match"`
	Duplicate       int `json:"duplicate"`
	EKMOnly         int `json:"ekm_only"`
	BrightpearlOnly int `json:"brightpearl_only"`
	NoSKU           int `json:"no_sku"`
	Invalid         int `json:"invalid"`
	NotStockTracked int `json:"not_stock_tracked"`
	Ignored         int `json:"ignored"`
}

// LevelCounts counts stock figures: SKUs managed, writes queued, writes done, figures replaced before they were written, and
// SKUs whose store shows something else than was written.
type LevelCounts struct {
	Managed    int   `json:"managed"`
	Queued     int   `json:"queued"`
	Written    int64 `json:"written"`
	Superseded int64 `json:"superseded"`
	Drift      int   `json:"drift"`
}

// ShipmentCounts counts notes.
type ShipmentCounts struct {
	Waiting int `json:"waiting"`
	Sent    int `json:"sent"`
	Held    int `json:"held"`
}

// RequestCounts are requests since the store was connected.
type RequestCounts struct {
	Made      int64 `json:"made"`
	Throttled int64 `json:"throttled"`
}

// Delays are seconds from an order being placed to it being posted, and from a stock change being learned to it being
// written, over the last 24 hours.
type Delays struct {
	OrdersP50 float64 `json:"orders_p50"`
	OrdersP95 float64 `json:"orders_p95"`
	StockP50  float64 `json:"stock_p50"`
	StockP95  float64 `json:"stock_p95"`
}
