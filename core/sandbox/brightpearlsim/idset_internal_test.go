package brightpearlsim

import (
	"reflect"
	"testing"
)

func TestIDSets(t *testing.T) {
	for _, c := range []struct {
		text string
		want []int
	}{
		{"12", []int{12}},
		{"40-43", []int{40, 41, 42, 43}},
		{"9,3,7", []int{9, 3, 7}},
		{"9.3.7", []int{9, 3, 7}},
		{"1-3,9,20-22", []int{1, 2, 3, 9, 20, 21, 22}},
		{"5,5,4-5", []int{5, 4}},
		{"0", []int{0}},
	} {
		set, err := parseIDSet(c.text)
		if err != nil || !reflect.DeepEqual(set.ids(), c.want) {
			t.Errorf("%q is %v, %v; want %v", c.text, set.ids(), err, c.want)
		}
	}
	for _, bad := range []string{"", "a", "7-5", "1,", ",1", "1-", "-1", "1-2-3", "1 2", "1..2", "99999999999"} {
		if set, err := parseIDSet(bad); err == nil {
			t.Errorf("%q is read as %v", bad, set.ids())
		}
	}
	if set, err := parseIDSet("*"); err != nil || !set.contains(99) {
		t.Error("* does not contain everything")
	}
}

func TestCompressWritesRanges(t *testing.T) {
	if got := compress([]int{3, 4, 5, 9, 12, 13}); got != "3-5,9,12-13" {
		t.Error(got)
	}
}

func TestDecimals(t *testing.T) {
	for _, c := range []struct {
		text, two, four string
	}{
		{"20.83", "20.83", "20.8300"}, {"-0.005", "-0.01", "-0.0050"}, {"10.4150", "10.42", "10.4150"}, {"7", "7.00", "7.0000"},
		{"0.00004000", "", ""}, {"-0.001", "0.00", "-0.0010"},
	} {
		d, err := parseDec(c.text)
		if c.two == "" {
			if err == nil {
				t.Errorf("%s has more than four places but was read", c.text)
			}
			continue
		}
		if err != nil || d.fixed(2) != c.two || d.fixed(4) != c.four {
			t.Errorf("%s is %s and %s, %v", c.text, d.fixed(2), d.fixed(4), err)
		}
	}
	for _, bad := range []string{"", "1e3", "1.2.3", "£1", "--1", "+1"} {
		if _, err := parseDec(bad); err == nil {
			t.Errorf("%q was read", bad)
		}
	}
	price, _ := parseDec("20.83")
	if got := price.per(2 * one).fixed(4); got != "10.4150" {
		t.Error("half of 20.83 is", got)
	}
}
