package ledger_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/fault"
	"stockbridge/core/ledger"
)

// levels is a store's source of due stock figures, as a flow would write it.
type levels struct {
	db    *db.DB
	store commerce.StoreID
	send  func(ctx context.Context, l db.Level) error
}

func (levels) Name() string { return "level" }

func (s levels) Due(ctx context.Context, now time.Time, limit int) ([]ledger.Item, error) {
	due, err := s.db.DueLevels(ctx, s.store, now, limit)
	items := make([]ledger.Item, 0, len(due))
	for _, l := range due {
		items = append(items, ledger.Item{Key: fmt.Sprintf("level:%d", l.ProductID), Work: func(ctx context.Context) error {
			return s.work(ctx, l)
		}})
	}
	return items, err
}

func (s levels) NextDue(ctx context.Context) (time.Time, error) {
	at, _, err := s.db.NextDueLevel(ctx, s.store)
	return at, err
}

func (s levels) work(ctx context.Context, due db.Level) error {
	// The figure as it is now, which may be newer than the one that was due.
	l, _, err := s.db.Level(ctx, due.Store, due.ProductID, due.VariantID)
	if err != nil {
		return err
	}
	return ledger.Try(ctx, 1, s.db.Now(), func(ctx context.Context) error {
		if err := s.send(ctx, l); err != nil {
			return err
		}
		return s.db.Write(ctx, func(tx *db.Tx) error { return tx.LevelSent(l, l.Wanted, l.Rev) })
	}, func(ctx context.Context, next ledger.Next) error {
		return s.db.Write(ctx, func(tx *db.Tx) error {
			return tx.LevelRetry(l, "refused for a moment", s.db.Now().Add(20*time.Millisecond))
		})
	})
}

// shop is what the stores show.
type shop struct {
	mu    sync.Mutex
	rng   *rand.Rand
	shows map[string]int64
	fails int
}

// send fails now and then: before the figure arrived, after it arrived, or with a trouble of the lane.
func (s *shop) send(_ context.Context, l db.Level) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	key := fmt.Sprint(l.Store, "/", l.ProductID)
	switch dice := s.rng.IntN(200); {
	case dice < 20:
		s.fails++
		return fmt.Errorf("refused for a moment")
	case dice < 40:
		s.fails++
		s.shows[key] = l.Wanted
		return fmt.Errorf("the answer was lost")
	case dice < 41:
		s.fails++
		return &fault.Error{Kind: fault.Throttled, NotBefore: time.Now().Add(10 * time.Millisecond)}
	}
	s.shows[key] = l.Wanted
	return nil
}

// Random changes of stock figures against running lanes that fail: whatever happened meanwhile, in the end every store
// shows the newest figure, and the database knows it.
func TestACoalescingStormLosesNoFigure(t *testing.T) {
	const stores, skus, changes = 4, 60, 4000
	for _, seed := range []uint64{1, 2} {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			hub := ledger.NewHub()
			d, err := db.Open(ctx, db.Options{Path: filepath.Join(t.TempDir(), "stockbridge.db"), Wake: hub.Wake})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { d.Close() })
			shop := &shop{rng: rand.New(rand.NewPCG(seed, 7)), shows: map[string]int64{}}
			for store := range commerce.StoreID(stores) {
				add(t, hub, ledger.New(ledger.LaneOptions{Name: db.LaneOf(store + 1), Workers: 5,
					Sources: []ledger.Source{levels{d, store + 1, shop.send}}}))
			}
			run(t, hub)

			rng := rand.New(rand.NewPCG(seed, 13))
			wanted := map[string]int64{}
			for done := 0; done < changes; {
				err := d.Write(ctx, func(tx *db.Tx) error {
					for range 1 + rng.IntN(40) {
						l := db.Level{Store: 1 + commerce.StoreID(rng.IntN(stores)), ProductID: 1 + rng.Int64N(skus), Wanted: rng.Int64N(5)}
						l.SKU = fmt.Sprint("SKU-", l.ProductID)
						wanted[fmt.Sprint(l.Store, "/", l.ProductID)] = l.Wanted
						if err := tx.WantLevel(l); err != nil {
							return err
						}
						done++
					}
					return nil
				})
				if err != nil {
					t.Fatal(err)
				}
			}
			settled(ctx, t, d, hub)

			all, err := d.Levels(ctx, 0)
			if err != nil || len(all) != len(wanted) {
				t.Fatalf("%d levels, want %d: %v", len(all), len(wanted), err)
			}
			var replaced int64
			for _, l := range all {
				key := fmt.Sprint(l.Store, "/", l.ProductID)
				if l.Wanted != wanted[key] || l.Published != l.Wanted || l.SentRev != l.Rev || l.State != commerce.LevelIdle {
					t.Errorf("%s: asked for %d, level %+v", key, wanted[key], l)
				}
				if shop.shows[key] != wanted[key] {
					t.Errorf("%s: the store shows %d, asked for %d", key, shop.shows[key], wanted[key])
				}
				replaced += l.Rev - 1
			}
			var sent int64
			for _, l := range hub.Lanes() {
				sent += l.State().Done
			}
			t.Logf("%d changes, %d of them replaced an earlier figure; %d writes, %d failures", changes, replaced, sent, shop.fails)
		})
	}
}

// settled waits until no level is due, not even later: a failed one comes back after its pause.
func settled(ctx context.Context, t *testing.T, d *db.DB, hub *ledger.Hub) {
	t.Helper()
	news, take, cancel := d.Hub().Subscribe()
	defer cancel()
	for {
		take()
		waiting := false
		for store := range commerce.StoreID(len(hub.Lanes())) {
			_, some, err := d.NextDueLevel(ctx, store+1)
			if err != nil {
				t.Fatal(err)
			}
			waiting = waiting || some
		}
		if !waiting {
			break
		}
		select {
		case <-news:
		case <-ctx.Done():
			t.Fatal(ctx.Err())
		}
	}
	if err := hub.Idle(ctx, time.Second); err != nil {
		t.Fatal(err)
	}
}
