package engine

import (
	"errors"
	"log/slog"
	"os"
	"runtime"
	"strings"
)

// errShared is why a folder that others can write is refused: whoever can put a file there can swap the database.
var errShared = errors.New("every user of this computer can write there, and its rights are not ours to change")

// secure sees to it that only this user can look into the data folder: the database holds shoppers' names and addresses. A folder
// of ours, empty or with nothing but our files, is narrowed to 0700 and the log says so. One that holds other files, or that is
// somebody else's, is none of ours to narrow: it is refused where everybody can write, and accepted otherwise, since each of our
// files is for this user only. A link to a folder is as good as the folder. On Windows the folder lies in the user's profile,
// which others cannot open, and rights as Unix has them do not exist.
func secure(path string, log *slog.Logger) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	rights := info.Mode().Perm()
	if rights&0o077 == 0 {
		return nil
	}
	files, err := os.ReadDir(path)
	if err != nil {
		return err
	}
	ours := info.Mode()&os.ModeSticky == 0 // a sticky folder is a meeting place such as /tmp, even while it is empty
	for _, f := range files {
		ours = ours && (strings.HasPrefix(f.Name(), "stockbridge") || strings.HasPrefix(f.Name(), ".probe-") || f.Name() == demoFolder)
	}
	if ours && os.Chmod(path, 0o700) == nil {
		if len(files) > 0 {
			log.Warn("other users of this computer could look into the data folder; now only this one can", "rights", rights.String())
		}
		return nil
	}
	if rights&0o002 != 0 {
		return errShared
	}
	log.Warn("other users of this computer can look into the data folder, though not into its database", "rights", rights.String())
	return nil
}
