package main

import (
	"bufio"
	"errors"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"time"
)

// A program that is started a second time on the same data folder asks the first one to come to the front, and ends. They meet at a
// socket in that folder, which only its owner can open. A process that died leaves the socket's file behind, at which nobody answers:
// the next start takes its place. Where the two cannot meet, the second start goes on and is refused by the engine's lock.

const (
	frontSocket   = "stockbridge.front"
	frontPatience = 2 * time.Second
	frontAsk      = "front\n"
	frontAnswer   = "here\n"
)

// askFirst reports whether another program works in the folder and has come to the front.
func askFirst(folder string) bool {
	conn, err := net.DialTimeout("unix", filepath.Join(folder, frontSocket), frontPatience)
	if err != nil {
		return false
	}
	defer conn.Close()
	if conn.SetDeadline(time.Now().Add(frontPatience)) != nil {
		return false
	}
	if _, err := conn.Write([]byte(frontAsk)); err != nil {
		return false
	}
	answer, err := bufio.NewReader(conn).ReadString('\n')
	return err == nil && answer == frontAnswer
}

// answerOthers calls front, on a goroutine of its own, each time that another start asks for it. Close ends that. A folder where no
// socket can be is no reason not to start.
func answerOthers(folder string, front func(), log *slog.Logger) (closeDoor func()) {
	path := filepath.Join(folder, frontSocket)
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) { // nobody answered there
		log.Warn("a second start will not find this one", "error", err)
		return func() {}
	}
	door, err := net.Listen("unix", path)
	if err != nil {
		log.Warn("a second start will not find this one", "error", err)
		return func() {}
	}
	if err := os.Chmod(path, 0o600); err != nil {
		log.Warn("the socket could not be closed to others", "error", err)
	}
	go func() {
		for {
			conn, err := door.Accept()
			if err != nil {
				return
			}
			answer(conn, front)
		}
	}()
	return func() { door.Close() }
}

func answer(conn net.Conn, front func()) {
	defer conn.Close()
	if conn.SetDeadline(time.Now().Add(frontPatience)) != nil {
		return
	}
	if ask, err := bufio.NewReader(conn).ReadString('\n'); err != nil || ask != frontAsk {
		return
	}
	front()
	// What cannot be answered any more was no start that waits.
	_, _ = conn.Write([]byte(frontAnswer))
}
