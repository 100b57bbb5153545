package sandbox

import (
	"fmt"
	"time"

	"stockbridge/core/sandbox/brightpearlsim"
	"stockbridge/core/sandbox/world"
)

// Ids of the account's settings that the printed configuration names.
const (
	mainWarehouse = world.MainWarehouse
	newWebOrder   = 19
	tracked48     = 11
)

// Price lists besides the stores' own.
const (
	costList   = 0
	retailList = 1
	tradeList  = 2
	euroList   = 3
)

// productBase is added to a good's id: Brightpearl's products start above 1000, which stands for free-text rows.
const productBase = 1000

// accountData makes the Brightpearl account of a world: one channel, price list and payment method for each store,
// besides what a merchant has anyway.
func accountData(w *world.World) brightpearlsim.Data {
	data := brightpearlsim.StandardSettings()
	data.PriceLists = []brightpearlsim.PriceList{
		{ID: costList, Code: "COST", Name: "Cost", Currency: "GBP", Kind: "BUY"},
		{ID: retailList, Code: "RETAIL", Name: "Retail", Currency: "GBP", Kind: "SELL", Gross: true},
		{ID: tradeList, Code: "TRADE", Name: "Trade", Currency: "GBP", Kind: "SELL"},
		{ID: euroList, Code: "EURO", Name: "Retail euro", Currency: "EUR", Kind: "SELL", Gross: true},
	}
	both := []int{world.MainWarehouse, world.SecondWarehouse}
	data.Channels = []brightpearlsim.Channel{
		{ID: 1, Name: "Brightpearl", DefaultWarehouseID: mainWarehouse, DefaultPriceListID: retailList, WarehouseIDs: both},
		{ID: 2, Name: "Telephone", DefaultPriceListID: tradeList},
		{ID: 3, Name: "Europe", DefaultWarehouseID: world.SecondWarehouse, DefaultPriceListID: euroList, WarehouseIDs: both},
	}
	data.PaymentMethods = []brightpearlsim.PaymentMethod{
		{ID: 1, Code: "BANK", Name: "Bank transfer", Active: true, BankAccounts: map[string]string{"GBP": "1200", "EUR": "1210"}},
		{ID: 2, Code: "OLDCARD", Name: "Old card terminal", BankAccounts: map[string]string{"GBP": "1200"}},
		{ID: 3, Code: "NOBANK", Name: "Voucher", Active: true},
	}
	for i, store := range w.Stores {
		data.PriceLists = append(data.PriceLists, brightpearlsim.PriceList{
			ID: store.PriceListID, Code: fmt.Sprintf("EKM%d", store.Number), Name: store.Name + " retail", Currency: store.Currency,
			Kind: "SELL", Gross: store.TaxMode == world.TaxGross,
		})
		data.Channels = append(data.Channels, brightpearlsim.Channel{
			ID: store.ChannelID, Name: "EKM " + store.Name, DefaultWarehouseID: mainWarehouse, DefaultPriceListID: store.PriceListID,
			WarehouseIDs: both,
		})
		data.PaymentMethods = append(data.PaymentMethods, brightpearlsim.PaymentMethod{
			ID: 5 + i, Code: paymentCode(store.Username), Name: "EKM " + store.Name + " card", Active: true,
			BankAccounts: map[string]string{"GBP": "1200"},
		})
	}
	for _, good := range w.Goods {
		data.Products = append(data.Products, productOf(good, data.PriceLists))
	}
	data.Products = append(data.Products, oddProducts(productBase+len(w.Goods))...)
	data.Contacts = contactsOf(w)
	return data
}

