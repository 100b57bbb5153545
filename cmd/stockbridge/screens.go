package main

import (
	"errors"
	"net/url"
	"os"
	"time"

	"stockbridge/core/vault"
	"stockbridge/ui/say"
	"stockbridge/ui/screen"
	"stockbridge/ui/screen/attention"
	"stockbridge/ui/screen/diagnostics"
	"stockbridge/ui/screen/inventory"
	"stockbridge/ui/screen/match"
	"stockbridge/ui/screen/orders"
	"stockbridge/ui/screen/overview"
	"stockbridge/ui/screen/settings"
	"stockbridge/ui/screen/setup"
	"stockbridge/ui/screen/shipments"
	"stockbridge/ui/screen/stores"
	"stockbridge/ui/shell"
)

// entries makes the screens in the order of the rail. UI goroutine.
func (s *session) entries(p *program, nav screen.Navigator) []shell.Entry {
	data, news := s.engine.DB, s.engine.DB.Hub()
	connect := func() { nav.Go(screen.Route{Screen: screen.Stores, Tab: stores.TabAdd}) }
	own := storeActions{storeSettings{s.engine}}
	return []shell.Entry{
		{ID: screen.Overview, Title: say.Mark("Overview"), Icon: "layout-dashboard", Make: func() screen.Screen {
			return overview.New(overview.Options{
				Feed: s.feed, News: news, Pages: data, Stores: own, Catalogues: s.engine, Files: exports{os.UserHomeDir}, Nav: nav, Now: time.Now,
				Actions: firstActions{connect: connect, demo: func() { p.leave(s, true) }}})
		}},
		{ID: screen.Stores, Title: say.Mark("Stores"), Icon: "store", Make: func() screen.Screen {
			return stores.New(stores.Options{
				Feed: s.feed, News: news, Pages: data, Nav: nav, Now: time.Now, Actions: own, Files: exports{os.UserHomeDir}, Memory: preferences{p.app, p.o.folder},
				Setup: setup.New(setup.Options{Feed: s.feed, Nav: nav, Now: time.Now, Actions: setupActions{own, p.openURL},
					Trials: setupTrials{s.engine}, Files: exports{os.UserHomeDir}, Memory: preferences{p.app, p.o.folder},
					Permissions: permissions(vault.EKMPermissions()), AccountUses: permissions(vault.BrightpearlUses())})})
		}},
		{ID: screen.Match, Title: say.Mark("SKU match"), Icon: "link-2", Make: func() screen.Screen {
			return match.New(match.Options{
				Feed: s.feed, News: news, Pages: data, Nav: nav, Now: time.Now, Actions: matchActions{s.engine},
				Linker: matchLinker{s.engine}, Exporter: matchExporter{s.engine, exports{os.UserHomeDir}}, Catalogues: s.engine,
				Files: exports{os.UserHomeDir}, Memory: preferences{p.app, p.o.folder}})
		}},
		{ID: screen.Orders, Title: say.Mark("Orders"), Icon: "shopping-bag", Make: func() screen.Screen {
			return orders.New(orders.Options{
				Feed: s.feed, News: news, Pages: data, Nav: nav, Now: time.Now, Actions: orderActions{s.engine},
				Ledger: orderLedger{s.engine}, Fixer: orderFixer{s.engine}, Changes: orderChanges{s.engine}, Downloads: orderDownloads{s.engine}, Shortfalls: orderShortfalls{s.engine},
				SalesOrderPage: salesOrderPage(data), Files: exports{os.UserHomeDir}, Memory: preferences{p.app, p.o.folder}})
		}},
		{ID: screen.Inventory, Title: say.Mark("Inventory"), Icon: "boxes", Make: func() screen.Screen {
			return inventory.New(inventory.Options{
				Feed: s.feed, News: news, Pages: data, Nav: nav, Now: time.Now, Actions: stockActions{s.engine},
				Files: exports{os.UserHomeDir}, Memory: preferences{p.app, p.o.folder}})
		}},
		{ID: screen.Shipments, Title: say.Mark("Shipments"), Icon: "truck", Make: func() screen.Screen {
			return shipments.New(shipments.Options{
				Feed: s.feed, News: news, Pages: shipmentPages{data, s.engine}, Nav: nav, Now: time.Now, Actions: shipmentActions{s.engine},
				SalesOrderPage: salesOrderPage(data), Files: exports{os.UserHomeDir}, Memory: preferences{p.app, p.o.folder}})
		}},
		{ID: screen.Attention, Title: say.Mark("Attention & activity"), Icon: "inbox", Make: func() screen.Screen {
			return attention.New(attention.Options{
				Feed: s.feed, News: news, Pages: data, Nav: nav, Now: time.Now, Actions: attentionActions{s.engine},
				Me: actor, Files: exports{os.UserHomeDir}})
		}},
		{ID: screen.Settings, Title: say.Mark("Settings"), Icon: "sliders-horizontal", Make: func() screen.Screen {
			return settings.New(settings.Options{
				Feed: s.feed, News: news, Pages: data, Nav: nav, Now: time.Now, Actions: settingsActions{own.storeSettings}, Wakeups: s.engine,
				Program: preferences{p.app, p.o.folder}, Desktop: p.choices(), Rounds: rounds(s.engine),
				Files: settingsFiles{s.engine, exports{os.UserHomeDir}, p.window}})
		}},
		{ID: screen.Diagnostics, Title: say.Mark("Diagnostics"), Icon: "stethoscope", Make: func() screen.Screen {
			return diagnostics.New(diagnostics.Options{
				Feed: s.feed, Nav: nav, Now: time.Now, Actions: diagnosticsActions{s.engine, p}, Version: versionText()})
		}},
	}
}

// openURL opens an address in the browser. It may be called from any goroutine.
func (p *program) openURL(address string) error {
	target, err := webAddress(address)
	if err != nil {
		return err
	}
	return p.app.OpenURL(target)
}

// webAddress refuses whatever is not a web page: the system would start any program for the address that a shop gave as its own.
func webAddress(address string) (*url.URL, error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Hostname() == "" || u.User != nil {
		return nil, errors.New("this is not the address of a web page")
	}
	return u, nil
}
