package orderflow

import (
	"slices"
	"testing"

	"stockbridge/core/commerce"
	"stockbridge/core/fault"
)

func line(quantity int64, price, tax, rate string) commerce.Line {
	return commerce.Line{Quantity: quantity, Price: commerce.MustAmount(price), Tax: commerce.MustAmount(tax), TaxRate: commerce.MustAmount(rate)}
}

func order(sub, delivery, discount, tax, total string, lines ...commerce.Line) commerce.Order {
	return commerce.Order{Lines: lines, SubTotal: commerce.MustAmount(sub), Delivery: commerce.MustAmount(delivery), DeliveryRate: commerce.MustAmount("20"),
		Discount: commerce.MustAmount(discount), Tax: commerce.MustAmount(tax), Total: commerce.MustAmount(total)}
}

// off is a line with a discount of its own.
func off(discount string, l commerce.Line) commerce.Line {
	l.Discount = commerce.MustAmount(discount)
	return l
}

// TestWorkedCases are the cases that accountants were asked about, row by row: what EKM sends, and the rows that must be posted.
func TestWorkedCases(t *testing.T) {
	one := func(o commerce.Order, want ...[2]commerce.Pence) workedCase { return workedCase{o, want} }
	ninety9 := func(tax string) []commerce.Line { return slices.Repeat([]commerce.Line{line(3, "0.99", tax, "20")}, 3) }
	mixed := []commerce.Line{line(1, "10", "1.6667", "20"), line(1, "5.99", "0", "0")}
	runCases(t, map[string]workedCase{
		"1 single":                      one(order("1.95", "0", "0", "0.33", "1.95", line(1, "1.95", "0.325", "20")), [2]commerce.Pence{162, 33}),
		"2 mixed":                       one(order("15.99", "3.50", "0", "2.25", "19.49", mixed...), [2]commerce.Pence{833, 167}, [2]commerce.Pence{599, 0}, [2]commerce.Pence{292, 58}),
		"3 order discount 2.00 on that": one(order("13.99", "3.50", "2", "2.04", "17.49", mixed...), [2]commerce.Pence{729, 146}, [2]commerce.Pence{524, 0}, [2]commerce.Pence{292, 58}),
		"4 same, EKM says tax 2.05":     one(order("13.99", "3.50", "2", "2.05", "17.49", mixed...), [2]commerce.Pence{728, 147}, [2]commerce.Pence{524, 0}, [2]commerce.Pence{292, 58}),
		"5 three lines, tax by unit":    one(order("8.91", "0", "0", "1.49", "8.91", ninety9("0.165")...), [2]commerce.Pence{247, 50}, [2]commerce.Pence{247, 50}, [2]commerce.Pence{248, 49}),
		"5 three lines, line tax 0.50":  one(order("8.91", "0", "0", "1.49", "8.91", ninety9("0.50")...), [2]commerce.Pence{247, 50}, [2]commerce.Pence{247, 50}, [2]commerce.Pence{248, 49}),
		"6 excl. 7 × 1.23, per line":    one(order("8.61", "0", "0", "1.72", "10.33", line(7, "1.23", "1.722", "20")), [2]commerce.Pence{861, 172}),
		"6 excl. 7 × 1.23, per unit":    one(order("8.61", "0", "0", "1.75", "10.36", line(7, "1.23", "0.25", "20")), [2]commerce.Pence{861, 175}),
		"7 20 % + 5 % + delivery":       one(order("36.60", "4.95", "0", "5.43", "41.55", line(1, "24", "4", "20"), line(1, "12.60", "0.6", "5")), [2]commerce.Pence{2000, 400}, [2]commerce.Pence{1200, 60}, [2]commerce.Pence{412, 83}),
		"8 10.00 off three equal lines": one(order("20", "0", "10", "0", "20", slices.Repeat([]commerce.Line{line(1, "10", "0", "0")}, 3)...), [2]commerce.Pence{666, 0}, [2]commerce.Pence{667, 0}, [2]commerce.Pence{667, 0}),
		"9 1000 × 0.28 incl.":           one(order("280", "0", "0", "46.67", "280", line(1000, "0.28", "0.046667", "20")), [2]commerce.Pence{23333, 4667}),
	})
}

