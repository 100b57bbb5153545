package stores

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/settings"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/screen"
	"stockbridge/ui/theme"
)

// catchingUp is how much due work makes a store more than merely live.
const catchingUp = 20

// look is a store's state in icon, word and colour.
func look(c view.StoreCard, now time.Time) (state theme.State, icon, word string) {
	switch {
	case c.State == commerce.StorePaused && !c.Live(now):
		if c.PausedUntil.IsZero() {
			return theme.Paused, "", "Paused"
		}
		return theme.Paused, "", "Paused until " + screen.When(c.PausedUntil, now)
	case c.State == commerce.StoreSignIn:
		return theme.Attention, "key-round", "Sign in again"
	case c.State == commerce.StoreError:
		return theme.Error, "", "Broken"
	case c.State == commerce.StoreSetup:
		return theme.Unknown, "pencil", "Not set up"
	case c.Due >= catchingUp:
		return theme.Working, "", fmt.Sprintf("Catching up, %s due", screen.Count(c.Due))
	}
	return theme.OK, "", "Live"
}

func columns() []kit.Column {
	return []kit.Column{
		{ID: "store", Title: "Store", Kind: kit.KindMedium, Width: 118},
		{ID: "state", Title: "State", Kind: kit.KindState, Width: 156},
		{ID: "account", Title: "EKM account", Width: 82, Muted: true, Grow: true},
		{ID: "channel", Title: "Channel", Width: 122},
		{ID: "currency", Title: "Currency", Width: 54, Muted: true},
		{ID: "orders24", Title: "Orders 24 h", Kind: kit.KindNumber, Width: 74},
		{ID: "matched", Title: "Matched", Kind: kit.KindNumber, Width: 54},
		{ID: "orders", Title: "Orders", Kind: kit.KindState, Width: 44},
		{ID: "stock", Title: "Stock", Kind: kit.KindState, Width: 44},
		{ID: "shipments", Title: "Ship.", Kind: kit.KindState, Width: 44},
		{ID: "login", Title: "Signed in until", Width: 92},
	}
}

func row(c view.StoreCard, now time.Time) kit.Row {
	state, icon, word := look(c, now)
	orders := 0
	for _, n := range c.Orders24h {
		orders += n
	}
	return kit.Row{Key: key(c.ID), Cells: []kit.Cell{
		{Text: c.Name}, {Text: word, State: state, Icon: icon}, {Text: c.Username},
		none(c.Channel), none(c.Currency),
		{Text: screen.Count(orders), Faint: orders == 0}, {Text: share(c.Matched, c.Listings), Faint: c.Listings == 0},
		onOff(c.OrdersOn), onOff(c.StockOn), onOff(c.ShipmentsOn), login(c, now),
	}}
}

func key(id commerce.StoreID) string { return strconv.FormatInt(int64(id), 10) }

func storeID(key string) commerce.StoreID {
	id, _ := strconv.ParseInt(key, 10, 64)
	return commerce.StoreID(id)
}

func none(text string) kit.Cell {
	if text == "" {
		return kit.Cell{Text: "None", Faint: true}
	}
	return kit.Cell{Text: text}
}

func onOff(on bool) kit.Cell {
	if on {
		return kit.Cell{Text: "On", State: theme.OK, Icon: "check"}
	}
	return kit.Cell{Text: "Off", State: theme.Unknown, Icon: "x"}
}

// login is until when a sign-in holds; amber when somebody should act.
func login(c view.StoreCard, now time.Time) kit.Cell {
	l := screen.LoginOf(c.Store, c.LoginUntil, now)
	return kit.Cell{Text: l.Short, Emphasis: l.State, Muted: l.State == theme.NoState && c.LoginUntil.IsZero()}
}

// share is a part of a whole with one decimal, rounded down so that 100% means all.
func share(part, whole int) string {
	if whole == 0 {
		return "None"
	}
	mille := part * 1000 / whole
	return fmt.Sprintf("%d.%d%%", mille/10, mille%10)
}

// summary is the line under a store's name: what is going on there.
func summary(c view.StoreCard, now time.Time) string {
	if c.Problem != "" {
		return c.Problem
	}
	parts := []string{}
	if c.ShopName != "" {
		parts = append(parts, c.ShopName)
	}
	if c.Due > 0 {
		parts = append(parts, screen.Count(c.Due)+" due now")
	}
	parts = append(parts, "last order "+earlier(c.LastOrderAt, now), "last stock write "+earlier(c.LastStockAt, now))
	return strings.Join(parts, " · ")
}

func earlier(t, now time.Time) string {
	if t.IsZero() {
		return "never"
	}
	return screen.When(t, now)
}

// connected counts the stores that work for the header.
func connected(cards []view.StoreCard) kit.Counter {
	n := 0
	for _, c := range cards {
		if c.State != commerce.StoreSetup {
			n++
		}
	}
	return kit.Counter{Number: screen.Count(n), Word: "connected", State: theme.OK}
}

func resultState(result string) theme.State {
	switch result {
	case "ok":
		return theme.OK
	case "warning":
		return theme.Attention
	}
	return theme.Error
}

// settingLine is one setting with the words for its value and default.
type settingLine struct {
	group, title, value, standard string
	differs                       bool
}

// settingLines lists a store's settings. Ids and codes appear by their names; a value that must be chosen and has no default
// does not count as a difference.
func settingLines(s settings.Store, lists map[string][]kit.Choice) (out []settingLine, differing int) {
	for _, k := range settings.Keys() {
		value := k.Value(s)
		line := settingLine{group: k.Group, title: k.Title, value: named(k, value, lists), standard: named(k, k.Default, lists)}
		line.differs = k.Default != "" && value != k.Default
		if line.differs {
			differing++
		}
		out = append(out, line)
	}
	return out, differing
}

// named is a setting's value in words.
func named(k settings.Key, value string, lists map[string][]kit.Choice) string {
	if value == "" {
		return "None"
	}
	if k.Name == "orders_from" {
		if t, err := time.Parse(time.RFC3339, value); err == nil {
			return t.Local().Format("2 Jan 2006 15:04")
		}
	}
	if word, ok := policyWords[value]; ok && len(k.Choices) > 0 {
		return word
	}
	if k.Source == "" {
		return value
	}
	var names []string
	for part := range strings.SplitSeq(value, ",") {
		name := part
		for _, c := range lists[k.Source] {
			if strings.EqualFold(c.Value, part) {
				name = c.Label
			}
		}
		names = append(names, name)
	}
	return strings.Join(names, ", ")
}

var policyWords = map[string]string{
	settings.TextRow: "Text row", settings.Hold: "Hold", settings.FallbackContact: "Fallback contact",
	settings.ShippedLast: "With the last", settings.ShippedFirst: "With the first", settings.ShippedEach: "With each",
}
