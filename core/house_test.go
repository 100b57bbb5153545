package core_test

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// pkg is what the go command says of a package of ours.
type pkg struct {
	ImportPath string
	Doc        string
	Imports    []string
	Deps       []string
}

// packages asks the go command about everything in the tree. Tests are not among the imports.
func packages(t *testing.T) map[string]pkg {
	t.Helper()
	command := exec.Command("go", "list", "-deps", "-json=ImportPath,Doc,Imports,Deps", "stockbridge/core/...", "stockbridge/ui/...", "stockbridge/cmd/...")
	command.Env = append(os.Environ(), "CGO_ENABLED=1") // as the desktop program is built; nothing is compiled
	out, err := command.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	all := map[string]pkg{}
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p pkg
		if err := d.Decode(&p); err == io.EOF {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(p.ImportPath, "stockbridge/") {
			all[p.ImportPath] = p
		}
	}
}

func below(path, root string) bool { return path == root || strings.HasPrefix(path, root+"/") }

// TestHouse holds the plan of the house up: which way imports may point, and where each outside library lives.
func TestHouse(t *testing.T) {
	all := packages(t)
	forbid := func(from, target, why string, except ...string) {
		t.Helper()
		for path, p := range all {
			if !below(path, from) || contains(except, path) {
				continue
			}
			for _, dep := range p.Deps {
				if below(dep, target) {
					t.Errorf("%s depends on %s: %s", path, dep, why)
					break
				}
			}
		}
	}
	forbid("stockbridge/core", "fyne.io/fyne/v2", "the engine runs without a window")
	forbid("stockbridge/core", "stockbridge/ui", "the engine does not know its screens")
	forbid("stockbridge/cmd/stockbridgectl", "fyne.io/fyne/v2", "the command line runs on servers")
	forbid("stockbridge/ui", "fyne.io/fyne/v2/app", "screens compile and test without a C compiler or a display")
	for _, inner := range []string{"db", "engine", "rest", "ekm", "brightpearl", "vault", "ledger", "setup", "orderflow", "stockflow", "shipflow", "catalog", "webhook", "sandbox"} {
		forbid("stockbridge/ui", "stockbridge/core/"+inner, "screens ask through their own interfaces")
	}
	for _, client := range []string{"rest", "ekm", "brightpearl"} {
		forbid("stockbridge/core/"+client, "stockbridge/core/sandbox", "a client does not know its simulator")
		forbid("stockbridge/core/sandbox", "stockbridge/core/"+client, "a shared type would let a misspelt field agree with itself")
	}
	flows := []string{"catalog", "orderflow", "stockflow", "shipflow", "webhook"}
	for _, a := range flows {
		for _, b := range append(flows, "setup", "audit", "engine") {
			if a != b {
				forbid("stockbridge/core/"+a, "stockbridge/core/"+b, "flows meet through rows and wake-ups, never by calling each other")
			}
		}
	}
	for _, a := range []string{"setup", "audit"} {
		for _, b := range append(flows, "engine") {
			forbid("stockbridge/core/"+a, "stockbridge/core/"+b, "setting up and proving need the rows, not the flows")
		}
	}
	for _, word := range []string{"commerce", "phrase", "view", "fault", "events", "settings"} {
		for _, dep := range all["stockbridge/core/"+word].Deps {
			if strings.Contains(strings.SplitN(dep, "/", 2)[0], ".") && !strings.HasPrefix(dep, "golang.org/x/") {
				t.Errorf("core/%s depends on %s: the shared words need nothing but the standard library", word, dep)
			}
		}
	}
	for _, program := range []string{"stockbridge", "stockbridgectl", "sandbox"} {
		forbid("stockbridge/cmd/"+program, "testing", "what ships holds no test code")
	}
}

// TestLibrariesHaveOneHome keeps outside libraries from spreading: each is imported directly in one place.
func TestLibrariesHaveOneHome(t *testing.T) {
	homes := map[string][]string{
		"fyne.io/fyne/v2/app":              {"stockbridge/cmd/stockbridge"},
		"modernc.org/sqlite":               {"stockbridge/core/db"},
		"github.com/jackc/pgx":             {"stockbridge/core/db"},
		"github.com/pressly/goose":         {"stockbridge/core/db"},
		"github.com/zalando/go-keyring":    {"stockbridge/core/vault"},
		"golang.org/x/oauth2":              {"stockbridge/core/vault"},
		"github.com/gofrs/flock":           {"stockbridge/core/engine"},
		"github.com/shopspring/decimal":    {"stockbridge/core/brightpearl", "stockbridge/core/orderflow", "stockbridge/core/shipflow", "stockbridge/core/audit", "stockbridge/core/setup"},
		"gopkg.in/natefinch/lumberjack":    {"stockbridge/cmd/stockbridge"},
		"github.com/godbus/dbus":           {"stockbridge/cmd/stockbridge"},
		"golang.org/x/sys":                 {"stockbridge/cmd/stockbridge", "stockbridge/core/engine"},
		"github.com/xuri/excelize":         {"stockbridge/core/sheet"},
		"github.com/getkin/kin-openapi":    {},
		"stockbridge/core/vault/vaulttest": {},
		"stockbridge/core/db/dbtest":       {},
	}
	for path, p := range packages(t) {
		for _, imported := range p.Imports {
			for library, allowed := range homes {
				if strings.HasPrefix(imported, library) && !contains(allowed, path) && !below(path, library) {
					t.Errorf("%s imports %s, whose home is %v", path, imported, allowed)
				}
			}
		}
	}
}

// TestEveryPackageSaysWhyItExists asks for a package comment.
func TestEveryPackageSaysWhyItExists(t *testing.T) {
	for path, p := range packages(t) {
		if strings.TrimSpace(p.Doc) == "" {
			t.Errorf("%s has no package comment", path)
		}
	}
}

func contains(all []string, one string) bool {
	for _, a := range all {
		if a == one {
			return true
		}
	}
	return false
}
