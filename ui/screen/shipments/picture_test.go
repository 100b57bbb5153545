package shipments

import (
	"errors"
	"os"
	"testing"

	"stockbridge/ui/screen"
	"stockbridge/ui/screen/listing"
	"stockbridge/ui/screen/screentest"
	"stockbridge/ui/theme"
)

// scenes are the parts of the screen, by how a person comes there.
func scenes() map[string]func(*Screen, *screentest.Window) {
	pane := func(number, tab string) func(*Screen, *screentest.Window) {
		return func(s *Screen, _ *screentest.Window) {
			s.Open(screen.Route{Tab: tabAll, Select: key(number)})
			s.Pane().Tabs().Select(tab)
		}
	}
	turn := func(tab string) func(*Screen, *screentest.Window) {
		return func(s *Screen, _ *screentest.Window) { s.Turn(tab) }
	}
	return map[string]func(*Screen, *screentest.Window){
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
}

// TestPictures draws every part of the screen in both appearances and sizes, and in German; Draw fails when something needs more room
// than there is. STOCKBRIDGE_PICTURES names a folder that keeps them.
func TestPictures(t *testing.T) {
	for name, scene := range scenes() {
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
	for mode, m := range map[string]theme.Mode{"light": theme.AlwaysLight, "dark": theme.AlwaysDark} {
		_, nav := start(t, &canned{err: errors.New("disk")}, m)
		nav.Draw(t, "shipments-fault-"+mode)
	}
	screentest.Speak(t, "de")
	for name, scene := range scenes() {
		s, nav := start(t, &canned{rows: notes()}, theme.AlwaysLight)
		scene(s, nav)
		nav.Draw(t, "shipments-"+name+"-german")
	}
}

// TestEveryWordIsTranslated shows each part of the screen; what is stored is data.
func TestEveryWordIsTranslated(t *testing.T) {
	screentest.WrapTexts(t)
	// kit and listing have tests of their own.
	data := []string{"Store", "More", "Cancel", "Clear", "selected", "Try again", "Select all", "filtered", "Views", "Filter",
		"https://www.royalmail.com/track-your-item#/tracking-results/JX204811701GB", "https://track.dpd.co.uk/parcels/", "Collected in the shop, EKM set by hand",
		"Cancelled", "Stockbridge: goods-out 15640, 23 Nov 2026 10:41, 1 unit, DPD Next Day, ", "Stockbridge: goods-out 15639, 23 Nov 2026 09:12, 1 unit, DPD Next Day, "}
	for _, h := range notes() {
		data = append(data, h.Store, h.Carrier, h.Tracking, statusMove(h), status(h.StatusNow), status(h.StatusWanted))
		for _, l := range h.Lines {
			data = append(data, l.SKU, l.Name)
		}
	}
	scene := func(c *canned, open func(*Screen, *screentest.Window)) func(*testing.T) {
		return func(t *testing.T) {
			s, nav := start(t, c, theme.AlwaysLight)
			open(s, nav)
			nav.Untranslated(t, data...)
		}
	}
	for name, open := range scenes() {
		t.Run(name, scene(&canned{rows: notes()}, open))
	}
	t.Run("empty", scene(&canned{}, func(*Screen, *screentest.Window) {}))
	t.Run("broken", scene(&canned{err: errors.New("disk")}, func(*Screen, *screentest.Window) {}))
}
