package fault

import "strings"

// Cause is why something is held, in the parts that a person needs: a stable code, what happened and why in one or two
// sentences, and what to do. Held rows store it; screens and reports show it unchanged.
type Cause struct {
	Code string `json:"code"`
	Text string `json:"text"`
	Fix  string `json:"fix"`
}

// Zero reports whether there is no cause.
func (c Cause) Zero() bool { return c.Code == "" && c.Text == "" }

// Hold wraps a cause as an error of kind NeedsPerson, for rules that end in "a person has to decide".
func Hold(c Cause) *Error { return &Error{Kind: NeedsPerson, Code: c.Code, Text: c.Text, Held: &c} }

// CauseOf is what a held row should store for err: the cause that a rule gave, or one made from the failure itself.
func CauseOf(err error) Cause {
	f := Of(err)
	if f.Held != nil {
		return *f.Held
	}
	if f.Text != "" && (strings.HasPrefix(f.Code, "SB-SIG-") || strings.HasPrefix(f.Code, "SB-KEY-")) {
		// Faults of a sign-in and of the keyring say themselves what happened and what to do.
		return Cause{Code: f.Code, Text: strings.ToUpper(f.Text[:1]) + strings.TrimRight(f.Text[1:], ".") + "."}
	}
	known := explanations[f.Kind]
	c := Cause{Code: f.Code, Text: known.title, Fix: known.fix}
	if c.Code == "" {
		c.Code = known.code
	}
	where := "the remote system"
	switch {
	case f.Remote == "brightpearl":
		where = "Brightpearl"
	case len(f.Remote) > 4 && f.Remote[:4] == "ekm/":
		where = "EKM (" + f.Remote[4:] + ")"
	case f.Remote == "":
		where = "this computer"
	}
	c.Text = where + " " + c.Text
	if f.Op != "" {
		c.Text += " Step: " + f.Op + "."
	}
	if f.Text != "" {
		c.Text += " It said: " + f.Text
	}
	return c
}

var explanations = map[Kind]struct{ code, title, fix string }{
	Bug:         {"SB-APP-001", "met a failure that Stockbridge did not expect.", "Retry. If it comes back, export the diagnostics and send them to support."},
	Offline:     {"SB-NET-001", "could not be reached or did not answer properly. Nothing is lost; the work goes on by itself.", "Check the internet connection. Nothing else is needed."},
	Throttled:   {"SB-NET-002", "asked for a pause because too many requests arrived. The work goes on by itself.", "Wait. If it lasts, see which other programs use the same account."},
	SignIn:      {"SB-AUTH-001", "does not accept the sign-in any more. Work for it waits and is kept.", "Sign in again on the Stores screen, or run the connect command once more."},
	Refused:     {"SB-API-001", "refused the request.", "Read what it said, change the setting or the record it names, then retry."},
	NotFound:    {"SB-API-002", "does not know the record any more.", "Check whether it was deleted there, then retry or exclude."},
	NeedsPerson: {"SB-APP-002", "needs a decision.", "Open the item and choose."},
	DiskFull:    {"SB-DISK-001", "has no room left on the disk. Nothing is lost; all work waits.", "Free some space. The work goes on by itself."},
	Cancelled:   {"SB-APP-003", "was asked to stop.", "Start again."},
}
