package shipflow

import (
	"context"
	"encoding/json"
	"fmt"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/fault"
)

// codeNoStatus is the cause of notes whose status the shop does not have.
const codeNoStatus = "SB-SHP-402"

// statusKey names the problem of a store whose settings name a status that the shop does not have.
func statusKey(store commerce.StoreID) string { return fmt.Sprintf("shipments-status/%d", store) }

func noStatus(t *task, status, said string) fault.Cause {
	text := fmt.Sprintf("EKM has no order status %q, so the order keeps the one it has.", status)
	if said != "" {
		text += " It said: " + said
	}
	return fault.Cause{Code: codeNoStatus, Text: text,
		Fix: "Choose a status that the shop has in the settings of " + t.store.Name + " (Shipments), or make it in EKM again. The shipments go on by themselves."}
}

// broken raises the one problem of a store whose setting names a status that the shop does not have, and holds the order for it.
func (d *Desk) broken(ctx context.Context, t *task, status string) error {
	cause := noStatus(t, status, "")
	if err := d.db.Write(ctx, func(tx *db.Tx) error {
		return tx.Raise(db.Problem{Key: statusKey(t.store.ID), Code: cause.Code, Severity: "error", Store: t.store.ID,
			Title: fmt.Sprintf("%s has no order status %s", t.store.Name, status), Text: cause.Text, Fix: cause.Fix})
	}); err != nil {
		return err
	}
	return fault.Hold(cause)
}

// hasStatuses reports whether a shop has the statuses that its settings name.
func hasStatuses(s db.StoreRow) bool {
	for _, name := range []string{s.Settings.ShippedStatus, s.Settings.PartShippedStatus} {
		if _, exists := spelling(s.Options, name); name != "" && !exists {
			return false
		}
	}
	return true
}

// readStatuses asks EKM for a shop's statuses and stores them among its lists.
func (d *Desk) readStatuses(ctx context.Context, store db.StoreRow) (db.StoreRow, error) {
	shop, err := d.shop(store)
	if err != nil {
		return store, err
	}
	statuses, err := shop.Settings.OrderStatuses(ctx)
	if err != nil {
		return store, err
	}
	type named struct {
		Name string `json:"name"`
	}
	names := make([]named, len(statuses))
	for i, s := range statuses {
		names[i].Name = s.Name.Trim()
	}
	lists := map[string]json.RawMessage{}
	if json.Unmarshal([]byte(store.Options), &lists) != nil || lists == nil {
		lists = map[string]json.RawMessage{}
	}
	if lists["statuses"], err = json.Marshal(names); err != nil {
		return store, err
	}
	document, err := json.Marshal(lists)
	if err != nil {
		return store, err
	}
	store.Options = string(document)
	return store, d.db.Write(ctx, func(tx *db.Tx) error { return tx.SetStoreLists(store.ID, store.Options) })
}
