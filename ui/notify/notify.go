// Package notify decides which system notifications a person gets: only of what they have to do, grouped, at most one for each cause
// and hour, and none in quiet hours. It shows nothing and reads nothing; Decide is a function of the causes, the rules, what was told
// before, and the time.
//
// Start reading at Decide.
package notify

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
	"stockbridge/ui/say"
)

// once is how long a cause is silent after it was told, whatever becomes of it.
const once = time.Hour

// Rules are what the person chose.
type Rules struct {
	On bool
	// From and Until are times of day such as "22:00" between which nothing is shown; they may span midnight. Equal or unreadable ones
	// mean no quiet hours.
	From, Until string
	// MoneyBreaks lets causes with money at stake through in quiet hours.
	MoneyBreaks bool
}

// Told is what was said of a cause, and when. It holds no words, so that it may be kept in a file.
type Told struct {
	At     time.Time      `json:"at"`
	Things int            `json:"things"` // orders, SKUs and shipments that it stopped then
	Money  commerce.Pence `json:"money"`
}

// Memory is what was told, by the key of the cause.
type Memory map[string]Told

// Message is one notification. Key is the card to open, "" for the list of all.
type Message struct {
	Key         string
	Title, Text string
}

// Decide returns the notification that is due now, if any, and what is to be remembered. A cause is told when it is new, and again
// after an hour when it has grown; one that ended is forgotten after an hour, so that one that comes and goes is told once an hour at
// most. A memory of the future, left by a clock that was set back, counts as one of now. What quiet hours keep back is told when they
// end, if it still stands.
func Decide(causes []view.CauseCard, rules Rules, memory Memory, now time.Time) (due *Message, next Memory) {
	next = Memory{}
	for key, told := range memory {
		if told.At.After(now) {
			told.At = now
		}
		standing := slices.ContainsFunc(causes, func(c view.CauseCard) bool { return c.Key == key })
		if standing || now.Sub(told.At) < once {
			next[key] = told
		}
	}
	if !rules.On {
		return nil, next
	}
	quiet := rules.quiet(now)
	var tell []view.CauseCard
	for _, c := range causes {
		told, known := next[c.Key]
		switch {
		case quiet && !(rules.MoneyBreaks && c.Money > 0):
		case !known, now.Sub(told.At) >= once && (things(c) > told.Things || c.Money > told.Money):
			tell = append(tell, c)
			next[c.Key] = Told{now, things(c), c.Money}
		}
	}
	return message(tell, now), next
}

func things(c view.CauseCard) int { return c.Orders + c.SKUs + c.Shipments }

// quiet reports whether a moment is in quiet hours, by the clock on the wall.
func (r Rules) quiet(now time.Time) bool {
	from, ok := minutes(r.From)
	until, also := minutes(r.Until)
	if !ok || !also || from == until {
		return false
	}
	now = now.Local()
	at := now.Hour()*60 + now.Minute()
	if from < until {
		return at >= from && at < until
	}
	return at >= from || at < until
}

// minutes reads a time of day.
func minutes(clock string) (int, bool) {
	at, err := time.Parse("15:04", clock)
	return at.Hour()*60 + at.Minute(), err == nil
}

// ValidClock reports whether a text is a time of day such as "22:00".
func ValidClock(text string) bool {
	_, ok := minutes(text)
	return ok
}

// listed is how many causes a notification names.
const listed = 3

// message puts causes, the gravest first, into one notification.
func message(causes []view.CauseCard, now time.Time) *Message {
	switch len(causes) {
	case 0:
		return nil
	case 1:
		c := causes[0]
		text := title(c)
		if !c.FirstDue.IsZero() {
			text += " " + say.T("First due at {time}.", say.When(c.FirstDue, now))
		}
		return &Message{c.Key, headline(c), text}
	}
	var lines []string
	for _, c := range causes[:min(len(causes), listed)] {
		if things(c) == 0 && c.Money == 0 {
			lines = append(lines, title(c))
		} else {
			lines = append(lines, say.T("{what}: {cause}", headline(c), title(c)))
		}
	}
	if more := len(causes) - listed; more > 0 {
		lines = append(lines, say.N(more, "{n} more", "{n} more"))
	}
	return &Message{"", say.N(len(causes), "{n} thing needs you", "{n} things need you"), strings.Join(lines, "\n")}
}

// headline is what waits, with its money: "2 orders wait, £112.95".
func headline(c view.CauseCard) string {
	what := ""
	switch {
	case c.Orders > 0:
		what = say.N(c.Orders, "{n} order waits", "{n} orders wait")
	case c.Shipments > 0:
		what = say.N(c.Shipments, "{n} shipment waits", "{n} shipments wait")
	case c.SKUs > 0:
		what = say.N(c.SKUs, "{n} SKU waits", "{n} SKUs wait")
	case c.Store != "":
		what = say.T("{store} needs you", c.Store)
	default:
		what = say.T("Stockbridge needs you")
	}
	if c.Money > 0 && c.Currency != "" {
		return say.T("{what}, {money}", what, say.Money(c.Money, c.Currency))
	}
	return what
}

// title is the cause as a sentence. Notifications stay on lock screens and in lists of the system, so one that might name a person,
// which only an address could, keeps its name to the window.
func title(c view.CauseCard) string {
	words := strings.TrimSuffix(say.Of(cmp.Or(c.Title, c.Text)), ".")
	if words == "" || strings.Contains(words, "@") {
		return say.T("See Attention.")
	}
	return words + "."
}
