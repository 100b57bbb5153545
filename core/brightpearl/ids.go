package brightpearl

import (
	"bytes"
	"errors"
	"strconv"
	"strings"
)

// Ids are positive, assigned upwards and never used twice; 0 stands for none. Brightpearl writes them as numbers or as
// strings, so each type reads both.
type (
	ProductID        int64
	WarehouseID      int64
	ChannelID        int64
	PriceListID      int64 // 0 is the cost price list
	ShippingMethodID int64
	TaxCodeID        int64
	OrderStatusID    int64
	LeadSourceID     int64
	PaymentMethodID  int64
	ContactID        int64
	AddressID        int64
	OrderID          int64
	RowID            int64 // of an order row
	NoteID           int64 // of an order note
	GoodsOutID       int64
	DropShipID       int64
	PaymentID        int64
	JournalID        int64
	WebhookID        int64
)

func (i *ProductID) UnmarshalJSON(b []byte) error        { return readID(b, i) }
func (i *WarehouseID) UnmarshalJSON(b []byte) error      { return readID(b, i) }
func (i *ChannelID) UnmarshalJSON(b []byte) error        { return readID(b, i) }
func (i *PriceListID) UnmarshalJSON(b []byte) error      { return readID(b, i) }
func (i *ShippingMethodID) UnmarshalJSON(b []byte) error { return readID(b, i) }
func (i *TaxCodeID) UnmarshalJSON(b []byte) error        { return readID(b, i) }
func (i *OrderStatusID) UnmarshalJSON(b []byte) error    { return readID(b, i) }
func (i *LeadSourceID) UnmarshalJSON(b []byte) error     { return readID(b, i) }
func (i *PaymentMethodID) UnmarshalJSON(b []byte) error  { return readID(b, i) }
func (i *ContactID) UnmarshalJSON(b []byte) error        { return readID(b, i) }
func (i *AddressID) UnmarshalJSON(b []byte) error        { return readID(b, i) }
func (i *OrderID) UnmarshalJSON(b []byte) error          { return readID(b, i) }
func (i *RowID) UnmarshalJSON(b []byte) error            { return readID(b, i) }
func (i *NoteID) UnmarshalJSON(b []byte) error           { return readID(b, i) }
func (i *GoodsOutID) UnmarshalJSON(b []byte) error       { return readID(b, i) }
func (i *DropShipID) UnmarshalJSON(b []byte) error       { return readID(b, i) }
func (i *PaymentID) UnmarshalJSON(b []byte) error        { return readID(b, i) }
func (i *JournalID) UnmarshalJSON(b []byte) error        { return readID(b, i) }
func (i *WebhookID) UnmarshalJSON(b []byte) error        { return readID(b, i) }

// plainID is a whole number without a type of its own.
type plainID int64

func (i *plainID) UnmarshalJSON(b []byte) error { return readID(b, i) }

var errNotAnID = errors.New("not a whole number") // without the text, which may be anything

// readID accepts 12, "12", 12.0, "" and null; the last two are 0.
func readID[ID ~int64](b []byte, id *ID) error {
	s := strings.Trim(string(bytes.TrimSpace(b)), `"`)
	if s == "" || s == "null" {
		*id = 0
		return nil
	}
	whole, fraction, _ := strings.Cut(s, ".")
	n, err := strconv.ParseInt(whole, 10, 64)
	if err != nil || strings.Trim(fraction, "0") != "" {
		return errNotAnID
	}
	*id = ID(n)
	return nil
}
