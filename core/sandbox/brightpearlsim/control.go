package brightpearlsim

import (
	"encoding/json"
	"io"
	"net/http"
)

// serveControl is the simulator's own door, below /_sandbox/. It needs no sign-in and is no part of Brightpearl.
func (s *Server) serveControl(w http.ResponseWriter, r *http.Request, path string) {
	switch r.Method + " " + path {
	case "GET books":
		control(w, s.Books(), nil)
	case "GET secrets":
		control(w, s.Secrets(), nil)
	case "GET faults":
		control(w, map[string]any{"faults": s.Faults(), "known": FaultNames()}, nil)
	case "DELETE faults":
		control(w, map[string]any{"faults": []Fault{}}, s.SetFaults())
	case "POST faults":
		var list []Fault
		if controlBody(w, r, &list) {
			control(w, map[string]any{"faults": list}, s.SetFaults(list...))
		}
	case "POST warehouse":
		var in struct {
			Enabled bool `json:"enabled"`
		}
		if controlBody(w, r, &in) {
			s.SetStaff(in.Enabled)
			control(w, in, nil)
		}
	case "POST stock":
		var in struct {
			SKU       string `json:"sku"`
			Warehouse int    `json:"warehouse"`
			Units     int    `json:"units"`
		}
		if controlBody(w, r, &in) {
			control(w, in, s.SetStock(in.SKU, in.Warehouse, in.Units))
		}
	case "POST ship":
		var in Shipment
		if controlBody(w, r, &in) {
			ids, err := s.Ship(in)
			control(w, map[string]any{"goods_out_note_ids": ids}, err)
		}
	case "POST dropship":
		var in Shipment
		if controlBody(w, r, &in) {
			id, err := s.DropShip(in)
			control(w, map[string]any{"drop_ship_note_id": id}, err)
		}
	case "POST tracking":
		var in struct {
			NoteID   int    `json:"goods_out_note_id"`
			Tracking string `json:"tracking"`
		}
		if controlBody(w, r, &in) {
			control(w, in, s.SetTracking(in.NoteID, in.Tracking))
		}
	case "POST typed-orders":
		var in TypedOrder
		if controlBody(w, r, &in) {
			id, err := s.TypeOrder(in)
			control(w, map[string]any{"sales_order_id": id}, err)
		}
	case "POST remove-order", "POST change-row", "POST contacts", "POST merge-contacts":
		s.serveMeddling(w, r, path)
	case "POST reserve", "POST hold", "POST products", "POST rename-product", "POST remove-product":
		s.serveGoodsMeddling(w, r, path)
	case "POST unship", "POST ship-note", "POST destroy-note", "POST dropship-tracking", "POST edit-row":
		s.serveShipMeddling(w, r, path)
	case "POST expire-tokens":
		s.ExpireTokens()
		control(w, map[string]any{}, nil)
	default:
		http.NotFound(w, r)
	}
}

// serveMeddling is what staff may do behind a connector's back, see meddle.go.
func (s *Server) serveMeddling(w http.ResponseWriter, r *http.Request, path string) {
	var in struct {
		NewContact
		OrderID int   `json:"order_id"`
		Row     int   `json:"row"`
		Net     int64 `json:"net_pence"`
		Tax     int64 `json:"tax_pence"`
		Keep    int   `json:"keep"`
		Gone    int   `json:"gone"`
	}
	if !controlBody(w, r, &in) {
		return
	}
	out, err := map[string]any{}, error(nil)
	switch path {
	case "remove-order":
		err = s.RemoveSalesOrder(in.OrderID)
	case "change-row":
		err = s.ChangeRow(in.OrderID, in.Row, in.Net, in.Tax)
	case "contacts":
		out["contact_id"], err = s.AddContact(in.NewContact)
	case "merge-contacts":
		err = s.MergeContacts(in.Keep, in.Gone)
	}
	control(w, out, err)
}

// serveGoodsMeddling is what staff may do to goods and stock, see goodsmeddle.go.
func (s *Server) serveGoodsMeddling(w http.ResponseWriter, r *http.Request, path string) {
	var in struct {
		OrderID   int    `json:"order_id"`
		SKU       string `json:"sku"`
		To        string `json:"to"`
		Name      string `json:"name"`
		Warehouse int    `json:"warehouse"`
		Units     int    `json:"units"`
	}
	if !controlBody(w, r, &in) {
		return
	}
	out, err := map[string]any{}, error(nil)
	switch path {
	case "reserve":
		err = s.Reserve(in.OrderID)
	case "hold":
		err = s.Hold(in.SKU, in.Warehouse, in.Units)
	case "products":
		out["product_id"], err = s.AddProduct(Product{SKU: in.SKU, Name: in.Name, StockTracked: true, TaxCode: "T20", Stock: map[int]int{in.Warehouse: in.Units}})
	case "rename-product":
		err = s.RenameProduct(in.SKU, in.To)
	case "remove-product":
		err = s.RemoveProduct(in.SKU)
	}
	control(w, out, err)
}

func controlBody(w http.ResponseWriter, r *http.Request, into any) bool {
	reader := json.NewDecoder(io.LimitReader(r.Body, maxBody))
	reader.DisallowUnknownFields()
	if err := reader.Decode(into); err != nil {
		http.Error(w, "the body cannot be read: "+err.Error(), http.StatusBadRequest)
		return false
	}
	return true
}

func control(w http.ResponseWriter, v any, err error) {
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v)
}
