package orderflow

// EmailHash is the key under which an address is remembered.
func (d *Desk) EmailHash(normal string) string { return d.emailHash(normal) }
