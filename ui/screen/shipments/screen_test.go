package shipments

import (
	"errors"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"stockbridge/ui/kit"
	"stockbridge/ui/screen"
	"stockbridge/ui/screen/screentest"
	"stockbridge/ui/theme"
)

// tick presses the check boxes of the rows from first to last.
func tick(nav *screentest.Window, first, last int) {
	for i := first; i <= last; i++ {
		y := theme.HeaderHeight + theme.TabsHeight + theme.FilterHeight + theme.TableHeader + theme.RowCompact*(float32(i)+0.5)
		test.TapCanvas(nav.Canvas(), fyne.NewPos(theme.RailWidth+28, y))
	}
}

// TestPictures draws the screen in both appearances; set STOCKBRIDGE_PICTURES to keep the pictures.
func TestPictures(t *testing.T) {
	for name, mode := range map[string]theme.Mode{"light": theme.AlwaysLight, "dark": theme.AlwaysDark} {
		s, nav := start(t, &canned{rows: notes()}, mode)
		s.Turn(tabAll)
		nav.Draw(t, "shipments-all-"+name)
		tick(nav, 0, 2)
		nav.Draw(t, "shipments-ticked-"+name)
		s.Table().ClearChecks()
		s.Show(key("38060"))
		nav.Enlarge()
		nav.Draw(t, "shipments-wide-"+name)
	}
	s, nav := start(t, &canned{rows: notes()}, theme.AlwaysLight)
	nav.Draw(t, "shipments-todo")
	s.Turn(tabProblems)
	s.Show(key("38071"))
	nav.Draw(t, "shipments-problem")
	s.Pane().Tabs().Select(paneText)
	nav.Draw(t, "shipments-text")
	s.Turn(tabAll)
	s.ClosePane()
	tick(nav, 0, 5)
	s.askSend()
	nav.Draw(t, "shipments-ask")
	_, nav = start(t, &canned{}, theme.AlwaysLight)
	nav.Draw(t, "shipments-empty")
}

func TestTabsAndSearchAskTheDatabase(t *testing.T) {
	c := &canned{rows: notes()}
	s, nav := start(t, c, theme.AlwaysLight)
	if got := c.lastAsked(); got.Tab != tabTodo {
		t.Errorf("the screen opens with %+v", got)
	}
	nav.Shows(t, "To send", "Pending → Dispatched", "customer e-mails caused", "Retry 2", "2 numbers")
	s.Turn(tabAll)
	nav.Shows(t, "Told by others", "Cancelled in EKM", "Drop-ship", "1 of 3")
	s.Search("H00QZA0047711902")
	if n, _ := s.Table().Total(); n != 1 {
		t.Errorf("the tracking number finds %d notes", n)
	}
	s.Search("nowhere")
	nav.Shows(t, "No note fits these filters")
	s.SetStore(kiln)
	if got := c.lastAsked(); got.Store != kiln {
		t.Errorf("the store picker asked for %+v", got)
	}
}

func TestTickedNotesAreSentAfterConfirmation(t *testing.T) {
	c := &canned{rows: notes()}
	s, nav := start(t, c, theme.AlwaysLight)
	s.Turn(tabAll)
	tick(nav, 0, 4)
	nav.Shows(t, "5 selected", "14 units. EKM goes from Pending to Dispatched, tracking first. 1 is told already and stays as it is.", "Send 4 now")
	s.askSend()
	nav.Shows(t, "Tell EKM of 4 orders now?")
	if len(c.sent) != 0 {
		t.Error("orders were sent before anybody confirmed")
	}
	kit.CloseTop(nav.Canvas())
	if len(c.sent) != 0 {
		t.Error("Esc sent the orders")
	}
	c.refused = find("9019").OrderID
	notes, _ := s.ticked()
	s.sendAll(parcels(notes))
	if len(c.sent) != 1 || nav.Said[0] != "1 order is being sent to EKM" || nav.Failures[0] != "Send order 9019 to EKM" {
		t.Errorf("sent %v, said %v, failed %v", c.sent, nav.Said, nav.Failures)
	}
}

func TestAllNotesAreWalked(t *testing.T) {
	c := &canned{rows: notes(), more: 300}
	s, nav := start(t, c, theme.AlwaysLight)
	s.Table().CheckAll()
	nav.Shows(t, "305 selected", "Every ticked note that is not told yet is sent.", "Send all now")
	s.askSend()
	nav.Shows(t, "Tell EKM of 305 orders now?")
}

func TestPaneProvesThatNobodyIsMailed(t *testing.T) {
	c := &canned{rows: notes()}
	s, nav := start(t, c, theme.AlwaysLight)
	s.Open(screen.Route{Tab: tabAll, Select: key("38060")})
	nav.Shows(t, "Order 38060", "2 of 3 units", "Every call to EKM says not to", "15501884213291", "15501884213280")
	s.Pane().Tabs().Select(paneText)
	nav.Shows(t, "Pending → Part dispatched", "15501884213280,")
	s.sendOne(parcel{shed, find("38060").OrderID, "38060"})
	if len(c.sent) != 1 || nav.Said[0] != "Order 38060 is being sent to EKM" {
		t.Errorf("sent %v, said %v", c.sent, nav.Said)
	}
	s.goOrder(find("38060"))
	if got := nav.LastRoute(); got.Screen != screen.Orders || got.Select != "208640" {
		t.Errorf("the order opens at %+v", got)
	}
	if !s.ClosePane() || s.ClosePane() {
		t.Error("Esc closes the pane once")
	}
}

func TestUnreadableListSaysWhatHappensNow(t *testing.T) {
	_, nav := start(t, &canned{err: errors.New("disk")}, theme.AlwaysLight)
	nav.Shows(t, "The shipments could not be read", "Try again")
}
