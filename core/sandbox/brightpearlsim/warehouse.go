package brightpearlsim

import "time"

func (c *call) getWarehouses() reply {
	return listByID(c, c.srv.data.Warehouses, func(w Warehouse) int { return w.ID }, func(w Warehouse) object {
		return object{
			"id": w.ID, "name": w.Name, "typeCode": "FF", "clickAndCollectEnabled": false,
			"address": object{
				"addressId": 9, "streetAddress": "1 Dock Road", "postcode": "YO21 0AA", "city": "Whitby", "state": "",
				"countryId": 222, "countryIsoCode2": "GB",
			},
		}
	})
}

func (c *call) searchWarehouses(metaOnly bool) reply {
	return search(c, table[Warehouse]{
		rows: c.srv.data.Warehouses,
		columns: []column[Warehouse]{
			{name: "id", kind: idset, cell: func(w Warehouse) any { return w.ID }},
			{name: "name", kind: contains, cell: func(w Warehouse) any { return w.Name }},
			{name: "typeDescription", kind: text, cell: func(Warehouse) any { return "Fulfilment" }},
			{name: "addressId", kind: integer, cell: func(Warehouse) any { return 9 }},
		},
	}, metaOnly)
}

func (c *call) getDefaultLocation() reply {
	w, ok := c.srv.warehouse(c.id("id"))
	if !ok {
		return notFound("No warehouse found")
	}
	return answer(w.ID)
}

func (c *call) getShippingMethods() reply {
	return listByID(c, c.srv.data.ShippingMethods, func(m ShippingMethod) int { return m.ID }, func(m ShippingMethod) object {
		return object{
			"id": m.ID, "name": m.Name, "code": m.Code, "breaks": "WEIGHT", "methodType": 1, "additionalInformationRequired": false,
		}
	})
}

func (c *call) searchShippingMethods(metaOnly bool) reply {
	return search(c, table[ShippingMethod]{
		rows: c.srv.data.ShippingMethods,
		columns: []column[ShippingMethod]{
			{name: "id", kind: idset, cell: func(m ShippingMethod) any { return m.ID }},
			{name: "code", kind: text, cell: func(m ShippingMethod) any { return m.Code }},
			{name: "name", kind: contains, cell: func(m ShippingMethod) any { return m.Name }},
		},
	}, metaOnly)
}

// movement is one change of physical stock. Reservations are not movements.
type movement struct {
	id, product, warehouse, quantity int
	row, note, order                 int
	kind                             string // GO goods out, GI goods in, SC stock correction
	updated                          time.Time
}

// recordLocked changes physical stock and keeps the movement.
func (s *Server) recordLocked(m movement) {
	if m.quantity == 0 {
		return
	}
	m.id = next(&s.last.movement)
	s.movements = append(s.movements, &m)
	s.moveLocked(m.product, m.warehouse, m.quantity, 0, m.updated)
}

func (c *call) searchMovements(metaOnly bool) reply {
	zeroIsNil := func(id int) any {
		if id == 0 {
			return nil
		}
		return id
	}
	return search(c, table[*movement]{
		rows: c.srv.movements,
		born: func(m *movement) time.Time { return m.updated },
		columns: []column[*movement]{
			{name: "goodsMovementId", kind: idset, cell: func(m *movement) any { return m.id }},
			{name: "productId", kind: integer, cell: func(m *movement) any { return m.product }},
			{name: "salesOrderRowId", kind: idset, cell: func(m *movement) any { return zeroIsNil(m.row) }},
			{name: "purchaseOrderRowId", kind: idset, cell: func(*movement) any { return nil }},
			{name: "quantity", kind: integer, cell: func(m *movement) any { return m.quantity }},
			{name: "destinationLocationId", kind: integer, cell: func(m *movement) any { return m.warehouse }},
			{name: "warehouseId", kind: integer, cell: func(m *movement) any { return m.warehouse }},
			{name: "goodsNoteId", kind: integer, cell: func(m *movement) any { return zeroIsNil(m.note) }},
			{name: "productValue", kind: moneyKind, cell: func(*movement) any { return "0.0000" }},
			{name: "currencyCode", kind: text, cell: func(*movement) any { return c.srv.baseCurrency() }},
			{name: "orderId", kind: integer, cell: func(m *movement) any { return zeroIsNil(m.order) }},
			{name: "isCleared", kind: boolean, cell: func(*movement) any { return true }},
			{name: "isQuarantine", kind: boolean, cell: func(*movement) any { return false }},
			{name: "batchId", kind: integer, cell: func(*movement) any { return nil }},
			{name: "goodsNoteTypeCode", kind: text, cell: func(m *movement) any { return m.kind }},
			{name: "updatedOn", kind: period, cell: func(m *movement) any { return stampOrNil(m.updated) }},
		},
	}, metaOnly)
}