// TestDiscountSharesAreExact: 10.00 off three equal lines takes 3.34, 3.33 and 3.33 off them.
func TestDiscountSharesAreExact(t *testing.T) {
	m, err := readMoney(order("20", "0", "10", "0", "20", slices.Repeat([]commerce.Line{line(1, "10", "0", "0")}, 3)...), "")
	if err != nil || m.parts[0].off.net != 334 || m.parts[1].off.net != 333 || m.parts[2].off.net != 333 {
		t.Fatalf("the shares are %+v, %v", m.parts, err)
	}
}

// TestOtherShops are orders that were seen, or that shops can make.
func TestOtherShops(t *testing.T) {
	one := func(o commerce.Order, want ...[2]commerce.Pence) workedCase { return workedCase{o, want} }
	extras := func(total, tax string, o commerce.Order) commerce.Order {
		o.CustomTotal, o.CustomTax = commerce.MustAmount(total), commerce.MustAmount(tax)
		return o
	}
	runCases(t, map[string]workedCase{
		"tenths of pennies":                     one(order("151.89", "3", "0", "30.978", "185.868", line(3, "1", "0.2", "20"), line(1, "148.89", "29.778", "20")), [2]commerce.Pence{300, 60}, [2]commerce.Pence{14889, 2978}, [2]commerce.Pence{300, 60}),
		"discount, prices before tax":           one(order("2", "0", "0.5", "0.4", "2.4", line(1, "2.5", "0.5", "20")), [2]commerce.Pence{200, 40}),
		"net with delivery":                     one(order("22.50", "3.95", "2.50", "5.29", "31.74", line(2, "12.50", "2.50", "20")), [2]commerce.Pence{2250, 450}, [2]commerce.Pence{395, 79}),
		"gross with delivery":                   one(order("30", "4.74", "0", "5.79", "34.74", line(2, "15", "2.50", "20")), [2]commerce.Pence{2500, 500}, [2]commerce.Pence{395, 79}),
		"gross goods, delivery without tax":     one(order("30", "3.95", "0", "5.79", "34.74", line(2, "15", "2.50", "20")), [2]commerce.Pence{2500, 500}, [2]commerce.Pence{395, 79}),
		"no tax at all":                         one(order("20", "3", "0", "0", "23", line(2, "10", "0", "0")), [2]commerce.Pence{2000, 0}, [2]commerce.Pence{300, 0}),
		"everything free":                       one(order("0", "0", "10", "0", "0", line(1, "10", "2", "20")), [2]commerce.Pence{0, 0}),
		"free delivery by voucher":              one(order("24", "6", "6", "4", "24", line(2, "12", "2", "20")), [2]commerce.Pence{2000, 400}),
		"part of the delivery by voucher":       one(order("24", "6", "3", "4.5", "27", line(2, "12", "2", "20")), [2]commerce.Pence{2000, 400}, [2]commerce.Pence{250, 50}),
		"more discount than goods":              one(order("0", "6", "27", "0.5", "3", line(2, "12", "2", "20")), [2]commerce.Pence{0, 0}, [2]commerce.Pence{250, 50}),
		"line discount, then order discount":    one(order("18", "0", "2", "3", "18", off("2", line(2, "11", "1.833333", "20"))), [2]commerce.Pence{1500, 300}),
		"line discount per unit, then order's":  one(order("16", "0", "2", "2.67", "16", off("2", line(2, "11", "1.833333", "20"))), [2]commerce.Pence{1333, 267}),
		"a sub-total before the discount":       one(order("24", "6", "12", "3", "18", line(2, "12", "2", "20")), [2]commerce.Pence{1000, 200}, [2]commerce.Pence{500, 100}),
		"extras with tax inside":                one(extras("6", "1", order("24", "0", "0", "5", "30", line(2, "12", "2", "20"))), [2]commerce.Pence{2000, 400}, [2]commerce.Pence{500, 100}),
		"extras without tax in a gross shop":    one(extras("5", "1", order("24", "0", "0", "5", "30", line(2, "12", "2", "20"))), [2]commerce.Pence{2000, 400}, [2]commerce.Pence{500, 100}),
		"extras that are no part of the total":  one(extras("5", "0", order("24", "0", "0", "4", "24", line(2, "12", "2", "20"))), [2]commerce.Pence{2000, 400}),
		"delivery's tax in proportion to goods": one(order("24", "6", "0", "2.5", "30", line(1, "12", "2", "20"), line(1, "12", "0", "0")), [2]commerce.Pence{1000, 200}, [2]commerce.Pence{1200, 0}, [2]commerce.Pence{550, 50}),
	})
}

