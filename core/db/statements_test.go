package db

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
)

// TestChangedStatementsAreNoticed: whoever changes, removes or inserts a statement in the file breaks the chain.
func TestChangedStatementsAreNoticed(t *testing.T) {
	d, err := Open(t.Context(), Options{Path: filepath.Join(t.TempDir(), "chain.db")})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	for i := range 4 {
		if err := d.Write(t.Context(), func(tx *Tx) error {
			return tx.SaveStatement(view.LedgerDay{StoreID: 1, Day: time.Date(2026, 11, 1+i, 0, 0, 0, 0, time.UTC), Placed: view.Outcome{Orders: i, Money: commerce.Pence(100 * i)}})
		}); err != nil {
			t.Fatal(err)
		}
	}
	verify := func(what string, want int64) {
		t.Helper()
		if broken, err := d.VerifyStatements(t.Context(), 1); err != nil || broken != want {
			t.Errorf("%s: the first that does not fit is %d, want %d, %v", what, broken, want, err)
		}
	}
	verify("untouched", 0)
	for what, c := range map[string]struct {
		do, undo string
		want     int64
	}{
		"a sum":       {`update statement set document = replace(document, '"1.00"', '"1.01"') where seq = 2`, `update statement set document = replace(document, '"1.01"', '"1.00"') where seq = 2`, 2},
		"the closing": {`update statement set closed = true where seq = 3`, `update statement set closed = false where seq = 3`, 3},
		"the moment":  {`update statement set at = at + 1 where seq = 4`, `update statement set at = at - 1 where seq = 4`, 4},
		"a removal":   {`update statement set store_id = 7 where seq = 2`, `update statement set store_id = 1 where seq = 2`, 3},
	} {
		for _, query := range []string{c.do, c.undo} {
			if _, err := d.writer.Exec(query); err != nil {
				t.Fatal(err)
			}
			want := c.want
			if query == c.undo {
				want = 0
			}
			verify(what, want)
		}
	}
}

// TestLedgerWalksItsIndex: a day costs what it holds, in a database of any size.
func TestLedgerWalksItsIndex(t *testing.T) {
	d, err := Open(t.Context(), Options{Path: filepath.Join(t.TempDir(), "plans.db")})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	for query, index := range map[string]string{
		outcomesOfDay: "COVERING INDEX orders_ledger",
		`select count(*) from ekm_run where store_id = $1 and state = 'open' and near_at >= $2 and near_at < $3`:                     "INDEX ekm_run_open",
		`select ekm_id from ekm_run where store_id = $1 and state in ('hidden', 'earlier') and $2 = $3 order by ekm_id desc limit 1`: "INDEX sqlite_autoindex_ekm_run_1",
	} {
		if plan := explain(t, d, query, 1, 2, 3); !strings.Contains(plan, index) || strings.Contains(plan, "orders_list") {
			t.Errorf("does not walk %s:\n%s", index, plan)
		}
	}
}
