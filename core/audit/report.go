package audit

import (
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
)

// Day is one day of a store in a report. Money is decimal text of the shop's currency.
type Day struct {
	Day         string        `json:"day"`
	Placed      Outcome       `json:"placed"`
	Posted      Outcome       `json:"posted"`
	Waiting     Outcome       `json:"waiting"`
	Held        Outcome       `json:"held"`
	Excluded    Outcome       `json:"excluded"`
	Cancelled   Outcome       `json:"cancelled"`
	Gaps        int           `json:"gaps"`
	Settled     money         `json:"settled"`
	EKM         Outcome       `json:"ekm"`
	SalesOrders Outcome       `json:"sales_orders"`
	Receipts    Outcome       `json:"receipts"`
	Tax         money         `json:"tax"`
	TaxCodes    []TaxCode     `json:"tax_codes"`
	Balanced    bool          `json:"balanced"`
	Closed      bool          `json:"closed"`
	Differences []Discrepancy `json:"differences"`
}

type money = commerce.Pence

// Outcome is how many orders, and their money.
type Outcome struct {
	Orders int   `json:"orders"`
	Money  money `json:"money"`
}

// TaxCode is what the rows of one Brightpearl tax code come to.
type TaxCode struct {
	Code string `json:"code"`
	Net  money  `json:"net"`
	Tax  money  `json:"tax"`
}

// Discrepancy is one order that does not add up.
type Discrepancy struct {
	EKMID  int64  `json:"ekm_order_id"`
	Number string `json:"ekm_order_number"`
	Kind   string `json:"kind"`
	Amount money  `json:"amount"`
	Text   string `json:"text"`
}

func dayOf(d view.LedgerDay) Day {
	p := d.Proof
	out := Day{Day: d.Day.Format(time.DateOnly), Placed: Outcome(d.Placed), Posted: Outcome(d.Posted), Waiting: Outcome(d.Waiting), Held: Outcome(d.Held),
		Excluded: Outcome(d.Excluded), Cancelled: Outcome(d.Cancelled), Gaps: d.Gaps, Settled: d.Settled, EKM: Outcome(p.EKM), SalesOrders: Outcome(p.SalesOrders),
		Receipts: Outcome(p.Receipts), Tax: p.Tax, TaxCodes: []TaxCode{}, Balanced: p.Balanced, Closed: p.Closed, Differences: []Discrepancy{}}
	for _, t := range p.TaxCodes {
		out.TaxCodes = append(out.TaxCodes, TaxCode{t.Code, t.Net, t.Tax})
	}
	for _, x := range p.Differences {
		out.Differences = append(out.Differences, Discrepancy{x.EKMID, x.Number, x.Kind, x.Pence, x.Text})
	}
	return out
}
