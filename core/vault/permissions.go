package vault

// Permission is one thing that a sign-in asks for, with why the program needs it, for the person who decides.
type Permission struct {
	Scope string // as EKM and its partner dashboard name it; empty for Brightpearl, which has no scopes
	Title string // what it allows, in a few words
	Why   string // one sentence
}

// EKMPermissions are the least permissions that the program needs. EKM states no list of which call needs which; this one is
// read off the names (EKM API, scopes), and a merchant ticks the same ones under Required permissions of the app.
func EKMPermissions() []Permission {
	return []Permission{
		{"tempest.orders.read", "Read orders", "To post them in Brightpearl."},
		{"tempest.orders.write", "Write orders", "Status, tracking and internal notes; never prices, never an e-mail."},
		{"tempest.products.read", "Read products", "To find each SKU in Brightpearl and read its stock back."},
		{"tempest.products.write", "Write products", "EKM has no separate permission for stock; only the stock figure is written."},
		{"tempest.settings.orderstatuses.read", "Read order statuses", "To offer the shop's own words for shipped and part shipped."},
		{"tempest.settings.tax.read", "Read tax settings", "To map the shop's tax rates to Brightpearl's tax codes."},
		{"tempest.settings.currency.read", "Read the currency", "To refuse a price list in another one."},
		{"tempest.settings.domains.read", "Read the domain", "To show which shop it is, and to open it."},
		{"tempest.settings.accountdetails.read", "Read the account's name", "To notice when the login belongs to another shop."},
		{"openid", "Know who signs in", "EKM wants it with every sign-in."},
		{"profile", "Read the shop's profile", "EKM wants it for the account's name."},
		{"offline_access", "Stay signed in", "To renew the sign-in by itself; without it you would sign in every hour."},
	}
}

// EKMScopes are the scopes of EKMPermissions.
func EKMScopes() []string {
	asked := EKMPermissions()
	scopes := make([]string, len(asked))
	for i, p := range asked {
		scopes[i] = p.Scope
	}
	return scopes
}

// BrightpearlUses is what the program does with a Brightpearl account. Brightpearl has no single permissions: whoever allows
// an app allows all of its API, so this is a promise and not a limit.
func BrightpearlUses() []Permission {
	return []Permission{
		{Title: "Read products and stock", Why: "To find each SKU and to tell the shops what is left; neither is ever written."},
		{Title: "Read settings", Why: "Channels, price lists, warehouses, tax codes, statuses and payment methods, to choose from."},
		{Title: "Find and add customers", Why: "To put an order on the customer with its e-mail address, or on a new one."},
		{Title: "Add sales orders", Why: "To post each EKM order once, reserve its stock, note what matters and set its status."},
		{Title: "Add customer payments", Why: "To record the sales receipt of a paid order."},
		{Title: "Read shipments", Why: "To tell the shop when the warehouse has shipped; nothing is shipped from here."},
		{Title: "Add wake-ups", Why: "Only if you switch them on in Settings > Advanced."},
	}
}
