package assets

import (
	"bytes"
	"image/png"
	"slices"
	"strings"
	"testing"
)

func TestTheIconsOfTheDesignAreHere(t *testing.T) {
	names := IconNames()
	for _, want := range []string{"layout-dashboard", "hand", "store", "git-compare", "snowflake", "square-parking", "shield-check", "mail-x", "ellipsis", "columns-3"} {
		if !slices.Contains(names, want) {
			t.Errorf("no icon %s", want)
		}
	}
	for _, name := range names {
		svg, err := Icon(name)
		if err != nil || !bytes.Contains(svg, []byte("currentColor")) || bytes.Contains(svg, []byte("stroke")) {
			t.Errorf("%s is not an outline in currentColor (%v)", name, err)
		}
	}
	if _, err := Icon("no-such"); err == nil {
		t.Error("a wrong name gave an icon")
	}
}

func TestTrayPicturesHaveTheirSize(t *testing.T) {
	for _, state := range []TrayState{TrayOK, TrayWorking, TrayAttention, TrayPaused, TrayUnknown} {
		for _, size := range TraySizes() {
			for _, mono := range []bool{false, true} {
				r, err := Tray(state, size, mono)
				if err != nil {
					t.Fatal(err)
				}
				img, err := png.DecodeConfig(bytes.NewReader(r.Content()))
				if err != nil || img.Width != size || img.Height != size {
					t.Errorf("%s is %d by %d (%v)", r.Name(), img.Width, img.Height, err)
				}
			}
		}
	}
}

func TestLicencesTravelAlong(t *testing.T) {
	for _, l := range Licences() {
		if len(l.Text) < 500 || !strings.Contains(strings.ToLower(l.Text), "copyright") {
			t.Errorf("%s has no licence text", l.Work)
		}
	}
}
