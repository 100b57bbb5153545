package ekm

import (
	"encoding/base64"
	"encoding/json"
	"strings"
)

// Identity reads the merchant's username from an access token. EKM: tokens are JWTs whose sub is the shop's account id.
// The signature is not verified: use the name for display, and to notice that somebody signed in to another shop.
func Identity(token string) (username string, ok bool) {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return "", false
	}
	claims, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(parts[1], "="))
	if err != nil {
		return "", false
	}
	var c struct {
		Sub Text `json:"sub"`
	}
	if json.Unmarshal(claims, &c) != nil || c.Sub == "" {
		return "", false
	}
	return string(c.Sub), true
}
