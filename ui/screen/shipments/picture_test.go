package shipments

import (
	"os"
	"testing"

	"stockbridge/ui/screen"
	"stockbridge/ui/screen/listing"
	"stockbridge/ui/screen/screentest"
	"stockbridge/ui/theme"
)

// TestPictures draws every part of the screen in both appearances and sizes; Draw fails when something needs more room than there
// is. STOCKBRIDGE_PICTURES names a folder that keeps them.
func TestPictures(t *testing.T) {
	pane := func(number, tab string) func(*Screen, *screentest.Window) {
		return func(s *Screen, _ *screentest.Window) {
			s.Open(screen.Route{Tab: tabAll, Select: key(number)})
			s.Pane().Tabs().Select(tab)
		}
	}
	turn := func(tab string) func(*Screen, *screentest.Window) {
		return func(s *Screen, _ *screentest.Window) { s.Turn(tab) }
	}
	scenes := map[string]func(*Screen, *screentest.Window){
		"all": turn(tabAll), "todo": turn(tabTodo), "problems": turn(tabProblems), "part": turn(tabPart),
		"part-pane": pane("38060", paneNotes), "part-text": pane("38060", paneText), "cancelled": pane("38071", paneNotes), "cancelled-text": pane("38071", paneText),
		"back": pane("20391", paneNotes), "back-text": pane("20391", paneText), "handled": pane("38052", paneNotes), "history": pane("38060", paneHistory),
		"ticked": func(s *Screen, nav *screentest.Window) { s.Turn(tabAll); tick(nav, 0, 4) },
		"ticked-pane": func(s *Screen, nav *screentest.Window) {
			pane("38060", paneNotes)(s, nav)
			tick(nav, 0, 4)
		},
		"ask-send":   func(s *Screen, nav *screentest.Window) { s.Turn(tabAll); tick(nav, 0, 4); s.askSendTicked() },
		"ask-handle": func(s *Screen, _ *screentest.Window) { s.askHandled([]parcel{parcelOf(find("38071"))}) },
		"ask-back":   func(s *Screen, nav *screentest.Window) { s.stepBack(parcelOf(find("20391"))) },
		"chips": func(s *Screen, nav *screentest.Window) {
			s.Choose(map[string][]string{kindFilter: {hasGoodsOut}, onlyFilter: {hasUntracked, hasLate}, carrierFilter: {"Royal Mail 24"}, shippedFilter: {shippedWeek}, listing.StateFilter: {"waiting"}})
		},
	}
	for name, scene := range scenes {
		for mode, m := range map[string]theme.Mode{"light": theme.AlwaysLight, "dark": theme.AlwaysDark} {
			if mode == "dark" && os.Getenv("STOCKBRIDGE_PICTURES") == "" {
				continue // nothing is larger in the dark; for eyes alone
			}
			s, nav := start(t, &canned{rows: notes()}, m)
			scene(s, nav)
			nav.Draw(t, "shipments-"+name+"-"+mode)
			nav.Enlarge()
			nav.Draw(t, "shipments-"+name+"-wide-"+mode)
		}
	}
	_, nav := start(t, &canned{}, theme.AlwaysLight)
	nav.Draw(t, "shipments-empty")
}
