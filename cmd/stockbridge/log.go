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
	name := filepath.Join(folder, "stockbridge.log")
	var to io.WriteCloser = &lumberjack.Logger{Filename: name, MaxSize: logMegabytes, MaxBackups: logFiles}
	if err := makeLog(folder, name); err != nil {
		to = nopCloser{os.Stderr}
	}
	log := slog.New(slog.NewJSONHandler(to, nil))
	slog.SetDefault(log)
	return log, to
}

// makeLog makes the file before lumberjack does, which appends only to what is there: a second program on the same folder,
// which will be refused, then writes behind the first one's lines and not over them.
func makeLog(folder, name string) error {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(name, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	return os.Chmod(name, 0o600) // one that is there already may be open to others; the files of old logs inherit its rights
}

type nopCloser struct{ io.Writer }

func (nopCloser) Close() error { return nil }
