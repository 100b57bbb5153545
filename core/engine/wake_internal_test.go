package engine

import (
	"testing"
	"time"
)

func TestASleepIsRemembered(t *testing.T) {
	woke := time.Date(2026, 3, 2, 7, 55, 0, 0, time.UTC)
	e := &Engine{o: Options{Now: func() time.Time { return woke }}}
	if from, until := e.Asleep(); !from.IsZero() || !until.IsZero() {
		t.Errorf("before any sleep: %v to %v", from, until)
	}
	e.noteSleep(9*time.Hour + 45*time.Minute)
	if from, until := e.Asleep(); !from.Equal(woke.Add(-9*time.Hour-45*time.Minute)) || !until.Equal(woke) {
		t.Errorf("asleep %v to %v", from, until)
	}
}

func TestSleepIsNoticed(t *testing.T) {
	noon := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		wall, uptime time.Duration // since the look before
		want         time.Duration
	}{
		"awake":                            {3 * time.Second, 3 * time.Second, 0},
		"busy":                             {11 * time.Second, 11 * time.Second, 0},
		"asleep, on Linux":                 {2 * time.Hour, 2 * time.Second, 2*time.Hour - 2*time.Second},
		"asleep, on Windows":               {2 * time.Hour, 2 * time.Hour, 2*time.Hour - wakeEvery},
		"the clock was put forward":        {time.Hour, 3 * time.Second, time.Hour - 3*time.Second},
		"the clock was put back":           {-time.Hour, 3 * time.Second, 0},
		"the clock was put right a little": {5 * time.Second, 3 * time.Second, 0},
	} {
		t.Run(name, func(t *testing.T) {
			var w sleepWatch
			if got := w.slept(noon, time.Minute); got != 0 {
				t.Errorf("the first look tells of %v", got)
			}
			if got := w.slept(noon.Add(c.wall), time.Minute+c.uptime); got != c.want {
				t.Errorf("%v, want %v", got, c.want)
			}
			if got := w.slept(noon.Add(c.wall+wakeEvery), time.Minute+c.uptime+wakeEvery); got != 0 {
				t.Errorf("told again: %v", got)
			}
		})
	}
}