type workedCase struct {
	order commerce.Order
	want  [][2]commerce.Pence // net, tax
}

func runCases(t *testing.T, cases map[string]workedCase) {
	t.Helper()
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			m, err := readMoney(c.order, "")
			if err != nil {
				t.Fatalf("held: %v", err)
			}
			var got [][2]commerce.Pence
			for _, p := range m.parts {
				got = append(got, [2]commerce.Pence{p.net, p.tax})
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("the rows' net and tax are %v, want %v (%s)", got, c.want, m.note)
			}
			if m.total() != c.order.Total.Pence() || m.tax() != c.order.Tax.Pence() {
				t.Errorf("total %v and tax %v, want %v and %v", m.total(), m.tax(), c.order.Total, c.order.Tax)
			}
		})
	}
}

// TestEarlierOrdersDecideBetweenReadings: an order that can be read in two ways is read as the store's earlier ones were proved to
// be; one that contradicts them is read by its own sums, and teaches the new way.
func TestEarlierOrdersDecideBetweenReadings(t *testing.T) {
	perUnit := order("6", "0", "0", "1", "6", line(2, "3", "0.5", "20"))
	perLine := order("6", "0", "0", "1", "6", line(2, "6", "1", "20"))
	taught := func(o commerce.Order, before string) string {
		t.Helper()
		m, err := readMoney(o, before)
		if err != nil {
			t.Fatal(err)
		}
		return m.learned
	}
	if got := taught(perUnit, ""); got != "prices with tax, per unit, tax per unit" {
		t.Errorf("an order taught %q", got)
	}
	if got := taught(order("3", "0", "0", "0.5", "3", line(1, "3", "0.5", "20")), ""); got != "prices with tax" {
		t.Errorf("an order of one unit taught %q", got)
	}
	if got := taught(order("3", "0", "0", "0.5", "3", line(1, "3", "0.5", "20")), taught(perLine, "")); got != "prices with tax, per line, tax per line" {
		t.Errorf("an order of one unit made of what was proved %q", got)
	}
	if got := taught(perUnit, taught(perLine, "")); got != "prices with tax, per unit, tax per unit" {
		t.Errorf("an order that contradicts the earlier ones taught %q", got)
	}
	// Without a sub-total nobody can tell what a small discount was taken off.
	either := order("0", "6", "3", "4.5", "27", line(2, "12", "2", "20"))
	if _, err := readMoney(either, "prices with tax"); fault.CauseOf(err).Code != "SB-ORD-112" {
		t.Errorf("a discount off either was read: %v", err)
	}
	for known, delivery := range map[string]commerce.Pence{"order discount spread": 600, "order discount off the delivery": 300} {
		m, err := readMoney(either, "prices with tax, "+known)
		if err != nil || m.parts[1].gross() != delivery {
			t.Errorf("with %q the order is read as %s, %v", known, m.reading, err)
		}
	}
}

func TestAmountsThatDoNotAddUpAreHeld(t *testing.T) {
	_, err := readMoney(order("20", "3", "0", "4", "99", line(2, "10", "2", "20")), "")
	if err == nil {
		t.Fatal("an order whose sums contradict each other was read")
	}
}
