package engine_test

import (
	"slices"
	"testing"

	"stockbridge/core/sandbox"
	"stockbridge/core/sandbox/world"
)

// plenty is more of everything than any test sells.
const plenty = 100_000

// stockUp fills the main warehouse with everything that the stores may sell.
func stockUp(t testing.TB, box *sandbox.Sandbox) {
	t.Helper()
	for _, g := range box.World.Goods {
		if g.StockTracked && !g.Bundle() && g.TwinOf == 0 {
			if err := box.Brightpearl.SetStock(g.SKU, world.MainWarehouse, plenty); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// sellable lists each shop's codes, by username, whose orders need nobody's help.
func sellable(box *sandbox.Sandbox) map[string][]string {
	codes := map[string][]string{}
	for _, s := range box.World.Stores {
		for _, l := range s.Listings {
			for _, sold := range append(slices.Clone(l.Variants), l) {
				if good, ok := box.World.Good(sold.Good); ok && sold.Live && sold.Quirk.Importable() && good.TwinOf == 0 && len(sold.Variants) == 0 {
					codes[s.Username] = append(codes[s.Username], sold.Code)
				}
			}
		}
	}
	return codes
}
