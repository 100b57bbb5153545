package ekmsim

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
)

// addDoors adds what operators and tests use. None of it exists in EKM, none of it is rate-limited or authorised.
func (s *Server) addDoors(mux *http.ServeMux) {
	mux.HandleFunc("GET /_sandbox/books", func(w http.ResponseWriter, _ *http.Request) { sendJSON(w, s.Books()) })
	mux.HandleFunc("GET /_sandbox/secrets", func(w http.ResponseWriter, _ *http.Request) { sendJSON(w, s.Secrets()) })
	mux.HandleFunc("GET /_sandbox/faults", func(w http.ResponseWriter, _ *http.Request) {
		sendJSON(w, map[string]any{"standing": s.Faults(), "known": faultNames})
	})
	// The list replaces the standing faults; [] ends all trouble.
	mux.HandleFunc("POST /_sandbox/faults", door(func(_ *http.Request, list []Fault) (any, error) {
		return map[string]int{"standing": len(list)}, s.SetFaults(list)
	}))
	mux.HandleFunc("POST /_sandbox/shoppers", door(func(_ *http.Request, in struct {
		OrdersPerMinute float64 `json:"orders_per_minute"`
	}) (any, error) {
		s.SetOrdersPerMinute(in.OrdersPerMinute)
		return in, nil
	}))
	mux.HandleFunc("POST /_sandbox/orders", door(func(_ *http.Request, in struct {
		Shop string `json:"shop"`
		Basket
	}) (any, error) {
		return s.PlaceOrder(in.Shop, in.Basket)
	}))
	mux.HandleFunc("POST /_sandbox/orders/{id}/{change}", door(s.changeOrder))
	mux.HandleFunc("PUT /_sandbox/stock", door(func(_ *http.Request, in struct {
		Shop  string `json:"shop"`
		Code  string `json:"code"`
		Stock int64  `json:"stock"`
		Quiet bool   `json:"quiet,omitempty"` // leaves last_modified alone
	}) (any, error) {
		return in, s.setStock(in.Shop, in.Code, in.Stock, !in.Quiet)
	}))
	mux.HandleFunc("DELETE /_sandbox/listings", door(func(_ *http.Request, in struct {
		Shop string `json:"shop"`
		Code string `json:"code"`
	}) (any, error) {
		return in, s.DeleteListing(in.Shop, in.Code)
	}))
	mux.HandleFunc("POST /_sandbox/statuses", door(func(_ *http.Request, in statusChange) (any, error) { return in, s.changeStatus(in) }))
	mux.HandleFunc("POST /_sandbox/notes", door(func(_ *http.Request, in struct {
		Shop    string `json:"shop"`
		OrderID int64  `json:"order_id"`
		Notes   string `json:"notes"`
	}) (any, error) {
		return in, s.SetInternalNotes(in.Shop, in.OrderID, in.Notes)
	}))
	mux.HandleFunc("POST /_sandbox/revoke", door(func(_ *http.Request, in shopName) (any, error) {
		return in, s.Revoke(in.Shop)
	}))
}

type shopName struct {
	Shop string `json:"shop"`
}

// changeOrder is what happens to an order outside the API: pay, finish, refund, delete or forget that it was mailed.
func (s *Server) changeOrder(r *http.Request, in shopName) (any, error) {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		return nil, errNoSuch
	}
	change, known := map[string]func(string, int64) error{
		"pay": s.PayOrder, "finish": s.FinishOrder, "refund": s.RefundOrder, "delete": s.DeleteOrder, "unmail": s.Unmail,
	}[r.PathValue("change")]
	if !known {
		return nil, errNoSuch
	}
	return in, change(in.Shop, id)
}

// Revoke withdraws a shop's consents, as a merchant does in the back office: all tokens of applications are dead.
func (s *Server) Revoke(shopName string) error {
	if _, ok := s.byName[shopName]; !ok {
		return errNoSuch
	}
	s.auth.revoke(shopName)
	return nil
}

// door decodes a JSON body, calls and answers in JSON; errors become 400, or 404 for what does not exist.
func door[T any](open func(*http.Request, T) (any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var in T
		d := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody))
		d.DisallowUnknownFields()
		if err := d.Decode(&in); err != nil && !errors.Is(err, io.EOF) {
			http.Error(w, "the body is not the JSON that this door takes", http.StatusBadRequest)
			return
		}
		out, err := open(r, in)
		switch {
		case errors.Is(err, errNoSuch):
			http.Error(w, err.Error(), http.StatusNotFound)
		case err != nil:
			http.Error(w, err.Error(), http.StatusBadRequest)
		default:
			sendJSON(w, out)
		}
	}
}

func sendJSON(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	_ = json.NewEncoder(w).Encode(v) // an error means that the client went away
}
