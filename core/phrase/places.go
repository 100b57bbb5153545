package phrase

// Class says what kind of thing a value is, and so who may see it. Places of sentences, columns of tables, settings and attributes
// of the log all have one; what has none fails the tests.
type Class string

// The classes. What a support file holds of each at its three levels is core/bundle's to say.
const (
	Number   Class = "number"   // counts, units, spans, percentages
	Money    Class = "money"    // an amount with its currency
	Moment   Class = "moment"   // a time or a day
	Word     Class = "word"     // of a closed or technical list: states, statuses, codes of taxes, keys of settings, carriers
	Store    Class = "store"    // the merchant's name for a store
	SKU      Class = "sku"      // a stock code
	Order    Class = "order"    // EKM's order number
	RemoteID Class = "remoteid" // number of a record at EKM or Brightpearl: a sales order, a contact, a note
	Name     Class = "name"     // what the merchant calls a thing: products, warehouses, channels
	Host     Class = "host"     // an address of a server
	Said     Class = "said"     // what a remote said, cleaned; nobody knows what it holds
	Free     Class = "free"     // what a person typed
	Person   Class = "person"   // who somebody is: a name, a user, an address
	Text     Class = "text"     // sentences of this book
	Internal Class = "internal" // our own numbers, marks and hashes that mean nothing outside this database
	Never    Class = "never"    // belongs into no file: documents, hashes of addresses, secrets
)

// places are the names that stand in braces in sentences, with their class. A sentence with another name does not compile into a
// program: its package panics at the start, and so does every test.
var places = map[string]Class{
	"n": Number, "of": Number, "units": Number, "more": Number, "times": Number, "days": Number, "hours": Number, "minutes": Number, "span": Number, "percent": Number,
	"status": Word, "state": Word, "key": Word, "tax_code": Word, "rate": Word, "country": Word, "currency": Word, "carrier": Word,
	"step": Word, "service": Word, "what": Word, "account": Word, "file": Word, "version": Word,
	"money": Money, "tax": Money, "paid": Money,
	"at": Moment, "day": Moment, "until": Moment, "since": Moment,
	"store": Store, "stores": Store, "other_store": Store,
	"sku": SKU, "skus": SKU, "other_sku": SKU,
	"order": Order, "orders": Order,
	"sales_order": RemoteID, "contact": RemoteID, "note": RemoteID, "product": RemoteID, "id": RemoteID, "ids": RemoteID,
	"name": Name, "names": Name, "warehouse": Name, "channel": Name, "price_list": Name, "line": Name,
	"host":   Host,
	"said":   Said,
	"reason": Free, "value": Free, "before": Free, "after": Free,
	"person": Person,
}
