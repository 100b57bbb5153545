package brightpearlsim

import "strconv"

// getOrders answers the nested shape; unknown ids are left out and an empty list is no error.
func (c *call) getOrders() reply { return c.ordersOf(c.srv.showOrder, 0) }

// getSalesOrders answers the flat shape over the same data.
func (c *call) getSalesOrders() reply {
	if c.on(NestedSalesOrder) {
		return c.ordersOf(c.srv.showOrder, salesOrder)
	}
	return c.ordersOf(c.srv.showSalesOrder, salesOrder)
}

func (c *call) ordersOf(show func(*order) object, kind int) reply {
	set, bad := c.idsOf("ids", maxIDs)
	if bad != nil {
		return *bad
	}
	if set == nil || set.all {
		return invalid(codeOrderID, "An id set is required")
	}
	list := []object{}
	for _, id := range set.ids() {
		if o := c.srv.orders[id]; o != nil && (kind == 0 || o.kind == kind) {
			list = append(list, show(o))
		}
	}
	return answer(list)
}

func (s *Server) showOrder(o *order) object {
	net, tax := o.totals()
	u := s.unitsOf(o)
	status, _ := s.status(o.status)
	invoice := object{"invoiceReference": ""}
	s.putTime(invoice, "taxDate", o.taxDate)
	delivery := object{"shippingMethodId": o.shippingMethod}
	s.putTime(delivery, "deliveryDate", o.deliverOn)
	customer, billing := o.address.show(), o.billTo.show()
	customer["contactId"], billing["contactId"] = o.customer, o.billing
	rows := object{}
	for _, r := range o.rows {
		rows[strconv.Itoa(r.id)] = s.showNestedRow(o, r)
	}
	total := o.total()
	show := object{
		"id": o.id, "parentOrderId": o.parent, "orderTypeCode": orderTypeCodes[o.kind], "reference": o.ref, "version": o.version,
		"state": object{"tax": "READY"}, "tax": object{"errors": []any{}},
		"orderStatus":        object{"orderStatusId": o.status, "name": status.Name},
		"orderPaymentStatus": s.paymentStatus(o), "stockStatusCode": u.stockCode(), "allocationStatusCode": u.allocationCode(),
		"shippingStatusCode": u.shippingCode(), "createdById": 4, "priceListId": o.priceList, "priceModeCode": o.priceMode,
		"delivery": delivery, "invoices": []object{invoice},
		"currency": object{
			"accountingCurrencyCode": s.baseCurrency(), "orderCurrencyCode": o.currency, "exchangeRate": o.rate.String(),
			"fixedExchangeRate": o.fixedRate,
		},
		"totalValue": object{
			"net": net.fixed(2), "taxAmount": tax.fixed(2), "total": total.fixed(2),
			"baseNet": net.fixed(2), "baseTaxAmount": tax.fixed(2), "baseTotal": total.fixed(2),
		},
		"assignment": object{"current": object{
			"staffOwnerContactId": o.staffOwner, "projectId": o.project, "channelId": o.channel, "leadSourceId": o.leadSource, "teamId": o.team,
		}},
		"parties":   object{"customer": customer, "delivery": o.shipTo.show(), "billing": billing},
		"orderRows": rows, "warehouseId": o.warehouse, "acknowledged": 0, "costPriceListId": 0, "historicalOrder": false,
		"isDropship": o.dropShip, "orderWeighting": 100,
	}
	s.putOrderTimes(show, o)
	return show
}

func (s *Server) putOrderTimes(show object, o *order) {
	s.putTime(show, "placedOn", o.placed)
	s.putTime(show, "createdOn", o.created)
	s.putTime(show, "updatedOn", o.updated)
}

func (s *Server) rateOf(code string) dec {
	t, _ := s.taxCode(code)
	rate, _ := parseDec(t.Rate)
	return rate
}

