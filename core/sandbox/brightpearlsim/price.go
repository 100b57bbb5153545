package brightpearlsim

import "slices"

func (c *call) getChannels() reply {
	return listByID(c, c.srv.data.Channels, func(ch Channel) int { return ch.ID }, func(ch Channel) object {
		show := object{"id": ch.ID, "name": ch.Name, "channelTypeId": 1, "channelBrandId": 1, "contactGroupId": 1, "showInChannelMenu": true}
		if ch.DefaultWarehouseID != 0 {
			show["defaultWarehouseId"] = ch.DefaultWarehouseID
		}
		if ch.DefaultPriceListID != 0 {
			show["defaultPriceListId"] = ch.DefaultPriceListID
		}
		if len(ch.WarehouseIDs) > 0 {
			show["warehouseIds"] = ch.WarehouseIDs
		}
		return show
	})
}

func (c *call) getPriceLists() reply {
	return listByID(c, c.srv.data.PriceLists, func(p PriceList) int { return p.ID }, func(p PriceList) object {
		currency, _ := c.srv.currency(p.Currency)
		return object{
			"id": p.ID, "name": object{"languageCode": "en", "text": p.Name, "format": "PLAINTEXT"}, "code": p.Code,
			"currencyCode": p.Currency, "currencySymbol": currency.Symbol, "currencyId": currency.ID,
			"priceListTypeCode": p.Kind, "gross": p.Gross,
		}
	})
}

// getPrices answers net prices by break quantity; "*" for the products needs a set of price lists.
func (c *call) getPrices() reply {
	lists := idSet{all: true}
	if text := c.vars["lists"]; text != "" {
		var err error
		if lists, err = parseIDSet(text); err != nil {
			return badIDSet(text)
		}
	}
	set, bad := c.idsOf("ids", maxIDs)
	if bad != nil {
		return *bad
	}
	ids := set.ids()
	if set.all {
		if c.vars["lists"] == "" {
			return invalid(codeBadRequest, "All products need a price list set")
		}
		ids = slices.Clone(c.srv.goodsIDs)
	}
	answers := []object{}
	for _, id := range ids {
		p := c.srv.goods[id]
		if p == nil {
			continue
		}
		prices := []object{}
		for _, list := range c.srv.data.PriceLists {
			if !lists.contains(list.ID) {
				continue
			}
			currency, _ := c.srv.currency(list.Currency)
			breaks := object{}
			if price, err := parseDec(p.Prices[list.ID]); err == nil {
				breaks["1"] = price.fixed(4)
			}
			prices = append(prices, object{
				"priceListId": list.ID, "currencyCode": list.Currency, "currencyId": currency.ID, "quantityPrice": breaks,
			})
		}
		answers = append(answers, object{"productId": id, "priceLists": prices})
	}
	if len(answers) == 0 {
		return notFound("No product prices found")
	}
	return answer(answers)
}
