package brightpearlsim

// StandardSettings is a believable account without goods or people: two warehouses, British tax codes,
// statuses, shipping methods, ledgers and currencies. Channels, price lists and payment methods are the caller's.
func StandardSettings() Data {
	return Data{
		Warehouses: []Warehouse{{2, "Main"}, {5, "Overflow"}},
		TaxCodes: []TaxCode{
			{3, "T0", "Zero rated", ""}, {7, "T20", "Standard rate", "20.0000"},
			{8, "T5", "Reduced rate", "5.0000"}, {9, "T9", "Exempt", ""},
		},
		NominalCodes: []NominalCode{
			{1, "1001", "Stock", false}, {2, "1200", "Bank current account", true}, {3, "1210", "Bank euro account", true},
			{4, "4000", "Sales", false}, {5, "4040", "Carriage", false}, {6, "4900", "Rounding", false}, {7, "5000", "Purchases", false},
		},
		Currencies: []Currency{
			{1, "GBP", "Pound sterling", "£", "1.000000", true}, {2, "EUR", "Euro", "€", "1.171500", false},
			{3, "USD", "US dollar", "$", "1.262000", false},
		},
		OrderStatuses: []OrderStatus{
			{1, "Draft / quote", "SO", false, false}, {3, "New order", "SO", false, false}, {4, "Ready to ship", "SO", false, false},
			{5, "Cancelled", "SO", false, true}, {6, "Pending PO", "PO", false, false}, {7, "Goods received", "PO", false, false},
			{10, "New credit", "SC", false, false}, {19, "New web order", "SO", false, false},
			{21, "Needs product", "SO", false, false}, {22, "Old marketplace", "SO", true, false},
		},
		ShippingMethods: []ShippingMethod{
			{2, "COL", "Collection"}, {11, "TR48", "Tracked 48"}, {12, "TR24", "Tracked 24"}, {14, "PALL", "Pallet"},
		},
		LeadSources: []LeadSource{{3, "Web"}, {4, "Telephone"}},
	}
}
