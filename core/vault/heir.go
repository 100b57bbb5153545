package vault

import (
	"encoding/json"
	"errors"
	"time"
)

// The heir is a note with nothing but a new refresh token, written in one call as soon as the remote has issued it and
// before the complete entry, which may take several. Should the program die in between, the login lives on in the note.
type heir struct {
	Refresh string    `json:"refresh"`
	From    string    `json:"from"` // checksum of the refresh token it replaces
	Renewed time.Time `json:"renewed"`
}

func heirName(key string) string { return key + "#heir" }

// announce writes the heir of a renewal: an entry with both a refresh token and the one it replaced.
func (v *Vault) announce(key string, e entry) error {
	if e.PreviousRefresh == "" || !e.Renewing.IsZero() {
		return nil
	}
	text, err := json.Marshal(heir{Refresh: e.Refresh, From: checksum(e.PreviousRefresh), Renewed: e.Renewed})
	if err != nil || len(text) > pieceSize {
		return err
	}
	return v.ring.Set(v.service, heirName(key), string(text))
}

// inherit applies the heir that a cut-off write left behind. The access token that came with it is lost, so the next caller
// renews once more.
func (v *Vault) inherit(key string, e entry) (entry, error) {
	text, err := v.ring.Get(v.service, heirName(key))
	if errors.Is(err, ErrNoEntry) {
		return e, nil
	}
	if err != nil {
		return entry{}, err
	}
	var h heir
	if json.Unmarshal([]byte(text), &h) != nil || h.Refresh == "" || e.Refresh == "" || h.From != checksum(e.Refresh) {
		return e, nil
	}
	v.log.Warn("a token renewal was cut off while being stored; its refresh token was recovered")
	e.PreviousRefresh, e.Refresh = e.Refresh, h.Refresh
	e.Access, e.Expiry, e.Renewing = "", time.Time{}, time.Time{}
	e.Renewed = h.Renewed
	return e, nil
}
