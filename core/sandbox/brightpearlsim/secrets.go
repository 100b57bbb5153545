package brightpearlsim

import (
	"slices"
	"strings"
)

// Secrets is everything here that nobody else may come to know: the private apps' tokens, the OAuth app's secret, the secret parts
// of webhook addresses, and every code and token given out so far, dead ones too. It is for tests that look for them where they
// must not be.
func (s *Server) Secrets() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := slices.Clone(s.issued)
	for _, fixed := range []string{s.cfg.AccountToken, s.cfg.StaffToken, s.cfg.ClientSecret} {
		if fixed != "" {
			all = append(all, fixed)
		}
	}
	all = append(all, s.webhookSecretsLocked()...)
	slices.Sort(all)
	return slices.Compact(all)
}

// WebhookSecrets are the last parts of the addresses that webhooks were ever to be sent to, where those are long enough to be a secret.
func (s *Server) WebhookSecrets() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.webhookSecretsLocked()
}

const shortestSecret = 20 // characters; shorter parts of an address are names

func (s *Server) webhookSecretsLocked() (all []string) {
	for _, address := range s.hooks.addresses {
		if part := address[strings.LastIndex(address, "/")+1:]; len(part) >= shortestSecret {
			all = append(all, part)
		}
	}
	return all
}
