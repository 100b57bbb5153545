package ekmsim

import (
	"maps"
	"slices"
)

// Secrets is everything here that nobody else may come to know: the applications' secrets, the merchants' passwords and own
// tokens, and every code, token and browser cookie given out so far, dead ones too, since a dead one in a log shows that a living
// one would be there as well. It is for tests that look for them where they must not be.
func (s *Server) Secrets() []string {
	s.auth.mu.Lock()
	defer s.auth.mu.Unlock()
	all := slices.Clone(s.auth.issued)
	for _, c := range s.auth.clients {
		all = append(all, c.Secret)
	}
	all = slices.AppendSeq(all, maps.Keys(s.auth.fixed))
	for _, sh := range s.shops {
		all = append(all, sh.store.Password)
	}
	slices.Sort(all)
	return slices.Compact(all)
}