func productOf(g world.Good, lists []brightpearlsim.PriceList) brightpearlsim.Product {
	p := brightpearlsim.Product{
		ID: productBase + g.ID, SKU: g.SKU, Name: g.Name, Barcode: g.Barcode, StockTracked: g.StockTracked, TaxCode: vatCode(g.VATPercent),
		WeightGrams: int(g.WeightGrams), Prices: map[int]string{}, Stock: map[int]int{},
	}
	if g.Family != 0 {
		p.GroupID = 100 + g.Family
	}
	if len(g.Choices) > 0 {
		p.OptionName, p.OptionValue = g.Choices[0].Option, g.Choices[0].Value
	}
	for _, c := range g.Components {
		p.Components = append(p.Components, brightpearlsim.Component{ProductID: productBase + c.Good, Quantity: int(c.Quantity)})
	}
	for _, u := range g.Units {
		p.Stock[u.Warehouse] = int(u.Quantity)
	}
	for _, list := range lists {
		switch {
		case list.ID == costList:
			p.Prices[list.ID] = pounds(g.Cost)
		case list.Currency == "EUR":
			p.Prices[list.ID] = pounds(g.Price * 117 / 100)
		default:
			p.Prices[list.ID] = pounds(g.Price)
		}
	}
	return p
}

func pounds(pence int64) string { return fmt.Sprintf("%d.%02d00", pence/100, pence%100) }

func vatCode(percent int) string {
	switch percent {
	case 20:
		return "T20"
	case 5:
		return "T5"
	}
	return "T0"
}

// oddProducts are what every grown account has: leftovers, near-duplicates and a bundle of bundles. No store lists them.
func oddProducts(last int) []brightpearlsim.Product {
	old := time.Date(2024, 3, 1, 9, 0, 0, 0, time.UTC)
	tracked := func(id int, sku, name, status string) brightpearlsim.Product {
		return brightpearlsim.Product{
			ID: last + id, SKU: sku, Name: name, Status: status, StockTracked: true, TaxCode: "T20", CreatedOn: old,
			Prices: map[int]string{retailList: "9.9999"}, Stock: map[int]int{mainWarehouse: 6 * id},
		}
	}
	inner := tracked(5, "ODD-PAIR", "Pair of odds", "LIVE")
	inner.Components = []brightpearlsim.Component{{ProductID: last + 1, Quantity: 1}, {ProductID: last + 2, Quantity: 1}}
	outer := tracked(6, "ODD-CRATE", "Crate of pairs", "LIVE")
	outer.Components = []brightpearlsim.Component{{ProductID: last + 5, Quantity: 2}, {ProductID: last + 1, Quantity: 3}}
	return []brightpearlsim.Product{
		tracked(1, "ODD-Case", "Odd one, mixed case", "LIVE"), tracked(2, "ODD-CASE", "Odd one, upper case", "LIVE"),
		tracked(3, "ODD-ARCHIVED", "Odd one, archived", "ARCHIVED"), tracked(4, "ODD-GONE", "Odd one, discontinued", "DISCONTINUED"),
		inner, outer,
	}
}

// contactsOf has every third shopper as a customer already, one of them twice, besides a supplier and a member of staff.
func contactsOf(w *world.World) []brightpearlsim.Contact {
	list := []brightpearlsim.Contact{
		{ID: 4, FirstName: "Sam", LastName: "Packer", Email: "staff@sandbox.example", Staff: true},
		{ID: 450, FirstName: "Trade", LastName: "Desk", Email: "orders@supplier.example", Company: "Quayside Supplies", Supplier: true},
	}
	id := 600
	for i, person := range w.People {
		if i%3 != 0 {
			continue
		}
		id++
		customer := brightpearlsim.Contact{
			ID: id, FirstName: person.First, LastName: person.Last, Email: person.Email, Company: person.Company, Customer: true, PriceListID: retailList,
		}
		list = append(list, customer)
		switch i {
		case 0: // the same e-mail twice
			id++
			customer.ID = id
			list = append(list, customer)
		case 3: // an e-mail that contains another
			id++
			customer.ID, customer.FirstName, customer.Email = id, "Jo-"+customer.FirstName, "jo"+customer.Email
			list = append(list, customer)
		}
	}
	return list
}

func tradeOf(on bool) brightpearlsim.Trade {
	if !on {
		return brightpearlsim.Trade{}
	}
	return brightpearlsim.Trade{SaleEvery: 20 * time.Second, DeliveryEvery: time.Minute}
}