func (s *Server) showNestedRow(o *order, r *orderRow) object {
	money := func(value string) object { return object{"currencyCode": o.currency, "value": value} }
	tax, _ := s.taxCode(r.taxCode)
	return object{
		"orderRowSequence": strconv.Itoa(r.sequence), "productId": r.product, "productName": r.name, "productSku": r.sku,
		"quantity": object{"magnitude": r.quantity.fixed(4)}, "itemCost": money("0.0000"),
		"productPrice": money(r.net.per(r.quantity).fixed(4)), "discountPercentage": "0.00",
		"rowValue": object{
			"taxRate": s.rateOf(r.taxCode).fixed(4), "taxCode": r.taxCode, "taxCalculator": "brightpearl",
			"rowNet": money(r.net.fixed(4)), "rowTax": money(r.tax.fixed(2)), "taxClassId": tax.ID,
		},
		"nominalCode":  r.nominal,
		"composition":  object{"bundleParent": r.bundleParent, "bundleChild": r.bundleChild, "parentOrderRowId": r.parentRow},
		"clonedFromId": 0,
	}
}

func (s *Server) showSalesOrder(o *order) object {
	net, tax := o.totals()
	u := s.unitsOf(o)
	total := o.total()
	delivery := object{"address": o.shipTo.show(), "shippingMethodId": o.shippingMethod}
	s.putTime(delivery, "date", o.deliverOn)
	show := object{
		"id": o.id, "customerId": o.customer, "customer": object{"id": o.customer, "address": o.address.show()},
		"billing": object{"contactId": o.billing, "address": o.billTo.show()}, "ref": o.ref, "statusId": o.status,
		"warehouseId": o.warehouse, "channelId": o.channel, "staffOwnerId": o.staffOwner, "projectId": o.project,
		"leadSourceId": o.leadSource, "teamId": o.team, "priceListId": o.priceList, "priceModeCode": o.priceMode,
		"currency": object{"code": o.currency, "exchangeRate": o.rate.String(), "fixedExchangeRate": o.fixedRate},
		"delivery": delivery, "rows": s.shuffledRows(o), "createdBy": 4, "version": o.version, "parentId": o.parent,
		"total": object{
			"net": net.fixed(2), "tax": tax.fixed(2), "gross": total.fixed(2),
			"baseNet": net.fixed(2), "baseTax": tax.fixed(2), "baseGross": total.fixed(2),
		},
		"orderPaymentStatus": s.paymentStatus(o), "stockStatusCode": u.stockCode(), "allocationStatusCode": u.allocationCode(),
		"shippingStatusCode": u.shippingCode(), "orderWeighting": 100, "costPriceListId": 0, "isCanceled": o.cancelled,
	}
	if o.external != "" {
		show["externalRef"] = o.external
	}
	if o.instance != 0 {
		show["installedIntegrationInstanceId"] = o.instance
	}
	s.putTime(show, "taxDate", o.taxDate)
	s.putOrderTimes(show, o)
	return show
}

// shuffledRows answers rows in another order than they were sent; the order is not defined.
func (s *Server) shuffledRows(o *order) []object {
	rows := make([]object, 0, len(o.rows))
	for i := range o.rows {
		r := o.rows[(len(o.rows)-1-i+o.id)%len(o.rows)]
		tax, _ := s.taxCode(r.taxCode)
		row := object{
			"id": r.id, "productId": r.product, "name": r.name, "sku": r.sku, "quantity": r.quantity.fixed(4), "taxCode": r.taxCode,
			"net": r.net.fixed(4), "tax": r.tax.fixed(4), "nominalCode": r.nominal, "productPrice": r.net.per(r.quantity).fixed(4),
			"discountPercentage": "0.00", "sequence": r.sequence, "bundleChild": r.bundleChild, "bundleParent": r.bundleParent,
			"parentRowId": r.parentRow, "taxClassId": tax.ID, "taxCalculator": "brightpearl", "clonedFromId": 0,
		}
		if r.external != "" {
			row["externalRef"] = r.external
		}
		rows = append(rows, row)
	}
	return rows
}
