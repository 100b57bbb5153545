package setup

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/theme"
)

// moneySheet is step 3.
func (w *Wizard) moneySheet() sheet {
	c, shop := w.facts.choices, w.facts.shop
	currency := w.currency()
	gate := newSwap()
	tell := func() {
		gate.show(currencyNote(currency, c.priceCurrency(w.form.values["price_list_id"]), c.BaseCurrency))
	}
	tell()

	channels, free, taken := channelChoices(c.Channels)
	help := say.N(free, "{n} free channel. One store, one channel.", "{n} free channels. One store, one channel.")
	if free == 0 && len(taken) > 0 {
		help = ""
	}
	channel := w.field("channel_id", say.T("Sales channel"), help, w.pick("channel_id", say.T("Choose a channel"), channels, nil))
	price := w.field("price_list_id", say.T("Price list"), say.T("Set on orders and new contacts."), w.pick("price_list_id", say.T("Choose a price list"), priceListChoices(c.PriceLists, currency), tell))
	top := kit.AcrossTop(16, kit.Width(248, channel), kit.Width(200, price), kit.Grow(gate.box))
	if len(channels) == 0 {
		top = kit.Down(theme.Space3, top, w.noChannel(taken))
	}

	rates, mapped := w.taxTable()
	remark := say.T("EKM told no rates; the two codes are enough")
	if n := len(shop.TaxRates); n > 0 {
		remark = say.N(n, "{n} rate read from EKM at {time}, {mapped} mapped", "{n} rates read from EKM at {time}, {mapped} mapped", say.When(shop.ReadAt, w.facts.now), mapped)
	}
	return sheet{primary: say.T("Save and go on"), act: w.save, left: w.left(), parts: []fyne.CanvasObject{
		top,
		kit.Down(8, kit.NewSection(say.T("Tax codes"), remark, kit.NewLink(say.T("Read lists again"), theme.SmallMedium, w.readLists)), kit.FlushCard(rates),
			kit.NewRemark("info", say.T("Zero rated and exempt are not the same in your VAT return, so a code for 0% is never guessed among several."))),
		kit.Down(8, kit.NewSection(say.T("Payments"), say.T("How the money of this store is recorded"), nil), kit.FlushCard(w.paymentTable(currency))),
	}}
}

// noChannel says how a channel comes about.
func (w *Wizard) noChannel(taken []string) fyne.CanvasObject {
	text := say.T("Brightpearl has no sales channel.")
	if len(taken) > 0 {
		text = say.T("Other stores have them all: {channels}. One store has one channel, so that its orders can be told apart.", strings.Join(taken, ", "))
	}
	return kit.NewNote(theme.Attention, "", say.T("No channel is free"), text+" "+
		say.T("In Brightpearl, under Settings > Channels, add one with the store's name and a price list in its currency. Then check again."),
		kit.NewButton(say.T("Check again"), kit.Secondary, w.readLists).Small().WithIcon("rotate-cw"))
}

// readLists asks both systems again; what was chosen meanwhile stays.
func (w *Wizard) readLists() {
	id, step := w.id, w.step
	w.busy(say.T("Reading the lists of Brightpearl and EKM…"), nil)
	kept := w.form
	w.run(func(ctx context.Context) func() {
		choices, err := w.o.Actions.Choices(ctx, id, true)
		var shop Shop
		if err == nil {
			shop, err = w.o.Actions.Shop(ctx, id)
		}
		return func() {
			if err != nil {
				w.failed(say.T("The lists could not be read"), err)
				return
			}
			w.facts.choices, w.facts.shop, w.listsErr, w.form = choices, shop, nil, kept
			w.show(step)
		}
	})
}

func (w *Wizard) currency() string {
	if w.facts.store != nil && w.facts.store.Currency != "" {
		return w.facts.store.Currency
	}
	return w.facts.shop.Currency
}

func (c Choices) priceCurrency(id string) string {
	for _, p := range c.PriceLists {
		if idText(p.ID) == id {
			return p.Currency
		}
	}
	return ""
}

// currencyNote is the currency gate in words: the price list must be in the shop's currency, or every order waits.
func currencyNote(shop, prices, base string) fyne.CanvasObject {
	var known []string
	for _, part := range []struct{ currency, words string }{{shop, say.T("EKM {currency}", shop)}, {prices, say.T("price list {currency}", prices)}, {base, say.T("Brightpearl {currency}", base)}} {
		if part.currency != "" {
			known = append(known, part.words)
		}
	}
	facts := join(known...)
	switch {
	case shop == "":
		return kit.NewNote(theme.Unknown, "", say.T("The shop's currency is not known"), say.T("EKM did not tell it. The checks will ask again."))
	case prices == "":
		return kit.NewNote(theme.Unknown, "", say.T("The shop is in {currency}", shop), say.T("Choose a price list in the same currency."))
	case !strings.EqualFold(shop, prices):
		return kit.NewNote(theme.Error, "", say.T("Currencies differ"), say.T("{currencies}. Choose a price list in {currency}; until then every order waits.", facts, shop))
	}
	return kit.NewNote(theme.OK, "", say.T("Currencies agree"), facts)
}

