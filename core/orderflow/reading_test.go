package orderflow

import (
	"testing"

	"stockbridge/core/commerce"
)

func line(quantity int64, price, tax, rate string) commerce.Line {
	return commerce.Line{Quantity: quantity, Price: commerce.MustAmount(price), Tax: commerce.MustAmount(tax), TaxRate: commerce.MustAmount(rate)}
}

func order(sub, delivery, discount, tax, total string, lines ...commerce.Line) commerce.Order {
	return commerce.Order{Lines: lines, SubTotal: commerce.MustAmount(sub), Delivery: commerce.MustAmount(delivery), DeliveryRate: commerce.MustAmount("20"),
		Discount: commerce.MustAmount(discount), Tax: commerce.MustAmount(tax), Total: commerce.MustAmount(total)}
}

// TestWorkedCases are the cases that accountants were asked about: what EKM sends, and the rows that must be posted.
func TestWorkedCases(t *testing.T) {
	for name, c := range map[string]struct {
		order commerce.Order
		want  [][2]commerce.Pence // net, tax
	}{
		"single":                      {order("1.95", "0", "0", "0.33", "1.95", line(1, "1.95", "0.325", "20")), [][2]commerce.Pence{{162, 33}}},
		"mixed":                       {order("15.99", "3.50", "0", "2.25", "19.49", line(1, "10", "1.6667", "20"), line(1, "5.99", "0", "0")), [][2]commerce.Pence{{833, 167}, {599, 0}, {292, 58}}},
		"order discount":              {order("13.99", "3.50", "2", "2.04", "17.49", line(1, "10", "1.6667", "20"), line(1, "5.99", "0", "0")), [][2]commerce.Pence{{729, 146}, {524, 0}, {292, 58}}},
		"one penny of tax":            {order("13.99", "3.50", "2", "2.05", "17.49", line(1, "10", "1.6667", "20"), line(1, "5.99", "0", "0")), [][2]commerce.Pence{{728, 147}, {524, 0}, {292, 58}}},
		"three lines":                 {order("8.91", "0", "0", "1.49", "8.91", line(3, "0.99", "0.165", "20"), line(3, "0.99", "0.165", "20"), line(3, "0.99", "0.165", "20")), [][2]commerce.Pence{{247, 50}, {247, 50}, {248, 49}}},
		"without tax, per line":       {order("8.61", "0", "0", "1.72", "10.33", line(7, "1.23", "1.722", "20")), [][2]commerce.Pence{{861, 172}}},
		"without tax, per unit":       {order("8.61", "0", "0", "1.75", "10.36", line(7, "1.23", "0.25", "20")), [][2]commerce.Pence{{861, 175}}},
		"two rates and delivery":      {order("36.60", "4.95", "0", "5.43", "41.55", line(1, "24", "4", "20"), line(1, "12.60", "0.6", "5")), [][2]commerce.Pence{{2000, 400}, {1200, 60}, {412, 83}}},
		"a thousand cheap things":     {order("280", "0", "0", "46.67", "280", line(1000, "0.28", "0.046667", "20")), [][2]commerce.Pence{{23333, 4667}}},
		"tenths of pennies":           {order("151.89", "3", "0", "30.978", "185.868", line(3, "1", "0.2", "20"), line(1, "148.89", "29.778", "20")), [][2]commerce.Pence{{300, 60}, {14889, 2978}, {300, 60}}},
		"discount, prices before tax": {order("2", "0", "0.5", "0.4", "2.4", line(1, "2.5", "0.5", "20")), [][2]commerce.Pence{{200, 40}}},
		"net with delivery":           {order("22.50", "3.95", "2.50", "5.29", "31.74", line(2, "12.50", "2.50", "20")), [][2]commerce.Pence{{2250, 450}, {395, 79}}},
		"gross with delivery":         {order("30", "4.74", "0", "5.79", "34.74", line(2, "15", "2.50", "20")), [][2]commerce.Pence{{2500, 500}, {395, 79}}},
		"no tax at all":               {order("20", "3", "0", "0", "23", line(2, "10", "0", "0")), [][2]commerce.Pence{{2000, 0}, {300, 0}}},
		"everything free":             {order("0", "0", "10", "0", "0", line(1, "10", "2", "20")), [][2]commerce.Pence{{0, 0}}},
	} {
		t.Run(name, func(t *testing.T) {
			m, err := readMoney(c.order, "")
			if err != nil {
				t.Fatalf("held: %v", err)
			}
			var got [][2]commerce.Pence
			for _, p := range m.parts {
				got = append(got, [2]commerce.Pence{p.net, p.tax})
			}
			if len(got) != len(c.want) {
				t.Fatalf("rows %v, want %v (%s)", got, c.want, m.note)
			}
			for i := range got {
				if got[i] != c.want[i] {
					t.Errorf("row %d: net and tax %v, want %v (%s)", i+1, got[i], c.want[i], m.note)
				}
			}
			if m.total() != c.order.Total.Pence() || m.tax() != c.order.Tax.Pence() {
				t.Errorf("total %v and tax %v, want %v and %v", m.total(), m.tax(), c.order.Total, c.order.Tax)
			}
		})
	}
}

func TestAmountsThatDoNotAddUpAreHeld(t *testing.T) {
	_, err := readMoney(order("20", "3", "0", "4", "99", line(2, "10", "2", "20")), "")
	if err == nil {
		t.Fatal("an order whose sums contradict each other was read")
	}
}

func TestSpreadIsExact(t *testing.T) {
	got := commerce.Spread(1000, []commerce.Pence{333, 333, 333})
	if got[0] != 334 || got[1] != 333 || got[2] != 333 {
		t.Fatalf("10.00 off three equal lines: %v", got)
	}
}
