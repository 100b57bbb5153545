package main

import (
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"testing"
)

// shortDir is a folder whose path leaves room for a socket's name, which may have about a hundred letters.
func shortDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "sb")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

func TestASecondStartFindsTheFirst(t *testing.T) {
	folder := shortDir(t)
	if askFirst(folder) {
		t.Fatal("somebody answers in an empty folder")
	}
	came := make(chan struct{}, 2)
	leave := answerOthers(folder, func() { came <- struct{}{} }, slog.New(slog.DiscardHandler))
	for range 2 {
		if !askFirst(folder) {
			t.Fatal("the first start does not answer")
		}
		<-came
	}
	conn, err := net.Dial("unix", filepath.Join(folder, frontSocket))
	if err != nil {
		t.Fatal(err)
	}
	conn.Write([]byte("anything else\n"))
	conn.Close()
	if !askFirst(folder) {
		t.Error("a stranger's words silenced the first start")
	}
	<-came
	leave()
	if askFirst(folder) || len(came) != 0 {
		t.Error("an ended program answers")
	}
}

// TestADeadStartIsReplaced leaves the socket's file behind, as a killed program does.
func TestADeadStartIsReplaced(t *testing.T) {
	folder := shortDir(t)
	door, err := net.ListenUnix("unix", &net.UnixAddr{Name: filepath.Join(folder, frontSocket), Net: "unix"})
	if err != nil {
		t.Fatal(err)
	}
	door.SetUnlinkOnClose(false)
	door.Close()
	if askFirst(folder) {
		t.Fatal("a dead program answers")
	}
	came := 0
	defer answerOthers(folder, func() { came++ }, slog.New(slog.DiscardHandler))()
	if !askFirst(folder) || came != 1 {
		t.Errorf("the next start does not answer, or came to the front %d times", came)
	}
}

func TestAFolderWithoutRoomForASocket(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "a-very-long-name-a-very-long-name-a-very-long-name-a-very-long-name-a-very-long-name-a-very-long-name")
	answerOthers(folder, func() { t.Error("came to the front") }, slog.New(slog.DiscardHandler))()
	if askFirst(folder) {
		t.Error("somebody answers")
	}
}
