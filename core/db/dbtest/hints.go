package dbtest

import (
	"slices"
	"testing"
	"time"

	"stockbridge/core/db"
)

func hintsAreKept(t *testing.T, w *World) {
	const most = 4
	save := func(rev int64, hints ...db.Hint) {
		t.Helper()
		for i := range hints {
			hints[i].Times = max(hints[i].Times, 1)
		}
		w.Write(func(tx *db.Tx) error { return tx.SaveHints(rev, hints, most) })
	}
	read := func(topics ...string) (ids []int64) {
		t.Helper()
		hints, err := w.DB.Hints(w.ctx, w.Garden, topics, 100)
		if err != nil {
			t.Fatal(err)
		}
		for _, h := range hints {
			ids = append(ids, h.Entity)
		}
		return ids
	}
	save(1, db.Hint{Store: w.Garden, Topic: "a", Entity: 1}, db.Hint{Store: w.Garden, Topic: "b", Entity: 9}, db.Hint{Topic: "a", Entity: 8})
	w.Clock.Set(w.Clock.Now().Add(time.Minute))
	save(2, db.Hint{Store: w.Garden, Topic: "a", Entity: 2}, db.Hint{Store: w.Garden, Topic: "a", Entity: 1, Times: 2})
	hints, err := w.DB.Hints(w.ctx, w.Garden, []string{"a"}, 1)
	if err != nil || len(hints) != 1 || hints[0].Times != 3 || hints[0].Rev != 2 || hints[0].Last.Sub(hints[0].First) != time.Minute {
		t.Errorf("a hint that came again is %+v, %v", hints, err)
	}
	left, err := w.DB.HintsLeft(w.ctx)
	if err != nil || len(left) != 3 || left[0].Store != 0 || left[1].Topic != "a" || left[1].Rev != 2 || left[1].Times != 4 {
		t.Errorf("left are %+v, %v", left, err)
	}
	// Followed up to the first commit: what came again since is not.
	w.Write(func(tx *db.Tx) error { return tx.DropHints(w.Garden, []string{"a", "b"}, 1) })
	if got := read("a", "b"); !slices.Equal(got, []int64{1, 2}) {
		t.Errorf("left are %v", got)
	}
	w.Write(func(tx *db.Tx) error {
		return tx.DropHint(db.Hint{Store: w.Garden, Topic: "a", Entity: 1, Rev: 1})
	})
	w.Write(func(tx *db.Tx) error {
		return tx.DropHint(db.Hint{Store: w.Garden, Topic: "a", Entity: 2, Rev: 2})
	})
	if got := read("a"); !slices.Equal(got, []int64{1}) {
		t.Errorf("left are %v", got)
	}
	for i := range int64(most) {
		save(3+i, db.Hint{Store: w.Garden, Topic: "a", Entity: 10 + i})
	}
	if got := read("a"); !slices.Equal(got, []int64{12, 13, 0}) && !slices.Equal(got, []int64{12, 0, 13}) {
		t.Errorf("of too many are left %v", got)
	}
	source, err := w.DB.WebhookSource(w.ctx, w.Garden)
	if err != nil || source.Received != 9 || !source.LastAt.Equal(w.Clock.Now()) {
		t.Errorf("the source is %+v, %v", source, err)
	}
}

func subscriptionsAreKept(t *testing.T, w *World) {
	if s, ok, err := w.DB.WebhookSetting(w.ctx); ok || err != nil || s.On {
		t.Errorf("before anybody said: %+v, %v, %v", s, ok, err)
	}
	want := db.WebhookSetting{On: true, Listen: "127.0.0.1:17831", PublicURL: "https://hooks.example.com"}
	w.Write(func(tx *db.Tx) error { return tx.SetWebhooks(db.WebhookSetting{Listen: "x"}) })
	w.Write(func(tx *db.Tx) error { return tx.SetWebhooks(want) })
	if s, ok, err := w.DB.WebhookSetting(w.ctx); !ok || err != nil || s != want {
		t.Errorf("the setting is %+v, %v, %v", s, ok, err)
	}
	save := func(checked bool, s db.WebhookSource) db.WebhookSource {
		t.Helper()
		s.Store = w.Garden
		w.Write(func(tx *db.Tx) error { return tx.SaveWebhookTopics(s, checked) })
		got, err := w.DB.WebhookSource(w.ctx, w.Garden)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	topics := []db.WebhookTopic{{Topic: "a", State: "off"}, {Topic: "b", RemoteID: "7", State: "disabled", Reason: "too slow"}}
	if got := save(false, db.WebhookSource{Topics: topics, Owner: "garden"}); !slices.Equal(got.Topics, topics) || !got.CheckedAt.IsZero() || got.Owner != "garden" {
		t.Errorf("before the check: %+v", got)
	}
	if got := save(true, db.WebhookSource{Topics: topics[:1], Refused: "no"}); !slices.Equal(got.Topics, topics[:1]) || !got.CheckedAt.Equal(w.Clock.Now()) || got.Owner != "garden" || got.Refused != "no" {
		t.Errorf("after it: %+v", got)
	}
	for range 2 {
		w.Write(func(tx *db.Tx) error {
			return tx.CountTrust(w.Garden, "orders", db.WebhookTrust{Confirmed: 3, Missed: 1})
		})
	}
	got, err := w.DB.WebhookSource(w.ctx, w.Garden)
	if err != nil || got.Trust["orders"] != (db.WebhookTrust{Confirmed: 6, Missed: 2}) {
		t.Errorf("counted %+v, %v", got.Trust, err)
	}
	w.Write(func(tx *db.Tx) error { return tx.RemoveStore(w.Garden) })
	if got, err := w.DB.WebhookSource(w.ctx, w.Garden); err != nil || len(got.Topics) > 0 || got.Owner != "" || len(got.Trust) > 0 {
		t.Errorf("of a removed store is left %+v, %v", got, err)
	}
}

func newsAreFound(t *testing.T, w *World) {
	newest, err := w.DB.NewestOrder(w.ctx)
	if err != nil {
		t.Fatal(err)
	}
	ids := queue(w)
	all, err := w.DB.OrdersAfter(w.ctx, w.Garden, newest, time.Time{})
	if err != nil || len(all) == 0 {
		t.Fatalf("new are %v, %v", all, err)
	}
	last := ids["waiting"]
	for _, id := range ids {
		last = max(last, id)
	}
	if rest, err := w.DB.OrdersAfter(w.ctx, w.Garden, last, time.Time{}); err != nil || len(rest) > 0 {
		t.Errorf("newer than the newest are %v, %v", rest, err)
	}
	if late, err := w.DB.OrdersAfter(w.ctx, w.Garden, newest, w.Clock.Now().Add(time.Hour)); err != nil || len(late) > 0 {
		t.Errorf("placed later are %v, %v", late, err)
	}
	w.Note(ids["waiting"], w.Garden, 71, 1, 0)
	if out, drops, err := w.DB.NotesSeen(w.ctx, w.Clock.Now()); err != nil || !slices.Equal(out, []int64{71}) || len(drops) > 0 {
		t.Errorf("notes seen are %v and %v, %v", out, drops, err)
	}
	if out, _, err := w.DB.NotesSeen(w.ctx, w.Clock.Now().Add(time.Second)); err != nil || len(out) > 0 {
		t.Errorf("notes seen later are %v, %v", out, err)
	}
}
