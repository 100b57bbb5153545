package shipments

import (
	"errors"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"stockbridge/ui/kit"
	"stockbridge/ui/screen"
	"stockbridge/ui/theme"
)

// tick presses the check boxes of the rows from first to last.
func tick(nav *fakeNav, first, last int) {
	for i := first; i <= last; i++ {
		y := theme.HeaderHeight + theme.TabsHeight + theme.FilterHeight + theme.TableHeader + theme.RowCompact*(float32(i)+0.5)
		test.TapCanvas(nav.Canvas(), fyne.NewPos(theme.RailWidth+28, y))
	}
}

// TestPictures draws the screen in both appearances; set STOCKBRIDGE_PICTURES to keep the pictures.
func TestPictures(t *testing.T) {
	for name, mode := range map[string]theme.Mode{"light": theme.AlwaysLight, "dark": theme.AlwaysDark} {
		s, nav := start(t, &canned{rows: notes()}, mode)
		s.page.tabs.Select(tabAll)
		draw(t, nav, "shipments-all-"+name)
		tick(nav, 0, 2)
		draw(t, nav, "shipments-ticked-"+name)
		s.page.table.ClearChecks()
		s.show(key("38060"))
		nav.window.Resize(fyne.NewSize(1920, 1000))
		draw(t, nav, "shipments-wide-"+name)
	}
	s, nav := start(t, &canned{rows: notes()}, theme.AlwaysLight)
	draw(t, nav, "shipments-todo")
	s.page.tabs.Select(tabProblems)
	s.show(key("38071"))
	draw(t, nav, "shipments-problem")
	s.page.pane.Tabs().Select(paneText)
	draw(t, nav, "shipments-text")
	s.page.tabs.Select(tabAll)
	s.closePane()
	tick(nav, 0, 5)
	s.askSend()
	draw(t, nav, "shipments-ask")
	_, nav = start(t, &canned{}, theme.AlwaysLight)
	draw(t, nav, "shipments-empty")
}

func TestTabsAndSearchAskTheDatabase(t *testing.T) {
	c := &canned{rows: notes()}
	s, nav := start(t, c, theme.AlwaysLight)
	if got := c.lastAsked(); got.Tab != tabTodo {
		t.Errorf("the screen opens with %+v", got)
	}
	shows(t, nav, "To send", "Pending → Dispatched", "customer e-mails caused", "Retry 2", "2 numbers")
	s.page.tabs.Select(tabAll)
	shows(t, nav, "Told by others", "Cancelled in EKM", "Drop-ship", "1 of 3")
	s.page.search.OnSubmitted("H00QZA0047711902")
	if n, _ := s.page.table.Total(); n != 1 {
		t.Errorf("the tracking number finds %d notes", n)
	}
	s.page.search.OnSubmitted("nowhere")
	shows(t, nav, "No note fits these filters")
	s.SetStore(kiln)
	if got := c.lastAsked(); got.Store != kiln {
		t.Errorf("the store picker asked for %+v", got)
	}
}

func TestTickedNotesAreSentAfterConfirmation(t *testing.T) {
	c := &canned{rows: notes()}
	s, nav := start(t, c, theme.AlwaysLight)
	s.page.tabs.Select(tabAll)
	tick(nav, 0, 4)
	shows(t, nav, "5 selected", "14 units. EKM goes from Pending to Dispatched, tracking first. 1 is told already and stays as it is.", "Send 4 now")
	s.askSend()
	shows(t, nav, "Tell EKM of 4 orders now?")
	if len(c.sent) != 0 {
		t.Error("orders were sent before anybody confirmed")
	}
	kit.CloseTop(nav.Canvas())
	if len(c.sent) != 0 {
		t.Error("Esc sent the orders")
	}
	c.refused = find("9019").OrderID
	notes, _ := s.ticked(s.page.table.Checked())
	s.sendAll(parcels(notes))
	if len(c.sent) != 1 || nav.said[0] != "1 order is being sent to EKM" || nav.failed[0] != "Send order 9019 to EKM" {
		t.Errorf("sent %v, said %v, failed %v", c.sent, nav.said, nav.failed)
	}
}

func TestAllNotesAreWalked(t *testing.T) {
	c := &canned{rows: notes(), more: 300}
	s, nav := start(t, c, theme.AlwaysLight)
	s.page.table.CheckAll()
	shows(t, nav, "305 selected", "Every ticked note that is not told yet is sent.", "Send all now")
	s.askSend()
	shows(t, nav, "Tell EKM of 305 orders now?")
}

func TestPaneProvesThatNobodyIsMailed(t *testing.T) {
	c := &canned{rows: notes()}
	s, nav := start(t, c, theme.AlwaysLight)
	s.Open(screen.Route{Tab: tabAll, Select: key("38060")})
	shows(t, nav, "Order 38060", "2 of 3 units", "email_customer is false in every", "15501884213291", "15501884213280")
	s.page.pane.Tabs().Select(paneText)
	shows(t, nav, "Pending → Part dispatched", "15501884213280,")
	s.send(parcel{shed, find("38060").OrderID, "38060"})
	if len(c.sent) != 1 || nav.said[0] != "Order 38060 is being sent to EKM" {
		t.Errorf("sent %v, said %v", c.sent, nav.said)
	}
	s.goOrder(s.open, "38060")
	if got := nav.went[0]; got.Screen != screen.Orders || got.Select != "208640" {
		t.Errorf("the order opens at %+v", got)
	}
	if !s.ClosePane() || s.ClosePane() {
		t.Error("Esc closes the pane once")
	}
}

func TestUnreadableListSaysWhatHappensNow(t *testing.T) {
	_, nav := start(t, &canned{err: errors.New("disk")}, theme.AlwaysLight)
	shows(t, nav, "The shipments could not be read", "Try again")
}
