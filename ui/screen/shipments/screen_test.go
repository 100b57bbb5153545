package shipments

import (
	"encoding/csv"
	"errors"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"stockbridge/core/commerce"
	"stockbridge/core/sheet"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/screen"
	"stockbridge/ui/screen/listing"
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

func TestTabsAndFiltersAskTheDatabase(t *testing.T) {
	c := &canned{rows: notes()}
	s, nav := start(t, c, theme.AlwaysLight)
	if got := c.lastAsked(); got.Tab != tabTodo || !got.From.IsZero() {
		t.Errorf("the screen opens with %+v", got)
	}
	nav.Shows(t, "To send", "Pending → Dispatched", "customer e-mails caused", "Retry 2", "2 numbers", "Waits for tracking", "part-dispatched")
	s.Turn(tabPart)
	if got := c.lastAsked(); got.Tab != "part" {
		t.Errorf("Part-dispatched asked for %+v", got)
	}
	s.Turn(tabToday)
	if got := c.lastAsked(); got.Tab != "today" || !got.From.Equal(screen.Midnight(screentest.Noon)) {
		t.Errorf("Told today asked for %+v", got)
	}
	s.Turn(tabProblems)
	nav.Shows(t, "Taken back", "Cancelled in EKM", "Held")
	s.Turn(tabAll)
	nav.Shows(t, "Told by others", "Handled", "Drop-ship", "2 of 3")
	s.Choose(map[string][]string{kindFilter: {hasDropShip}, onlyFilter: {hasUntracked, hasLate}, carrierFilter: {"Evri Standard"}, shippedFilter: {shippedWeek},
		listing.StateFilter: {"waiting", "held"}, "store": {"3"}})
	got := c.lastAsked()
	if !slices.Equal(got.Has, []string{"drop_ship", "untracked", "late"}) || got.Carrier != "Evri Standard" || !slices.Equal(got.States, []string{"waiting", "held"}) ||
		got.Store != paws || !got.From.Equal(screen.Midnight(screentest.Noon).AddDate(0, 0, -6)) {
		t.Errorf("the filters asked for %+v", got)
	}
	s.ClearFilters()
	s.Search("H00QZA0047711896")
	if n, _ := s.Table().Total(); n != 1 {
		t.Errorf("the tracking number finds %d notes", n)
	}
	s.Search("nowhere")
	nav.Shows(t, "No note fits these filters")
	s.SetStore(kiln)
	if got := c.lastAsked(); got.Store != kiln {
		t.Errorf("the store picker asked for %+v", got)
	}
	s.FollowView(builtInViews()[0])
	if got := c.lastAsked(); got.Tab != tabTodo || !slices.Equal(got.Has, []string{"late"}) {
		t.Errorf("the view of late notes asked for %+v", got)
	}
}

func TestTickedNotesAreSentAfterConfirmation(t *testing.T) {
	c := &canned{rows: notes()}
	s, nav := start(t, c, theme.AlwaysLight)
	s.Turn(tabAll)
	tick(nav, 0, 4)
	nav.Shows(t, "5 selected", "14 units. EKM goes from Pending to Dispatched", "Send 4 now")
	nav.Press(t, "Send 4 now")
	nav.Shows(t, "Tell EKM of 4 orders now?")
	kit.CloseTop(nav.Canvas())
	if len(c.did) != 0 {
		t.Errorf("orders were sent before anybody confirmed: %v", c.did)
	}
	c.refused = find("9019").OrderID
	nav.Press(t, "Send 4 now")
	nav.Press(t, "Send 4 now")
	if len(c.did) != 1 || nav.Said[0] != "1 order is being sent to EKM" || nav.Failures[0] != "Send order 9019" {
		t.Errorf("did %v, said %v, failed %v", c.did, nav.Said, nav.Failures)
	}
}

func TestTickedNotesCanBeHandledOrTrackedOnly(t *testing.T) {
	c := &canned{rows: notes()}
	s, nav := start(t, c, theme.AlwaysLight)
	s.Turn(tabProblems)
	tick(nav, 0, 2) // cancelled, refused, taken back
	nav.Press(t, "Mark as handled")
	nav.Shows(t, "Mark 3 orders as handled?", "EKM stays as it is")
	nav.Type(t, "Settled by phone")
	nav.Press(t, "Mark as handled")
	if want := []string{"handle 208655: Settled by phone", "handle 208649: Settled by phone", "handle 208641: Settled by phone"}; !slices.Equal(c.did, want) {
		t.Errorf("did %q", c.did)
	}
	c.did = nil
	tick(nav, 0, 2)
	s.tickedMenu()[0].Tapped()
	nav.Shows(t, "Send the tracking of 2 orders?")
	nav.Press(t, "Send tracking of 2") // what was taken back has no parcel
	if want := []string{"track 208655", "track 208649"}; !slices.Equal(c.did, want) {
		t.Errorf("did %q", c.did)
	}
	c.did = nil
	tick(nav, 0, 2)
	s.tickedMenu()[1].Tapped()
	if want := []string{"recheck [208655 208649 208641]"}; !slices.Equal(c.did, want) {
		t.Errorf("did %q", c.did)
	}
}

func TestAllNotesAreWalked(t *testing.T) {
	c := &canned{rows: notes(), more: 300}
	s, nav := start(t, c, theme.AlwaysLight)
	s.Table().CheckAll()
	nav.Shows(t, "305 selected", "Every ticked note that is not told yet is sent.", "Send all now")
	nav.Press(t, "Send all now")
	nav.Shows(t, "Tell EKM of 305 orders now?")
}

func TestMenuOffersWhatMakesSense(t *testing.T) {
	c := &canned{rows: notes()}
	s, nav := start(t, c, theme.AlwaysLight)
	offered := func(number string) map[string]func() {
		out := map[string]func(){}
		for _, item := range s.menu(find(number)) {
			if !item.Disabled {
				out[item.Label] = item.Tapped
			}
		}
		return out
	}
	for number, want := range map[string][4]bool{ // send, tracking only, handled, step back
		"20405": {true, true, true, false}, "9019": {true, false, true, false}, "20402": {false, true, false, false},
		"38071": {true, true, true, false}, "20391": {false, false, true, true}, "38052": {false, true, false, false},
	} {
		have := offered(number)
		for i, label := range []string{"Send now", "Send tracking only", "Mark as handled", "Step back in EKM"} {
			if (have[label] != nil) != want[i] {
				t.Errorf("order %s: %q is offered: %t", number, label, have[label] != nil)
			}
		}
	}
	offered("20405")["Send now"]()
	offered("20405")["Send tracking only"]()
	offered("20405")["Re-check notes"]()
	nav.Press(t, "Re-check notes") // of the header: all of them
	if want := []string{"send Kiln & Larder 208668", "track 208668", "recheck [208668]", "recheck []"}; !slices.Equal(c.did, want) {
		t.Errorf("did %q", c.did)
	}
	if !strings.Contains(nav.Said[1], "its status stays") {
		t.Errorf("said %q", nav.Said)
	}
}

func TestFootOfTheOrderSuitsItsState(t *testing.T) {
	c := &canned{rows: notes()}
	s, nav := start(t, c, theme.AlwaysLight)
	s.Open(screen.Route{Tab: tabAll, Select: key("38071")})
	nav.Press(t, "Send now") // once the order is open again in EKM
	nav.Press(t, "Mark as handled")
	nav.Shows(t, "Mark order 38071 as handled?")
	kit.CloseTop(nav.Canvas())
	s.Show(key("20402"))
	nav.Press(t, "Open order")
	if got := nav.LastRoute(); got.Screen != screen.Orders || got.Select != "208663" {
		t.Errorf("the order opens at %+v", got)
	}
	nav.Press(t, "Re-check")
	if want := []string{"send Potting Shed 208655", "recheck [208663]"}; !slices.Equal(c.did, want) {
		t.Errorf("did %q", c.did)
	}
}

func TestHandledNeedsAReason(t *testing.T) {
	c := &canned{rows: notes()}
	s, nav := start(t, c, theme.AlwaysLight)
	s.askHandled([]parcel{parcelOf(find("38071"))})
	nav.Shows(t, "Mark order 38071 as handled?", "EKM stays as it is")
	nav.Type(t, "   ")
	if b := nav.Button(t, "Mark as handled"); !b.Disabled() {
		t.Error("blanks are taken for a reason")
	}
	nav.Type(t, "Parcel is on its way back ")
	nav.Press(t, "Mark as handled")
	if want := []string{"handle 208655: Parcel is on its way back"}; !slices.Equal(c.did, want) || nav.Said[0] != "Order 38071 is marked as handled" {
		t.Errorf("did %q, said %q", c.did, nav.Said)
	}
}

func TestTakenBackShowsBothWaysOut(t *testing.T) {
	c := &canned{rows: notes()}
	s, nav := start(t, c, theme.AlwaysLight)
	s.Open(screen.Route{Tab: tabProblems, Select: key("20391")})
	nav.Shows(t, "Brightpearl took a shipment back", "Goods-out 5641 was un-shipped in Brightpearl,", "told of it at 10:21", "not changed by itself", "You have two ways out", "EKM shows again what it", "EKM stays as it is", "0 of 2 units")
	nav.Press(t, "Step back")
	nav.Shows(t, "Step order 20391 back in EKM?", "EKM shows", "EKM gets", "Dispatched", "Pending", "JX 2048 1170 1GB", "No e-mail is sent", "does this by itself")
	if !nav.Button(t, "Step back").Disabled() {
		t.Error("it can be stepped back without a reason")
	}
	kit.CloseTop(nav.Canvas())
	if len(c.did) != 0 {
		t.Errorf("Esc did %q", c.did)
	}
	nav.Press(t, "Step back")
	nav.Type(t, "Packed by mistake")
	nav.Press(t, "Step back")
	if want := []string{"step back 208641: Packed by mistake"}; !slices.Equal(c.did, want) {
		t.Errorf("did %q", c.did)
	}
	nav.Press(t, "Mark as handled")
	nav.Shows(t, "Mark order 20391 as handled?")
}

func TestNothingIsSteppedBackWithoutAProposal(t *testing.T) {
	c := &canned{rows: notes()}
	s, nav := start(t, c, theme.AlwaysLight)
	s.stepBack(parcelOf(find("20402"))) // somebody put it right in Brightpearl meanwhile
	if kit.CloseTop(nav.Canvas()) || len(nav.Said) != 1 || !strings.Contains(nav.Said[0], "Nothing to step back") {
		t.Errorf("said %q", nav.Said)
	}
	c.textErr = errors.New("no")
	s.stepBack(parcelOf(find("20391")))
	if kit.CloseTop(nav.Canvas()) || len(nav.Failures) != 1 {
		t.Errorf("failed %q", nav.Failures)
	}
}

func TestBackOfComparesFieldByField(t *testing.T) {
	got := backOf(detail{text: view.ShipmentText{Number: "A1, B2", Company: "DPD", URL: "u", StatusNow: "DISPATCHED", Back: &view.StepBack{Number: "A1", Company: "DPD"}}})
	want := []change{{"Status", "Dispatched", "Dispatched", false}, {"Tracking number", "A1, B2", "A1", true}, {"Company", "DPD", "DPD", false}, {"Link", "u", "None", false}}
	if !slices.Equal(got, want) {
		t.Errorf("the step back shows %+v", got)
	}
}

func TestPaneShowsNotesLinesAndProof(t *testing.T) {
	c := &canned{rows: notes()}
	s, nav := start(t, c, theme.AlwaysLight)
	s.Open(screen.Route{Tab: tabAll, Select: key("38060")})
	nav.Enlarge()
	nav.Shows(t, "Order 38060", "2 of 3 units", "Every call to EKM says not to", "15501884213291", "15501884213280", "09:13, after 40 s", "Not yet",
		"GDN-HOS-25", "1 of 2", "GDN-WSH-05", "1, not ordered")
	s.Pane().Tabs().Select(paneText)
	nav.Shows(t, "Pending → Part dispatched", "15501884213280,", "track.dpd.co.uk", "Stockbridge: goods-out 15639", "Before: not mailed. After: not mailed.")
	s.goOrder(find("38060"))
	if got := nav.LastRoute(); got.Screen != screen.Orders || got.Select != "208640" {
		t.Errorf("the order opens at %+v", got)
	}
	if !s.ClosePane() || s.ClosePane() {
		t.Error("Esc closes the pane once")
	}
}

func TestANoteThatWentLeavesNoButtonsForNothing(t *testing.T) {
	went := notes()
	c := &canned{rows: slices.DeleteFunc(slices.Clone(went), func(h view.ShipmentRow) bool {
		return h.Number == "20405" || placeOf(h).key() == key("38060")
	})}
	s, nav := start(t, c, theme.AlwaysLight)
	s.Open(screen.Route{Tab: tabAll, Select: key("38060")}) // the order's other note is there
	nav.Shows(t, "Order 38060", "15501884213280")
	s.Show(key("20405"))
	nav.Shows(t, "This note is not there any more")
}

func TestNotesStayWhenTheTextCannotBeWorkedOut(t *testing.T) {
	c := &canned{rows: notes(), textErr: errors.New("no")}
	s, nav := start(t, c, theme.AlwaysLight)
	s.Open(screen.Route{Tab: tabAll, Select: key("38060")})
	nav.Shows(t, "15501884213291")
	s.Pane().Tabs().Select(paneText)
	nav.Shows(t, "could not be worked out")
}

func TestExportHoldsTheRowsThatTheFiltersShow(t *testing.T) {
	c := &canned{rows: notes()}
	s, nav := start(t, c, theme.AlwaysLight)
	s.Turn(tabProblems)
	s.export(sheet.CSV)
	file := c.saved["Shipments 2026-11-23 1402.csv"]
	if file == nil || nav.Said[0] != "3 notes saved in Downloads" {
		t.Fatalf("saved %v, said %v", c.saved, nav.Said)
	}
	text := strings.TrimPrefix(file.String(), "\ufeff")
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil || len(rows) != 4 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	cell := func(row int, column string) string { return rows[row][slices.Index(rows[0], column)] }
	if cell(1, "State") != "Cancelled in EKM" || cell(1, "Tracking") != "15501884213307" || cell(1, "Told") != "" || !strings.HasPrefix(cell(1, "Cause"), "SB-SHP-401 ") ||
		cell(1, "EKM status wanted") != "Dispatched" || cell(1, "Customer e-mail") != "None" {
		t.Errorf("the cancelled order is %q", rows[1])
	}
	if cell(3, "Taken back") != "un-shipped 2026-11-23 13:40:00" || cell(3, "Delay in seconds") != "40" || cell(3, "Units shipped") != "0" || cell(3, "Units of the note") != "2" {
		t.Errorf("what was taken back is %q", rows[3])
	}
	s.export(sheet.XLSX)
	if file := c.saved["Shipments 2026-11-23 1402.xlsx"]; file == nil || !strings.HasPrefix(file.String(), "PK") {
		t.Errorf("saved %v", c.saved)
	}
}

func TestEmptyScreensSayWhatIsNext(t *testing.T) {
	told := notes()[4:5]
	told[0].UnitsShipped = told[0].UnitsOrdered
	c := &canned{rows: told}
	s, nav := start(t, c, theme.AlwaysLight)
	s.Turn(tabTodo)
	nav.Shows(t, "No goods-out note shipped since 13:32", "Fulfil in Brightpearl")
	s.Turn(tabPart)
	nav.Shows(t, "No order is shipped in part")
	s.Turn(tabProblems)
	nav.Shows(t, "No shipment needs you")
}

func TestUnreadableListSaysWhatHappensNow(t *testing.T) {
	c := &canned{err: errors.New("disk")}
	s, nav := start(t, c, theme.AlwaysLight)
	nav.Shows(t, "The shipments could not be read", "Try again")
	c.rows, c.err = notes(), nil
	s.Reload()
	nav.Shows(t, "20405")
	c.err = errors.New("disk")
	s.Reload()
	nav.Shows(t, "20405") // what was read stays
}

func TestTheFlagOfEKMIsTheProof(t *testing.T) {
	sent := view.ShipmentRow{State: commerce.ShipmentSent, SentAt: screentest.Noon}
	flagged := func(flags ...bool) view.ShipmentRow { h := sent; h.Emailed = flags; return h }
	for _, c := range []struct {
		notes   []view.ShipmentRow
		emailed bool
		state   theme.State
		text    string
	}{
		{nil, false, theme.OK, "Nothing was written"},
		{[]view.ShipmentRow{flagged(false, false)}, false, theme.OK, "neither before our writes nor after"},
		{[]view.ShipmentRow{flagged(true, true)}, true, theme.OK, "before we wrote anything"},
		{[]view.ShipmentRow{flagged(false, false), flagged(false, true)}, true, theme.Error, "after our writes"},
		{[]view.ShipmentRow{sent}, false, theme.OK, "does not mark"},
		{[]view.ShipmentRow{sent}, true, theme.OK, "no call of ours asked"},
	} {
		p := proofOf(c.notes, c.emailed)
		if p.state != c.state || !strings.Contains(p.text, c.text) || !strings.HasPrefix(p.text, "Every call to EKM says not to e-mail") {
			t.Errorf("%+v proves %+v", c.notes, p)
		}
	}
}

func TestTheExactTimeIsInTheTip(t *testing.T) {
	h := find("20402")
	row := rowOf(h, screentest.Noon)
	screentest.CellTellsExactly(t, columns(), row, "shipped", h.ShippedAt)
	screentest.CellTellsExactly(t, columns(), row, "sent", h.SentAt)
	s, nav := start(t, &canned{rows: notes()}, theme.AlwaysLight)
	s.Open(screen.Route{Tab: tabAll, Select: key("20391")})
	s.Pane().Tabs().Select(paneNotes)
	back := find("20391")
	screentest.TellsExactly(t, nav.Content(), back.ShippedAt, back.SentAt, back.GoneAt)
}

func TestTheSalesOrderOpensInBrightpearl(t *testing.T) {
	s, nav := start(t, &canned{rows: notes()}, theme.AlwaysLight)
	h := find("20402")
	for _, item := range s.menu(h) {
		if item.Label == "Open in Brightpearl" {
			item.Tapped()
		}
	}
	if want := "https://example.com/order/208663"; !slices.Equal(nav.Said, []string{want}) {
		t.Errorf("opened %q, want %s", nav.Said, want)
	}
	h.SalesOrderID = 0
	if slices.ContainsFunc(s.menu(h), func(i kit.MenuItem) bool { return i.Label == "Open in Brightpearl" }) {
		t.Error("an order that Brightpearl does not have can be opened there")
	}
}

func TestAnEMailThatEKMSentStandsOut(t *testing.T) {
	at := slices.IndexFunc(columns(), func(c kit.Column) bool { return c.ID == "email" })
	h := find("20402")
	if c := rowOf(h, screentest.Noon).Cells[at]; c.Text != "None" {
		t.Errorf("an order that nobody was mailed about says %q", c.Text)
	}
	h.Emailed = []bool{true, true}
	if c := rowOf(h, screentest.Noon).Cells[at]; c.Text != "None" {
		t.Errorf("an order that was mailed before our writes says %q", c.Text)
	}
	h.Emailed = []bool{false, true}
	if c := rowOf(h, screentest.Noon).Cells[at]; c.Text != "Marked" || c.Emphasis != theme.Error {
		t.Errorf("an order that EKM marked as mailed by our writes says %+v", c)
	}
}
