package brightpearl

import "strings"

// Alpha3 turns a two-letter ISO country code into the three-letter one that Brightpearl documents for addresses. A
// three-letter code of the table is answered as it is; anything else gives "". Case does not matter, and UK is GB.
func Alpha3(code string) string {
	code = strings.ToUpper(strings.TrimSpace(code))
	if code == "UK" {
		code = "GB"
	}
	if three, ok := alpha3[code]; ok {
		return three
	}
	if _, ok := alpha2[code]; ok {
		return code
	}
	return ""
}

// Alpha2 is the way back: the two-letter code for a three-letter one, and "" for a code that is neither.
func Alpha2(code string) string {
	return alpha2[Alpha3(code)]
}

var alpha2 = func() map[string]string {
	m := make(map[string]string, len(alpha3))
	for two, three := range alpha3 {
		m[three] = two
	}
	return m
}()
