package setup

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"

	"stockbridge/core/ekm"
	"stockbridge/core/fault"
)

// The codes of faults made here. They are stable: help pages and other programs name them.
const (
	CodeNoAccount      = "SB-AUTH-002" // no Brightpearl account is connected
	CodeTokenRefused   = "SB-AUTH-004" // Brightpearl or EKM refused the token
	CodeOtherShop      = "SB-AUTH-005" // the sign-in belongs to another shop than the store
	CodeShopTaken      = "SB-AUTH-006" // the EKM account is connected under another name
	CodeUnknownShop    = "SB-AUTH-007" // nobody can tell which shop a token belongs to
	CodeNothingGiven   = "SB-AUTH-008" // a token, a reference or a client id is missing
	CodeBadAddress     = "SB-SET-301"  // an address is not https, or not one of the service's
	CodeUnreachable    = "SB-SET-302"  // the server does not answer, or answers nonsense
	CodeOtherAccount   = "SB-SET-303"  // another Brightpearl account is connected
	CodeNoStore        = "SB-SET-304"  // no such store
	CodeBadName        = "SB-SET-305"  // a store needs a name
	CodeCurrency       = "SB-SET-306"  // the shop's currency differs from the price list's, or has changed
	CodeBadSetting     = "SB-SET-310"  // unknown key or impossible value
	CodeNotReady       = "SB-SET-320"  // a check found a problem, so the store does not go live
	CodeWrongPause     = "SB-SET-321"  // a pause that ends in the past
	CodeInShadow       = "SB-SET-323"  // orders of a store that runs in shadow are switched on otherwise than from an order of the run
	CodeNothingAllowed = "SB-SET-322"  // the service refused the proof of the connection
)

// sentence is one failure in words: what happened and why, what becomes of the data, what to do.
type sentence struct {
	kind   fault.Kind
	code   string
	op     string
	remote string
	text   string
	fix    string
	cause  error
}

func (s sentence) fault() *fault.Error {
	f := &fault.Error{Kind: s.kind, Code: s.code, Op: s.op, Remote: s.remote, Text: s.text,
		Held: &fault.Cause{Code: s.code, Text: s.text, Fix: s.fix}, Cause: s.cause}
	if was := fault.Of(s.cause); was != nil {
		f.Status, f.RemoteCode, f.NotBefore = was.Status, was.RemoteCode, was.NotBefore
	}
	return f
}

func noStore() error {
	return sentence{kind: fault.NotFound, code: CodeNoStore, op: "find the store",
		text: "There is no connected store of that name, so nothing was changed.",
		fix:  "List the stores and use a name from the list, or connect the store first."}.fault()
}

func noAccount() error {
	return sentence{kind: fault.SignIn, code: CodeNoAccount, op: "use Brightpearl", remote: accountRemote,
		text: "No Brightpearl account is connected, so its channels, price lists and codes are not known. Nothing was changed.",
		fix:  "Connect the Brightpearl account first, then try again."}.fault()
}

func missing(op, remote, what, fix string) error {
	return sentence{kind: fault.NeedsPerson, code: CodeNothingGiven, op: op, remote: remote,
		text: what + " is missing, so no request was made. Nothing was stored.", fix: fix}.fault()
}

// refused turns a failed proof of a connection into words; service is "Brightpearl" or "EKM".
func refused(err error, op, remote, service, address, where string) error {
	host := hostOf(address)
	s := sentence{kind: fault.Of(err).Kind, op: op, remote: remote, cause: err}
	switch s.kind {
	case fault.SignIn:
		s.code = CodeTokenRefused
		s.text = fmt.Sprintf("%s at %s did not accept the token. Nothing was stored, and what was connected before works on.", service, host)
		s.fix = where
	case fault.Offline, fault.NotFound:
		s.kind, s.code = fault.Offline, CodeUnreachable
		s.text = fmt.Sprintf("%s could not be reached at %s: %s. Nothing was stored.", service, host, why(err))
		s.fix = "Check the address for typing errors and the internet connection, then try again."
	case fault.Throttled:
		s.code = CodeUnreachable
		s.text = fmt.Sprintf("%s at %s asked for a pause, because too many requests arrived. Nothing was stored.", service, host)
		s.fix = "Wait a minute and try again."
	case fault.Refused:
		s.code = CodeNothingAllowed
		s.text = fmt.Sprintf("%s at %s refused the first request: %s. Nothing was stored.", service, host, why(err))
		s.fix = where
	default:
		return err
	}
	return s.fault()
}

// why is the reason of a fault in a few words without addresses or tokens.
func why(err error) string {
	f := fault.Of(err)
	if dns, ok := errors.AsType[*net.DNSError](err); ok && dns.IsNotFound {
		return "there is no server of that name"
	}
	switch {
	case f.Text != "" && f.Text != "no answer":
		return strings.TrimRight(f.Text, ".")
	case f.Status != 0:
		return fmt.Sprintf("the server answered with status %d", f.Status)
	case errors.Is(err, ekm.ErrNotPermitted):
		return "the token lacks the permission"
	}
	return "there was no answer"
}

func hostOf(address string) string {
	if u, err := url.Parse(address); err == nil && u.Host != "" {
		return u.Host
	}
	return "that address"
}

// checkAddress accepts https addresses, and http ones of this computer, without path, query or user, and returns them in
// one form.
func checkAddress(op, remote, service, raw string) (string, error) {
	bad := func(reason string) error {
		return sentence{kind: fault.NeedsPerson, code: CodeBadAddress, op: op, remote: remote,
			text: fmt.Sprintf("The address for %s cannot be used: %s. No request was made and nothing was stored.", service, reason),
			fix:  "Give an address such as https://example.com, without a path. Plain http works for this computer only."}.fault()
	}
	u, err := url.Parse(strings.TrimSpace(raw))
	switch {
	case err != nil || u.Host == "" || u.Hostname() == "":
		return "", bad("it is not a complete web address")
	case strings.HasSuffix(u.Host, ":") || u.Port() == "0":
		return "", bad("its port is not a number from 1 to 65535")
	case u.User != nil || u.RawQuery != "" || u.ForceQuery || strings.Contains(raw, "#"):
		return "", bad("it holds a user name, a query or a fragment")
	case strings.Trim(u.Path, "/") != "":
		return "", bad("it holds a path")
	case u.Scheme != "https" && (u.Scheme != "http" || !loopback(u.Hostname())):
		return "", bad("credentials would travel unprotected, as it does not use https")
	}
	return u.Scheme + "://" + u.Host, nil
}

func loopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}
