package commerce

// Redacted is a copy for eyes that have no business with the shopper: everything that says who somebody is, where they live or what
// they wrote is replaced by a word that does not tell how long it was. Amounts, codes and states stay as they are. What is
// missing stays missing.
func (o Order) Redacted() Order {
	hide := func(text *string, word string) {
		if *text != "" {
			*text = "[" + word + "]"
		}
	}
	address := func(a *Address) {
		hide(&a.Name, "name")
		hide(&a.Company, "company")
		hide(&a.Line1, "address")
		hide(&a.Line2, "address")
		hide(&a.Town, "town")
		hide(&a.County, "county")
		hide(&a.Postcode, "postcode")
		hide(&a.Phone, "phone")
	}
	hide(&o.Customer.Email, "e-mail")
	hide(&o.Customer.FirstName, "name")
	hide(&o.Customer.LastName, "name")
	address(&o.Customer.Billing)
	address(&o.Customer.Delivery)
	hide(&o.CustomerNote, "note")
	hide(&o.TrackingNumber, "tracking number")
	hide(&o.TransactionID, "transaction")
	hide(&o.TransactionStatus, "gateway answer") // gateways put names and card digits there

	lines := make([]Line, len(o.Lines))
	for i, l := range o.Lines {
		hide(&l.Options, "options") // an engraving is a name
		lines[i] = l
	}
	custom := make([]CustomField, len(o.Custom))
	for i, f := range o.Custom {
		hide(&f.Content, "text")
		custom[i] = f
	}
	o.Lines, o.Custom = lines, custom
	return o
}
