package brightpearlsim

import "slices"

func (c *call) getTaxCodes() reply {
	return listByID(c, c.srv.data.TaxCodes, func(t TaxCode) int { return t.ID }, func(t TaxCode) object {
		show := object{"id": t.ID, "code": t.Code, "description": t.Description}
		if rate, err := parseDec(t.Rate); err == nil && rate != 0 {
			show["rate"] = rate.raw(4)
		}
		return show
	})
}

func (c *call) getNominalCodes() reply {
	return listByID(c, c.srv.data.NominalCodes, func(n NominalCode) int { return n.ID }, func(n NominalCode) object {
		return object{"id": n.ID, "code": n.Code, "name": n.Name, "bank": n.Bank, "active": true, "discount": false, "editable": true}
	})
}

func (c *call) searchNominalCodes(metaOnly bool) reply {
	return search(c, table[NominalCode]{
		rows: c.srv.data.NominalCodes,
		columns: []column[NominalCode]{
			{name: "code", kind: text, cell: func(n NominalCode) any { return n.Code }},
			{name: "name", kind: contains, cell: func(n NominalCode) any { return n.Name }},
			{name: "bank", kind: boolean, cell: func(n NominalCode) any { return n.Bank }},
			{name: "id", kind: idset, cell: func(n NominalCode) any { return n.ID }},
		},
	}, metaOnly)
}

func (c *call) searchCurrencies(metaOnly bool) reply {
	return search(c, table[Currency]{
		rows: c.srv.data.Currencies,
		columns: []column[Currency]{
			{name: "id", kind: idset, cell: func(u Currency) any { return u.ID }},
			{name: "title", kind: contains, cell: func(u Currency) any { return u.Name }},
			{name: "code", kind: text, cell: func(u Currency) any { return u.Code }},
			{name: "symbol", kind: text, cell: func(u Currency) any { return u.Symbol }},
			{name: "exchangeRate", kind: text, cell: func(u Currency) any { return u.Rate }},
			{name: "isDefault", kind: boolean, cell: func(u Currency) any { return u.Default }},
			{name: "exchangeRateVarianceNominalCode", kind: text, cell: func(Currency) any { return nil }},
		},
	}, metaOnly)
}

func (c *call) getPaymentMethods() reply {
	return listByID(c, c.srv.data.PaymentMethods, func(m PaymentMethod) int { return m.ID }, func(m PaymentMethod) object {
		banks := []object{}
		for _, currency := range slices.Sorted(mapKeys(m.BankAccounts)) {
			banks = append(banks, object{"paymentMethodId": m.ID, "currencyIsoCode": currency, "bankAccountNominalCode": m.BankAccounts[currency]})
		}
		return object{
			"id": m.ID, "name": m.Name, "code": m.Code, "isActive": m.Active, "bankAccounts": banks, "installedIntegrationId": 0,
		}
	})
}
