package stores

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/settings"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
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
			return theme.Paused, "", say.T("Paused")
		}
		return theme.Paused, "", say.T("Paused until {time}", say.When(c.PausedUntil, now))
	case c.State == commerce.StoreSignIn:
		return theme.Attention, "key-round", say.T("Sign in again")
	case c.State == commerce.StoreError:
		return theme.Error, "", say.T("Broken")
	case c.State == commerce.StoreSetup:
		return theme.Unknown, "pencil", say.T("Not set up")
	case c.Due >= catchingUp:
		if share, line := screen.CatchingUp(c, now); line != "" {
			return theme.Working, "", say.T("Catching up, {share}", say.Percent(share, 0))
		}
		return theme.Working, "", say.T("Catching up, {count} due", c.Due)
	}
	return theme.OK, "", say.T("Live")
}

// until is when a pause ends by itself, which the word of look says in short; zero without one.
func until(c view.StoreCard, now time.Time) time.Time {
	if c.State == commerce.StorePaused && !c.Live(now) {
		return c.PausedUntil
	}
	return time.Time{}
}

func columns() []kit.Column {
	return []kit.Column{
		{ID: "store", Title: say.T("Store"), Kind: kit.KindMedium, Width: 96, Grow: true},
		{ID: "state", Title: say.T("State"), Kind: kit.KindState, Width: 144},
		{ID: "account", Title: say.T("EKM account"), Width: 92, Muted: true, Yields: 3},
		{ID: "channel", Title: say.T("Channel"), Width: 120},
		{ID: "currency", Title: say.T("Currency"), Width: 58, Muted: true, Yields: 4},
		{ID: "orders24", Title: say.T("Orders 24 h"), Kind: kit.KindNumber, Width: 72},
		{ID: "matched", Title: say.T("Matched"), Kind: kit.KindNumber, Width: 62},
		{ID: "warehouses", Title: say.T("Warehouse"), Width: 84, Yields: 1},
		{ID: "policy", Title: say.T("Missing SKU"), Width: 76, Yields: 2},
		{ID: "orders", Title: say.X("column", "Orders"), Kind: kit.KindState, Width: 50},
		{ID: "stock", Title: say.T("Stock"), Kind: kit.KindState, Width: 50},
		{ID: "shipments", Title: say.T("Ship."), Kind: kit.KindState, Width: 50},
		{ID: "login", Title: say.T("Login until"), Width: 88},
		{ID: "settings", Title: say.T("Settings"), Kind: kit.KindNumber, Width: 62, Muted: true, Hidden: true},
	}
}

func row(c view.StoreCard, now time.Time) kit.Row {
	state, icon, word := look(c, now)
	at := kit.Moment(word, until(c, now))
	at.State, at.Icon = state, icon
	orders := ordersOf(c)
	return kit.Row{Key: key(c.ID), Cells: []kit.Cell{
		{Text: c.Name}, at, {Text: c.Username},
		none(c.Channel), none(c.Currency),
		{Text: say.Count(orders), Faint: orders == 0}, {Text: share(c.Matched, c.Listings), Faint: c.Listings == 0},
		none(warehouses(c)), none(policy(c)),
		onOff(c.OrdersOn), onOff(c.StockOn), onOff(c.ShipmentsOn), login(c, now),
		{Text: say.T("v{number}", max(c.SettingsRev, 1))},
	}}
}

// ordersOf is how many orders were placed in the last 24 hours.
func ordersOf(c view.StoreCard) (n int) {
	for _, hour := range c.Orders24h {
		n += hour
	}
	return n
}

// warehouses are those that a store sells from.
func warehouses(c view.StoreCard) string {
	return strings.Join(slices.DeleteFunc(slices.Clone(c.Warehouses), func(name string) bool { return name == "" }), ", ")
}

// policy is what becomes of an order's line without a product.
func policy(c view.StoreCard) string { return say.Of(policyWords[c.OrderPolicy]) }

func key(id commerce.StoreID) string { return strconv.FormatInt(int64(id), 10) }

func storeID(key string) commerce.StoreID {
	id, _ := strconv.ParseInt(key, 10, 64)
	return commerce.StoreID(id)
}

func none(text string) kit.Cell {
	if text == "" {
		return kit.Cell{Text: say.T("None"), Faint: true}
	}
	return kit.Cell{Text: text}
}

func onOff(on bool) kit.Cell {
	if on {
		return kit.Cell{Text: say.T("On"), State: theme.OK, Icon: "check"}
	}
	return kit.Cell{Text: say.T("Off"), State: theme.Unknown, Icon: "x"}
}

// login is until when a sign-in holds; amber when somebody should act.
func login(c view.StoreCard, now time.Time) kit.Cell {
	l := screen.LoginOf(c.Store, c.LoginUntil, now)
	cell := kit.Moment(l.Short, c.LoginUntil)
	cell.Emphasis, cell.Muted = l.State, l.State == theme.NoState && c.LoginUntil.IsZero()
	return cell
}

// share is a part of a whole with one decimal, rounded down so that 100% means all.
func share(part, whole int) string {
	if whole == 0 {
		return say.T("None")
	}
	return say.Percent(float64(part*1000/whole)/1000, 1)
}

// summary is the line under a store's name: what is going on there.
func summary(c view.StoreCard, now time.Time) string {
	if c.Problem != "" {
		return say.Of(c.Problem)
	}
	if _, line := screen.CatchingUp(c, now); line != "" && c.Live(now) {
		return line
	}
	parts := []string{}
	if c.ShopName != "" {
		parts = append(parts, c.ShopName)
	}
	if c.Due > 0 {
		parts = append(parts, say.T("{count} due now", c.Due))
	}
	parts = append(parts, say.T("last order {time}", earlier(c.LastOrderAt, now)), say.T("last stock write {time}", earlier(c.LastStockAt, now)))
	return strings.Join(parts, " · ")
}

func earlier(t, now time.Time) string {
	if t.IsZero() {
		return say.T("never")
	}
	return say.When(t, now)
}

// connected counts the stores that work for the header.
func connected(cards []view.StoreCard) kit.Counter {
	n := 0
	for _, c := range cards {
		if c.State != commerce.StoreSetup {
			n++
		}
	}
	return kit.Counter{Number: say.Count(n), Word: say.T("connected"), State: theme.OK}
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

// settingLines lists a store's settings beside the defaults that stores follow. Ids and codes appear by their names; a value that must be chosen and has no default
// does not count as a difference.
func settingLines(s, defaults settings.Store, lists map[string][]kit.Choice) (out []settingLine, differing int) {
	for _, k := range settings.Keys() {
		value, standard := k.Value(s), k.Value(defaults)
		if _, own := settings.OwnOf(k.Name); own { // each store has its own, so there is none to follow
			standard = k.Default
		}
		line := settingLine{group: k.Group, title: k.Title, value: named(k, value, lists), standard: named(k, standard, lists)}
		line.differs = standard != "" && value != standard
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
		return say.T("None")
	}
	if k.Name == "orders_from" {
		if t, err := time.Parse(time.RFC3339, value); err == nil {
			return say.T("{day}, {time}", say.Date(t), say.Clock(t))
		}
	}
	if len(k.Choices) > 0 {
		return screen.SettingWord(k.Name, value)
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

// policyWords are the ways with an order's line without a product, for a narrow column.
var policyWords = map[string]string{settings.TextRow: say.Mark("Text row"), settings.Hold: say.Mark("Hold order")}
