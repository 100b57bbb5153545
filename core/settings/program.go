package settings

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Program is what is set for the whole data folder, whichever program works on it. The desktop's own choices (language, tray, sounds)
// are no part of it.
type Program struct {
	ActivityDays  int64  `json:"activity_days"`  // how long the activity is kept
	RequestDays   int64  `json:"request_days"`   // how long requests and answers are kept, redacted
	HeldDays      int64  `json:"held_days"`      // the same for orders that are held
	PersonalDays  int64  `json:"personal_days"`  // after which shoppers are taken out of finished orders; 0: never
	BackupsKept   int64  `json:"backups_kept"`   // nightly copies; 0: none are made
	BackupAt      int64  `json:"backup_at"`      // hour of the day, local time
	BackupsFolder string `json:"backups_folder"` // "" is the data folder's own

	// Levels are the log's levels by area, "" for all, each until a moment. What has passed counts no more.
	Levels map[string]LogLevel `json:"levels,omitempty"`
	// TraceUntil is when the full trace ends that somebody consented to; zero: there is none.
	TraceUntil time.Time `json:"trace_until,omitzero"`
}

// LogLevel is a level of the log that was asked for, debug or info, and when it ends.
type LogLevel struct {
	Level string    `json:"level"`
	Until time.Time `json:"until"`
}

// LogLevelLasts is how long a level of the log holds before it returns to normal.
const LogLevelLasts = 24 * time.Hour

// ProgramDefaults are the settings of a new data folder.
func ProgramDefaults() Program {
	return Program{ActivityDays: 400, RequestDays: 7, HeldDays: 30, BackupsKept: 7, BackupAt: 3}
}

// ProgramKey describes one setting of the whole program, as Key does for a store's.
type ProgramKey struct {
	Name, Group, Title, Effect, Default string

	get func(Program) string
	set func(*Program, string) error
}

// Value is the setting as text.
func (k ProgramKey) Value(p Program) string { return k.get(p) }

var programKeys = []ProgramKey{
	between("activity_days", "Keep the activity, days", "Older entries of the activity are forgotten. The chain that proves that nothing was changed goes on.", 30, 3650, func(p *Program) *int64 { return &p.ActivityDays }),
	between("request_days", "Keep requests and answers, days", "What was asked and answered, without secrets and personal data, for timelines.", 1, 90, func(p *Program) *int64 { return &p.RequestDays }),
	between("held_days", "Keep them for held orders, days", "An order that is held keeps its requests and answers longer.", 1, 365, func(p *Program) *int64 { return &p.HeldDays }),
	between("personal_days", "Forget shoppers after, days", "Names, addresses and e-mail are taken out of orders that were finished so long ago; numbers and amounts stay. 0 keeps them.", 0, 3650, func(p *Program) *int64 { return &p.PersonalDays }),
	between("backups_kept", "Backups to keep", "Each night the database is copied, and so many copies are kept. 0 makes none.", 0, 60, func(p *Program) *int64 { return &p.BackupsKept }),
	between("backup_at", "Backup at, hour", "The hour of the day at which the copy is made, or as soon after it as the program runs.", 0, 23, func(p *Program) *int64 { return &p.BackupAt }),
	{Name: "backups_folder", Group: "Data", Title: "Backups in", Effect: "A folder for the copies, on another disk if there is one; empty is the folder backups beside the database.",
		get: func(p Program) string { return p.BackupsFolder },
		set: func(p *Program, v string) error { p.BackupsFolder = strings.TrimSpace(v); return nil }},
}

// between is a whole number with limits, both included.
func between(name, title, effect string, least, most int64, field func(*Program) *int64) ProgramKey {
	d := ProgramDefaults()
	return ProgramKey{Name: name, Group: "Data", Title: title, Effect: effect, Default: strconv.FormatInt(*field(&d), 10),
		get: func(p Program) string { return strconv.FormatInt(*field(&p), 10) },
		set: func(p *Program, v string) error {
			n, err := strconv.ParseInt(strings.TrimSpace(v), 10, 64)
			if err != nil || n < least || n > most {
				return fmt.Errorf("it must be a whole number from %d to %d", least, most)
			}
			*field(p) = n
			return nil
		}}
}

// ProgramKeys lists the settings of the whole program in their order.
func ProgramKeys() []ProgramKey { return slices.Clone(programKeys) }

// SetProgram changes one setting by its key.
func SetProgram(p *Program, key, value string) error {
	for _, k := range programKeys {
		if k.Name == key {
			if err := k.set(p, value); err != nil {
				return fmt.Errorf("%s: %w", key, err)
			}
			return nil
		}
	}
	return fmt.Errorf("there is no setting %q of the program", key)
}
