package view

import (
	"time"

	"stockbridge/core/commerce"
)

// SettingChange is one change of a setting, of a store or (0) of the defaults that stores follow.
type SettingChange struct {
	ID            int64
	At            time.Time
	Actor         string // who
	PC            string // on which computer
	StoreID       commerce.StoreID
	Store         string // "" for the defaults
	Key           string
	Before, After string // "" is not set; of personal values only their number
	Reason        string // one of the reasons below
}

// Why a setting was changed; "" is a person's own choice.
const (
	SettingFollowed = "default" // the store follows a changed default
	SettingCopied   = "copy"    // from another store
	SettingImported = "import"  // from a file
	SettingUndone   = "undo"    // back to what it was before a change
	SettingRule     = "rule"    // while fixing an order
	SettingStarted  = "start"   // by going live
)

// DefaultEffect is what changing a default does to the stores: those that have the default's value follow, the others keep their own.
type DefaultEffect struct {
	Key, Before, After string
	Follow, Keep       []string // names of stores
}

// What becomes of a setting of a file.
const (
	ImportNew     = "new"     // it would change
	ImportSame    = "same"    // it is so already
	ImportRefused = "refused" // it cannot be, see Why
)

// ImportRow is one setting of a file beside what is stored.
type ImportRow struct {
	Key      string
	Now, New string
	State    string
	Why      string
}
