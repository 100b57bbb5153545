package engine_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"stockbridge/core/sandbox"
)

// gossip stands before a simulator and repeats, when told to, whatever credentials a request holds in all parts of an answer:
// Brightpearl does so in some 401 bodies, and any gateway might.
type gossip struct {
	*httptest.Server
	mu     sync.Mutex
	part   string // of "METHOD path"; "" strikes nothing
	status int
	times  int
	struck int
}

func newGossip(t *testing.T, target string) *gossip {
	t.Helper()
	to, err := url.Parse(target)
	if err != nil {
		t.Fatal(err)
	}
	g := &gossip{}
	pass := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(to) }, ErrorLog: log.New(io.Discard, "", 0)}
	g.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !g.strikes(r) {
			pass.ServeHTTP(w, r)
			return
		}
		body, _ := io.ReadAll(r.Body)
		said := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ") + r.Header.Get("Brightpearl-Account-Token") + r.Header.Get("Brightpearl-Staff-Token")
		if form, err := url.ParseQuery(string(body)); err == nil && form.Has("grant_type") {
			said = form.Get("client_secret") + " " + form.Get("refresh_token") + form.Get("code")
		}
		var hook struct{ Endpoint, URITemplate string } // the address of a subscription holds a secret
		if json.Unmarshal(body, &hook) == nil {
			said += " " + hook.Endpoint + hook.URITemplate
		}
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Ruid", said)
		w.Header().Set("X-Request-Id", said)
		w.Header().Set("Location", g.URL+"/elsewhere?token="+url.QueryEscape(said))
		w.WriteHeader(g.status)
		_ = json.NewEncoder(w).Encode(map[string]any{
			"response": "Invalid instance token: " + said, "error": said, "error_description": said,
			"errors":            []map[string]string{{"code": said, "message": "the token " + said + " was refused"}},
			"validation_result": []map[string]string{{"error_message": said + " is not valid"}},
		})
	}))
	t.Cleanup(g.Close)
	return g
}

// tell has the next requests answered with a status and their own credentials.
func (g *gossip) tell(part string, status, times int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.part, g.status, g.times = part, status, times
}

func (g *gossip) strikes(r *http.Request) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.times == 0 || !strings.Contains(r.Method+" "+r.URL.Path, g.part) {
		return false
	}
	g.times--
	g.struck++
	return true
}

// spied is a journey of which everything is kept that the programs show to anybody: what they write, their arguments and their
// environment.
type spied struct {
	*journey
	box         *sandbox.Sandbox
	bright, ekm *gossip
	kept        string // folder with a file of each
	wreck       string // the data folder as a crash left it
	runs        int
	last        process
	given       []string // secrets that were given and never issued
}

func newSpied(t *testing.T) *spied {
	t.Helper()
	s := &spied{journey: newMachine(t), kept: t.TempDir(), wreck: filepath.Join(t.TempDir(), "wreck")}
	var err error
	// The speed makes EKM's access tokens last six seconds.
	s.box, err = sandbox.Start(t.Context(), sandbox.Options{Stores: 2, Products: 60, Seed: 7, Speed: 600, Warehouse: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.box.Close() })
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("the last program said\n%s", s.last.text(t, s.last.errs))
		}
	})
	stockUp(t, s.box)
	s.config = s.box.Config()
	s.bright, s.ekm = newGossip(t, s.config.BrightpearlURL), newGossip(t, s.config.EKMURL)
	s.config.BrightpearlURL, s.config.EKMURL = s.bright.URL, s.ekm.URL
	s.config.BrightpearlTokenURL = s.bright.URL + s.box.Brightpearl.TokenPath()
	s.config.BrightpearlAuthorizeURL = s.bright.URL + s.box.Brightpearl.AuthorizePath()
	return s
}

// process is a program under way; what it writes goes to files.
type process struct {
	*exec.Cmd
	out, errs string
}

