package stores

import (
	"context"
	"encoding/json"
	"io"
	"strconv"
	"time"

	"stockbridge/core/sheet"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
)

// Memory keeps what a person arranges, by name, between starts of the program. It is called on the UI goroutine.
type Memory interface {
	Keep(name, value string)
	Recall(name string) string
}

const keptAs = "stores.columns"

func (s *Screen) keepColumns(l kit.TableLayout) {
	if text, err := json.Marshal(l); err == nil && s.o.Memory != nil {
		s.o.Memory.Keep(keptAs, string(text))
	}
}

// keptColumns are the columns as they were left; ok is false when they never were, or cannot be read any more.
func (s *Screen) keptColumns() (l kit.TableLayout, ok bool) {
	if s.o.Memory == nil {
		return l, false
	}
	err := json.Unmarshal([]byte(s.o.Memory.Recall(keptAs)), &l)
	return l, err == nil && len(l.Order) > 0
}

// exportHead are the columns of an exported list, in English whatever the window speaks: they are a file format.
var exportHead = []sheet.Column{{Name: "Store"}, {Name: "EKM account"}, {Name: "Channel"}, {Name: "Currency", Exact: true}, {Name: "State", Exact: true},
	{Name: "Orders 24 h", Exact: true}, {Name: "SKUs matched", Exact: true}, {Name: "SKUs", Exact: true}, {Name: "Warehouses"}, {Name: "Line without a product", Exact: true},
	{Name: "Orders", Exact: true}, {Name: "Stock", Exact: true}, {Name: "Shipments", Exact: true}, {Name: "Login until", Exact: true}, {Name: "Settings version", Exact: true},
	{Name: "Last order seen", Exact: true}, {Name: "Last stock write", Exact: true}}

func exportRow(c view.StoreCard) []string {
	onOff := func(on bool) string {
		if on {
			return "on"
		}
		return "off"
	}
	stamp := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return t.Local().Format(time.DateTime)
	}
	return []string{c.Name, c.Username, c.Channel, c.Currency, string(c.State), strconv.Itoa(ordersOf(c)), strconv.Itoa(c.Matched), strconv.Itoa(c.Listings), warehouses(c),
		c.OrderPolicy, onOff(c.OrdersOn), onOff(c.StockOn), onOff(c.ShipmentsOn), stamp(c.LoginUntil), strconv.Itoa(c.SettingsRev), stamp(c.LastOrderAt), stamp(c.LastStockAt)}
}

func (s *Screen) exportMenu() []kit.MenuItem {
	return []kit.MenuItem{
		{Label: say.T("As a spreadsheet, XLSX"), Icon: "file-text", Tapped: func() { s.export(sheet.XLSX) }},
		{Label: say.T("As text, CSV"), Icon: "file-text", Tapped: func() { s.export(sheet.CSV) }},
	}
}

// export writes the list of stores.
func (s *Screen) export(format sheet.Format) {
	cards := s.state.cards
	name := "Stores " + s.o.Now().Local().Format("2006-01-02 1504") + "." + string(format)
	s.o.Feed.Go(func(context.Context) {
		where, err := s.o.Files.Save(name, func(w io.Writer) error {
			return sheet.Write(w, format, exportHead, func(add func([]string) error) error {
				for _, c := range cards {
					if err := add(exportRow(c)); err != nil {
						return err
					}
				}
				return nil
			})
		})
		s.o.Feed.Do(func() {
			if err != nil {
				s.o.Nav.Failed(say.T("Export the stores"), err)
				return
			}
			s.o.Nav.Toast(say.N(len(cards), "{n} store saved in {place}", "{n} stores saved in {place}", where))
		})
	})
}
