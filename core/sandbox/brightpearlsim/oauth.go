package brightpearlsim

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"html/template"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"
)

const codeLife = 10 * time.Minute

// grant is one approved installation. The same grant is reachable by its access and its refresh token.
type grant struct {
	access, refresh string
	expires         time.Time
	instance        int
}

type pendingCode struct {
	redirect string
	expires  time.Time
}

var approvePage = template.Must(template.New("approve").Parse(`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Brightpearl sandbox: sign in</title></head>
<body><h1>Sign in to {{.Account}}</h1>
<p>This is a local sandbox. Any staff e-mail and password will do.</p>
<form method="post" action="">
{{range $k, $v := .Fields}}<input type="hidden" name="{{$k}}" value="{{$v}}">
{{end}}<p><label>E-mail <input name="email" type="email" value="staff@sandbox.example"></label></p>
<p><label>Password <input name="password" type="password" value="sandbox"></label></p>
<button name="decision" value="approve">Sign in and approve</button>
<button name="decision" value="deny">Deny</button>
</form></body></html>
`))

// serveAuthorize shows the approve page on GET and redirects with a code on POST, so that it works headless too.
func (s *Server) serveAuthorize(w http.ResponseWriter, r *http.Request, account string) {
	if err := r.ParseForm(); err != nil {
		http.Error(w, "bad form", http.StatusBadRequest)
		return
	}
	redirect, err := url.Parse(r.Form.Get("redirect_uri"))
	switch {
	case account != s.cfg.Account:
		http.Error(w, "account not known", http.StatusNotFound)
		return
	case s.cfg.ClientID == "" || r.Form.Get("client_id") != s.cfg.ClientID:
		http.Error(w, "invalid client", http.StatusBadRequest)
		return
	case r.Form.Get("response_type") != "code":
		http.Error(w, "response_type must be code", http.StatusBadRequest)
		return
	case err != nil || !s.redirectAllowed(redirect):
		http.Error(w, "redirect uri does not match", http.StatusBadRequest)
		return
	}
	if r.Method != http.MethodPost {
		fields := map[string]string{}
		for _, name := range []string{"response_type", "client_id", "redirect_uri", "state"} {
			fields[name] = r.Form.Get(name)
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_ = approvePage.Execute(w, map[string]any{"Account": account, "Fields": fields})
		return
	}
	query := redirect.Query()
	if state := r.Form.Get("state"); state != "" {
		query.Set("state", state)
	}
	if r.Form.Get("decision") == "deny" {
		query.Set("error", "access_denied")
	} else {
		query.Set("code", s.newCode(r.Form.Get("redirect_uri")))
	}
	redirect.RawQuery = query.Encode()
	http.Redirect(w, r, redirect.String(), http.StatusFound)
}

func (s *Server) redirectAllowed(u *url.URL) bool {
	if len(s.cfg.RedirectURIs) > 0 {
		return slices.Contains(s.cfg.RedirectURIs, u.String())
	}
	host := u.Hostname()
	ip := net.ParseIP(host)
	return u.Scheme == "http" && (host == "localhost" || ip != nil && ip.IsLoopback())
}

func (s *Server) newCode(redirect string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	code := s.secretLocked("code")
	s.codes[code] = pendingCode{redirect, s.cfg.Now().Add(s.span(codeLife))}
	return code
}

// secretLocked makes a token that is repeatable for the same seed and order of calls.
func (s *Server) secretLocked(kind string) string {
	s.secrets++
	sum := sha256.Sum256(fmt.Appendf(nil, "%s/%d/%d", kind, s.cfg.Seed, s.secrets))
	secret := hex.EncodeToString(sum[:20])
	s.issued = append(s.issued, secret)
	return secret
}

// serveToken exchanges codes and refresh tokens. Failures are 400 in OAuth's own format.
func (s *Server) serveToken(w http.ResponseWriter, r *http.Request, account string) {
	status, body := s.token(r, account)
	w.Header().Set("Content-Type", "application/json;charset=UTF-8")
	w.WriteHeader(status)
	_, _ = w.Write(reply{status, body}.encode())
}

func (s *Server) token(r *http.Request, account string) (int, any) {
	fail := func(kind, text string) (int, any) {
		body := object{"error": kind}
		if text != "" {
			body["error_description"] = text
		}
		return http.StatusBadRequest, body
	}
	if r.Method != http.MethodPost || r.ParseForm() != nil || len(r.PostForm) == 0 {
		return fail("invalid_request", "a form is expected")
	}
	form := r.PostForm
	secret := form.Get("client_secret")
	if account != s.cfg.Account || s.cfg.ClientID == "" || form.Get("client_id") != s.cfg.ClientID ||
		secret != "" && secret != s.cfg.ClientSecret {
		return fail("invalid_client", "")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.cfg.Now()
	switch form.Get("grant_type") {
	case "authorization_code":
		code, ok := s.codes[form.Get("code")]
		if !ok || now.After(code.expires) {
			return fail("invalid_grant", "Authorization code expired or does not exist")
		}
		if code.redirect != form.Get("redirect_uri") {
			return fail("invalid_grant", "The redirect uri does not match")
		}
		delete(s.codes, form.Get("code"))
		g := s.newGrantLocked(now)
		body := s.grantBody(r, g, now)
		body["installation_instance_id"] = strconv.Itoa(g.instance)
		return http.StatusOK, body
	case "refresh_token":
		g := s.refreshes[form.Get("refresh_token")]
		if g == nil {
			return fail("invalid_grant", "Refresh token expired or does not exist")
		}
		s.refreshLocked(g, now)
		return http.StatusOK, s.grantBody(r, g, now)
	}
	return fail("unsupported_grant_type", "")
}

func (s *Server) newGrantLocked(now time.Time) *grant {
	g := &grant{instance: s.cfg.InstanceID, expires: now.Add(s.span(s.cfg.TokenLife))}
	if s.onLocked(NewInstance, "") {
		s.instances++
		g.instance += s.instances
	}
	g.access, g.refresh = s.secretLocked("access"), s.secretLocked("refresh")
	s.grants[g.access], s.refreshes[g.refresh] = g, g
	return g
}

// refreshLocked keeps a living access token and its remaining life, as the recorded refreshes did.
func (s *Server) refreshLocked(g *grant, now time.Time) {
	rotate := s.onLocked(RotateRefreshToken, "")
	if rotate {
		delete(s.refreshes, g.refresh)
		g.refresh = s.secretLocked("refresh")
		s.refreshes[g.refresh] = g
	}
	if rotate || !now.Before(g.expires) {
		s.grants[g.access] = &grant{} // remembered as expired
		g.access = s.secretLocked("access")
		s.grants[g.access] = g
		g.expires = now.Add(s.span(s.cfg.TokenLife))
	}
}

// ExpireTokens ends the life of every OAuth access token now; refresh tokens stay good.
func (s *Server) ExpireTokens() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, g := range s.grants {
		g.expires = s.cfg.Now()
	}
}

func (s *Server) grantBody(r *http.Request, g *grant, now time.Time) object {
	return object{
		"access_token": g.access, "refresh_token": g.refresh, "api_domain": r.Host,
		"token_type": "Bearer", "expires_in": int(g.expires.Sub(now) / time.Second),
	}
}
