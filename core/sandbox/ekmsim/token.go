package ekmsim

import (
	"encoding/json"
	"net/http"
	"slices"
)

// tokenReply is the answer of /connect/token.
type tokenReply struct {
	AccessToken  string `json:"access_token"`
	ExpiresIn    int64  `json:"expires_in"` // seconds
	TokenType    string `json:"token_type"`
	RefreshToken string `json:"refresh_token,omitempty"`
	Scope        string `json:"scope"`
}

// TokenRoute is the route name of the token endpoint, for faults and for Config.Seen.
const TokenRoute = "POST /connect/token"

// AskedForToken is what Config.Seen is told when a renewal was asked for and nothing has been done yet.
const AskedForToken = "asked " + TokenRoute

// serveToken exchanges codes and refresh tokens. It is not counted against any bucket.
func (s *Server) serveToken(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		w.WriteHeader(http.StatusMethodNotAllowed)
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxBody)
	if err := r.ParseForm(); err != nil {
		tokenError(w, http.StatusBadRequest, "invalid_request")
		return
	}
	if s.tokenTrouble(w, r) {
		return
	}
	id, secret, basic := r.BasicAuth()
	if !basic {
		id, secret = r.PostForm.Get("client_id"), r.PostForm.Get("client_secret")
	}
	client, known := s.auth.clients[id]
	if !known || client.Secret != secret {
		tokenError(w, http.StatusBadRequest, "invalid_client")
		return
	}
	var g grant
	var fine bool
	switch r.PostForm.Get("grant_type") {
	case "authorization_code":
		g, fine = s.auth.exchange(r.PostForm.Get("code"), id, r.PostForm.Get("redirect_uri"), r.PostForm.Get("code_verifier"), s.now())
	case "refresh_token":
		shop := s.auth.owner(r.PostForm.Get("refresh_token"))
		s.cfg.Seen(shop, AskedForToken)
		if r.Context().Err() != nil {
			panic(http.ErrAbortHandler)
		}
		defer s.cfg.Seen(shop, TokenRoute)
		g, fine = s.auth.rotate(r.PostForm.Get("refresh_token"), id, s.now())
	default:
		tokenError(w, http.StatusBadRequest, "unsupported_grant_type")
		return
	}
	if !fine {
		tokenError(w, http.StatusBadRequest, "invalid_grant")
		return
	}
	if asked := splitScopes(r.PostForm.Get("scope")); !subset(asked, g.scopes) {
		tokenError(w, http.StatusBadRequest, "invalid_scope")
		return
	}
	s.sendTokens(w, g)
}

func (s *Server) sendTokens(w http.ResponseWriter, g grant) {
	access, refreshToken := s.auth.issue(g, "sandbox-1", s.now(), slices.Contains(g.scopes, scopeOffline))
	if _, struck := s.faults.search("cut_after_write", g.shop, TokenRoute, true); struck {
		panic(http.ErrAbortHandler)
	}
	w.Header().Set("Content-Type", "application/json; charset=UTF-8")
	w.Header().Set("Cache-Control", "no-store")
	_ = json.NewEncoder(w).Encode(tokenReply{
		AccessToken: access, ExpiresIn: int64(s.auth.life.Access.Seconds()), TokenType: "Bearer",
		RefreshToken: refreshToken, Scope: joinScopes(g.scopes),
	}) // an error means that the client went away
}

// tokenTrouble lets those faults strike that make sense here.
func (s *Server) tokenTrouble(w http.ResponseWriter, r *http.Request) bool {
	// Only faults that name this route: a general error_500 is about the API.
	strike := func(name string) (Fault, bool) { return s.faults.strikeNamed(name, TokenRoute) }
	if f, struck := strike("latency"); struck {
		wait(r.Context(), f.delay())
	}
	if _, struck := strike("cut"); struck {
		panic(http.ErrAbortHandler)
	}
	if _, struck := strike("error_500"); struck {
		w.WriteHeader(http.StatusInternalServerError)
		return true
	}
	if _, struck := strike("html_502"); struck {
		sendBadGateway(w)
		return true
	}
	return false
}

func tokenError(w http.ResponseWriter, code int, name string) {
	w.Header().Set("Content-Type", "application/json; charset=UTF-8")
	w.WriteHeader(code)
	_ = json.NewEncoder(w).Encode(map[string]string{"error": name}) // an error means that the client went away
}
