package ekmsim

import (
	"net/http"
	"slices"
	"strconv"
)

// orderRows are the rows of order lists, in the order of their ids.
func (c *call) orderRows() []*wireOrder {
	hide := c.fault("hidden_orders_absent")
	rows := make([]*wireOrder, 0, len(c.shop.orders))
	for _, o := range c.shop.orders {
		if !o.hidden && (!hide || deref(o.wire.Status) != statusHidden) {
			rows = append(rows, &o.wire)
		}
	}
	return rows
}

// searchOrders answers newest first where no orderby is given.
func (c *call) searchOrders() answer {
	rows, problem := find(c, orderSchema, c.orderRows(), false)
	if problem != nil {
		return *problem
	}
	if c.query.Get("orderby") == "" {
		rows = slices.Clone(rows)
		slices.Reverse(rows)
	}
	return paged(c, "/orders/search", rows)
}

func (c *call) listOrders() answer {
	rows := c.orderRows()
	slices.Reverse(rows)
	return paged(c, "/orders", unsorted(c, rows))
}

func (c *call) getOrder() answer {
	o, known := c.shop.ordersByID[c.id("id")]
	if !known {
		return notFound("Order", c.id("id"))
	}
	return ok(&o.wire)
}

// listItems answers 404 without a body for an unknown order, as EKM documents for items.
func (c *call) listItems() answer {
	o, known := c.shop.ordersByID[c.id("id")]
	if !known {
		return bare(http.StatusNotFound)
	}
	path := "/orders/" + c.params["id"] + "/items"
	if c.fault("items_paged") {
		return paged(c, path, o.items)
	}
	return whole(path, o.items)
}

// getItem wants the item's id twice, in the path and as the query parameter item_id.
func (c *call) getItem() answer {
	o, known := c.shop.ordersByID[c.id("id")]
	if !known {
		return bare(http.StatusNotFound)
	}
	id := c.id("itemId")
	if asked, err := strconv.ParseInt(c.query.Get("item_id"), 10, 64); err != nil || asked != id {
		return refused(http.StatusBadRequest, "item_id", "The item_id field is required.")
	}
	for i := range o.items {
		if o.items[i].ID == id {
			return ok(&o.items[i])
		}
	}
	return bare(http.StatusNotFound)
}

func (c *call) listCustomFields() answer {
	o, known := c.shop.ordersByID[c.id("id")]
	if !known {
		return notFound("Order", c.id("id"))
	}
	return whole("/orders/"+c.params["id"]+"/customFields", o.fields)
}
