package db

import (
	"slices"
	"strings"

	"stockbridge/core/commerce"
)

// country is where an order goes.
func country(o commerce.Order) string { return countryCode(o.Customer.Delivery.Country) }

// countryCode writes a country with two capital letters where it is a code, and leaves a name alone.
func countryCode(text string) string {
	if text = strings.TrimSpace(text); len(text) == 2 {
		return strings.ToUpper(text)
	}
	return text
}

// lineCodes are the SKUs that an order is found by before its rows are decided.
func lineCodes(o commerce.Order) string {
	var codes []string
	for _, l := range o.Lines {
		codes = append(codes, l.Code)
	}
	return searchable(codes)
}

// searchable writes each code once, one a line.
func searchable(codes []string) string {
	var out []string
	for _, code := range codes {
		if code = commerce.TrimSKU(code); code != "" && !slices.Contains(out, code) {
			out = append(out, code)
		}
	}
	return lines(out)
}
