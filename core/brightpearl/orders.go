package brightpearl

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"stockbridge/core/rest"
)

// Orders reads orders of every type, and adds notes and changes the status of sales orders.
type Orders struct{ c *Client }

// Get reads orders by id, in any number, 200 per request. Ids that do not exist are left out.
func (s *Orders) Get(ctx context.Context, ids ...OrderID) ([]SalesOrder, error) {
	return getOrders(ctx, s.c, "read orders", "/order-service/order/", ids)
}

// OrderNote is a line of an order's history.
type OrderNote struct {
	ID      NoteID
	Order   OrderID
	Text    string
	Public  bool
	AddedOn time.Time
}

type wireNote struct {
	Text     string `json:"text"`
	IsPublic bool   `json:"isPublic"`
}

// CreateNote adds a note that only staff see. A repeat adds another one: look at Notes first.
func (s *Orders) CreateNote(ctx context.Context, id OrderID, text string) (NoteID, error) {
	return create[NoteID](ctx, s.c, "create order note", fmt.Sprintf("/order-service/order/%d/note", id), wireNote{Text: text},
		rest.Orders)
}

// Notes lists an order's notes in ascending order of id.
func (s *Orders) Notes(ctx context.Context, id OrderID) ([]OrderNote, error) {
	found, err := collect(ctx, s.c, query{
		op:       "search order notes",
		path:     "/order-service/order-note-search",
		filters:  map[string]string{"orderId": number(id)},
		columns:  []string{"orderId", "noteId", "noteText", "isPublic", "dateAdded"},
		key:      "noteId",
		priority: rest.Orders,
	}, func(r *row) OrderNote {
		return OrderNote{
			ID: NoteID(r.key), Order: OrderID(r.id("orderId")), Text: r.text("noteText"), Public: r.flag("isPublic"),
			AddedOn: r.time("dateAdded"),
		}
	})
	return found.Items, err
}

// SetStatus changes an order's status; note may be empty. Each call adds a line to the history and may set off the account's
// own e-mails and automations, so look at the present status first. A disabled status is refused.
func (s *Orders) SetStatus(ctx context.Context, id OrderID, status OrderStatusID, note string) error {
	body := struct {
		Status OrderStatusID `json:"orderStatusId"`
		Note   *wireNote     `json:"orderNote,omitempty"`
	}{Status: status}
	if note != "" {
		body.Note = &wireNote{Text: note}
	}
	return s.c.send(ctx, "set order status", http.MethodPut, fmt.Sprintf("/order-service/order/%d/status", id), body, rest.Orders)
}
