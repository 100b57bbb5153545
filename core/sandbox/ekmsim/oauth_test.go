package ekmsim

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

const callback = "http://localhost:4567/back"

func (r *rig) consentForm(changes ...string) url.Values {
	store := r.world.Stores[0]
	f := url.Values{
		"client_id": {DefaultClient.ID}, "redirect_uri": {callback}, "response_type": {"code"}, "state": {"s&1"}, "prompt": {"login"},
		"scope": {"openid offline_access tempest.orders.read"}, "username": {store.Username}, "password": {store.Password}, "decision": {"allow"},
	}
	for i := 0; i < len(changes); i += 2 {
		f.Set(changes[i], changes[i+1])
	}
	return f
}

// consent signs in headlessly and returns the query that came back.
func (r *rig) consent(changes ...string) url.Values {
	r.t.Helper()
	res := r.post("/connect/authorize", r.consentForm(changes...))
	at, err := url.Parse(res.header.Get("Location"))
	if res.code != http.StatusFound || err != nil {
		r.t.Fatalf("consent gave %d", res.code)
	}
	if at.Query().Get("state") != "s&1" {
		r.t.Errorf("state %q came back", at.Query().Get("state"))
	}
	return at.Query()
}

func (r *rig) exchange(code string, changes ...string) (tokenReply, string) {
	r.t.Helper()
	f := url.Values{"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {callback}, "client_id": {DefaultClient.ID}, "client_secret": {DefaultClient.Secret}}
	for i := 0; i < len(changes); i += 2 {
		f.Set(changes[i], changes[i+1])
	}
	return r.tokens(f)
}

func (r *rig) refresh(token string) (tokenReply, string) {
	r.t.Helper()
	return r.tokens(url.Values{"grant_type": {"refresh_token"}, "refresh_token": {token}, "client_id": {DefaultClient.ID}, "client_secret": {DefaultClient.Secret}})
}

// tokens asks the token endpoint and returns the tokens, or the error's name.
func (r *rig) tokens(f url.Values) (tokenReply, string) {
	r.t.Helper()
	res := r.post("/connect/token", f)
	var out struct {
		tokenReply
		Error string `json:"error"`
	}
	if err := json.Unmarshal(res.body, &out); err != nil {
		r.t.Fatal(err)
	}
	if (res.code == http.StatusOK) != (out.Error == "") {
		r.t.Fatalf("code %d with error %q", res.code, out.Error)
	}
	return out.tokenReply, out.Error
}

func TestConsentAndTokens(t *testing.T) {
	r := newRig(t, nil)
	q := r.consent()
	if q.Get("scope") != "openid offline_access tempest.orders.read" {
		t.Errorf("scope %q came back", q.Get("scope"))
	}
	got, problem := r.exchange(q.Get("code"))
	if problem != "" || got.ExpiresIn != 3600 || got.TokenType != "Bearer" || got.RefreshToken == "" {
		t.Fatalf("exchange: %q, %+v", problem, got)
	}
	parts := strings.Split(got.AccessToken, ".")
	body, err := base64.RawURLEncoding.DecodeString(parts[1])
	var claim map[string]any
	if err != nil || len(parts) != 3 || json.Unmarshal(body, &claim) != nil {
		t.Fatal("the access token is not shaped like a JWT")
	}
	equalJSON(t, claim, "sub", r.world.Stores[0].Username)
	equalJSON(t, claim, "client_id", DefaultClient.ID)
	equalJSON(t, claim, "exp", r.clock.now().Add(time.Hour).Unix())
	if claim["ServerId"] == nil {
		t.Error("ServerId is missing")
	}
	if _, problem := r.exchange(q.Get("code")); problem != "invalid_grant" {
		t.Errorf("a used code gave %q", problem)
	}

	r.token = got.AccessToken
	if code := r.get("/api/v2/orders").code; code != http.StatusOK {
		t.Errorf("orders gave %d", code)
	}
	if res := r.get("/api/v1/products"); res.code != http.StatusForbidden || len(res.body) != 0 {
		t.Errorf("products without their scope gave %d", res.code)
	}
	r.clock.add(time.Hour)
	if res := r.get("/api/v2/orders"); res.code != http.StatusUnauthorized || len(res.body) != 0 {
		t.Errorf("an old token gave %d", res.code)
	}

	fresh, problem := r.refresh(got.RefreshToken)
	if problem != "" {
		t.Fatalf("refresh: %q", problem)
	}
	if _, problem := r.refresh(got.RefreshToken); problem != "invalid_grant" {
		t.Errorf("a refresh token used twice gave %q", problem)
	}
	if n := r.server.Books().RefreshTokensReused; n != 1 {
		t.Errorf("%d reuses counted", n)
	}
	r.token = fresh.AccessToken
	if code := r.get("/api/v2/orders").code; code != http.StatusOK {
		t.Errorf("orders gave %d after refresh", code)
	}
	r.clock.add(15 * 24 * time.Hour)
	if _, problem := r.refresh(fresh.RefreshToken); problem != "invalid_grant" {
		t.Errorf("a refresh token of 15 days gave %q", problem)
	}
}

func TestNewConsentKillsOlderRefreshTokensOfTheSameShop(t *testing.T) {
	r := newRig(t, nil)
	first, _ := r.exchange(r.consent().Get("code"))
	other := r.world.Stores[1]
	second, _ := r.exchange(r.consent("username", other.Username, "password", other.Password).Get("code"))
	r.consent()
	if _, problem := r.refresh(first.RefreshToken); problem != "invalid_grant" {
		t.Errorf("the older consent's token gave %q", problem)
	}
	if _, problem := r.refresh(second.RefreshToken); problem != "" {
		t.Errorf("the other shop's token gave %q", problem)
	}
}

func TestCodesDieAndBelongToTheirRequest(t *testing.T) {
	r := newRig(t, nil)
	late := r.consent().Get("code")
	r.clock.add(5 * time.Minute)
	if _, problem := r.exchange(late); problem != "invalid_grant" {
		t.Errorf("a late code gave %q", problem)
	}
	if _, problem := r.exchange(r.consent().Get("code"), "redirect_uri", callback+"2"); problem != "invalid_grant" {
		t.Errorf("another redirect URI gave %q", problem)
	}
	if _, problem := r.exchange(r.consent().Get("code"), "client_secret", "guess"); problem != "invalid_client" {
		t.Errorf("a wrong secret gave %q", problem)
	}
	if _, problem := r.exchange(r.consent().Get("code"), "scope", "tempest.products.read"); problem != "invalid_scope" {
		t.Errorf("a scope that was not granted gave %q", problem)
	}
}

func TestPKCE(t *testing.T) {
	r := newRig(t, nil)
	verifier := strings.Repeat("v", 43)
	sum := sha256.Sum256([]byte(verifier))
	challenge := []string{"code_challenge", base64.RawURLEncoding.EncodeToString(sum[:]), "code_challenge_method", "S256"}
	if _, problem := r.exchange(r.consent(challenge...).Get("code"), "code_verifier", verifier); problem != "" {
		t.Errorf("the right verifier gave %q", problem)
	}
	for _, wrong := range []string{"", "x"} {
		if _, problem := r.exchange(r.consent(challenge...).Get("code"), "code_verifier", wrong); problem != "invalid_grant" {
			t.Errorf("verifier %q gave %q", wrong, problem)
		}
	}
	if got := r.consent("code_challenge", "abc", "code_challenge_method", "plain").Get("error"); got != "invalid_request" {
		t.Errorf("method plain gave %q", got)
	}
	r.faults(Fault{Name: "pkce_refused"})
	if got := r.consent(challenge...).Get("error"); got != "invalid_request" {
		t.Errorf("with pkce_refused consent gave %q", got)
	}
}

func TestAuthorizePage(t *testing.T) {
	r := newRig(t, nil)
	form := r.consentForm()
	for _, name := range []string{"username", "password", "decision"} {
		form.Del(name)
	}
	page := r.get("/connect/authorize?" + form.Encode())
	for _, want := range []string{`name="username"`, `name="password"`, `value="allow"`, `value="deny"`, `value="s&amp;1"`, DefaultClient.ID} {
		if !strings.Contains(string(page.body), want) {
			t.Errorf("the sign-in page lacks %s", want)
		}
	}
	if got := r.consent("decision", "deny").Get("error"); got != "access_denied" {
		t.Errorf("Deny gave %q", got)
	}
	if got := r.consent("scope", "tempest.nonsense").Get("error"); got != "invalid_scope" {
		t.Errorf("an unknown scope gave %q", got)
	}
	if res := r.post("/connect/authorize", r.consentForm("password", "guess")); res.code != http.StatusOK || !strings.Contains(string(res.body), "do not belong together") {
		t.Errorf("a wrong password gave %d", res.code)
	}
	if res := r.post("/connect/authorize", r.consentForm("redirect_uri", "https://evil.example.com/")); res.code != http.StatusBadRequest {
		t.Errorf("a foreign redirect URI gave %d", res.code)
	}
}

func TestWithoutPromptTheBrowsersShopIsTaken(t *testing.T) {
	r := newRig(t, nil)
	signedIn := r.post("/connect/authorize", r.consentForm())
	cookie, _, _ := strings.Cut(signedIn.header.Get("Set-Cookie"), ";")
	for prompt, want := range map[string]int{"": http.StatusFound, "login": http.StatusOK} {
		form := r.consentForm("prompt", prompt)
		form.Del("username")
		req, err := http.NewRequest("GET", r.url+"/connect/authorize?"+form.Encode(), nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Cookie", cookie)
		res, err := r.http.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != want {
			t.Errorf("prompt %q gave %d, want %d", prompt, res.StatusCode, want)
		}
	}
}

func TestExactRedirects(t *testing.T) {
	client := DefaultClient
	client.ExactRedirects = true
	r := newRig(t, func(c *Config) { c.Clients = []Client{client} })
	if res := r.post("/connect/authorize", r.consentForm()); res.code != http.StatusBadRequest {
		t.Errorf("another port gave %d", res.code)
	}
	if res := r.post("/connect/authorize", r.consentForm("redirect_uri", client.RedirectURIs[0])); res.code != http.StatusFound {
		t.Errorf("the registered URI gave %d", res.code)
	}
}

func TestRevoke(t *testing.T) {
	r := newRig(t, nil)
	old, _ := r.exchange(r.consent().Get("code"))
	if err := r.server.Revoke(r.world.Stores[0].Username); err != nil {
		t.Fatal(err)
	}
	fresh, _ := r.exchange(r.consent().Get("code"))
	r.token = old.AccessToken
	if code := r.get("/api/v2/orders").code; code != http.StatusUnauthorized {
		t.Errorf("a revoked token gave %d", code)
	}
	if _, problem := r.refresh(old.RefreshToken); problem != "invalid_grant" {
		t.Errorf("a revoked refresh token gave %q", problem)
	}
	r.token = fresh.AccessToken
	if code := r.get("/api/v2/orders").code; code != http.StatusOK {
		t.Errorf("a token of the new consent gave %d", code)
	}
}

func TestSpeedShortensLives(t *testing.T) {
	r := newRig(t, func(c *Config) { c.Speed = 6 })
	if got, _ := r.exchange(r.consent().Get("code")); got.ExpiresIn != 600 {
		t.Errorf("at speed 6 a token lives %d s", got.ExpiresIn)
	}
	r = newRig(t, func(c *Config) { c.Speed, c.Lifetimes.Access = 6, time.Minute })
	if got, _ := r.exchange(r.consent().Get("code")); got.ExpiresIn != 60 {
		t.Errorf("a chosen life became %d s", got.ExpiresIn)
	}
}
