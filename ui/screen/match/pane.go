package match

import (
	"strings"

	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
)

// The tabs of the details pane.
const (
	paneMatch   = "match"
	paneRename  = "rename"
	paneOrders  = "orders"
	paneStores  = "stores"
	paneHistory = "history"
)

func paneTabs(d *detail) []kit.Tab {
	orders, stores := kit.NoCount, kit.NoCount
	if d != nil {
		orders, stores = len(d.orders), len(d.stores)
	}
	return []kit.Tab{
		{ID: paneMatch, Label: say.T("Match"), Count: kit.NoCount},
		{ID: paneOrders, Label: say.T("Orders"), Count: orders},
		{ID: paneStores, Label: say.T("Stores"), Count: stores},
		{ID: paneRename, Label: say.T("Rename"), Count: kit.NoCount},
		{ID: paneHistory, Label: say.X("tab", "History"), Count: kit.NoCount},
	}
}

func paneTitle(l view.LinkRow) string {
	for _, s := range []string{l.Name, l.ProductName, l.SKU} {
		if strings.TrimSpace(s) != "" {
			return s
		}
	}
	return say.T("Listing without a name")
}
