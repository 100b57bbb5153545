package ekmsim

import (
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// sessionCookie remembers which shop a browser is signed in to.
const sessionCookie = "ekm_session"

var signInPage = template.Must(template.New("sign-in").Parse(`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Sign in to your shop</title>
<style>body{font:16px sans-serif;max-width:26em;margin:4em auto;padding:0 1em}label{display:block;margin:.8em 0}
input{width:100%;font:inherit;padding:.3em}button{font:inherit;padding:.4em 1.4em;margin:1em .6em 0 0}.error{color:#a00}</style></head>
<body><h1>Sandbox EKM</h1>
<p><b>{{.Client}}</b> asks for access to your shop.</p>
{{with .Problem}}<p class="error" role="alert">{{.}}</p>{{end}}
<form method="post" action="/connect/authorize">
{{range .Hidden}}<input type="hidden" name="{{.Name}}" value="{{.Value}}">
{{end}}<label>Username <input name="username" autocomplete="username" autofocus></label>
<label>Password <input name="password" type="password" autocomplete="current-password"></label>
<details><summary>What it may do</summary><ul>{{range .Scopes}}<li>{{.}}</li>{{end}}</ul></details>
<button name="decision" value="allow">Allow</button><button name="decision" value="deny">Deny</button>
</form></body></html>
`))

// hiddenField carries the request through the form.
type hiddenField struct{ Name, Value string }

// requestFields are the parameters of an authorize request.
var requestFields = []string{"client_id", "redirect_uri", "response_type", "scope", "state", "nonce", "prompt", "code_challenge", "code_challenge_method"}

// serveAuthorize shows the sign-in form on GET and decides on POST. A POST with username, password and decision=allow
// works without the form having been fetched.
func (s *Server) serveAuthorize(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxBody)
	if err := r.ParseForm(); err != nil || r.Method != http.MethodGet && r.Method != http.MethodPost {
		http.Error(w, "invalid_request", http.StatusBadRequest)
		return
	}
	client, known := s.auth.clients[r.Form.Get("client_id")]
	redirect := r.Form.Get("redirect_uri")
	if !known || !client.acceptsRedirect(redirect) {
		// Never redirect to an address that the application did not register.
		http.Error(w, "unauthorized_client or invalid redirect_uri", http.StatusBadRequest)
		return
	}
	if problem := s.authorizeProblem(client, r.Form); problem != "" {
		sendBack(w, r, redirect, url.Values{"error": {problem}})
		return
	}
	if r.Method == http.MethodGet {
		cookie, err := r.Cookie(sessionCookie)
		if err == nil && r.Form.Get("prompt") != "login" {
			// A browser that is signed in to a shop already is not asked again: the trap that prompt=login avoids.
			if username, ok := s.auth.session(cookie.Value); ok {
				s.allow(w, r, username)
				return
			}
		}
		showSignIn(w, client, r.Form, "")
		return
	}
	if r.Form.Get("decision") == "deny" {
		sendBack(w, r, redirect, url.Values{"error": {"access_denied"}})
		return
	}
	shop, ok := s.byName[r.Form.Get("username")]
	if !ok || shop.store.Password != r.Form.Get("password") || r.Form.Get("decision") != "allow" {
		showSignIn(w, client, r.Form, "That username and password do not belong together.")
		return
	}
	http.SetCookie(w, &http.Cookie{
		Name: sessionCookie, Value: s.auth.signIn(shop.store.Username), Path: "/connect", HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
	s.allow(w, r, shop.store.Username)
}

func (s *Server) authorizeProblem(client Client, form url.Values) string {
	scopes := splitScopes(form.Get("scope"))
	challenge, method := form.Get("code_challenge"), form.Get("code_challenge_method")
	switch {
	case form.Get("response_type") != "code":
		return "unsupported_response_type"
	case len(scopes) == 0 || !client.permitted(scopes):
		return "invalid_scope"
	case challenge == "" && method != "", challenge != "" && method != "S256":
		return "invalid_request"
	}
	if challenge != "" {
		if _, struck := s.faults.strike("pkce_refused", "", "/connect/authorize"); struck {
			return "invalid_request"
		}
	}
	return ""
}

func (s *Server) allow(w http.ResponseWriter, r *http.Request, username string) {
	code := s.auth.allow(consent{
		grant:    grant{client: r.Form.Get("client_id"), shop: username, scopes: splitScopes(r.Form.Get("scope"))},
		redirect: r.Form.Get("redirect_uri"), challenge: r.Form.Get("code_challenge"),
	}, s.now())
	sendBack(w, r, r.Form.Get("redirect_uri"), url.Values{"code": {code}, "scope": {r.Form.Get("scope")}})
}

// sendBack redirects to the application, with the state it gave us.
func sendBack(w http.ResponseWriter, r *http.Request, redirect string, values url.Values) {
	if state := r.Form.Get("state"); state != "" {
		values.Set("state", state)
	}
	separator := "?"
	if strings.Contains(redirect, "?") {
		separator = "&"
	}
	http.Redirect(w, r, redirect+separator+values.Encode(), http.StatusFound)
}

func showSignIn(w http.ResponseWriter, client Client, form url.Values, problem string) {
	var hidden []hiddenField
	for _, name := range requestFields {
		if v := form.Get(name); v != "" {
			hidden = append(hidden, hiddenField{name, v})
		}
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	_ = signInPage.Execute(w, map[string]any{
		"Client": client.ID, "Problem": problem, "Hidden": hidden, "Scopes": splitScopes(form.Get("scope")),
	}) // an error means that the browser went away
}

// acceptsRedirect reports whether the application may be answered at an address.
func (c Client) acceptsRedirect(address string) bool {
	if slices.Contains(c.RedirectURIs, address) {
		return true
	}
	if c.ExactRedirects {
		return false
	}
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" || u.User != nil || u.Fragment != "" {
		return false
	}
	return slices.Contains([]string{"localhost", "127.0.0.1", "::1"}, u.Hostname())
}
