package notify

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.Local)

var rules = Rules{On: true, From: "22:00", Until: "07:00"}

func tax(orders int, money commerce.Pence) view.CauseCard {
	return view.CauseCard{Key: "7|SB-ORD-014|01", Title: "Tax rate 7 of Muddy Paws is not mapped", Store: "Muddy Paws", Orders: orders, Money: money, Currency: "GBP",
		FirstDue: noon.Add(5 * time.Hour)}
}

func login() view.CauseCard {
	return view.CauseCard{Key: "2|SB-AUTH-001|02", Title: "Kiln has to be signed in again", Store: "Kiln", Severity: "error"}
}

// desk remembers between looks, as the program does.
type desk struct {
	t      *testing.T
	memory Memory
}

// look decides at a moment and returns the words, "" for nothing.
func (d *desk) look(at time.Time, r Rules, causes ...view.CauseCard) string {
	d.t.Helper()
	m, next := Decide(causes, r, d.memory, at)
	raw, err := json.Marshal(next) // a restart keeps what the file keeps
	if err != nil {
		d.t.Fatal(err)
	}
	if d.memory = nil; json.Unmarshal(raw, &d.memory) != nil {
		d.t.Fatal("the memory cannot be read")
	}
	if m == nil {
		return ""
	}
	return m.Title + "\n" + m.Text
}

func (d *desk) want(what, got, want string) {
	d.t.Helper()
	if got != want {
		d.t.Errorf("%s: %q, want %q", what, got, want)
	}
}

const two = "2 orders wait, £112.95\nTax rate 7 of Muddy Paws is not mapped. First due at 17:00."

func TestOnePerCauseAndHour(t *testing.T) {
	d := &desk{t: t}
	d.want("new", d.look(noon, rules, tax(2, 11295)), two)
	d.want("the same", d.look(noon.Add(10*time.Minute), rules, tax(2, 11295)), "")
	d.want("grown within the hour", d.look(noon.Add(59*time.Minute), rules, tax(3, 20000)), "")
	d.want("grown after it", d.look(noon.Add(61*time.Minute), rules, tax(3, 20000)), "3 orders wait, £200.00\nTax rate 7 of Muddy Paws is not mapped. First due at 17:00.")
	d.want("the same for hours", d.look(noon.Add(5*time.Hour), rules, tax(3, 20000)), "")
	d.want("smaller", d.look(noon.Add(7*time.Hour), rules, tax(1, 900)), "")
	d.want("back within the hour", d.look(noon.Add(7*time.Hour+time.Minute), rules), "")
}

func TestACauseThatComesAndGoes(t *testing.T) {
	d := &desk{t: t}
	d.want("new", d.look(noon, rules, login()), "Kiln needs you\nKiln has to be signed in again.")
	d.want("gone", d.look(noon.Add(time.Minute), rules), "")
	d.want("back", d.look(noon.Add(2*time.Minute), rules, login()), "")
	d.want("gone again", d.look(noon.Add(62*time.Minute), rules), "")
	d.want("back after an hour", d.look(noon.Add(63*time.Minute), rules, login()), "Kiln needs you\nKiln has to be signed in again.")
}

func TestSeveralAreOne(t *testing.T) {
	d := &desk{t: t}
	ship := view.CauseCard{Key: "3", Title: "EKM refuses the status", Shipments: 1}
	skus := view.CauseCard{Key: "4", Title: "SKU A is listed twice", SKUs: 4, Money: 100, Currency: "EUR"}
	got := d.look(noon, rules, tax(2, 11295), login(), ship, skus)
	d.want("grouped", got, "4 things need you\n2 orders wait, £112.95: Tax rate 7 of Muddy Paws is not mapped.\nKiln has to be signed in again.\n1 shipment waits: EKM refuses the status.\n1 more")
	d.want("told, all of them", d.look(noon.Add(time.Minute), rules, tax(2, 11295), login(), ship, skus), "")
}

func TestQuietHours(t *testing.T) {
	d := &desk{t: t}
	night := time.Date(2026, 11, 23, 23, 30, 0, 0, time.Local)
	for _, at := range []time.Time{night, night.Add(time.Hour), night.Add(7*time.Hour + 29*time.Minute)} {
		d.want("at "+at.Format("15:04"), d.look(at, rules, login()), "")
	}
	d.want("in the morning", d.look(night.Add(7*time.Hour+30*time.Minute), rules, login()), "Kiln needs you\nKiln has to be signed in again.")
	loud := rules
	loud.MoneyBreaks = true
	d.memory = nil
	d.want("money at night", d.look(night, loud, tax(2, 11295), login()), two)
	day := Rules{On: true, From: "12:00", Until: "13:00"}
	d.memory = nil
	d.want("at lunch", d.look(noon.Add(59*time.Minute), day, login()), "")
	d.want("after lunch", d.look(noon.Add(60*time.Minute), day, login()), "Kiln needs you\nKiln has to be signed in again.")
	for _, none := range []Rules{{On: true}, {On: true, From: "08:00", Until: "08:00"}, {On: true, From: "late", Until: "07:00"}} {
		d.memory = nil
		if d.look(night, none, login()) == "" {
			t.Errorf("%+v is quiet", none)
		}
	}
}

func TestAClockSetBack(t *testing.T) {
	d := &desk{t: t}
	d.look(noon, rules, tax(2, 11295))
	d.want("two hours earlier", d.look(noon.Add(-2*time.Hour), rules, tax(3, 20000)), "")
	if got := d.look(noon.Add(-59*time.Minute), rules, tax(3, 20000)); !strings.HasPrefix(got, "3 orders wait") {
		t.Errorf("an hour after the clock was set back: %q", got)
	}
}

func TestSwitchedOff(t *testing.T) {
	d := &desk{t: t}
	d.want("off", d.look(noon, Rules{}, login()), "")
	d.want("on again", d.look(noon, rules, login()), "Kiln needs you\nKiln has to be signed in again.")
}

func TestMoneyIsSaidOfOneOrder(t *testing.T) {
	d := &desk{t: t}
	short := view.CauseCard{Key: "5", Title: "Order 9031 is short of 1 unit", Store: "Garden", Order: 12, Money: 13203, Currency: "GBP"}
	d.want("alone", d.look(noon, rules, short), "Garden needs you, £132.03\nOrder 9031 is short of 1 unit.")
	d.memory = nil
	d.want("with another", d.look(noon, rules, short, login()), "2 things need you\nGarden needs you, £132.03: Order 9031 is short of 1 unit.\nKiln has to be signed in again.")
}

func TestNobodyIsNamed(t *testing.T) {
	d := &desk{t: t}
	d.want("an address", d.look(noon, rules, view.CauseCard{Key: "9", Title: "Two contacts have priya@example.com", Orders: 1}), "1 order waits\nSee Attention.")
}
