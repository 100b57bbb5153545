package ekmsim

import (
	"maps"
	"slices"
	"strings"
)

// Secrets is everything here that nobody else may come to know: the applications' secrets, the merchants' passwords and own
// tokens, the secret parts of webhook addresses, and every code, token and browser cookie given out so far, dead ones too, since a dead one in a log shows that a living
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
	all = append(all, s.WebhookSecrets()...)
	slices.Sort(all)
	return slices.Compact(all)
}

// WebhookSecrets are the last parts of the addresses that webhooks were ever to be sent to, where those are long enough to be a secret.
func (s *Server) WebhookSecrets() (all []string) {
	s.courier.mu.Lock()
	defer s.courier.mu.Unlock()
	for _, address := range s.courier.addresses {
		if part := address[strings.LastIndex(address, "/")+1:]; len(part) >= shortestSecret {
			all = append(all, part)
		}
	}
	return all
}

const shortestSecret = 20 // characters; shorter parts of an address are names
