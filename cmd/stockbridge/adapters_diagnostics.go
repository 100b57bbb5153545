package main

import (
	"context"
	"net/url"
	"path/filepath"

	"stockbridge/core/engine"
	"stockbridge/core/setup"
	"stockbridge/ui/screen/diagnostics"
)

// diagnosticsActions are the wishes of the Diagnostics screen.
type diagnosticsActions struct {
	e *engine.Engine
	p *program
}

func (a diagnosticsActions) SelfCheck(ctx context.Context, tell func(diagnostics.Check)) error {
	return a.e.SelfCheck(ctx, func(c setup.Check) {
		tell(diagnostics.Check{Key: c.Key, Title: c.Title, Result: string(c.Result), Text: c.Text, Fix: c.Fix})
	})
}

func (a diagnosticsActions) OpenFolder(context.Context) error {
	path, err := filepath.Abs(a.p.o.folder)
	if err != nil {
		return err
	}
	path = filepath.ToSlash(path)
	if path[0] != '/' { // a drive of Windows
		path = "/" + path
	}
	return a.p.app.OpenURL(&url.URL{Scheme: "file", Path: path})
}

var _ diagnostics.Actions = diagnosticsActions{}
