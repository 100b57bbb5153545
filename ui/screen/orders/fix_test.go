package orders

import (
	"strings"
	"testing"

	"stockbridge/core/fault"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/screen"
	"stockbridge/ui/theme"
)

// fixing opens the sheet for an order of the To do tab.
func (b *bench) fixing(t *testing.T, id string) *fixSheet {
	t.Helper()
	b.Open(screen.Route{Tab: tabTodo, Select: id})
	d, ok := b.Details()
	if !ok {
		t.Fatalf("order %s has no details", id)
	}
	return b.fixOrder(d)
}

func (f *fixer) last() string { return f.said[len(f.said)-1] }

func TestFixWithATaxCode(t *testing.T) {
	b := newBench(t, theme.AlwaysLight)
	x := b.fixing(t, "1")
	b.Shows(t, "Fix order 9031 of Muddy Paws", "Tax code missing", "Decide what is marked at the left", "No tax code")
	x.blocks[1].tax.Choose("T0")
	if got := b.fixer.last(); got != "propose 1 0 map[] [] map[902:T0]" {
		t.Errorf("after the choice the engine is asked %q", got)
	}
	b.Shows(t, "This would be posted", "Make it a rule", "Three sums must agree")
	x.fixNow()
	if got := b.fixer.last(); got != "fix 1 0 map[] [] map[902:T0]" || b.Said[len(b.Said)-1] != "Order 9031 goes on as you decided" {
		t.Errorf("the fix is %q, said %q", got, b.Said)
	}
	if x.sheet.Open() {
		t.Error("the sheet stays open")
	}
}

func TestFixWithAProduct(t *testing.T) {
	b := newBench(t, theme.AlwaysLight)
	x := b.fixing(t, "3")
	line := x.blocks[1]
	line.picker.Look("nothing of the kind")
	b.Shows(t, "No product yet", "No product has these words")
	line.picker.Look("apron")
	b.Shows(t, "KIT-APR-2", "Apron, linen, natural")
	line.picker.Pick(line.picker.Found()[0])
	if got := b.fixer.last(); got != "propose 3 0 map[902:5510] [] map[]" {
		t.Errorf("after the pick the engine is asked %q", got)
	}
	b.Shows(t, "KIT-APR-2, Apron, linen, natural", "This would be posted")
	if _, ok := x.f.rule(); ok {
		t.Error("a product for one line is offered as a rule")
	}
	x.f.undoProduct(line.d.line)
	x.changed()
	if x.f.ready() {
		t.Error("the order is ready without a product")
	}
	x.f.setTextRow(line.d.line)
	x.changed()
	if r, ok := x.f.rule(); !x.f.ready() || !ok || r.key != "unmatched_policy" || r.value != "text-row" {
		t.Errorf("a text row: ready %v, rule %+v", x.f.ready(), r)
	}
}

func TestFixWithAContact(t *testing.T) {
	b := newBench(t, theme.AlwaysLight)
	b.pages.rows[0].Cause = fault.Cause{Code: noEmail, Text: "The order has no usable e-mail address. Nothing was created."}
	x := b.fixing(t, "1")
	b.Shows(t, "No contact yet")
	x.contact.choose("forty")
	b.Shows(t, "number in digits")
	x.contact.choose("40071")
	if x.f.fix.Contact != 40071 {
		t.Errorf("the contact is %d", x.f.fix.Contact)
	}
	b.Shows(t, "Contact 40071", "Chosen for this order")
	if r, ok := x.f.rule(); !ok || r.key != "fallback_contact_id" || r.value != "40071" {
		t.Errorf("the rule is %+v", r)
	}
	// A number that was typed a moment ago counts: the button works it out first instead of posting with the one before.
	x.contact.number.Field.SetText("40072")
	asked := b.fixer.last()
	x.fixNow()
	if x.f.fix.Contact != 40072 || strings.HasPrefix(b.fixer.last(), "fix") {
		t.Errorf("the contact is %d; the engine was asked %q after %q", x.f.fix.Contact, b.fixer.last(), asked)
	}
}

