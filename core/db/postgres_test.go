//go:build unix

package db_test

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"stockbridge/core/db"
	"stockbridge/core/db/dbtest"
)

// TestPostgres runs the suite on the server named by STOCKBRIDGE_POSTGRES_DSN, a postgres:// address whose user may create
// schemas, or on a throw-away cluster when PostgreSQL's own programs are installed on this machine.
func TestPostgres(t *testing.T) {
	dsn := os.Getenv("STOCKBRIDGE_POSTGRES_DSN")
	if dsn == "" {
		dsn = throwAwayCluster(t)
	}
	admin, err := sql.Open("pgx", dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer admin.Close()
	schemas := 0
	place := func(t testing.TB) db.Options {
		schemas++
		schema := fmt.Sprintf("stockbridge_test_%d_%d", os.Getpid(), schemas)
		if _, err := admin.Exec(`create schema ` + schema); err != nil {
			t.Fatalf("create a schema: %v", err)
		}
		t.Cleanup(func() {
			if _, err := admin.Exec(`drop schema ` + schema + ` cascade`); err != nil {
				t.Errorf("drop the schema: %v", err)
			}
		})
		address, err := url.Parse(dsn)
		if err != nil {
			t.Fatal(err)
		}
		query := address.Query()
		query.Set("search_path", schema)
		address.RawQuery = query.Encode()
		return db.Options{DSN: address.String()}
	}
	open := func(t testing.TB, now func() time.Time) *db.DB {
		o := place(t)
		o.Now = now
		return openOptions(t, o)
	}
	dbtest.Exercise(t, open)
	t.Run("counts add up", func(t *testing.T) { countsAddUp(t, open) })
	t.Run("an older database is filled", func(t *testing.T) { olderDatabaseIsFilled(t, place(t)) })
}

// throwAwayCluster starts a PostgreSQL server in a temporary folder, reachable by a Unix socket only, and returns its address.
func throwAwayCluster(t *testing.T) string {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil || len(found) == 0 {
		t.Skip("no STOCKBRIDGE_POSTGRES_DSN is set and PostgreSQL is not installed under /usr/lib/postgresql")
	}
	bin := filepath.Dir(found[len(found)-1])
	// A socket's path may have 107 bytes, fewer than t.TempDir can need.
	home, err := os.MkdirTemp("", "sbpg")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(home) })
	as := unprivileged(t, home)
	data := filepath.Join(home, "data")
	init := command(as, home, filepath.Join(bin, "initdb"), "-D", data, "-U", "stockbridge", "-A", "trust", "-E", "UTF8", "--no-sync")
	if out, err := init.CombinedOutput(); err != nil {
		t.Fatalf("initdb: %v\n%s", err, out)
	}
	server := command(as, home, filepath.Join(bin, "postgres"), "-D", data, "-k", home, "-c", "listen_addresses=", "-c", "fsync=off")
	var output bytes.Buffer
	server.Stdout, server.Stderr = &output, &output
	if err := server.Start(); err != nil {
		t.Fatalf("start the server: %v", err)
	}
	t.Cleanup(func() {
		server.Process.Signal(syscall.SIGINT) // "fast": open sessions are ended
		server.Wait()
	})
	dsn := "postgres:///postgres?user=stockbridge&host=" + url.QueryEscape(home)
	ready, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	if err := answers(ready, dsn); err != nil {
		t.Fatalf("the server does not answer: %v\n%s", err, output.String())
	}
	return dsn
}

// answers polls a server that is starting until it answers or the context ends.
func answers(ctx context.Context, dsn string) error {
	conn, err := sql.Open("pgx", dsn)
	if err != nil {
		return err
	}
	defer conn.Close()
	every := time.NewTicker(50 * time.Millisecond)
	defer every.Stop()
	for {
		if err = conn.PingContext(ctx); err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return err
		case <-every.C:
		}
	}
}

// unprivileged is who owns the server: PostgreSQL refuses to run as root, so root lends the folder to postgres or nobody.
func unprivileged(t *testing.T, home string) *syscall.Credential {
	if os.Getuid() != 0 {
		return nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		account, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, _ := strconv.Atoi(account.Uid)
		gid, _ := strconv.Atoi(account.Gid)
		if err := os.Chown(home, uid, gid); err != nil {
			t.Fatal(err)
		}
		return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	}
	t.Skip("PostgreSQL does not run as root and there is no user postgres or nobody")
	return nil
}

func command(as *syscall.Credential, home, name string, args ...string) *exec.Cmd {
	c := exec.Command(name, args...)
	c.Dir = home
	c.Env = append(withoutPostgres(os.Environ()), "LC_ALL=C.UTF-8")
	if as != nil {
		c.SysProcAttr = &syscall.SysProcAttr{Credential: as}
	}
	return c
}

// withoutPostgres drops the variables that would point PostgreSQL's programs at another server.
func withoutPostgres(env []string) []string {
	var out []string
	for _, v := range env {
		if !strings.HasPrefix(v, "PG") && !strings.HasPrefix(v, "LC_") {
			out = append(out, v)
		}
	}
	return out
}
