package vault

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
)

// A value of any size is kept in entries of at most pieceSize bytes. The entry under the key itself, the head, either
// holds the whole value or names a generation of pieces with their number and checksum. Replacing a value writes the pieces
// of the other generation, reads them back, and then replaces the head, which is atomic: whoever reads, after a crash at
// any moment, finds the old value or the new one.
const pieceSize = 2000 // Windows refuses more than 2,560 bytes, the tool behind macOS more than 4,096 after base64

const (
	headWhole  = "stockbridge1 whole\n"
	headPieces = "stockbridge1 pieces " // generation, number, checksum
	headGone   = "stockbridge1 gone"    // a deletion was cut off; its remaining pieces mean nothing
)

type head struct {
	whole      string
	generation string // "a" or "b"; "" when the value is whole
	pieces     int
	sum        string
}

func parseHead(text string) (head, error) {
	if value, ok := strings.CutPrefix(text, headWhole); ok {
		return head{whole: value}, nil
	}
	if text == headGone {
		return head{}, ErrNoEntry
	}
	rest, ok := strings.CutPrefix(text, headPieces)
	if !ok {
		return head{}, errDamaged
	}
	var h head
	if _, err := fmt.Sscanf(rest, "%1s %d %64s", &h.generation, &h.pieces, &h.sum); err != nil || h.pieces < 1 {
		return head{}, errDamaged
	}
	return h, nil
}

func pieceName(key, generation string, i int) string {
	return fmt.Sprintf("%s#%s%d", key, generation, i)
}

func checksum(value string) string {
	sum := sha256.Sum256([]byte(value))
	return hex.EncodeToString(sum[:])
}

// read returns a value, ErrNoEntry, errDamaged, or the ring's error. Like write and remove it runs inside Vault.run.
func (v *Vault) read(key string) (string, error) {
	text, err := v.ring.Get(v.service, key)
	if err != nil {
		return "", err
	}
	h, err := parseHead(text)
	if err != nil || h.generation == "" {
		return h.whole, err
	}
	var b strings.Builder
	for i := range h.pieces {
		piece, err := v.ring.Get(v.service, pieceName(key, h.generation, i))
		if errors.Is(err, ErrNoEntry) {
			return "", errDamaged
		}
		if err != nil {
			return "", err
		}
		b.WriteString(piece)
	}
	if checksum(b.String()) != h.sum {
		return "", errDamaged
	}
	return b.String(), nil
}

// write stores a value, replacing the one under the key. The function it returns deletes what the new value made useless;
// when that fails nothing but space is lost, and the next write tries again.
func (v *Vault) write(key, value string) (tidy func() error, err error) {
	if len(headWhole)+len(value) <= pieceSize {
		if err := v.keep(key, headWhole+value); err != nil {
			return nil, err
		}
		return func() error { return errors.Join(v.clear(key, "a", 0), v.clear(key, "b", 0)) }, nil
	}
	old, err := v.oldGeneration(key)
	if err != nil {
		return nil, err
	}
	next, other := "a", "b"
	if old == "a" {
		next, other = "b", "a"
	}
	n := 0
	for rest := value; rest != ""; n++ {
		piece := rest[:min(pieceSize, len(rest))]
		rest = rest[len(piece):]
		if err := v.keep(pieceName(key, next, n), piece); err != nil {
			return nil, err
		}
	}
	if err := v.keep(key, fmt.Sprintf("%s%s %d %s", headPieces, next, n, checksum(value))); err != nil {
		return nil, err
	}
	return func() error { return errors.Join(v.clear(key, next, n), v.clear(key, other, 0)) }, nil
}

// oldGeneration tells which pieces must not be touched because the head refers to them.
func (v *Vault) oldGeneration(key string) (string, error) {
	text, err := v.ring.Get(v.service, key)
	if errors.Is(err, ErrNoEntry) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	h, err := parseHead(text)
	if err != nil {
		return "", nil // nothing readable is there to protect
	}
	return h.generation, nil
}

// keep sets an entry and reads it back: the tool behind macOS reports success in some cases in which it stored nothing.
func (v *Vault) keep(name, value string) error {
	if err := v.ring.Set(v.service, name, value); err != nil {
		return err
	}
	got, err := v.ring.Get(v.service, name)
	if err != nil {
		return err
	}
	if got != value {
		return errNotKept
	}
	return nil
}

// remove deletes a value and everything that belongs to it. It may be repeated after a failure.
func (v *Vault) remove(key string) error {
	_, err := v.ring.Get(v.service, key)
	if err != nil && !errors.Is(err, ErrNoEntry) {
		return err
	}
	if err == nil {
		if err := v.ring.Set(v.service, key, headGone); err != nil {
			return err
		}
	}
	for _, generation := range []string{"a", "b"} {
		if err := v.clear(key, generation, 0); err != nil {
			return err
		}
	}
	return v.forget(key)
}

func (v *Vault) forget(name string) error {
	if err := v.ring.Delete(v.service, name); err != nil && !errors.Is(err, ErrNoEntry) {
		return err
	}
	return nil
}

// clear deletes a generation's pieces from the last down to the first, so that a cut-off leaves no gap that would hide the
// remaining ones from the next attempt.
func (v *Vault) clear(key, generation string, from int) error {
	end := from
	for ; ; end++ {
		_, err := v.ring.Get(v.service, pieceName(key, generation, end))
		if errors.Is(err, ErrNoEntry) {
			break
		}
		if err != nil {
			return err
		}
	}
	for i := end - 1; i >= from; i-- {
		if err := v.forget(pieceName(key, generation, i)); err != nil {
			return err
		}
	}
	return nil
}
