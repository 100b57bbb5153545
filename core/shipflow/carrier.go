package shipflow

import (
	"net/url"
	"strings"
	"unicode"
)

// carriers are the carriers whose tracking pages we know, by words of the shipping method's name. The number follows the
// address.
var carriers = []struct {
	words []string // in this order, next to each other
	page  string
}{
	{[]string{"royal", "mail"}, "https://www.royalmail.com/track-your-item#/tracking-results/"},
	{[]string{"parcelforce"}, "https://www.parcelforce.com/track-trace?trackNumber="},
	{[]string{"dpd"}, "https://track.dpd.co.uk/parcels/"},
	{[]string{"evri"}, "https://www.evri.com/track/parcel/"},
	{[]string{"hermes"}, "https://www.evri.com/track/parcel/"},
	{[]string{"myhermes"}, "https://www.evri.com/track/parcel/"},
	{[]string{"ups"}, "https://www.ups.com/track?tracknum="},
	{[]string{"dhl"}, "https://www.dhl.com/gb-en/home/tracking.html?tracking-id="},
	{[]string{"fedex"}, "https://www.fedex.com/fedextrack/?trknbr="},
	{[]string{"yodel"}, "https://www.yodel.co.uk/tracking/"},
}

// trackingPage is where a shopper follows a parcel, or "" when the method's name tells no carrier that we know.
func trackingPage(method, number string) string {
	number = strings.Join(strings.Fields(number), "")
	if number == "" {
		return ""
	}
	words := strings.FieldsFunc(strings.ToLower(method), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	for _, c := range carriers {
		if follows(words, c.words) {
			return c.page + url.QueryEscape(number)
		}
	}
	return ""
}

// follows reports whether the wanted words stand next to each other among words.
func follows(words, wanted []string) bool {
	for i := 0; i+len(wanted) <= len(words); i++ {
		all := true
		for j, w := range wanted {
			all = all && words[i+j] == w
		}
		if all {
			return true
		}
	}
	return false
}
