package db

import (
	"slices"
	"strings"

	"stockbridge/core/commerce"
)

// country is where an order goes: two capital letters where EKM sends a code, else its name.
func country(o commerce.Order) string {
	c := strings.TrimSpace(o.Customer.Delivery.Country)
	if len(c) == 2 {
		c = strings.ToUpper(c)
	}
	return c
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
