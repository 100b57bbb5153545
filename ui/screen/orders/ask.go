package orders

import (
	"errors"
	"strings"
	"time"

	"stockbridge/ui/kit"
	"stockbridge/ui/say"
)

// questions about filters whose values no list holds.

func (s *Screen) askDays(now string, choose func(string)) {
	first, last := kit.NewEntry(say.Date(s.o.Now().AddDate(0, 0, -7))), kit.NewEntry(say.T("The same day"))
	if from, to, err := parseDays(now, s.o.Now()); err == nil {
		first.SetText(say.Date(from))
		last.SetText(say.Date(to.AddDate(0, 0, -1)))
	}
	s.askRange(say.T("Orders placed on which days?"), rangeField{say.T("First day"), first}, rangeField{say.T("Last day"), last}, func() (string, error, error) {
		from, to, err, err2 := daysIn(first.Text(), last.Text(), s.o.Now())
		return formatDays(from, to), err, err2
	}, choose)
}

// daysIn reads two fields; an empty last day is the first one, and turned ends are turned back.
func daysIn(first, last string, now time.Time) (from, to time.Time, wrongFirst, wrongLast error) {
	from, wrongFirst = parseDay(first, now)
	to = from
	if strings.TrimSpace(last) != "" {
		to, wrongLast = parseDay(last, now)
	}
	if wrongFirst == nil && wrongLast == nil && to.Before(from) {
		from, to = to, from
	}
	return from, to, wrongFirst, wrongLast
}

func (s *Screen) askAmounts(now string, choose func(string)) {
	least, most := kit.NewEntry(say.Decimal(0, 2)), kit.NewEntry(say.T("No limit"))
	if low, high, err := parseAmounts(now); err == nil && now != "" {
		least.SetText(sum(low))
		if high > 0 {
			most.SetText(sum(high))
		}
	}
	s.askRange(say.T("Orders of which total?"), rangeField{say.T("At least"), least}, rangeField{say.T("At most"), most}, func() (string, error, error) {
		low, err := parseSum(least.Text())
		high, err2 := parseSum(most.Text())
		if err == nil && err2 == nil && high > 0 && high < low {
			low, high = high, low
		}
		if err == nil && err2 == nil && low == 0 && high == 0 {
			err = errors.New(say.T("write a sum in one of the fields"))
		}
		return formatAmounts(low, high), err, err2
	}, choose)
}

type rangeField struct {
	label string
	entry *kit.Entry
}

// askRange asks for two ends; the answer can be confirmed while read understands both. An untouched field has no fault yet.
func (s *Screen) askRange(title string, from, to rangeField, read func() (value string, wrongFrom, wrongTo error), choose func(string)) {
	a, b := kit.NewField(from.label, from.entry).WithHelp(" "), kit.NewField(to.label, to.entry).WithHelp(" ")
	value := ""
	d := kit.ShowDialog(s.o.Nav.Canvas(), kit.DialogOptions{Title: title, Confirm: say.T("Show orders"), Body: kit.Grid(2, 12, a, b),
		Done: func(yes bool) {
			if yes {
				choose(value)
			}
		}})
	d.Watch(func() bool {
		text, err, err2 := read()
		a.SetFault(faultOf(err, from.entry))
		b.SetFault(faultOf(err2, to.entry))
		value = text
		return err == nil && err2 == nil
	}, from.entry, to.entry)
}

func faultOf(err error, in *kit.Entry) string {
	if err == nil || strings.TrimSpace(in.Text()) == "" {
		return ""
	}
	return capital(err.Error())
}

func (s *Screen) askCountry(now string, choose func(string)) {
	s.askWord(say.T("Orders delivered to which country?"), say.T("Country, two letters"), "FR", now, func(text string) bool {
		return len(text) == 2
	}, func(text string) { choose(strings.ToUpper(text)) })
}

func (s *Screen) askTax(now string, choose func(string)) {
	s.askWord(say.T("Orders with which tax code?"), say.T("Tax code"), "T20", now, func(text string) bool { return text != "" }, choose)
}

func (s *Screen) askWord(title, label, example, now string, good func(string) bool, choose func(string)) {
	word := kit.NewEntry(example)
	word.SetText(now)
	text := func() string { return strings.TrimSpace(word.Text()) }
	d := kit.ShowDialog(s.o.Nav.Canvas(), kit.DialogOptions{Title: title, Confirm: say.T("Show orders"), Body: kit.NewField(label, word),
		Done: func(yes bool) {
			if yes {
				choose(text())
			}
		}})
	d.Watch(func() bool { return good(text()) }, word)
}
