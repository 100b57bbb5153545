package orders

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/ui/say"
	"stockbridge/ui/screen"
)

// dayForms are the ways in which people write a day here, with the names of months in English.
var dayForms = []string{"2 Jan 2006", "2006-01-02", "2/1/2006", "2 January 2006", "2.1.2006", "2/1/06"}

// monthFirstForms are those of languages that write the month before the day.
var monthFirstForms = []string{"Jan 2 2006", "January 2 2006", "1/2/2006", "1/2/06", "2006-01-02"}

// formsHere are the ways in which the person writes a day.
func formsHere() []string {
	if first := say.Day(time.Date(2026, time.May, 3, 0, 0, 0, 0, time.Local)); !strings.HasPrefix(first, "3") {
		return append(slices.Clone(monthFirstForms), "2 Jan 2006", "2 January 2006")
	}
	return dayForms
}

// parseDay reads a day as a person writes it; without a year it is the last such day.
func parseDay(text string, now time.Time) (time.Time, error) {
	text = englishMonths(strings.TrimRight(strings.Join(strings.Fields(text), " "), "./"))
	switch {
	case strings.EqualFold(text, "today"), strings.EqualFold(text, say.T("Today")):
		return screen.Midnight(now), nil
	case strings.EqualFold(text, "yesterday"), strings.EqualFold(text, say.T("Yesterday")):
		return screen.Midnight(now).AddDate(0, 0, -1), nil
	}
	for _, form := range formsHere() {
		if day, err := time.ParseInLocation(form, text, time.Local); err == nil {
			return day, nil
		}
		short := strings.NewReplacer(" 2006", "", "/2006", "", ".2006", "").Replace(form)
		if day, err := time.ParseInLocation(short, text, time.Local); err == nil && short != form {
			day = time.Date(now.Year(), day.Month(), day.Day(), 0, 0, 0, 0, time.Local)
			if day.After(now) {
				day = day.AddDate(-1, 0, 0)
			}
			return day, nil
		}
	}
	return time.Time{}, errors.New(say.T("write a day such as {day}", say.Date(now)))
}

// englishMonths turns a day as the window's language writes it into one of dayForms: "2. Nov. 2026" into "2 Nov 2026".
func englishMonths(text string) string {
	words := strings.Fields(text)
	for i, word := range words {
		bare := strings.TrimRight(word, ".,")
		for m := time.January; m <= time.December; m++ {
			switch short := m.String()[:3]; {
			case strings.EqualFold(bare, say.Month(m)):
				words[i] = m.String()
			case strings.EqualFold(bare, strings.TrimRight(say.Of(short), ".")):
				words[i] = short
			}
		}
		if _, err := strconv.Atoi(bare); err == nil && len(words) > 1 {
			words[i] = bare
		}
	}
	return strings.Join(words, " ")
}

// between parts the ends of a range in a filter's value.
const between = ".."

// formatDays is a range of whole days as a filter's value.
func formatDays(first, last time.Time) string {
	return first.Format(time.DateOnly) + between + last.Format(time.DateOnly)
}

// parseDays reads what formatDays wrote: from the first day's midnight to before the day after the last.
func parseDays(value string, now time.Time) (from, to time.Time, err error) {
	first, last, ok := strings.Cut(value, between)
	if !ok {
		return from, to, fmt.Errorf("%q is no range of days", value)
	}
	if from, err = parseDay(first, now); err != nil {
		return from, to, err
	}
	if to, err = parseDay(last, now); err != nil {
		return time.Time{}, to, err
	}
	return from, to.AddDate(0, 0, 1), nil
}

// sayDays writes a range for people: "3 Nov to 9 Nov", "3 Nov".
func sayDays(value string, now time.Time) string {
	from, to, err := parseDays(value, now)
	if err != nil {
		return value
	}
	day := say.Day
	if from.Year() != now.Local().Year() {
		day = say.Date
	}
	first, last := day(from), day(to.AddDate(0, 0, -1))
	if first == last {
		return first
	}
	return say.T("{first} to {last}", first, last)
}

// formatAmounts is a range of sums as a filter's value; 0 as the upper end means none.
func formatAmounts(low, high commerce.Pence) string {
	if high == 0 {
		return low.String() + between
	}
	return low.String() + between + high.String()
}

// parseAmounts reads what formatAmounts wrote.
func parseAmounts(value string) (low, high commerce.Pence, err error) {
	if value == "" {
		return 0, 0, nil
	}
	first, last, _ := strings.Cut(value, between)
	if low, err = storedSum(first); err == nil {
		high, err = storedSum(last)
	}
	if err != nil {
		return 0, 0, err
	}
	return low, high, nil
}

// storedSum reads one end of a range as formatAmounts writes it, in any language alike; empty is 0.
func storedSum(text string) (commerce.Pence, error) {
	if text == "" {
		return 0, nil
	}
	a, err := commerce.ParseAmount(text)
	return a.Pence(), err
}

// parseSum reads a sum as a person writes it; empty is 0.
func parseSum(text string) (commerce.Pence, error) {
	text = strings.TrimSpace(strings.Trim(strings.TrimSpace(text), "£€$"))
	if decimalComma() && !pointed.MatchString(text) {
		text = strings.ReplaceAll(strings.ReplaceAll(text, ".", ""), ",", ".")
	}
	text = strings.ReplaceAll(text, ",", "")
	if text == "" {
		return 0, nil
	}
	a, err := commerce.ParseAmount(text)
	if err != nil || a < 0 {
		return 0, errors.New(say.T("write a sum such as {sum}", sum(49_95)))
	}
	return a.Pence(), nil
}

// pointed is a sum that is written with a decimal point, whatever the language does: three figures would be thousands.
var pointed = regexp.MustCompile(`^\d+\.\d{1,2}$`)

// decimalComma tells whether the window's language writes 49,95 for what is 49.95 in English.
func decimalComma() bool { return strings.Contains(sum(0), ",") }

// sum writes an amount without its currency, as it is typed.
func sum(p commerce.Pence) string { return say.Decimal(float64(p)/100, 2) }

// sayAmounts writes a range for people: "£20.00 to £50.00", "From £500.00".
func sayAmounts(value, currency string) string {
	low, high, err := parseAmounts(value)
	switch {
	case err != nil:
		return value
	case high == 0:
		return say.T("From {money}", say.Money(low, currency))
	case low == 0:
		return say.T("Up to {money}", say.Money(high, currency))
	}
	return say.T("{low} to {high}", say.Money(low, currency), say.Money(high, currency))
}
