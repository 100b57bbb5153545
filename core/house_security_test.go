package core_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
)

// TestProgramsHaveNoDebugDoors keeps what shows a running program's memory or figures to whoever asks out of what ships.
func TestProgramsHaveNoDebugDoors(t *testing.T) {
	all := packages(t)
	for _, program := range []string{"stockbridge", "stockbridgectl"} {
		p, ok := all["stockbridge/cmd/"+program]
		if !ok {
			t.Fatalf("%s is not among the packages", program)
		}
		for _, door := range []string{"net/http/pprof", "expvar", "net/rpc", "net/http/httptest", "plugin"} {
			if contains(p.Deps, door) {
				t.Errorf("%s links %s", program, door)
			}
		}
	}
}

// network is what opens or accepts connections, with its homes. Each home has tests for what it does; anywhere else a certificate
// might go unchecked, a redirect be followed, or a door be open.
var network = map[string][]string{
	"http.Client":      {"core/rest", "core/vault", "core/sandbox"},
	"http.Transport":   {"core/rest", "core/vault"},
	"http.Server":      {"core/vault", "core/webhook", "core/sandbox"},
	"net.Listen":       {"core/vault", "core/webhook", "core/sandbox", "cmd/stockbridge"},
	"net.ListenConfig": {"core/webhook", "core/sandbox"},
	"tls.Config":       {},
	// These use a client that follows redirects, or a server without limits.
	"http.DefaultClient": {}, "http.Get": {}, "http.Post": {}, "http.PostForm": {}, "http.Head": {}, "http.ListenAndServe": {}, "http.ListenAndServeTLS": {},
	"http.Serve": {}, "http.Handle": {}, "http.HandleFunc": {},
}

// TestNetworkHasItsHomes looks through every file that ships.
func TestNetworkHasItsHomes(t *testing.T) {
	files, met := 0, map[string]bool{}
	for _, root := range []string{"../core", "../ui", "../cmd"} {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			files++
			f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			folder := strings.TrimPrefix(filepath.ToSlash(filepath.Dir(path)), "../")
			ast.Inspect(f, func(n ast.Node) bool {
				if id, ok := n.(*ast.Ident); ok && id.Name == "InsecureSkipVerify" {
					t.Errorf("%s skips the check of certificates", path)
				}
				s, ok := n.(*ast.SelectorExpr)
				if !ok {
					return true
				}
				x, ok := s.X.(*ast.Ident)
				if !ok {
					return true
				}
				name := x.Name + "." + s.Sel.Name
				homes, watched := network[name]
				if !watched {
					return true
				}
				met[name] = true
				for _, home := range homes {
					if below(folder, home) {
						return true
					}
				}
				t.Errorf("%s uses %s, whose homes are %v", path, name, homes)
				return true
			})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if files < 300 || !met["http.Client"] || !met["http.Server"] || !met["net.Listen"] {
		t.Errorf("%d files were looked at and only %v found: the search is wrong", files, met)
	}
}
