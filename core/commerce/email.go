package commerce

import (
	"strings"

	"golang.org/x/net/idna"
	"golang.org/x/text/unicode/norm"
)

// domains turns domain names into the form that name servers see. Underscores occur in working addresses, so the strict rules of
// host names do not apply.
var domains = idna.New(idna.MapForLookup(), idna.StrictDomainName(false), idna.Transitional(false))

// maxEmail is how many characters an address may have.
const maxEmail = 254

// TrimEmail is an address as it is to be stored: what the shopper typed, without outer blanks and invisible signs.
func TrimEmail(email string) string { return strings.TrimFunc(email, invisible) }

// NormalEmail is the form in which addresses are compared: outer blanks removed, composed characters, lower case, the domain in
// its ASCII form, nothing folded. It is empty for anything that cannot be an address, which counts as no e-mail.
func NormalEmail(email string) string {
	email = strings.ToLower(norm.NFC.String(TrimEmail(email)))
	local, domain, ok := strings.Cut(email, "@")
	if !ok || local == "" || strings.Contains(domain, "@") || strings.ContainsFunc(email, invisible) {
		return ""
	}
	domain, err := domains.ToASCII(domain)
	if err != nil || !strings.Contains(domain, ".") || strings.HasPrefix(domain, ".") || strings.HasSuffix(domain, ".") || strings.Contains(domain, "..") {
		return ""
	}
	if email = local + "@" + domain; len(email) > maxEmail {
		return ""
	}
	return email
}

// FoldName is a person's name as names are compared: composed characters, lower case, single blanks.
func FoldName(name string) string {
	return strings.ToLower(norm.NFC.String(strings.Join(strings.Fields(name), " ")))
}