// taxTable maps the shop's tax to Brightpearl's codes, and counts the shop's rates that have a code of their own.
func (w *Wizard) taxTable() (table fyne.CanvasObject, mapped int) {
	grid := kit.NewGridTable([]kit.Column{{Title: "EKM", Width: 232}, {Title: say.T("Percent"), Kind: kit.KindNumber, Width: 64},
		{Title: say.T("Brightpearl tax code"), Width: 216}, {Title: "", Width: 160}}, 40, 14)
	codes := w.facts.choices.TaxCodes
	rows := [][]fyne.CanvasObject{
		w.taxRow("tax_code_taxable", say.T("Taxable goods and delivery"), "", taxChoices(codes, ""), ""),
		w.taxRow("tax_code_not_taxable", say.T("Not taxable goods"), "", taxChoices(codes, ""), ""),
	}
	for _, r := range w.facts.shop.TaxRates {
		usual := say.T("As taxable goods")
		if strings.Trim(r.Percent, "0.") == "" {
			usual = say.T("As not taxable goods")
		}
		key := w.form.rateKey(r)
		mapped += one(w.form.values[key] != "")
		rows = append(rows, w.taxRow(key, r.Name, percent(r.Percent), taxChoices(codes, usual), usual))
	}
	grid.SetRows(rows)
	return grid, mapped
}

func (w *Wizard) taxRow(key, name, rate string, choices []kit.Choice, usual string) []fyne.CanvasObject {
	sign := newSwap()
	tell := func(fault string) {
		switch {
		case fault != "":
			sign.show(kit.NewState(theme.Error, "circle-x", say.T("Needed before go-live")))
		case w.form.values[key] == "" && usual != "":
			sign.show(kit.NewState(theme.Unknown, "circle-minus", say.T("No code of its own")))
		case w.form.values[key] == "":
			sign.show(kit.NewState(theme.Attention, "", say.T("Needed before go-live")))
		case w.form.proposed[key]:
			sign.show(kit.NewState(theme.OK, "", say.T("Suggested by percent")))
		default:
			sign.show(kit.NewState(theme.OK, "", say.T("Chosen by you")))
		}
	}
	placeholder := say.T("Choose a code")
	if usual != "" {
		placeholder = usual
	}
	var pick *kit.Select
	pick = w.pick(key, placeholder, choices, func() { tell("") }).Small()
	tell("")
	w.onFault[key] = func(fault string) {
		pick.SetFault(fault != "")
		tell(fault)
	}
	var percent fyne.CanvasObject
	if rate != "" {
		percent = kit.Value(rate)
	}
	return []fyne.CanvasObject{kit.NewElided(name, theme.Body, theme.Text), percent, pick, sign.box}
}

func (w *Wizard) paymentTable(currency string) fyne.CanvasObject {
	grid := kit.NewGridTable([]kit.Column{{Title: say.T("EKM payments"), Width: 176}, {Title: say.T("Brightpearl method"), Width: 196},
		{Title: say.T("Bank account"), Width: 156}, {Title: say.T("Sales receipt"), Width: 150}}, 40, 14)
	bank, receipt := newSwap(), newSwap()
	const key = "payment_method"
	tell := func(fault string) {
		account, state, words := w.facts.choices.receipt(w.form.values[key], currency)
		role := theme.Text
		if state == theme.Attention {
			role = theme.Error.Text()
		}
		bank.show(kit.NewElided(account, theme.Body, role))
		if fault != "" {
			state, words = theme.Error, fault
		}
		receipt.show(kit.NewState(state, "", words))
	}
	pick := w.pick(key, say.T("Choose a method"), methodChoices(w.facts.choices.PaymentMethods), func() { tell("") }).Small()
	tell("")
	w.onFault[key] = func(fault string) {
		pick.SetFault(fault != "")
		tell(fault)
	}
	grid.SetRows([][]fyne.CanvasObject{{kit.NewElided(say.T("Every paid order"), theme.Body, theme.Text), pick, bank.box, receipt.box}})
	return grid
}

// receipt tells, for a payment method, the bank account of a currency and whether Brightpearl makes a sales receipt.
func (c Choices) receipt(method, currency string) (account string, state theme.State, words string) {
	for _, m := range c.PaymentMethods {
		if m.Code != method {
			continue
		}
		if account := m.Accounts[currency]; account != "" {
			if strings.Trim(account, "0123456789") == "" {
				account = say.T("Nominal code {code}", account)
			}
			return account, theme.OK, say.T("Will be made: yes")
		}
		return say.T("No account for {currency}", orNone(currency)), theme.Attention, say.T("Will be made: no")
	}
	return "", theme.Attention, say.T("Needed before go-live")
}
