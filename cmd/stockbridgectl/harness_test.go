package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"stockbridge/core/sandbox"
	"stockbridge/core/sandbox/world"
	"stockbridge/core/vault"
)

// rig is a data folder with a keyring of its own and, once started, a sandbox to connect to.
type rig struct {
	t      *testing.T
	folder string
	ring   vault.Ring
	browse func(string) error
	box    *sandbox.Sandbox
	conf   sandbox.Config
}

func newRig(t *testing.T) *rig {
	return &rig{t: t, folder: filepath.Join(t.TempDir(), "data"), ring: vault.NewMemoryRing(),
		browse: func(string) error { t.Error("the browser was opened"); return nil }}
}

// start serves the sandbox's stores.
func (r *rig) start(stores int) {
	r.t.Helper()
	box, err := sandbox.Start(r.t.Context(), sandbox.Options{Stores: stores, Products: 60, Seed: 3, Speed: 40})
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() { box.Close() })
	r.box, r.conf = box, box.Config()
}

// outcome is how a run of the command ended.
type outcome struct {
	t         *testing.T
	code      int
	out, errs string
}

func (r *rig) run(ctx context.Context, stdin io.Reader, out io.Writer, args ...string) (code int, errs string) {
	var e bytes.Buffer
	a := app{in: stdin, out: out, errs: &e, ring: r.ring, browse: r.browse}
	return a.run(ctx, append([]string{"--data", r.folder}, args...)), e.String()
}

// do runs the command with an empty standard input.
func (r *rig) do(args ...string) outcome {
	r.t.Helper()
	return r.feed("", args...)
}

// feed runs the command with text on standard input.
func (r *rig) feed(stdin string, args ...string) outcome {
	r.t.Helper()
	var out bytes.Buffer
	code, errs := r.run(r.t.Context(), strings.NewReader(stdin), &out, args...)
	return outcome{r.t, code, out.String(), errs}
}

// ends checks the exit code.
func (o outcome) ends(code int) outcome {
	o.t.Helper()
	if o.code != code {
		o.t.Fatalf("exit code %d, want %d\nstdout: %s\nstderr: %s", o.code, code, o.out, o.errs)
	}
	return o
}

// says checks that standard output or error holds each text.
func (o outcome) says(texts ...string) outcome {
	o.t.Helper()
	for _, text := range texts {
		if !strings.Contains(o.out+o.errs, text) {
			o.t.Errorf("%q is not said:\nstdout: %s\nstderr: %s", text, o.out, o.errs)
		}
	}
	return o
}

// one decodes the only JSON document on standard output; keys that T does not know are a failure.
func one[T any](o outcome) T {
	o.t.Helper()
	all := lines[T](o)
	if len(all) != 1 {
		o.t.Fatalf("%d JSON documents, want one:\n%s", len(all), o.out)
	}
	return all[0]
}

// lines decodes all JSON documents on standard output.
func lines[T any](o outcome) []T {
	o.t.Helper()
	d := json.NewDecoder(strings.NewReader(o.out))
	d.DisallowUnknownFields()
	var all []T
	for {
		var v T
		if err := d.Decode(&v); err == io.EOF {
			return all
		} else if err != nil {
			o.t.Fatalf("%v in:\n%s\nstderr: %s", err, o.out, o.errs)
		}
		all = append(all, v)
	}
}

type failureJSON struct {
	Error struct{ Code, Text, Fix string }
}

// connect connects the account and the first stores by tokens.
func (r *rig) connect(stores int) {
	r.t.Helper()
	r.feed(`{"account_token": "`+r.conf.AccountToken+`"}`, "brightpearl", "connect", "--account", r.conf.Account, "--api-url", r.conf.BrightpearlURL,
		"--app-ref", r.conf.AppRef, "--dev-ref", r.conf.DevRef, "--token-stdin").ends(0)
	for _, u := range r.conf.Users[:stores] {
		r.feed(`{"access_token": "`+u.AccessToken+`"}`, "store", "connect", u.Name, "--token-stdin", "--ekm-url", r.conf.EKMURL).ends(0)
	}
}

// sellable are codes of a store that match and can be ordered.
func (r *rig) sellable(store int) []string {
	var out []string
	for _, l := range r.box.World.Stores[store].Listings {
		if l.Quirk == world.QuirkNone && len(l.Variants) == 0 && l.Live && l.Good > 0 {
			out = append(out, l.Code)
		}
	}
	return out
}

// freePort is a port of the loopback interface that nobody uses.
func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	return port
}

// decide sends a sign-in page's form, as a person who clicks would, and follows the redirect back to the program.
func decide(page string, fields url.Values) error {
	u, err := url.Parse(page)
	if err != nil {
		return err
	}
	form := u.Query()
	for name, values := range fields {
		form[name] = values
	}
	u.RawQuery = ""
	response, err := http.PostForm(u.String(), form)
	if err != nil {
		return err
	}
	return response.Body.Close()
}
