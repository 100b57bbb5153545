package orders

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/fault"
	"stockbridge/core/view"
	"stockbridge/ui/screen/listing"
	"stockbridge/ui/screen/screentest"
)

func (w *wishes) AcceptChange(_ context.Context, id commerce.OrderID) error {
	w.said = append(w.said, "accept "+formatOrder(id))
	return w.err
}

func (w *wishes) IgnoreChange(_ context.Context, id commerce.OrderID, reason string) error {
	w.said = append(w.said, "ignore "+formatOrder(id)+" "+reason)
	return w.err
}

func (w *wishes) CreateAgain(_ context.Context, id commerce.OrderID) error {
	w.said = append(w.said, "again "+formatOrder(id))
	return w.err
}

// cannedBooks are a ledger of made-up days.
type cannedBooks struct {
	days   []view.LedgerDay
	stores []commerce.StoreID
	proved []string
	err    error
}

func (b *cannedBooks) LedgerPage(_ context.Context, store commerce.StoreID, _ view.Window) (view.Page[view.LedgerDay], error) {
	b.stores = append(b.stores, store)
	var out []view.LedgerDay
	for _, d := range b.days {
		if store == 0 || d.StoreID == store {
			out = append(out, d)
		}
	}
	return view.Page[view.LedgerDay]{Rows: out, Total: len(out)}, b.err
}

// AuditNow proves a day: whatever it was, it balances now.
func (b *cannedBooks) AuditNow(_ context.Context, store commerce.StoreID, day time.Time) error {
	b.proved = append(b.proved, listing.FormatStore(store)+" "+day.Format(time.DateOnly))
	for i, d := range b.days {
		if d.StoreID == store && d.Day.Equal(day) {
			b.days[i].Proof = view.Proof{At: noon, Balanced: true, EKM: d.Placed, SalesOrders: d.Placed, Receipts: d.Placed}
		}
	}
	return b.err
}

func ledgerDays() []view.LedgerDay {
	sum := func(n int, p commerce.Pence) view.Outcome { return view.Outcome{Orders: n, Money: p} }
	day := func(back int, store commerce.StoreID, posted, waiting, held, excluded, cancelled view.Outcome) view.LedgerDay {
		d := view.LedgerDay{StoreID: store, Store: screentest.Names[store], Currency: "GBP", Day: time.Date(2026, 11, 23-back, 0, 0, 0, 0, time.Local),
			Posted: posted, Waiting: waiting, Held: held, Excluded: excluded, Cancelled: cancelled}
		d.Placed = accounted(d)
		return d
	}
	proved := func(d view.LedgerDay, differences ...view.Difference) view.LedgerDay {
		d.Proof = view.Proof{At: time.Date(2026, 11, 24, 2, 10, 0, 0, time.Local).AddDate(0, 0, d.Day.Day()-23), Balanced: len(differences) == 0, EKM: d.Posted, SalesOrders: d.Posted, Receipts: d.Posted,
			Tax: d.Posted.Money / 6, Differences: differences, Closed: len(differences) == 0, Hash: "5f1c09ab27de44c1"}
		return d
	}
	none := view.Outcome{}
	today := day(0, screentest.Paws, sum(28, 812_40), sum(1, 33_50), sum(2, 112_95), none, none)
	gap := day(0, screentest.Kiln, sum(31, 2_204_85), sum(1, 38_75), sum(2, 118_10), sum(1, 19_00), none)
	gap.Gaps = 2
	bad := proved(day(1, screentest.Shed, sum(61, 3_118_20), none, none, none, sum(1, 118_60)),
		view.Difference{OrderID: 12, EKMID: 7012, Number: "38113", Kind: "money", Text: "EKM has £17.99, sales order 208652 has £17.98.", Pence: -1},
		view.Difference{EKMID: 7099, Kind: "gap", Text: "EKM shows no order of this id, and nobody here has seen it."})
	bad.Proof.SalesOrders.Money--
	settled := proved(day(1, screentest.Kiln, sum(104, 12_310_20), none, none, none, none))
	settled.Settled = 2
	out := []view.LedgerDay{day(0, screentest.Shed, sum(45, 1_940_07), sum(2, 87_35), none, none, sum(1, 118_60)), gap, today, bad, settled,
		proved(day(1, screentest.Paws, sum(22, 640_10), none, none, none, none))}
	for back := 2; back < 5; back++ {
		for store := screentest.Shed; store <= screentest.Paws; store++ {
			out = append(out, proved(day(back, store, sum(20+back*int(store), commerce.Pence(900_00*back+int(store)*17_35)), none, none, none, none)))
		}
	}
	return out
}

// fixer knows two products and three tax codes, and posts whatever has one of each.
type fixer struct {
	during func() // happens while the next proposal is being worked out
	said   []string
	err    error
}

