package ekmsim

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"strings"
	"sync/atomic"
)

// claims are what EKM's access tokens say. sub is the merchant's username.
type claims struct {
	Subject  string   `json:"sub"`
	ServerID string   `json:"ServerId"`
	ClientID string   `json:"client_id"`
	Scope    []string `json:"scope"`
	Issued   int64    `json:"iat"`
	Expires  int64    `json:"exp"`
	ID       string   `json:"jti"`
	Epoch    int      `json:"epoch"` // of the shop's consents; ours, not EKM's
}

// mint makes tokens that are shaped and signed like JSON Web Tokens, and random-looking ids, from a seed.
type mint struct {
	key     [32]byte
	counter atomic.Uint64
}

func newMint(seed uint64) *mint {
	return &mint{key: sha256.Sum256(binary.BigEndian.AppendUint64([]byte("ekmsim"), seed))}
}

// id returns a text nobody can guess without the seed, different at every call.
func (m *mint) id() string {
	h := hmac.New(sha256.New, m.key[:])
	h.Write(binary.BigEndian.AppendUint64([]byte("id"), m.counter.Add(1)))
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil))
}

func (m *mint) sign(c claims) string {
	header := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"HS256","typ":"JWT"}`))
	body, err := json.Marshal(c)
	if err != nil {
		panic(err) // strings and numbers always marshal
	}
	head := header + "." + base64.RawURLEncoding.EncodeToString(body)
	return head + "." + m.signature(head)
}

func (m *mint) signature(head string) string {
	h := hmac.New(sha256.New, m.key[:])
	h.Write([]byte(head))
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil))
}

// read returns the claims of a token that this mint signed.
func (m *mint) read(token string) (claims, bool) {
	cut := strings.LastIndexByte(token, '.')
	if cut < 0 || !hmac.Equal([]byte(m.signature(token[:cut])), []byte(token[cut+1:])) {
		return claims{}, false
	}
	_, body, ok := strings.Cut(token[:cut], ".")
	if !ok {
		return claims{}, false
	}
	raw, err := base64.RawURLEncoding.DecodeString(body)
	if err != nil {
		return claims{}, false
	}
	var c claims
	return c, json.Unmarshal(raw, &c) == nil
}
