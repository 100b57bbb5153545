package dbtest

import (
	"testing"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/view"
)

func (w *World) board() view.CauseBoard {
	w.t.Helper()
	b, err := w.DB.CauseBoard(w.ctx, 0, w.Clock.Now().Add(-24*time.Hour))
	if err != nil {
		w.t.Fatal(err)
	}
	return b
}

// do fails the test for an error.
func (w *World) do(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func causesArePutOff(t *testing.T, w *World) {
	hold := func(number string, age time.Duration) commerce.OrderID {
		id := w.Order(w.Garden, number, "Anyone", 10_00, age)
		w.Hold(id, "SB-ORD-104", "Tax rate 7 is not mapped")
		return id
	}
	hold("1", time.Hour)
	start := w.Clock.Now()
	snooze := func(d time.Duration) string {
		t.Helper()
		open := append(w.board().Open, w.board().Snoozed...)
		w.do(w.DB.SnoozeCause(w.ctx, open[0].Key, w.Clock.Now().Add(d), "waits for the accountant", "Mo"))
		return open[0].Key
	}
	sleeps := func(what string, want bool) {
		t.Helper()
		b := w.board()
		if (len(b.Snoozed) == 1) != want || len(b.Open)+len(b.Snoozed) != 1 {
			t.Errorf("%s: %d open and %d put off", what, len(b.Open), len(b.Snoozed))
		}
		if n := len(must[[]view.CauseCard](t)(w.DB.CausePage(w.ctx, 0))); n != len(b.Open) {
			t.Errorf("%s: %d need a person, want %d", what, n, len(b.Open))
		}
	}
	key := snooze(time.Hour)
	sleeps("put off", true)
	if c := w.board().Snoozed[0]; c.SnoozeReason != "waits for the accountant" || c.SnoozedBy != "Mo" || !c.SnoozedUntil.Equal(start.Add(time.Hour)) {
		t.Errorf("the card says %+v", c)
	}
	status, err := w.DB.Status(w.ctx)
	w.do(err)
	if status.State != "attention" {
		t.Errorf("what is held is held, put off or not: the state is %q", status.State)
	}
	w.Clock.Set(start.Add(time.Hour))
	sleeps("after its time", false)
	snooze(time.Hour)
	hold("2", time.Hour)
	sleeps("when it stops more", false)
	snooze(30 * time.Hour)
	sleeps("put off for long", true)
	w.Clock.Set(start.Add(21*time.Hour + time.Minute)) // both orders are due a day after they were placed
	sleeps("near its deadline", false)
	w.Clock.Set(start.Add(2 * time.Hour))
	sleeps("again before it", true)
	w.do(w.DB.WakeCause(w.ctx, key, "Mo"))
	sleeps("opened by a person", false)
	w.do(w.DB.AssignCause(w.ctx, key, " Ada ", "Mo"))
	if b := w.board(); b.Open[0].Assigned != "Ada" || len(b.Names) != 1 {
		t.Errorf("given to %q, names %q", b.Open[0].Assigned, b.Names)
	}
	if err := w.DB.SnoozeCause(w.ctx, "gone", start, "", "Mo"); err == nil {
		t.Error("a cause that is not there was put off")
	}
}

func causesAreSettled(t *testing.T, w *World) {
	problem := func(up bool) {
		t.Helper()
		w.Write(func(tx *db.Tx) error {
			if !up {
				return tx.Heal("tax")
			}
			return tx.Raise(db.Problem{Key: "tax", Code: "SB-ORD-104", Severity: "attention", Store: w.Garden, Title: "Tax rate 7", Text: "Not mapped.", Fix: "Map it."})
		})
		w.do(w.DB.KeepCauses(w.ctx))
	}
	problem(true)
	w.do(w.DB.SnoozeCause(w.ctx, "problem|tax", w.Clock.Now().Add(48*time.Hour), "later", "Mo"))
	w.Clock.Set(w.Clock.Now().Add(time.Minute))
	problem(false)
	if b := w.board(); len(b.Settled) != 1 || !b.Settled[0].Alone || b.Settled[0].Title != "Tax rate 7" || !b.Settled[0].At.Equal(w.Clock.Now()) {
		t.Errorf("it healed by itself: %+v", b.Settled)
	}
	w.Clock.Set(w.Clock.Now().Add(time.Minute))
	problem(true)
	if b := w.board(); len(b.Open) != 1 || len(b.Snoozed)+len(b.Settled) != 0 {
		t.Errorf("it came back and is put off or settled: %+v", b)
	}
	w.Write(func(tx *db.Tx) error {
		return tx.Log(db.Activity{Store: w.Garden, Kind: "setting", Text: "Mapped", Actor: "Mo"})
	})
	problem(false)
	if b := w.board(); len(b.Settled) != 1 || b.Settled[0].Alone {
		t.Errorf("a person settled it: %+v", b.Settled)
	}
	w.Clock.Set(w.Clock.Now().Add(31 * 24 * time.Hour))
	w.do(w.DB.KeepCauses(w.ctx))
	b, err := w.DB.CauseBoard(w.ctx, 0, time.Time{})
	w.do(err)
	if len(b.Settled) != 0 {
		t.Errorf("after a month it is still remembered: %+v", b.Settled)
	}
}
