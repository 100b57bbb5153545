package settings

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"time"
)

// exported says of every setting, and of every group of mapped ones, whether a file of settings holds it: "" when it does, otherwise why
// not. What stands here in neither way is left out, and a test finds it.
var exported = map[string]string{
	"channel_id": "", "price_list_id": "", "tax_code_taxable": "", "tax_code_not_taxable": "", "tax_mode": "", "discount_style": "", "payment_method": "",
	"order_status_id": "", "download_statuses": "", "unmatched_policy": "", "sku_any_case": "", "unpaid_days": "", "no_email_policy": "",
	"staff_email_policy": "", "match_other_emails": "", "lead_source_id": "", "warehouse_id": "", "stock_buffer": "", "stock_buffer_percent": "",
	"auto_buffer_max": "", "stock_cap": "", "hidden_listings_off": "", "brake_percent": "", "brake_min_skus": "", "brake_units": "",
	"shipping_method_id": "", "shipping_system": "", "shipping_system_tied": "", "shipped_status": "", "part_shipped_status": "",
	"shipped_policy": "", "shipment_notes": "", "tracking_grace": "",
	"tax_rate": "", "tax_country": "", "unpaid": "", "tag_buffer": "", "shipping_method": "", "carrier": "", "tracking_url": "",

	"orders_from":         "It is the moment at which one store began; elsewhere it would bring old orders.",
	"fallback_contact_id": "It names a contact, who may be a person.",
	"shared_emails":       "They are e-mail addresses.",
}

// Exported reports whether a file of settings holds a setting, with the reason when it does not.
func Exported(key string) (why string, ok bool) {
	why, listed := exported[groupOf(key)]
	if !listed {
		return "It is not among the settings that a file holds.", false
	}
	return why, why == ""
}

// The form of a file of settings.
const (
	FileFormat  = "stockbridge-settings"
	FileVersion = 1
	fileMost    = 1 << 20 // bytes
)

// File is settings outside the program, as JSON. It holds no secret, no sign-in and nothing about a person.
type File struct {
	Format  string    `json:"format"`
	Version int       `json:"version"`
	Program string    `json:"program"`
	At      time.Time `json:"at"`
	Scopes  []Scope   `json:"scopes"`
}

// Scope is the settings of a store, or those that stores start from and follow.
type Scope struct {
	Defaults bool              `json:"defaults,omitempty"`
	Store    string            `json:"store,omitempty"`
	Settings map[string]string `json:"settings"`
}

// ScopeOf takes what a file holds out of settings. A setting without a value is left out.
func ScopeOf(store string, s Store) Scope {
	out := Scope{Defaults: store == "", Store: store, Settings: map[string]string{}}
	put := func(key, value string) {
		_, alone := OwnOf(key)
		if _, ok := Exported(key); ok && value != "" && !(out.Defaults && alone) {
			out.Settings[key] = value
		}
	}
	for _, k := range keys {
		put(k.Name, k.get(s))
	}
	for _, m := range mappings {
		for name, value := range m.values(s) {
			put(m.Name+"."+name, value)
		}
	}
	return out
}

// Write writes a file of settings.
func (f File) Write(w io.Writer) error {
	f.Format, f.Version = FileFormat, FileVersion
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(f)
}

// ReadFile reads a file of settings. What is no such file, and one of a newer form, is refused with the reason.
func ReadFile(r io.Reader) (File, error) {
	raw, err := io.ReadAll(io.LimitReader(r, fileMost+1))
	if err != nil {
		return File{}, fmt.Errorf("the file cannot be read: %w", err)
	}
	var f File
	if len(raw) > fileMost || json.Unmarshal(raw, &f) != nil || f.Format != FileFormat {
		return File{}, fmt.Errorf("this is no file of Stockbridge settings")
	}
	if f.Version != FileVersion {
		return File{}, fmt.Errorf("the file has form %d, and this program knows form %d: update the program", f.Version, FileVersion)
	}
	if len(f.Scopes) == 0 {
		return File{}, fmt.Errorf("the file holds no settings")
	}
	return f, nil
}

// Names are the keys of a scope in their order.
func (s Scope) Names() []string { return slices.Sorted(maps.Keys(s.Settings)) }
