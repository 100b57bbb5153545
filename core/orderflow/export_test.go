package orderflow

// EmailHash is the key under which an address is remembered.
func (d *Desk) EmailHash(normal string) string { return d.emailHash(normal) }

// LookBack and Summer are the rules of a shop's clock.
var (
	LookBack = lookBack
	Summer   = summer
)
