package diagnostics

import "time"

// state is what is known of the checks. No method of it draws.
type state struct {
	run     int
	began   time.Time
	at      time.Time // when the newest run ended; zero before the first
	took    time.Duration
	running bool
	partly  bool // it was stopped before its end
	err     error
	fresh   int // results of the run under way
	checks  []Check
}

// begin starts a run. The results of the one before stay until theirs are replaced.
func (s *state) begin(now time.Time) {
	s.run++
	s.began, s.running, s.partly, s.err, s.fresh = now, true, false, nil, 0
}

// add takes a result in; false when it belongs to an older run.
func (s *state) add(run int, c Check) bool {
	if run != s.run || !s.running {
		return false
	}
	s.fresh++
	for i := range s.checks {
		if s.checks[i].Key == c.Key {
			s.checks[i] = c
			s.checks = append(append(s.checks[:i:i], s.checks[i+1:]...), c)
			return true
		}
	}
	s.checks = append(s.checks, c)
	return true
}

// end closes a run; what it did not name any more, such as a store that was removed, goes.
func (s *state) end(run int, now time.Time, err error) bool {
	if run != s.run || !s.running {
		return false
	}
	s.running, s.at, s.took, s.err = false, now, now.Sub(s.began), err
	if err == nil {
		s.checks = s.checks[len(s.checks)-s.fresh:]
	}
	return true
}

// stopped closes a run that a person ended.
func (s *state) stopped(now time.Time) {
	s.run++
	s.running, s.partly, s.at, s.took = false, true, now, now.Sub(s.began)
}

// count tells how many checks ended each way.
func (s *state) count() (fine, warnings, problems int) {
	for _, c := range s.checks {
		switch c.Result {
		case "problem":
			problems++
		case "warning":
			warnings++
		default:
			fine++
		}
	}
	return fine, warnings, problems
}

// sorted has the gravest first, otherwise in the order in which they were made.
func (s *state) sorted() []Check {
	out := make([]Check, 0, len(s.checks))
	for _, result := range []string{"problem", "warning", "ok"} {
		for _, c := range s.checks {
			if c.Result == result {
				out = append(out, c)
			}
		}
	}
	return out
}
