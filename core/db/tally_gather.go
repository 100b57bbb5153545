package db

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// tallies are the tables of counts: the columns that name a sum, and the sums.
var tallies = []struct {
	table      string
	keys, sums []string
}{
	{"order_tally", []string{"store_id", "state", "todo", "await_payment", "currency", "country"}, []string{"n", "money"}},
	{"order_day", []string{"day", "store_id", "state", "todo"}, []string{"n", "money", "tax"}},
	{"taxes_tally", []string{"taxes", "store_id", "state", "todo"}, []string{"n"}},
	{"asked_tally", []string{"store_id", "sku"}, []string{"n"}},
	{"link_tally", []string{"store_id", "state"}, []string{"n"}},
	{"shipment_tally", []string{"store_id", "state"}, []string{"n"}},
	{"activity_tally", []string{"store_id", "kind", "level"}, []string{"n"}},
	{"level_tally", []string{"store_id", "state", "zero", "risky", "drifts"}, []string{"n", "writes", "superseded"}},
	{"exposure_tally", []string{"store_id", "currency"}, []string{"n", "units", "money"}},
}

// gatherTallies adds the counts of connections that have ended to those of writer 0, so that a database of many years has no more
// rows of counts than one of today. A file has only writer 0.
func (d *DB) gatherTallies(ctx context.Context) error {
	if d.dialect.embedded() {
		return nil
	}
	for _, t := range tallies {
		added, grown := make([]string, len(t.sums)), make([]string, len(t.sums))
		for i, s := range t.sums {
			added[i] = "cast(sum(" + s + ") as bigint)"
			grown[i] = fmt.Sprintf("%[2]s = %[1]s.%[2]s + excluded.%[2]s", t.table, s)
		}
		keys, sums := strings.Join(t.keys, ", "), strings.Join(t.sums, ", ")
		if _, err := d.writer.ExecContext(ctx, `with gone as (delete from `+t.table+` where writer <> 0 and writer not in (select pid from pg_stat_activity)
				returning `+strings.Join(slices.Concat(t.keys, t.sums), ", ")+`)
			insert into `+t.table+` (`+keys+`, writer, `+sums+`) select `+keys+`, 0, `+strings.Join(added, ", ")+` from gone group by `+keys+` order by `+keys+`
			on conflict (`+keys+`, writer) do update set `+strings.Join(grown, ", ")); err != nil {
			return fmt.Errorf("gather the counts of %s: %w", t.table, err)
		}
	}
	return nil
}
