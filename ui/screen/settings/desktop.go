package settings

// Desktop is what a person chooses about the program at this computer. Setters take effect at once unless they say otherwise; their
// errors say what could not be done. UI goroutine.
type Desktop interface {
	// Language is the code of a language of package say, "" for that of the system. Setting it builds the window anew.
	Language() string
	SetLanguage(code string) error

	// StartsWithComputer tells whether the program opens when the person signs in to the computer.
	StartsWithComputer() bool
	SetStartsWithComputer(on bool) error

	// HasTray tells whether this computer shows tray icons now; without one the window closes as usual, whatever is chosen.
	HasTray() bool
	// StaysInTray tells whether closing the window leaves the program at work.
	StaysInTray() bool
	SetStaysInTray(on bool) error

	// Notifies tells whether things that need a person are shown as system notifications.
	Notifies() bool
	SetNotifies(on bool) error
	// QuietHours are two times of day such as "22:00" and "07:00" between which nothing is shown; both "" for none.
	QuietHours() (from, until string)
	SetQuietHours(from, until string) error
	// MoneyBreaksQuiet lets what puts money at risk through in quiet hours.
	MoneyBreaksQuiet() bool
	SetMoneyBreaksQuiet(on bool) error
}
