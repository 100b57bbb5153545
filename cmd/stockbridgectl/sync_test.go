package main

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"strings"
	"testing"
	"time"
)

// A sync runs until it is interrupted, which is how it is meant to end.
func TestSyncInterrupted(t *testing.T) {
	r := newRig(t)
	r.start(1)
	r.connect(1)
	ctx, interrupt := context.WithTimeout(t.Context(), 30*time.Second)
	defer interrupt()
	reader, writer := io.Pipe()
	type end struct {
		code int
		errs string
	}
	ended := make(chan end, 1)
	go func() {
		code, errs := r.run(ctx, strings.NewReader(""), writer, "sync", "--json")
		writer.Close()
		ended <- end{code, errs}
	}()
	scanner := bufio.NewScanner(reader)
	if !scanner.Scan() {
		t.Fatalf("no line: %v, %+v", scanner.Err(), <-ended)
	}
	var s statusJSON
	if err := json.Unmarshal(scanner.Bytes(), &s); err != nil || !s.Brightpearl.Connected || len(s.Stores) != 1 {
		t.Errorf("the first line: %v, %s", err, scanner.Text())
	}
	r.do("status").ends(exitInUse) // the data folder is shared with nobody
	interrupt()
	go func() {
		for scanner.Scan() {
		}
	}()
	if e := <-ended; e.code != exitDone || !strings.Contains(e.errs, "orders 0 posted") {
		t.Errorf("interrupted: %+v", e)
	}
	r.do("status").ends(0)
}

func TestSyncLimits(t *testing.T) {
	r := newRig(t)
	r.start(1)
	r.connect(1)
	if failure := one[failureJSON](r.do("sync", "--until-idle", "--timeout", "1ns", "--json").ends(exitFailed)); failure.Error.Code != codeTimeLimit {
		t.Errorf("out of time: %+v", failure)
	}
	r.do("sync", "--timeout", "50ms").ends(exitFailed).says("The time limit of 50ms was reached")
	stopped, stop := context.WithCancel(t.Context())
	stop()
	var out strings.Builder
	if code, errs := r.run(stopped, strings.NewReader(""), &out, "sync", "--until-idle"); code != exitFailed || !strings.Contains(errs, "Interrupted") {
		t.Errorf("interrupted at once: %d %s", code, errs)
	}
	// Nothing is live, so one round finds nothing for a person.
	r.do("sync", "--until-idle").ends(0).says("orders 0 posted")
}
