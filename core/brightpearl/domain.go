package brightpearl

import (
	"net"
	"net/netip"
	"strings"
)

// Brightpearl API: hosts seen in grants end in these names; the data centre comes first (euw1, use1, ws-eu1, …).
var domains = []string{".brightpearlconnect.com", ".brightpearl.com", ".brightpearlapp.com"}

// AllowedDomain reports whether a token may be sent to host, as the api_domain of an OAuth answer names it: a bare host
// below one of Brightpearl's domains, without scheme, path, port or user. A loopback host, with or without a port, is
// allowed for the simulator.
func AllowedDomain(host string) bool {
	if strings.ContainsFunc(host, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return false // lower case turns some foreign letters into ours
	}
	if bare, port, err := net.SplitHostPort(host); err == nil {
		return port != "" && loopback(bare)
	}
	if loopback(host) {
		return true
	}
	host = strings.ToLower(host)
	for _, d := range domains {
		if label, ok := strings.CutSuffix(host, d); ok && hostLabels(label) {
			return true
		}
	}
	return false
}

// Loopback reports whether host, with or without a port, is this machine, as the simulator's is.
func Loopback(host string) bool {
	if bare, _, err := net.SplitHostPort(host); err == nil {
		host = bare
	}
	return loopback(host)
}

func loopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return err == nil && ip.IsLoopback()
}

// hostLabels refuses everything that a URL parser could read as something other than a host.
func hostLabels(s string) bool {
	for label := range strings.SplitSeq(s, ".") {
		if label == "" || strings.HasPrefix(label, "-") || strings.HasSuffix(label, "-") {
			return false
		}
		for _, r := range label {
			if (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '-' {
				return false
			}
		}
	}
	return true
}