func (f *fixer) ProposeFix(_ context.Context, id commerce.OrderID, fix view.OrderFix) (view.Proposal, error) {
	f.said = append(f.said, fmt.Sprintf("propose %d %s", id, sayFix(fix)))
	if happens := f.during; happens != nil {
		f.during = nil
		happens()
	}
	var p view.Proposal
	for _, o := range day() {
		if o.ID == id {
			d := detailOf(o)
			p = view.Proposal{Rows: d.Rows, Total: o.Total, Tax: 9_83, MoneyNote: "prices with tax, per unit", Cause: o.Cause}
			lines := []int64{901, 902, view.FixDelivery}
			settled := o.Cause.Code != noEmail || fix.Contact != 0
			for i := range p.Rows {
				if product := fix.Products[lines[i]]; product != 0 {
					p.Rows[i].ProductID = product
				}
				if code := fix.TaxCodes[lines[i]]; code != "" {
					p.Rows[i].TaxCode, p.Rows[i].TaxRule = code, "chosen for this order"
				}
				free := len(fix.TextRows) > 0 && fix.TextRows[0] == lines[i]
				settled = settled && p.Rows[i].TaxCode != "" && (p.Rows[i].ProductID != 0 || free || p.Rows[i].Kind != "goods")
			}
			if settled {
				p.Cause = fault.Cause{}
			}
		}
	}
	return p, f.err
}

func sayFix(fix view.OrderFix) string {
	return strings.TrimSpace(fmt.Sprint(fix.Contact, fix.Products, fix.TextRows, fix.TaxCodes))
}

func (f *fixer) FixOrder(_ context.Context, id commerce.OrderID, fix view.OrderFix) error {
	f.said = append(f.said, fmt.Sprintf("fix %d %s", id, sayFix(fix)))
	return f.err
}

func (f *fixer) TryRule(_ context.Context, store commerce.StoreID, key, value string) (view.RuleEffect, error) {
	f.said = append(f.said, fmt.Sprintf("try %d %s=%s", store, key, value))
	return view.RuleEffect{Posted: view.Outcome{Orders: 14, Money: 812_40}, Held: view.Outcome{Orders: 1, Money: 20_00},
		First: fault.Cause{Code: "SB-ORD-106", Text: "The order has no usable e-mail address. Nothing was created."}}, f.err
}

func (f *fixer) MakeRule(_ context.Context, store commerce.StoreID, key, value, code string) error {
	f.said = append(f.said, fmt.Sprintf("rule %d %s=%s %s", store, key, value, code))
	return f.err
}

func (f *fixer) FindProducts(_ context.Context, text string) ([]view.Choice, error) {
	f.said = append(f.said, "find "+text)
	if text == "apron" {
		return []view.Choice{{ID: 5510, Code: "KIT-APR-2", Name: "Apron, linen, natural"}, {ID: 5511, Code: "KIT-APR-3", Name: "Apron, linen, slate, with a long name that has no room here"}}, f.err
	}
	return nil, f.err
}

func (f *fixer) TaxCodes(context.Context) ([]view.Choice, error) {
	return []view.Choice{{Code: "T20", Name: "Standard 20 %"}, {Code: "T5", Name: "Reduced 5 %"}, {Code: "T0", Name: "Zero"}}, f.err
}

// shop answers like EKM.
type shop struct {
	said  []string
	empty bool
	err   error
}

func (s *shop) LookDownload(_ context.Context, store commerce.StoreID, numbers []string, from, to time.Time) ([]view.Download, error) {
	s.said = append(s.said, fmt.Sprintf("look %d %v %s %s", store, numbers, from.Format(time.DateOnly), to.Format(time.DateOnly)))
	if s.empty {
		return nil, s.err
	}
	return []view.Download{
		{StoreID: store, EKMID: 7416, Number: "20416", PlacedAt: ago(91 * time.Minute), Total: 19_00, Currency: "GBP", Customer: "Aisha Rahman", OrderID: 19, Now: "Excluded by rule: FAILED", Then: "Decide again", Does: true},
		{StoreID: store, EKMID: 7431, Number: "20431", PlacedAt: ago(26 * time.Hour), Total: 1_140_20, Currency: "GBP", Customer: "Bartholomew Featherstonehaugh-Smythe", Now: "Not here", Then: "Import", Does: true},
		{StoreID: store, EKMID: 7420, Number: "20420", PlacedAt: ago(8 * time.Minute), Total: 142_30, Currency: "GBP", Customer: "Rachel Dunne", OrderID: 13, Now: "Posted as 208651", Then: "Nothing"},
	}, s.err
}

func (s *shop) Download(_ context.Context, store commerce.StoreID, ids []int64) (int, error) {
	s.said = append(s.said, fmt.Sprintf("download %d %v", store, ids))
	return len(ids), s.err
}

// files keeps what was exported last.
type files struct {
	name string
	text bytes.Buffer
	err  error
}

func (f *files) Save(name string, write func(io.Writer) error) (string, error) {
	f.name = name
	f.text.Reset()
	if err := write(&f.text); err != nil {
		return "", err
	}
	return "Downloads", f.err
}

type memory map[string]string

func (m memory) Recall(name string) string { return m[name] }
func (m memory) Keep(name, text string)    { m[name] = text }
