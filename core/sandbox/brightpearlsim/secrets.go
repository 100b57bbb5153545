package brightpearlsim

import "slices"

// Secrets is everything here that nobody else may come to know: the private apps' tokens, the OAuth app's secret, and every code
// and token given out so far, dead ones too. It is for tests that look for them where they must not be.
func (s *Server) Secrets() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := slices.Clone(s.issued)
	for _, fixed := range []string{s.cfg.AccountToken, s.cfg.StaffToken, s.cfg.ClientSecret} {
		if fixed != "" {
			all = append(all, fixed)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}
