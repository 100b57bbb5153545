package say

import (
	"fmt"
	"time"
)

// Times are written as the language's file lays them out, in the computer's own zone. The zero time is "None".

// Clock writes the time of day: "14:02".
func Clock(t time.Time) string { return laid(t, "time", "{hour}:{minute}") }

// ClockSeconds writes the time of day with its seconds.
func ClockSeconds(t time.Time) string { return laid(t, "time", "{hour}:{minute}:{second}") }

// Day writes a day of this year: "2 Jan".
func Day(t time.Time) string { return laid(t, "date", "{day} {mon}") }

// Date writes a day of any year: "2 Jan 2026".
func Date(t time.Time) string { return laid(t, "date", "{day} {mon} {year}") }

// Weekday writes a day that is near: "Mon 2 Jan".
func Weekday(t time.Time) string { return laid(t, "date", "{wd} {day} {mon}") }

// DayClock writes a moment of this year: "2 Jan 14:02".
func DayClock(t time.Time) string {
	if t.IsZero() {
		return T("None")
	}
	return X("date and time", "{date} {time}", Day(t), Clock(t))
}

// MonthYear writes a day that is long ago, for a narrow column: "Jan 26".
func MonthYear(t time.Time) string { return laid(t, "date", "{mon} {yy}") }

// LongDay writes a day with its name: "Monday 2 January".
func LongDay(t time.Time) string { return laid(t, "date", "{weekday} {day} {month}") }

// When writes a moment: the time today, otherwise the day, with the year when it is another one.
func When(t, now time.Time) string {
	if t.IsZero() {
		return T("None")
	}
	t, now = t.Local(), now.Local()
	switch {
	case t.Year() == now.Year() && t.YearDay() == now.YearDay():
		return Clock(t)
	case t.Year() == now.Year():
		return DayClock(t)
	}
	return Date(t)
}

// Exact writes a moment in full, with its zone: "Monday 2 January 2026, 14:02:05 GMT".
func Exact(t time.Time) string {
	if t.IsZero() {
		return T("None")
	}
	zone, _ := t.Local().Zone()
	return X("date, time and zone", "{date}, {time} {zone}", laid(t, "date", "{weekday} {day} {month} {year}"), ClockSeconds(t), zone)
}

// Zoned writes a moment of this year with its zone: "Monday 2 January, 14:02 GMT".
func Zoned(t time.Time) string {
	if t.IsZero() {
		return T("None")
	}
	zone, _ := t.Local().Zone()
	return X("date, time and zone", "{date}, {time} {zone}", LongDay(t), Clock(t), zone)
}

// Span writes a duration for people: "14 s", "6 min", "3 h 12 min", "2 days".
func Span(d time.Duration) string {
	switch {
	case d < 0:
		return T("{seconds} s", 0)
	case d < time.Minute:
		return T("{seconds} s", int(d.Seconds()))
	case d < time.Hour:
		return T("{minutes} min", int(d.Minutes()))
	case d < 24*time.Hour:
		h, m := int(d.Hours()), int(d.Minutes())%60
		if m == 0 {
			return T("{hours} h", h)
		}
		return T("{hours} h {minutes} min", h, fmt.Sprintf("%02d", m))
	}
	return N(int(d.Hours()/24), "{n} day", "{n} days")
}

// The names of months and days, short and long.
var (
	months    = [...]string{Mark("January"), Mark("February"), Mark("March"), Mark("April"), Mark("May"), Mark("June"), Mark("July"), Mark("August"), Mark("September"), Mark("October"), Mark("November"), Mark("December")}
	shortened = [...]string{Mark("Jan"), Mark("Feb"), Mark("Mar"), Mark("Apr"), Mark("May (short)"), Mark("Jun"), Mark("Jul"), Mark("Aug"), Mark("Sep"), Mark("Oct"), Mark("Nov"), Mark("Dec")}
	days      = [...]string{Mark("Sunday"), Mark("Monday"), Mark("Tuesday"), Mark("Wednesday"), Mark("Thursday"), Mark("Friday"), Mark("Saturday")}
	daysShort = [...]string{Mark("Sun"), Mark("Mon"), Mark("Tue"), Mark("Wed"), Mark("Thu"), Mark("Fri"), Mark("Sat")}
)

// Month is the name of a month.
func Month(m time.Month) string { return Of(months[m-1]) }

// laid fills a layout of the language's file with the parts of a moment, in local time. Layouts are keys like other texts.
func laid(t time.Time, context, layout string) string {
	if t.IsZero() {
		return T("None")
	}
	t = t.Local()
	return put(look(layout+" ["+context+"]", layout), func(name string) (string, bool) {
		switch name {
		case "hour":
			return fmt.Sprintf("%02d", t.Hour()), true
		case "hour12":
			return fmt.Sprint((t.Hour()+11)%12 + 1), true
		case "half":
			return t.Format("PM"), true
		case "minute":
			return fmt.Sprintf("%02d", t.Minute()), true
		case "second":
			return fmt.Sprintf("%02d", t.Second()), true
		case "day":
			return fmt.Sprint(t.Day()), true
		case "mon":
			return Of(shortened[t.Month()-1]), true
		case "month":
			return Month(t.Month()), true
		case "year":
			return fmt.Sprint(t.Year()), true
		case "yy":
			return fmt.Sprintf("%02d", t.Year()%100), true
		case "wd":
			return Of(daysShort[t.Weekday()]), true
		case "weekday":
			return Of(days[t.Weekday()]), true
		}
		return "", false
	})
}

// The layouts as a translator finds them; laid looks them up.
var _ = [...]string{
	Mark("{hour}:{minute} [time]"), Mark("{hour}:{minute}:{second} [time]"),
	Mark("{day} {mon} [date]"), Mark("{day} {mon} {year} [date]"), Mark("{wd} {day} {mon} [date]"), Mark("{mon} {yy} [date]"),
	Mark("{weekday} {day} {month} [date]"), Mark("{weekday} {day} {month} {year} [date]"),
}
