package main

import (
	"context"
	"io"
	"path/filepath"
	"time"

	"stockbridge/core/catalog/importsheet"
	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/engine"
	"stockbridge/core/sheet"
	"stockbridge/core/view"
)

// matchActions are the wishes of the SKU match screen.
type matchActions struct{ e *engine.Engine }

func (a matchActions) Ignore(ctx context.Context, store commerce.StoreID, sku, reason string) error {
	return a.e.IgnoreSKU(ctx, store, sku, reason, actor)
}

// Recheck has the catalogue's polls run at once; what they find arrives as news.
func (a matchActions) Recheck(_ context.Context, store commerce.StoreID) error {
	if hub := a.e.Hub(); hub != nil {
		hub.Nudge("products")
		hub.Nudge(db.ListingsPoll(store))
	}
	return nil
}

// matchLinker keeps what a person at this window decides about codes.
type matchLinker struct{ e *engine.Engine }

func (a matchLinker) Accept(ctx context.Context, keys []view.LinkKey, reason string) (int, error) {
	return a.e.AcceptSuggestions(ctx, keys, reason, actor)
}

func (a matchLinker) AcceptKind(ctx context.Context, store commerce.StoreID, kind commerce.Likeness, reason string) (int, error) {
	return a.e.AcceptKind(ctx, store, kind, reason, actor)
}

func (a matchLinker) Reject(ctx context.Context, keys []view.LinkKey) (int, error) {
	return a.e.RejectSuggestions(ctx, keys, actor)
}

func (a matchLinker) LinkTo(ctx context.Context, rule view.LinkRule) error {
	return a.e.LinkTo(ctx, rule, actor)
}

func (a matchLinker) Unlink(ctx context.Context, rule view.LinkRule) error {
	return a.e.Unlink(ctx, rule, actor)
}

func (a matchLinker) Confirm(ctx context.Context, keys []view.LinkKey) (int, error) {
	return a.e.ConfirmChanged(ctx, keys, actor)
}

// matchExporter writes the sheet for Brightpearl's importer where browsers keep what they download.
type matchExporter struct {
	e     *engine.Engine
	files exports
}

func (a matchExporter) Export(ctx context.Context, store commerce.StoreID) (path string, rows int, err error) {
	name := "New products for Brightpearl " + time.Now().Format("2006-01-02 1504") + ".xlsx"
	where, err := a.files.Save(name, func(w io.Writer) error {
		counts, err := importsheet.Write(ctx, a.e.DB, store, sheet.XLSX, w)
		rows = counts.Rows
		return err
	})
	return filepath.Join(where, name), rows, err
}
