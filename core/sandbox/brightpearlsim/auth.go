package brightpearlsim

import (
	"crypto/subtle"
	"net/http"
	"strings"
	"time"
)

// caller is who a request says it is.
type caller struct {
	pool     string
	private  bool
	instance int
}

// identify checks the credentials. The caller's pool is known even when the answer is a refusal, because a refused
// call counts too. Brightpearl echoes a bad token in the 401 text; so does this.
func (s *Server) identifyLocked(r *http.Request, account string, now time.Time) (caller, *reply) {
	bearer, isBearer := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	who := caller{pool: "private", private: !isBearer, instance: s.cfg.InstanceID}
	if isBearer {
		who.pool = "oauth"
	}
	deny := func(text string) (caller, *reply) {
		no := said(http.StatusUnauthorized, text)
		return who, &no
	}
	if account != s.cfg.Account {
		return deny("Account not known")
	}
	appRef := s.cfg.AppRef
	if isBearer {
		appRef = s.cfg.ClientID
	}
	if got := r.Header.Get("brightpearl-app-ref"); got == "" || got != appRef {
		return deny("Invalid app reference")
	}
	devRef := r.Header.Get("brightpearl-dev-ref")
	if devRef != s.cfg.DevRef && (devRef != "" || s.onLocked(RequireDevRef, "")) {
		return deny("Invalid developer reference")
	}
	if isBearer {
		grant := s.grants[bearer]
		switch {
		case grant == nil:
			return deny("Invalid instance token: " + bearer)
		case !now.Before(grant.expires):
			return deny("Authorization token expired")
		}
		who.instance = grant.instance
		return who, nil
	}
	if token := r.Header.Get("brightpearl-account-token"); token != "" {
		if !same(token, s.cfg.AccountToken) {
			return deny("Invalid account token: " + token)
		}
		return who, nil
	}
	if token := r.Header.Get("brightpearl-staff-token"); token != "" {
		if !same(token, s.cfg.StaffToken) {
			return deny("Invalid staff token: " + token)
		}
		return who, nil
	}
	return deny("Not authenticated")
}

func same(a, b string) bool {
	return b != "" && subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1
}
