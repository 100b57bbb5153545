package commerce_test

import (
	"math/big"
	"math/rand/v2"
	"testing"

	"stockbridge/core/commerce"
)

func TestParseAmount(t *testing.T) {
	for text, want := range map[string]string{
		"12.5": "12.50", "30.978": "30.978", "0": "0.00", "": "0.00", "null": "0.00", "-0.5": "-0.50", "1.2e3": "1200.00",
		"0.0000005": "0.000001", "-0.0000005": "-0.000001", "0.00000049": "0.00", " 7 ": "7.00", "9000000000": "9000000000.00",
	} {
		if got, err := commerce.ParseAmount(text); err != nil || got.String() != want {
			t.Errorf("%q is %s, %v; want %s", text, got, err, want)
		}
	}
	for _, text := range []string{"abc", "1/3", "0x10", "1_000", "1e400", "99999999999999999999", "12,50", "£5", "NaN", "Inf"} {
		if got, err := commerce.ParseAmount(text); err == nil {
			t.Errorf("%q is read as %s", text, got)
		}
	}
}

func TestRounding(t *testing.T) {
	for text, want := range map[string]commerce.Pence{"0.005": 1, "-0.005": -1, "0.004999": 0, "1.005": 101, "2.675": 268, "30.978": 3098} {
		if got := commerce.MustAmount(text).Pence(); got != want {
			t.Errorf("%s is %d p, want %d", text, got, want)
		}
	}
	if got := commerce.MustAmount("1.95").TaxInside(commerce.MustAmount("20")); got.String() != "0.325" {
		t.Errorf("the tax in 1.95 is %s", got)
	}
	if got := commerce.MustAmount("8.61").Percent(commerce.MustAmount("17.5")); got.String() != "1.50675" {
		t.Errorf("17.5 %% of 8.61 is %s", got)
	}
}

func TestDisplay(t *testing.T) {
	for pence, want := range map[commerce.Pence]string{498130: "£4,981.30", -50: "-£0.50", 0: "£0.00", 123456789: "£1,234,567.89"} {
		if got := pence.Display("GBP"); got != want {
			t.Errorf("%d is shown as %s, want %s", pence, got, want)
		}
	}
	if got := commerce.Pence(100).Display("CHF"); got != "CHF 1.00" {
		t.Errorf("francs are shown as %s", got)
	}
}

// TestScaleIsExact compares random products and quotients with those of arbitrary precision.
func TestScaleIsExact(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	some := func() commerce.Amount { return commerce.Amount(rng.Int64N(1<<50) - 1<<49) }
	for range 20_000 {
		a, part, whole := some(), some(), some()
		exact := new(big.Rat).SetFrac(new(big.Int).Mul(big.NewInt(int64(a)), big.NewInt(int64(part))), big.NewInt(int64(whole)))
		got := a.Scale(part, whole)
		if away := new(big.Rat).Sub(exact, big.NewRat(int64(got), 1)); away.Abs(away).Cmp(big.NewRat(1, 2)) > 0 && (got != 0 || exact.Num().BitLen()-exact.Denom().BitLen() < 62) {
			t.Fatalf("%d × %d ÷ %d is %d", a, part, whole, got)
		}
	}
	for _, c := range [][4]commerce.Amount{{5, 1, 2, 3}, {-5, 1, 2, -3}, {5, -1, 2, -3}, {4, 1, 3, 1}, {7, 1, 0, 0}} {
		if got := c[0].Scale(c[1], c[2]); got != c[3] {
			t.Errorf("%d × %d ÷ %d is %d, want %d", c[0], c[1], c[2], got, c[3])
		}
	}
}

// TestSpreadAddsUp divides random totals over random weights: the parts add up, and none is a penny or more away from its share.
func TestSpreadAddsUp(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for range 20_000 {
		weights := make([]commerce.Pence, 1+rng.IntN(8))
		all := int64(0)
		for i := range weights {
			weights[i] = commerce.Pence(rng.Int64N(100_000))
			all += int64(weights[i])
		}
		total := commerce.Pence(rng.Int64N(200_000) - 50_000)
		sum := commerce.Pence(0)
		for i, part := range commerce.Spread(total, weights) {
			sum += part
			if all == 0 {
				continue
			}
			share := big.NewRat(int64(total)*int64(weights[i]), all)
			if away := share.Sub(share, big.NewRat(int64(part), 1)); away.Abs(away).Cmp(big.NewRat(1, 1)) >= 0 {
				t.Fatalf("part %d of %d over %v is %d", i, total, weights, part)
			}
		}
		if sum != total {
			t.Fatalf("%d over %v adds up to %d", total, weights, sum)
		}
	}
}
