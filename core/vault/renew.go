package vault

import (
	"context"
	"errors"
	"net/url"
	"time"

	"stockbridge/core/fault"
)

// renew trades the refresh token for a new pair. The steps are ordered so that a crash or a failure between any two of
// them loses nothing that could have been kept:
//
//  1. note in the key store that a renewal begins; a key store that cannot be written costs no single-use token,
//  2. ask the remote,
//  3. store the new pair, the old refresh token beside it,
//  4. let callers use it.
//
// A login is lost only where the remote had answered and nothing of the answer could be stored. The note of step 1 stays
// then, so that whoever finds the tokens refused can say why: SB-SIG-010.
func (s *session) renew(ctx context.Context, n need) error {
	s.mu.Lock()
	e, revision := s.entry, s.revision
	refusal := s.refusalLocked(e, n)
	t := s.terms
	s.mu.Unlock()
	if refusal != nil {
		return refusal
	}
	cut := !e.Renewing.IsZero() // nobody knows what the remote made of an earlier renewal
	if !cut {
		e.Renewing = s.vault.now()
	}
	revision, err := s.vault.put(ctx, s.key, revision, e)
	if errors.Is(err, errStale) {
		s.mu.Lock()
		s.loaded = false
		s.mu.Unlock()
		return nil
	}
	if err != nil {
		s.holdOn()
		return s.named(err)
	}
	s.adopt(e, revision)

	answer, used, unclear, f := s.trade(ctx, t, e)
	if f != nil {
		cut = cut || unclear
		if f.RemoteCode == "invalid_grant" && cut {
			f = cutOff(f)
		}
		if !cut {
			s.unmark(ctx, e)
		}
		s.failed(e, f)
		return f
	}
	next := s.successor(t, e, used, answer)
	s.mu.Lock()
	s.unsaved = &next
	s.mu.Unlock()
	if err := s.storeUnsaved(ctx); err != nil {
		return err
	}
	s.log.Info("tokens renewed", "remote", t.remote, "expires", next.Expiry, "same_token", next.Access == e.Access)
	return s.settle(e, next, n)
}

// cutOff words that a login was lost between the remote's answer and the key store.
func cutOff(f *fault.Error) *fault.Error {
	lost := *f
	lost.Code = CodeCutOff
	lost.Text = "a renewal of this sign-in was cut off, by a crash, a power cut or a broken connection, before its answer could be " +
		"stored, and the sign-in server gives an answer only once; sign in again, nothing that waits is lost"
	return &lost
}

// unmark takes the note of a renewal back that surely changed nothing. A failure leaves the note: then a later refusal is
// explained by it, which may be wrong and harms nobody.
func (s *session) unmark(ctx context.Context, e entry) {
	s.mu.Lock()
	revision := s.revision
	s.mu.Unlock()
	e.Renewing = time.Time{}
	if stored, err := s.vault.put(ctx, s.key, revision, e); err == nil {
		s.adopt(e, stored)
	}
}

// refusalLocked is why a renewal is not worth asking for.
func (s *session) refusalLocked(e entry, n need) error {
	switch {
	case e.Kind != KindOAuth:
		return &fault.Error{Kind: fault.SignIn, Code: CodeSignInEnded, Op: "use the access token", Remote: s.terms.remote,
			Text: "the token is not accepted any more; copy a new one from the back office and paste it here"}
	case e.Refresh == "":
		return &fault.Error{Kind: fault.SignIn, Code: CodeSignInEnded, Op: "renew tokens", Remote: s.terms.remote,
			Text: "there is nothing to renew the sign-in with; sign in again"}
	case e.Refresh == s.refused:
		return s.refusal
	case n.not != "" && n.not == s.stubborn && s.vault.now().Sub(s.since) < stubbornPause:
		return s.stubbornLocked()
	}
	return nil
}

// trade asks the remote for a new pair. It tells which refresh token was accepted, and whether a request was sent that
// nobody answered: it may have spent the token.
func (s *session) trade(ctx context.Context, t terms, e entry) (answer tokenAnswer, used string, unclear bool, f *fault.Error) {
	answer, f = t.ask(ctx, e, e.Refresh)
	if f != nil && f.Unclear {
		// No answer does not mean that the token was spent. Offering it again is the only way to find out.
		s.log.Warn("a token renewal got no usable answer and is repeated", "remote", t.remote)
		unclear = true
		answer, f = t.ask(ctx, e, e.Refresh)
	}
	if f == nil || f.RemoteCode != "invalid_grant" || e.PreviousRefresh == "" {
		return answer, e.Refresh, unclear, f
	}
	older, olderFault := t.ask(ctx, e, e.PreviousRefresh)
	if olderFault != nil {
		return answer, e.Refresh, unclear || olderFault.Unclear, f
	}
	return older, e.PreviousRefresh, unclear, nil
}

func (t terms) ask(ctx context.Context, e entry, refresh string) (tokenAnswer, *fault.Error) {
	const op = "renew tokens"
	form := t.form(e)
	form.Set("grant_type", "refresh_token")
	form.Set("refresh_token", refresh)
	answer, f := t.token.post(ctx, op, form)
	if f != nil && f.RemoteCode == "invalid_scope" && form.Has("scope") {
		// The scopes of the grant stay valid when the field is left out, as EKM's own example does.
		form.Del("scope")
		return t.token.post(ctx, op, form)
	}
	return answer, f
}

func (s *session) successor(t terms, e entry, used string, a tokenAnswer) entry {
	next := e
	next.Access, next.Expiry = a.Access, a.Expiry
	if next.Expiry.IsZero() {
		next.Expiry = s.vault.now().Add(t.defaultLife)
	}
	if a.Refresh != "" && a.Refresh != used {
		next.PreviousRefresh, next.Refresh = used, a.Refresh
	} else {
		next.Refresh = used
	}
	next.Renewing, next.Renewed = time.Time{}, s.vault.now()
	if t.granted != nil {
		t.granted(&next, a)
	}
	return next
}

// settle guards against renewing in a loop: Brightpearl answers an early renewal with the same token and what is left of
// its life.
func (s *session) settle(before, after entry, n need) error {
	if after.Access != before.Access {
		return nil
	}
	now := s.vault.now()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hold = now.Add(max(after.Expiry.Sub(now)/2, 15*time.Second))
	if n.not == after.Access {
		s.stubborn, s.since = n.not, now
		return s.stubbornLocked()
	}
	return nil
}

func (s *session) stubbornLocked() error {
	return &fault.Error{Kind: fault.SignIn, Code: CodeSignInEnded, Op: "renew tokens", Remote: s.terms.remote,
		Text: "the access token is refused although it was just renewed; sign in again"}
}

// failed remembers what a failed renewal means for the next callers.
func (s *session) failed(e entry, f *fault.Error) {
	if f.Kind != fault.SignIn {
		s.holdOn()
		return
	}
	if f.RemoteCode != "invalid_grant" {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refused, s.refusal = e.Refresh, f
}

// holdOn lets callers go on with a token that is still valid, and tries the renewal again half a minute later.
func (s *session) holdOn() {
	now := s.vault.now()
	s.mu.Lock()
	defer s.mu.Unlock()
	if now.Before(s.entry.Expiry) {
		s.hold = now.Add(min(30*time.Second, s.entry.Expiry.Sub(now)))
	}
}

// clientFields are the fields that identify the app in every request to a token endpoint. A public client has no secret.
func clientFields(id, secret string) url.Values {
	form := url.Values{"client_id": {id}}
	if secret != "" {
		form.Set("client_secret", secret)
	}
	return form
}
