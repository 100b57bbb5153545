// Package version says which Stockbridge this is. It exists so that both programs, the diagnostics and the window's About
// page name the same number. Its functions may be called by any number of goroutines; start reading at Version.
package version

import "runtime/debug"

// Version is the released version. The packaging of the desktop program carries the same number.
const Version = "0.1.0"

// Commit is the revision that the program was built from, "-dirty" added when files were changed; "unknown" when the build
// did not record it, as in tests.
func Commit() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	return commitOf(info.Settings)
}

func commitOf(settings []debug.BuildSetting) string {
	commit, dirty := "unknown", false
	for _, s := range settings {
		switch s.Key {
		case "vcs.revision":
			commit = s.Value
		case "vcs.modified":
			dirty = s.Value == "true"
		}
	}
	if dirty && commit != "unknown" {
		commit += "-dirty"
	}
	return commit
}
