package setup

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/settings"
)

// Propose answers good values for every setting that a store needs and does not have. It changes nothing; where nothing
// fits clearly there is no proposal. Every proposal passes Configure.
func (d *Desk) Propose(ctx context.Context, id commerce.StoreID) ([]Change, error) {
	row, err := d.store(ctx, id)
	if err != nil {
		return nil, err
	}
	choices, err := d.Options(ctx, false)
	if err != nil {
		return nil, err
	}
	stores, err := d.db.Stores(ctx)
	if err != nil {
		return nil, err
	}
	shop, err := DecodeShopChoices(row.Options)
	if err != nil {
		return nil, err
	}
	p := proposer{row: row, choices: choices, shop: shop, names: storeWords(row.Store), next: row.Settings.Clone()}
	for _, s := range stores {
		if s.ID != row.ID && s.Settings.ChannelID != 0 {
			p.taken = append(p.taken, s.Settings.ChannelID)
		}
	}
	p.channel()
	p.warehouse()
	p.taxCodes()
	p.payment()
	p.status()
	if len(choices.ShippingMethods) == 1 {
		p.set("shipping_method_id", row.Settings.ShippingMethod == 0, idText(choices.ShippingMethods[0].ID))
	}
	p.shippedStatus()
	p.set("orders_from", row.Settings.OrdersFrom.IsZero(), row.CreatedAt.UTC().Format(time.RFC3339))
	return p.changes, nil
}

// proposer collects changes; next is what the settings would become.
type proposer struct {
	row     db.StoreRow
	choices Choices
	shop    ShopChoices
	names   map[string]bool
	taken   []int64 // channels of other stores
	next    settings.Store
	changes []Change
}

// set proposes a value for a setting that is open.
func (p *proposer) set(key string, open bool, value string) {
	if !open || value == "" {
		return
	}
	if next, err := p.next.Set(key, value); err == nil {
		p.next = next
		p.changes = append(p.changes, Change{key, value})
	}
}

func (p *proposer) channel() {
	if p.row.Settings.ChannelID == 0 {
		free := slices.DeleteFunc(slices.Clone(p.choices.Channels), func(c Channel) bool { return slices.Contains(p.taken, c.ID) })
		if best, ok := likest(free, p.names, func(c Channel) string { return c.Name }); ok {
			p.set("channel_id", true, idText(best.ID))
		}
	}
	channel, ok := find(p.choices.Channels, idText(p.next.ChannelID), channelID)
	if !ok {
		return
	}
	list, ok := find(p.choices.PriceLists, idText(channel.DefaultPriceList), priceListID)
	if ok && list.Sell && (p.row.Currency == "" || strings.EqualFold(list.Currency, p.row.Currency)) {
		p.set("price_list_id", p.row.Settings.PriceListID == 0, idText(list.ID))
	}
}

func (p *proposer) warehouse() {
	if len(p.row.Settings.Warehouses) > 0 {
		return
	}
	channel, _ := find(p.choices.Channels, idText(p.next.ChannelID), channelID)
	switch {
	case has(p.choices.Warehouses, idText(channel.DefaultWarehouse), warehouseID):
		p.set("warehouse_id", true, idText(channel.DefaultWarehouse))
	case len(p.choices.Warehouses) == 1:
		p.set("warehouse_id", true, idText(p.choices.Warehouses[0].ID))
	}
}