func TestRuleIsTriedBeforeItIsMade(t *testing.T) {
	b := newBench(t, theme.AlwaysLight)
	x := b.fixing(t, "1")
	x.blocks[1].tax.Choose("T0")
	r, ok := x.f.rule()
	if !ok {
		t.Fatal("there is no rule")
	}
	x.tryRule(r)
	if got := b.fixer.last(); got != "try 3 tax_code_not_taxable=T0" {
		t.Errorf("the engine is asked %q", got)
	}
	b.Shows(t, "Rows without tax get tax code T0", "14 held orders would go on, £812.40")
	kit.CloseTop(b.Canvas())
	if got := b.fixer.last(); strings.HasPrefix(got, "rule") {
		t.Error("a cancelled question made the rule")
	}
	if !x.sheet.Open() {
		t.Error("a cancelled question closed the sheet")
	}
	x.makeRule(r, view.RuleEffect{Posted: view.Outcome{Orders: 14}})
	if got := b.fixer.last(); got != "rule 3 tax_code_not_taxable=T0 SB-ORD-105" || b.Said[len(b.Said)-1] != "The rule holds. 14 orders go on" {
		t.Errorf("the rule is %q, said %q", got, b.Said)
	}
}

func TestEffectWords(t *testing.T) {
	got := effectWords(view.RuleEffect{Posted: view.Outcome{Orders: 14, Money: 812_40}, Held: view.Outcome{Orders: 1, Money: 20_00},
		First: fault.Cause{Text: "The order has no usable e-mail address. Nothing was created."}}, "GBP")
	want := "14 held orders would go on, £812.40. 1 order would stay held, £20.00: The order has no usable e-mail address. Orders that are posted stay as they are. The rule stands in the store's settings, where it can be undone."
	if got != want {
		t.Errorf("%q", got)
	}
	if got := effectWords(view.RuleEffect{}, "GBP"); !strings.HasPrefix(got, "No held order would go on.") {
		t.Errorf("%q", got)
	}
}

func TestTaxRules(t *testing.T) {
	d := detailOf(day()[0])
	d.Rows[0].TaxCode = ""
	f := newFixing(d)
	f.setTaxCode(901, "T20")
	if r, ok := f.rule(); !ok || r.key != "tax_rate.20" || r.value != "T20" || r.words != "Goods taxed at 20 % get tax code T20" {
		t.Errorf("goods with a rate: %+v", r)
	}
	f = newFixing(d)
	f.setTaxCode(view.FixDelivery, "T20")
	if r, ok := f.rule(); !ok || r.key != "tax_code_taxable" {
		t.Errorf("delivery with tax: %+v", r)
	}
}

// TestAnOlderProposalIsDropped makes a second choice while the first one is being worked out.
func TestAnOlderProposalIsDropped(t *testing.T) {
	b := newBench(t, theme.AlwaysLight)
	x := b.fixing(t, "1")
	b.fixer.during = func() { x.blocks[1].tax.Choose("T5") }
	x.blocks[1].tax.Choose("T0")
	if got := x.f.proposal.Rows[1].TaxCode; got != "T5" {
		t.Errorf("the proposal is for %s, the choice is T5", got)
	}
}

func TestAProposalThatFails(t *testing.T) {
	b := newBench(t, theme.AlwaysLight)
	b.fixer.err = fault.Hold(fault.Cause{Code: "SB-ORD-118", Text: "There is no contact 77 in Brightpearl. Nothing was changed.", Fix: "Choose another contact."})
	x := b.fixing(t, "1")
	if x.f.ready() {
		t.Error("an order is ready although nobody knows what it would become")
	}
	b.Shows(t, "There is no contact 77 in Brightpearl", "Choose another contact.")
}

func TestOnlyWhatAPersonCanDecideIsFixed(t *testing.T) {
	rows := day()
	if !canFix(rows[0]) || !canFix(rows[2]) {
		t.Error("a held order cannot be fixed")
	}
	for _, o := range rows[4:] {
		if canFix(o) {
			t.Errorf("order %s is %s and can be fixed", o.Number, o.State)
		}
	}
	o := rows[0]
	o.SalesOrderID = 208600
	if canFix(o) {
		t.Error("an order that exists in Brightpearl can still be decided")
	}
}

func TestADecisionShowsInTheLines(t *testing.T) {
	d := detailOf(day()[0])
	d.Fix = view.OrderFix{TextRows: []int64{902}, TaxCodes: map[int64]string{901: "T5", 902: "T0"}}
	if got := fixWords(d); got[0] != "Tax code" || got[1] != "Product and tax code" || got[2] != "" {
		t.Errorf("%v", got)
	}
}
