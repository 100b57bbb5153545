package main

import (
	"io"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"stockbridge/ui/theme"
)

func TestReadFlags(t *testing.T) {
	o, err := readFlags([]string{"--demo", "--data", "/tmp/x", "--screen", "orders", "--size", "1920x1080", "--theme", "Dark", "--tray"}, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	if !o.demo || !o.tray || o.folder != "/tmp/x" || o.screen != "orders" || o.size != fyne.NewSize(1920, 1080) || o.theme == nil || *o.theme != theme.AlwaysDark {
		t.Errorf("read %+v", o)
	}
	o, err = readFlags(nil, io.Discard)
	if err != nil || o.size != fyne.NewSize(1280, 800) || o.theme != nil {
		t.Errorf("without flags: %+v, %v", o, err)
	}
}

func TestWrongFlagsSayWhatIsRight(t *testing.T) {
	for _, c := range []struct {
		args []string
		says string
	}{
		{[]string{"--size", "big"}, "for example 1280x800"},
		{[]string{"--size", "10x10"}, "at least 320x240"},
		{[]string{"--theme", "pink"}, "light, dark or system"},
		{[]string{"orders"}, "nothing to do with"},
		{[]string{"--minimised"}, "not defined"},
	} {
		var errs strings.Builder
		if _, err := readFlags(c.args, &errs); err == nil || !strings.Contains(errs.String(), c.says) {
			t.Errorf("%v: %v, said %q", c.args, err, errs.String())
		}
	}
}

func TestVersionNeedsNoWindow(t *testing.T) {
	var out, errs strings.Builder
	if code := run([]string{"--version"}, &out, &errs); code != exitDone || !strings.HasPrefix(out.String(), "stockbridge ") {
		t.Errorf("ended with %d, said %q %q", code, out.String(), errs.String())
	}
	if code := run([]string{"--size", "1"}, &out, &errs); code != exitUsage {
		t.Errorf("a wrong flag ended with %d", code)
	}
}

func TestSentence(t *testing.T) {
	for in, want := range map[string]string{"another Stockbridge is there": "Another Stockbridge is there.", "Done.": "Done."} {
		if got := sentence(in); got != want {
			t.Errorf("%q became %q", in, got)
		}
	}
}
