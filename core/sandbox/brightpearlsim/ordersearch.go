package brightpearlsim

import (
	"strconv"
	"time"
)

func (c *call) orderRowsOf(kind int) []*order {
	rows := make([]*order, 0, len(c.srv.orderList))
	for _, id := range c.srv.orderList {
		if o := c.srv.orders[id]; kind == 0 || o.kind == kind {
			rows = append(rows, o)
		}
	}
	return rows
}

func orderBorn(o *order) time.Time { return o.created }

func numberOrNil(n int) any {
	if n == 0 {
		return nil
	}
	return n
}

func textOrNil(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// orderFilters are the filters of both order searches that are not columns.
func (c *call) orderFilters() []column[*order] {
	s := c.srv
	return []column[*order]{
		{name: "placedOn", kind: period, cell: func(o *order) any { return stampOrNil(o.placed) }},
		{name: "isClosed", kind: boolean, cell: func(*order) any { return false }},
		{name: "isHistoricalOrder", kind: boolean, cell: func(*order) any { return false }},
		{name: "externalRefs", kind: textSet, cell: func(o *order) any { return textOrNil(o.external) }},
		{name: "customerRefs", kind: textSet, cell: func(o *order) any { return textOrNil(o.ref) }},
		{name: "externalRefSearchString", kind: contains, cell: func(o *order) any { return textOrNil(o.external) }},
		{name: "channelTypeId", kind: integer, cell: func(*order) any { return 1 }},
		{name: "leadSourceId", kind: integer, cell: func(o *order) any { return o.leadSource }},
		{name: "projectId", kind: integer, cell: func(o *order) any { return o.project }},
		{name: "shippingMethodId", kind: idset, cell: func(o *order) any { return o.shippingMethod }},
		{name: "stockAllocationId", kind: integer, cell: func(o *order) any { return allocationIDs[s.unitsOf(o).allocationCode()] }},
		{name: "productIds", kind: idset, cell: func(o *order) any {
			var ids []int
			for _, r := range o.rows {
				ids = append(ids, r.product)
			}
			return ids
		}},
	}
}

func (c *call) searchOrders(metaOnly bool) reply {
	s := c.srv
	department := func(o *order) any { return o.channel }
	if c.on(DepartmentZero) {
		department = func(*order) any { return 0 }
	}
	return search(c, table[*order]{
		rows: c.orderRowsOf(0), born: orderBorn, filters: c.orderFilters(),
		columns: []column[*order]{
			{name: "orderId", kind: idset, cell: func(o *order) any { return o.id }},
			{name: "orderTypeId", kind: idset, cell: func(o *order) any { return o.kind }},
			{name: "contactId", kind: integer, cell: func(o *order) any { return o.customer }},
			{name: "orderStatusId", kind: integer, cell: func(o *order) any { return o.status }},
			{name: "orderStockStatusId", kind: integer, cell: func(o *order) any { return stockStatusIDs[s.unitsOf(o).stockCode()] }},
			{name: "createdOn", kind: period, cell: func(o *order) any { return stampOrNil(o.created) }},
			{name: "createdById", kind: integer, cell: func(*order) any { return 4 }},
			{name: "customerRef", kind: text, cell: func(o *order) any { return textOrNil(o.ref) }},
			{name: "orderPaymentStatusId", kind: integer, cell: func(o *order) any { return paymentStatusIDs[s.paymentStatus(o)] }},
			{name: "updatedOn", kind: period, cell: func(o *order) any { return stampOrNil(o.updated) }},
			{name: "parentOrderId", kind: idset, cell: func(o *order) any { return numberOrNil(o.parent) }},
			{name: "orderShippingStatusId", kind: integer, cell: func(o *order) any { return shippingStatusIDs[s.unitsOf(o).shippingCode()] }},
			{name: "externalRef", kind: text, cell: func(o *order) any { return textOrNil(o.external) }},
			{name: "installedIntegrationInstanceId", kind: integer, cell: func(o *order) any { return numberOrNil(o.instance) }},
			{name: "warehouseId", kind: idset, cell: func(o *order) any { return o.warehouse }},
			{name: "staffOwnerContactId", kind: integer, cell: func(o *order) any { return o.staffOwner }},
			{name: "taxDate", kind: period, cell: func(o *order) any { return stampOrNil(o.taxDate) }},
			{name: "departmentId", kind: integer, cell: department},
			{name: "deliveryDate", kind: period, cell: func(o *order) any { return stampOrNil(o.deliverOn) }},
		},
		reference: func(page []*order) object {
			types, statuses := object{}, object{}
			for _, o := range page {
				status, _ := s.status(o.status)
				types[strconv.Itoa(o.kind)] = orderTypeCodes[o.kind]
				statuses[strconv.Itoa(o.status)] = status.Name
			}
			return object{
				"orderTypeNames": types, "orderStatusNames": statuses, "orderPaymentStatusNames": reversed(paymentStatusIDs),
				"orderStockStatusNames": reversed(stockStatusIDs), "orderShippingStatusNames": reversed(shippingStatusIDs),
			}
		},
	}, metaOnly)
}

func reversed(ids map[string]int) object {
	names := object{}
	for name, id := range ids {
		names[strconv.Itoa(id)] = name
	}
	return names
}

func (c *call) searchSalesOrders(metaOnly bool) reply {
	s := c.srv
	return search(c, table[*order]{
		rows: c.orderRowsOf(salesOrder), born: orderBorn, filters: c.orderFilters(),
		columns: []column[*order]{
			{name: "salesOrderId", kind: idset, cell: func(o *order) any { return o.id }},
			{name: "customerId", kind: integer, cell: func(o *order) any { return o.customer }},
			{name: "orderStatusId", kind: integer, cell: func(o *order) any { return o.status }},
			{name: "orderStockStatus", kind: text, cell: func(o *order) any { return s.unitsOf(o).stockCode() }},
			{name: "createdOn", kind: period, cell: func(o *order) any { return stampOrNil(o.created) }},
			{name: "createdById", kind: integer, cell: func(*order) any { return 4 }},
			{name: "customerRef", kind: text, cell: func(o *order) any { return textOrNil(o.ref) }},
			{name: "orderPaymentStatus", kind: text, cell: func(o *order) any { return s.paymentStatus(o) }},
			{name: "updatedOn", kind: period, cell: func(o *order) any { return stampOrNil(o.updated) }},
			{name: "orderShippingStatus", kind: text, cell: func(o *order) any { return s.unitsOf(o).shippingCode() }},
			{name: "externalRef", kind: text, cell: func(o *order) any { return textOrNil(o.external) }},
			{name: "installedIntegrationInstanceId", kind: integer, cell: func(o *order) any { return numberOrNil(o.instance) }},
			{name: "warehouseId", kind: idset, cell: func(o *order) any { return o.warehouse }},
			{name: "staffOwnerId", kind: integer, cell: func(o *order) any { return o.staffOwner }},
			{name: "taxDate", kind: period, cell: func(o *order) any { return stampOrNil(o.taxDate) }},
			{name: "channelId", kind: integer, cell: func(o *order) any { return o.channel }},
			{name: "deliveryDate", kind: period, cell: func(o *order) any { return stampOrNil(o.deliverOn) }},
		},
	}, metaOnly)
}
