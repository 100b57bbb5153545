package main

import (
	"io"
	"log/slog"
	"os"
	"path/filepath"

	"gopkg.in/natefinch/lumberjack.v2"
)

const (
	logMegabytes = 5
	logFiles     = 3
)

// openLog writes JSON lines to stockbridge.log in the data folder, 5 MB a file and three old files. What libraries write with
// the standard log, Fyne among them, goes there too. Where the folder cannot be written the log goes to standard error, and
// opening the database will say what is wrong.
func openLog(folder string) (*slog.Logger, io.Closer) {
	var to io.WriteCloser = &lumberjack.Logger{Filename: filepath.Join(folder, "stockbridge.log"), MaxSize: logMegabytes, MaxBackups: logFiles}
	if _, err := to.Write(nil); err != nil {
		to = nopCloser{os.Stderr}
	}
	log := slog.New(slog.NewJSONHandler(to, nil))
	slog.SetDefault(log)
	return log, to
}

type nopCloser struct{ io.Writer }

func (nopCloser) Close() error { return nil }
