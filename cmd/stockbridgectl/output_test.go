package main

import (
	"strings"
	"testing"
)

func TestTable(t *testing.T) {
	table := table{head: []string{"NAME", ">TOTAL", "CAUSE"}}
	table.add("Tea towel, naïve", "£4.50", "")
	table.add("Cup\x1b[31m", "£1,204.00", "held")
	var b strings.Builder
	table.print(&b)
	want := "NAME                  TOTAL  CAUSE\n" +
		"Tea towel, naïve      £4.50\n" +
		"Cup\uFFFD[31m          £1,204.00  held\n"
	if b.String() != want {
		t.Errorf("got\n%s\nwant\n%s", b.String(), want)
	}
}
