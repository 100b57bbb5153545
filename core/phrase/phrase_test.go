package phrase

import "testing"

func TestRead(t *testing.T) {
	old := book
	t.Cleanup(func() { book = old; sortBook() })
	unknown := sentence("No Brightpearl product has the SKU {sku}.")
	cancelled := sentence("Order {order} is {status} in EKM.")
	cancelledBy := sentence("Order {order} is {status} in EKM by now, not {state}.")
	nothing := sentence("Nothing was written.")
	said := sentence("It said: {said}")
	reserved := counted("Reserved {n} of 1 unit.", "Reserved {n} of {of} units.")
	sorting.Do(sortBook)
	sortBook()

	for _, c := range []struct {
		text string
		want []*Sentence
		args []map[string]string
	}{
		{unknown.With("MUG 1. BLUE"), []*Sentence{unknown}, []map[string]string{{"sku": "MUG 1. BLUE"}}},
		{Join(cancelled.With("7/231126/3", "CANCELLED"), nothing.With()), []*Sentence{cancelled, nothing}, []map[string]string{{"order": "7/231126/3", "status": "CANCELLED"}, {}}},
		{cancelledBy.With("7", "SENT", "OPEN"), []*Sentence{cancelledBy}, []map[string]string{{"order": "7", "status": "SENT", "state": "OPEN"}}},
		{Join(nothing.With(), said.With("no. Such thing.")), []*Sentence{nothing, said}, []map[string]string{{}, {"said": "no. Such thing."}}},
		{reserved.With(3, 4), []*Sentence{reserved.Many}, []map[string]string{{"n": "3", "of": "4"}}},
	} {
		got, ok := Read(c.text)
		if !ok || len(got) != len(c.want) {
			t.Errorf("%q is read as %v, %v", c.text, got, ok)
			continue
		}
		for i, f := range got {
			if f.Sentence != c.want[i] || len(f.Args) != len(c.args[i]) {
				t.Errorf("%q: sentence %d is %q with %v, want %q with %v", c.text, i, f.Text(), f.Args, c.want[i].Text(), c.args[i])
			}
			for name, v := range c.args[i] {
				if f.Args[name] != v {
					t.Errorf("%q: {%s} is %q, want %q", c.text, name, f.Args[name], v)
				}
			}
		}
	}
	for _, strange := range []string{"Mary Smith lives at 1 High Street.", "Nothing was written. And more.", "Reserved many of 4 units."} {
		if got, ok := Read(strange); ok {
			t.Errorf("%q is nobody's sentence, but is read as %v", strange, got)
		}
	}
}
