package main

import (
	"encoding/xml"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Each system starts programs for a person who signs in by a note of its own: a desktop entry on Linux (Desktop Application Autostart
// Specification), a launch agent on macOS (launchd.plist(5)), a value in the registry on Windows. Nothing here needs an administrator.

// startArgs are what the program is started with when the person signs in: on the data folder of now, without its window where there is
// a tray to open it from.
func startArgs(folder, usual string) []string {
	if folder == usual {
		return []string{"--tray"}
	}
	return []string{"--tray", "--data", folder}
}

// desktopEntry is the note for Linux.
func desktopEntry(program string, args []string) string {
	var line []string
	for _, arg := range append([]string{program}, args...) {
		line = append(line, entryQuote(arg))
	}
	return "[Desktop Entry]\nType=Application\nName=Stockbridge\nExec=" + strings.Join(line, " ") + "\nTerminal=false\nX-GNOME-Autostart-enabled=true\n"
}

// entryQuote writes an argument of Exec: quoted as for a shell, and what is then a backslash doubled once more for the file; a per cent
// sign would be a field code.
func entryQuote(arg string) string {
	return `"` + strings.NewReplacer(`\`, `\\\\`, `"`, `\\"`, "`", "\\\\`", `$`, `\\$`, "%", "%%", "\n", `\n`).Replace(arg) + `"`
}

// launchAgent is the note for macOS.
func launchAgent(program string, args []string) string {
	var b strings.Builder
	b.WriteString(xml.Header + `<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">` + "\n" +
		`<plist version="1.0"><dict><key>Label</key><string>` + appID + `</string><key>ProgramArguments</key><array>`)
	for _, arg := range append([]string{program}, args...) {
		b.WriteString("<string>")
		_ = xml.EscapeText(&b, []byte(arg)) // a builder does not fail
		b.WriteString("</string>")
	}
	b.WriteString("</array><key>RunAtLoad</key><true/><key>ProcessType</key><string>Interactive</string></dict></plist>\n")
	return b.String()
}

// runValue is the note for Windows, quoted as CommandLineToArgvW reads it. A path on Windows holds no quotation marks; a backslash
// counts only before one, which is why the last ones are doubled.
func runValue(program string, args []string) string {
	var line []string
	for _, arg := range append([]string{program}, args...) {
		bare := strings.TrimRight(arg, `\`)
		line = append(line, `"`+bare+strings.Repeat(`\`, 2*(len(arg)-len(bare)))+`"`)
	}
	return strings.Join(line, " ")
}

// noteFile is a note that is a file.
type noteFile struct{ path string }

func (n noteFile) there() bool {
	_, err := os.Stat(n.path)
	return err == nil
}

func (n noteFile) write(text string) error {
	if err := os.MkdirAll(filepath.Dir(n.path), 0o700); err != nil {
		return err
	}
	return os.WriteFile(n.path, []byte(text), 0o600)
}

func (n noteFile) remove() error {
	if err := os.Remove(n.path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
