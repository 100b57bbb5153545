package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"stockbridge/core/sandbox"
)

func TestWrongUsageIsExplained(t *testing.T) {
	for args, want := range map[string]string{
		"--colour blue":                "colour",
		"--stores none":                "stores",
		"--stores 0":                   "--stores",
		"--products 3":                 "--products",
		"--speed 0":                    "--speed",
		"--token-life 1s":              "--token-life",
		"--orders-per-minute -1":       "--orders-per-minute",
		"--faults slow,nonsense":       "nonsense",
		"--listen 192.0.2.1:80":        "loopback",
		"--listen 127.0.0.1:0 surplus": "surplus",
	} {
		var out, errs bytes.Buffer
		if code := run(t.Context(), strings.Fields(args), &out, &errs); code != exitUsage || out.Len() != 0 || !strings.Contains(errs.String(), want) {
			t.Errorf("%s: exit %d, %q, %q", args, code, out.String(), errs.String())
		}
	}
}

func TestPrintsOneDocumentAndServesUntilStopped(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	read, write := io.Pipe()
	exit := make(chan int, 1)
	go func() {
		exit <- run(ctx, []string{"--stores", "1", "--products", "40", "--print-config"}, write, io.Discard)
		_ = write.Close()
	}()
	decoder := json.NewDecoder(read)
	var c sandbox.Config
	if err := decoder.Decode(&c); err != nil {
		t.Fatal(err)
	}
	resp, err := http.Get(c.BrightpearlURL + "/_sandbox/books")
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Fatal("not serving:", err)
	}
	resp.Body.Close()
	stop()
	if err := decoder.Decode(&c); err != io.EOF {
		t.Error("more than one document:", err)
	}
	if code := <-exit; code != exitDone {
		t.Error("exit", code)
	}
}
