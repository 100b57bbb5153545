package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"

	"stockbridge/core/vault"
)

const mostSecret = 64 << 10

// secret reads one secret from standard input: a JSON object that holds exactly one of the given keys. Nothing that was read
// is ever repeated in an error.
func (c *call) secret(keys ...string) (key string, value vault.Secret, err error) {
	shapes := make([]string, len(keys))
	for i, k := range keys {
		shapes[i] = fmt.Sprintf(`{"%s": "…"}`, k)
	}
	want := strings.Join(shapes, " or ")
	if c.typed() {
		fmt.Fprintf(c.errs, "Type %s and press Enter.\n", want)
	}
	decoder := json.NewDecoder(io.LimitReader(c.in, mostSecret))
	var object map[string]*string
	if err := decoder.Decode(&object); err != nil {
		return "", "", wrong("standard input must hold one JSON object, %s", want)
	}
	// Only what arrived with the object is looked at: the writer may leave the pipe open.
	rest, err := io.ReadAll(decoder.Buffered())
	if err != nil || !c.pastes && strings.TrimSpace(string(rest)) != "" {
		return "", "", wrong("standard input holds more than one JSON object; it must be %s", want)
	}
	c.fed, c.in = true, io.MultiReader(bytes.NewReader(rest), c.in)
	if len(object) != 1 {
		return "", "", wrong("the JSON object on standard input must have exactly one key: %s", want)
	}
	for _, k := range keys {
		if v, ok := object[k]; ok {
			if v == nil || strings.TrimSpace(*v) == "" {
				return "", "", wrong("%q on standard input is empty", k)
			}
			return k, vault.Secret(strings.TrimSpace(*v)), nil
		}
	}
	return "", "", wrong("the JSON object on standard input lacks the key it needs: %s", want)
}

// typed reports whether standard input is a terminal.
func (c *call) typed() bool {
	f, ok := c.in.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