// taxCodes proposes the codes by their rates. Zero-rated and exempt are both nothing in numbers but different in law, so of
// several codes without tax only the usual T0 is proposed, and no rate of nothing is mapped.
func (p *proposer) taxCodes() {
	standard := commerce.MustAmount("20")
	for _, r := range p.shop.TaxRates {
		if rate, err := commerce.ParseAmount(r.Value); err == nil && strings.Contains(strings.ToLower(r.Name), "standard") && rate > 0 {
			standard = rate
		}
	}
	p.set("tax_code_taxable", p.row.Settings.TaxTaxable == "", p.codeOf(standard))
	p.set("tax_code_not_taxable", p.row.Settings.TaxNotTaxable == "", p.codeOf(0))
	for _, r := range p.shop.TaxRates {
		rate, err := commerce.ParseAmount(r.Value)
		if err != nil || rate <= 0 || rate == standard {
			continue
		}
		name := strings.TrimSuffix(rate.String(), ".00")
		_, byID := p.next.TaxRates[fmt.Sprint(r.ID)]
		_, byRate := p.next.TaxRates[name]
		p.set("tax_rate."+name, !byID && !byRate, p.codeOf(rate))
	}
}

// codeOf is the one tax code of a rate, or the one that is usual in Britain among several.
func (p *proposer) codeOf(rate commerce.Amount) string {
	var codes []string
	for _, t := range p.choices.TaxCodes {
		if r, err := commerce.ParseAmount(t.Rate); err == nil && r == rate {
			codes = append(codes, t.Code)
		}
	}
	if usual := "T" + strings.TrimSuffix(rate.String(), ".00"); slices.Contains(codes, usual) {
		return usual
	}
	if len(codes) == 1 {
		return codes[0]
	}
	return ""
}

func (p *proposer) payment() {
	var able []PaymentMethod
	for _, m := range p.choices.PaymentMethods {
		if m.Receipt(p.row.Currency) {
			able = append(able, m)
		}
	}
	if len(able) == 0 {
		return
	}
	best, ok := likest(able, p.names, func(m PaymentMethod) string { return m.Name })
	if !ok {
		best = able[0]
	}
	p.set("payment_method", p.row.Settings.PaymentMethod == "", best.Code)
}

// status proposes the status that says "new", "web" or "order", and otherwise the first that is enabled.
func (p *proposer) status() {
	best, most := "", -1
	for _, s := range p.choices.OrderStatuses {
		if !s.Enabled {
			continue
		}
		words, score := wordsOf(s.Name), 0
		for i, w := range []string{"order", "web", "new"} {
			if words[w] {
				score += 1 << i
			}
		}
		if score > most {
			best, most = idText(s.ID), score
		}
	}
	p.set("order_status_id", p.row.Settings.OrderStatusID == 0, best)
}

// shippedStatus proposes another status only where the shop has none of the name that is set.
func (p *proposer) shippedStatus() {
	if _, found, known := p.shop.status(p.row.Settings.ShippedStatus); found || !known {
		return
	}
	for _, like := range []string{"dispatch", "despatch", "shipped", "sent", "complete"} {
		for _, s := range p.shop.Statuses {
			if strings.Contains(strings.ToLower(s.Name), like) {
				p.set("shipped_status", true, s.Name)
				return
			}
		}
	}
}

// likest is the one of a list whose name shares most words with the store's; ok is false when none or several do.
func likest[T any](list []T, store map[string]bool, name func(T) string) (best T, ok bool) {
	most := 0
	for _, v := range list {
		score := 0
		for w := range wordsOf(name(v)) {
			if store[w] {
				score++
			}
		}
		switch {
		case score > most:
			best, most, ok = v, score, true
		case score == most && score > 0:
			ok = false
		}
	}
	return best, ok
}

// storeWords are the words that people use for a store.
func storeWords(s commerce.Store) map[string]bool {
	label, _, _ := strings.Cut(bareDomain(s.Domain), ".")
	words := wordsOf(s.Name + " " + s.ShopName + " " + label + " " + s.Username)
	for _, common := range []string{"ekm", "shop", "store", "online", "the", "and", "ltd", "com", "co", "uk", "www", "web"} {
		delete(words, common)
	}
	return words
}

func wordsOf(text string) map[string]bool {
	out := map[string]bool{}
	for w := range strings.FieldsFuncSeq(strings.ToLower(text), func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r > 0x7f)
	}) {
		out[w] = true
	}
	return out
}
