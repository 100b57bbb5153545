package theme

import "image/color"

// Role names what a colour is for. The zero Role paints nothing.
type Role int

// The roles of surfaces, lines, text and the one accent.
const (
	None        Role = iota // nothing is painted
	Canvas                  // rail, top bar, bottom strip
	Surface                 // page, pane, cards, buttons
	Sunken                  // table header, step list, selection bar
	Hover                   // row and quiet-button hover
	Selection               // selected row, current rail item, active chip
	Border                  // cards, panes, secondary buttons, dividers
	Line                    // between table rows
	Outline                 // entries, selects, check boxes, switch off
	Track                   // empty part of bars, key hints
	Text                    // values, names, titles
	Text2                   // labels, secondary facts
	Text3                   // counts, placeholders, zeros; never a fact on its own
	Accent                  // primary button, focus ring, tab line, switch on
	AccentHover             // primary hover and press
	OnAccent                // text on Accent and AccentHover
	AccentText              // links, quiet buttons
	firstState
)

// State is one of the six conditions that carry colour. A state is never shown by colour alone:
// an icon and a word belong to it.
type State int

// The six states; NoState is the absence of one and looks like plain text.
const (
	NoState   State = iota
	OK              // Live, Posted, In step, Told, Agrees
	Working         // Reserving, Sending, Catching up
	Attention       // Held, Short 1 unit, Drift: a person can settle it here
	Error           // Duplicate, Broken: will not go on without a change elsewhere
	Paused          // Paused until 16:00, Frozen at 4, Parked
	Unknown         // Cannot know since 13:20, Excluded, EKM only
	lastState = Unknown
)

const partsOfState = 3

const roleCount = int(firstState) + int(lastState)*partsOfState

// Text is the role of a state's word and icon.
func (s State) Text() Role {
	if s == NoState {
		return Text
	}
	return s.role(0)
}

// Tint is the fill of notes and tags.
func (s State) Tint() Role {
	if s == NoState {
		return Track
	}
	return s.role(1)
}

// Solid is for bars, chart lines and the stripe of a card; never for text.
func (s State) Solid() Role {
	if s == NoState {
		return Text2
	}
	return s.role(2)
}

func (s State) role(part int) Role {
	return firstState + Role(int(s-1)*partsOfState+part)
}

// Icon is the state's own icon. A screen may show a sharper one, the colour stays.
func (s State) Icon() string {
	switch s {
	case OK:
		return "circle-check"
	case Working:
		return "refresh-cw"
	case Attention:
		return "triangle-alert"
	case Error:
		return "octagon-x"
	case Paused:
		return "circle-pause"
	case Unknown:
		return "circle-question-mark"
	default:
		return ""
	}
}

// States lists the six in the order of the visual language.
func States() []State { return []State{OK, Working, Attention, Error, Paused, Unknown} }

// Tokens are all colours of one appearance.
type Tokens struct {
	// Dark tells which of the two appearances this is.
	Dark    bool
	colours [roleCount]color.NRGBA
}

// Color is the colour for a role; None and unknown roles are transparent.
func (t *Tokens) Color(r Role) color.NRGBA {
	if r <= None || int(r) >= roleCount {
		return color.NRGBA{}
	}
	return t.colours[r]
}

// Roles lists every role that has a colour.
func Roles() []Role {
	roles := make([]Role, 0, roleCount-1)
	for r := Canvas; int(r) < roleCount; r++ {
		roles = append(roles, r)
	}
	return roles
}
