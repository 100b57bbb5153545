package main

import (
	"fmt"
	"testing"
	"time"

	"stockbridge/core/sandbox/ekmsim"
)

type dryOrderJSON struct {
	EKMID      int64      `json:"ekm_order_id"`
	Number     string     `json:"ekm_order_number"`
	PlacedAt   time.Time  `json:"placed_at"`
	Result     string     `json:"result"`
	Cause      *causeJSON `json:"cause"`
	Lines      int        `json:"lines"`
	LinesTied  int        `json:"lines_tied"`
	TextRows   int        `json:"text_rows"`
	Currency   string     `json:"currency"`
	EKMTotal   string     `json:"ekm_total"`
	EKMTax     string     `json:"ekm_tax"`
	Total      *string    `json:"total"`
	Tax        *string    `json:"tax"`
	Receipt    *string    `json:"receipt"`
	Settled    string     `json:"settled"`
	NewContact bool       `json:"new_contact"`
}

type dryRunJSON struct {
	Store         string         `json:"store"`
	At            time.Time      `json:"at"`
	Reads         int            `json:"reads"`
	Writes        int            `json:"writes"`
	Made          int            `json:"made"`
	TotalsEqual   int            `json:"totals_equal"`
	TaxesEqual    int            `json:"taxes_equal"`
	ReceiptsEqual int            `json:"receipts_equal"`
	EKMTotal      string         `json:"ekm_total"`
	ReceiptsTotal string         `json:"receipts_total"`
	Orders        []dryOrderJSON `json:"orders"`
}

type stockPreviewJSON struct {
	Store   string    `json:"store"`
	At      time.Time `json:"at"`
	Up      int       `json:"up"`
	Down    int       `json:"down"`
	ToZero  int       `json:"to_zero"`
	Same    int       `json:"same"`
	Unknown int       `json:"unknown"`
	Changes []struct {
		SKU   string `json:"sku"`
		Name  string `json:"name"`
		Shown int    `json:"shown"`
		New   int    `json:"new"`
	} `json:"changes"`
}

type shadowJSON struct {
	Shadow struct {
		Store   string     `json:"store"`
		On      bool       `json:"on"`
		Since   *time.Time `json:"since"`
		ReadAt  *time.Time `json:"read_at"`
		Orders  int        `json:"orders"`
		Paired  int        `json:"paired"`
		Alike   int        `json:"alike"`
		Alone   int        `json:"alone"`
		Held    int        `json:"held"`
		Ready   float64    `json:"ready"`
		Reads   int        `json:"reads"`
		Writes  int        `json:"writes"`
		Problem *causeJSON `json:"problem"`
		Kinds   []struct {
			Kind   string `json:"kind"`
			Orders int    `json:"orders"`
		} `json:"kinds"`
		Newest []struct {
			dryOrderJSON
			SalesOrderID *int `json:"brightpearl_order_id"`
			Differences  []struct {
				Kind  string `json:"kind"`
				Ours  string `json:"ours"`
				Typed string `json:"typed"`
			} `json:"differences"`
		} `json:"newest"`
	} `json:"shadow"`
}

// TestBeforeGoLive is what an administrator does before the first write: try, look at the stock, run in shadow beside the staff, and go
// live from an order. The audit balances afterwards.
func TestBeforeGoLive(t *testing.T) {
	r := newRig(t)
	r.start(1)
	r.connect(1)
	garden := r.conf.Users[0].Name
	r.configure()
	r.do("store", "dry-run", garden).ends(exitFailed).says("SB-CAT-001")
	r.do("sync", "--until-idle").ends(0)

	order := func(email string) ekmsim.Placed {
		return r.place(ekmsim.Basket{Email: email, NoEmail: email == "", Lines: []ekmsim.Line{{Code: r.sellable(0)[0], Quantity: 1}}})
	}
	for i := range 3 {
		order(fmt.Sprintf("shopper%d@example.org", i))
	}
	r.do("store", "dry-run", garden).ends(0).says("3 of 3 orders would be posted; of those 3 totals, 3 taxes and 3 receipts equal EKM's.", "0 writes", "new")
	nameless := order("")
	dry := one[dryRunJSON](r.do("store", "dry-run", garden, "--orders", "2", "--json").ends(exitAttention))
	if len(dry.Orders) != 2 || dry.Writes != 0 || dry.Made != 1 || dry.TotalsEqual != 1 || dry.Orders[0].EKMID != nameless.ID || dry.Orders[0].Result != "held" ||
		dry.Orders[0].Cause.Code != "SB-ORD-106" || dry.Orders[0].Total != nil || dry.Orders[1].Result != "agrees" || *dry.Orders[1].Total != dry.Orders[1].EKMTotal {
		t.Errorf("dry run: %+v", dry)
	}
	preview := one[stockPreviewJSON](r.do("store", "preview-stock", garden, "--json").ends(0))
	if preview.Up+preview.Down != len(preview.Changes) || preview.Up+preview.Down+preview.Same == 0 || preview.ToZero > preview.Down {
		t.Errorf("preview: %+v", preview)
	}
	r.do("store", "preview-stock", garden).ends(0).says(fmt.Sprintf("%d up, %d down", preview.Up, preview.Down), "Nothing was written.")

	r.do("store", "shadow", garden, "show").ends(0).says("never ran in shadow")
	r.do("store", "shadow", garden, "start").ends(0).says("runs in shadow since")
	r.do("store", "go-live", garden).ends(exitFailed).says("SB-SET-323")
	first, second, third := order("a@example.org"), order("b@example.org"), order("c@example.org")
	if _, err := r.box.TypeOrder(r.conf.Users[0], second.ID, nil); err != nil {
		t.Fatal(err)
	}
	r.do("sync", "--until-idle").ends(0)
	s := one[shadowJSON](r.do("store", "shadow", garden, "show", "--json").ends(0)).Shadow
	if !s.On || s.Paired != 1 || s.Alike != 1 || s.Ready != 1 || s.Writes != 0 || s.Reads == 0 || s.Orders < 3 || s.Problem != nil || s.ReadAt == nil {
		t.Errorf("shadow: %+v", s)
	}
	if sales := len(r.box.Brightpearl.Books().SalesOrders); sales != 1 {
		t.Errorf("%d sales orders, want the one that staff typed", sales)
	}
	r.do("store", "shadow", garden, "go-live", "--from", "1/000000/1").ends(exitFailed).says("SB-SET-324")
	r.do("store", "shadow", garden, "go-live", "--from", first.Number).ends(0).says("Switched on: orders.", "from order "+first.Number)
	r.do("sync", "--until-idle").ends(0)
	posted := one[ordersJSON](r.do("orders", "--state", "posted", "--json").ends(0))
	if len(posted.Orders) != 2 || posted.Orders[0].EKMID+posted.Orders[1].EKMID != first.ID+third.ID {
		t.Errorf("posted: %+v", posted)
	}
	excluded := one[ordersJSON](r.do("orders", "--state", "excluded", "--query", second.Number, "--json").ends(0))
	if len(excluded.Orders) != 1 || excluded.Orders[0].Cause == nil {
		t.Errorf("excluded: %+v", excluded)
	}
	if report := one[auditJSON](r.do("audit", "orders", "--json").ends(0)); !report.Balanced || report.Stores[0].Posted != 2 {
		t.Errorf("audit: %+v", report)
	}
	r.do("store", "shadow", garden, "show").ends(0).says("does not run in shadow; this is what the last run found")
	r.do("activity", "--kind", "setting").ends(0).says("Runs in shadow", "Live out of the shadow")
}