func (s *spied) start(env []string, input string, args ...string) process {
	s.t.Helper()
	s.runs++
	name := filepath.Join(s.kept, fmt.Sprintf("%02d-%s", s.runs, strings.Join(args[:min(2, len(args))], "-")))
	p := process{s.command(s.t.Context(), input, append([]string{"--log-level", "debug"}, args...)...), name + ".out", name + ".err"}
	p.Env = append(slices.Clip(p.Env), append(env, "GOTRACEBACK=all")...)
	for path, to := range map[string]*io.Writer{p.out: &p.Stdout, p.errs: &p.Stderr} {
		f, err := os.Create(path)
		if err != nil {
			s.t.Fatal(err)
		}
		s.t.Cleanup(func() { f.Close() })
		*to = f
	}
	if err := p.Start(); err != nil {
		s.t.Fatal(err)
	}
	s.last = p
	for _, what := range []string{"cmdline", "environ"} {
		raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/%s", p.Process.Pid, what))
		if err != nil {
			s.t.Fatal(err)
		}
		if err := os.WriteFile(name+"."+what, raw, 0o600); err != nil {
			s.t.Fatal(err)
		}
	}
	return p
}

func (p process) text(t *testing.T, path string) string {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// ends waits for the program and expects one of the exit codes.
func (s *spied) ends(p process, codes ...int) {
	s.t.Helper()
	late := time.AfterFunc(3*time.Minute, func() { _ = p.Process.Kill() })
	defer late.Stop()
	_ = p.Wait()
	if !slices.Contains(codes, p.ProcessState.ExitCode()) {
		s.t.Fatalf("%s: exit code %d, want %v\n%s", filepath.Base(p.out), p.ProcessState.ExitCode(), codes, p.text(s.t, p.errs))
	}
}

func (s *spied) does(codes []int, input string, args ...string) {
	s.t.Helper()
	s.ends(s.start(nil, input, args...), codes...)
}

// signsIn runs a command that asks for the browser.
func (s *spied) signsIn(codes []int, input string, walk func(address string), args ...string) {
	s.t.Helper()
	p := s.start(nil, input, append(slices.Clip(args), "--redirect-port", fmt.Sprint(freePort(s.t)), "--no-browser")...)
	var open struct {
		URL string `json:"open_url"`
	}
	eventually(s.t, time.Minute, "the program says which address to open", func() bool {
		line, _, whole := strings.Cut(p.text(s.t, p.out), "\n")
		return whole && json.Unmarshal([]byte(line), &open) == nil && open.URL != ""
	})
	walk(open.URL)
	s.ends(p, codes...)
}

// provoked builds the program once more with a panic in it, which holds the whole of a request: in a worker, or in a goroutine that
// nobody guards.
func (s *spied) provoked() string {
	s.t.Helper()
	folder, err := exec.Command("go", "list", "-f", "{{.Dir}}", "stockbridge/core/brightpearl").Output()
	if err != nil {
		s.t.Fatal(err)
	}
	dir, work := strings.TrimSpace(string(folder)), s.t.TempDir()
	source, err := os.ReadFile(filepath.Join(dir, "cost.go"))
	if err != nil {
		s.t.Fatal(err)
	}
	const begin = "func (m *meter) RoundTrip(r *http.Request) (*http.Response, error) {\n"
	if !bytes.Contains(source, []byte(begin)) {
		s.t.Fatal("the place for the panic has moved")
	}
	write := func(name, text string) string {
		path := filepath.Join(work, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			s.t.Fatal(err)
		}
		return path
	}
	overlay, err := json.Marshal(map[string]any{"Replace": map[string]string{
		filepath.Join(dir, "cost.go"): write("cost.go", strings.Replace(string(source), begin, begin+"\tprovoke(r)\n", 1)),
		filepath.Join(dir, "provoke.go"): write("provoke.go", `package brightpearl

import (
	"net/http"
	"os"
	"strings"
)

func provoke(r *http.Request) {
	switch os.Getenv("PROVOKE") {
	case "worker": // of the calls at a start this one is always made by a worker itself, not by a helper of its
		if strings.Contains(r.URL.Path, "product-search") {
			panic(r)
		}
	case "crash":
		go func() { panic(r.Header) }()
		select {}
	}
}
`)}})
	if err != nil {
		s.t.Fatal(err)
	}
	program := filepath.Join(work, "stockbridgectl")
	build := exec.Command("go", "build", "-overlay", write("overlay.json", string(overlay)), "-o", program, "stockbridge/cmd/stockbridgectl")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		s.t.Fatalf("build: %v\n%s", err, out)
	}
	return program
}
