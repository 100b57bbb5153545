package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"

	"stockbridge/core/db"
	"stockbridge/core/version"
)

type versionDocument struct {
	Version string `json:"version"`
	Commit  string `json:"commit"`
	Go      string `json:"go"`
	Schema  int64  `json:"schema"`
}

func versionCommand(*flag.FlagSet) action {
	return func(ctx context.Context, c *call) error {
		schema, err := newestSchema(ctx)
		if err != nil {
			return err
		}
		d := versionDocument{version.Version, version.Commit(), runtime.Version(), schema}
		return c.show(d, func(w io.Writer) {
			facts(w, "Stockbridge", d.Version, "Commit", d.Commit, "Go", d.Go, "Database schema", fmt.Sprint(d.Schema))
		})
	}
}

// newestSchema is the schema that this program writes. A throwaway database tells it, so that the data folder need not be
// free.
func newestSchema(ctx context.Context) (int64, error) {
	folder, err := os.MkdirTemp("", "stockbridge-*")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(folder)
	d, err := db.Open(ctx, db.Options{Path: filepath.Join(folder, "version.db")})
	if err != nil {
		return 0, err
	}
	defer d.Close()
	return d.SchemaVersion(ctx)
}
