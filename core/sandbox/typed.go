package sandbox

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"stockbridge/core/sandbox/brightpearlsim"
	"stockbridge/core/sandbox/ekmsim"
	"stockbridge/core/sandbox/world"
)

// TypeOrder has staff type an EKM order of a store into Brightpearl by hand, as they do where no connector does it, and returns the
// sales order's id. change, which may be nil, is what they do otherwise than the order says.
func (s *Sandbox) TypeOrder(user User, ekmID int64, change func(*brightpearlsim.TypedOrder)) (int, error) {
	o, err := s.shown(user, ekmID)
	if err != nil {
		return 0, err
	}
	in := brightpearlsim.TypedOrder{Email: o.Email, FirstName: "Typed", LastName: "Byhand", Reference: o.Number, ChannelID: user.ChannelID,
		PriceListID: user.PriceListID, WarehouseID: user.WarehouseID, Currency: user.Currency, PlacedOn: o.PlacedAt, PaymentMethod: user.PaymentMethod}
	total, err := penceOf(o.Total)
	if err != nil {
		return 0, err
	}
	tax, err := penceOf(o.Tax)
	if err != nil {
		return 0, err
	}
	if o.Payment == "SUCCESS" {
		in.PaidPence = total
	}
	// Staff type the goods in the first place; what each row is worth is not compared, only what all of them come to.
	net, n := total-tax, int64(len(o.Lines))
	for i, l := range o.Lines {
		row := brightpearlsim.TypedRow{Quantity: int(l.Quantity), NetPence: net / n, TaxPence: tax / n, TaxCode: user.TaxCodeTaxable}
		if i == 0 {
			row.NetPence, row.TaxPence = net-net/n*(n-1), tax-tax/n*(n-1)
		}
		if row.SKU = s.skuOf(user, l.Code); row.SKU == "" {
			row.Name = "Sundry " + l.Code
		}
		in.Rows = append(in.Rows, row)
	}
	if change != nil {
		change(&in)
	}
	return s.Brightpearl.TypeOrder(in)
}

func (s *Sandbox) shown(user User, ekmID int64) (ekmsim.OrderBook, error) {
	for _, shop := range s.EKM.Books().Shops {
		if shop.Username != user.Username {
			continue
		}
		if i := slices.IndexFunc(shop.Orders, func(o ekmsim.OrderBook) bool { return o.ID == ekmID }); i >= 0 {
			return shop.Orders[i], nil
		}
	}
	return ekmsim.OrderBook{}, fmt.Errorf("the shop %s has no order %d", user.Username, ekmID)
}

// skuOf is the SKU of what a code of a store means, "" when Brightpearl has nothing of the kind.
func (s *Sandbox) skuOf(user User, code string) string {
	for _, store := range s.World.Stores {
		if store.Username != user.Username {
			continue
		}
		for _, l := range store.Listings {
			for _, one := range append([]world.Listing{l}, l.Variants...) {
				if g, ok := s.World.Good(one.Good); ok && one.Code == code {
					return g.SKU
				}
			}
		}
	}
	return ""
}

func penceOf(pounds string) (int64, error) {
	f, err := strconv.ParseFloat(pounds, 64)
	return int64(math.Round(f * 100)), err
}
