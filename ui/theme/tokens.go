package theme

import "image/color"

// pair is one colour as written in the visual language, light then dark, 0xRRGGBB.
type pair struct{ light, dark uint32 }

var plainColours = map[Role]pair{
	Canvas:      {0xF4F3F0, 0x121417},
	Surface:     {0xFFFFFF, 0x1A1D21},
	Sunken:      {0xFAF9F7, 0x16191C},
	Hover:       {0xF5F4F1, 0x20242A},
	Selection:   {0xE9EFFC, 0x222F4D},
	Border:      {0xE4E1DA, 0x2E333A},
	Line:        {0xEEECE7, 0x262A30},
	Outline:     {0x8C877E, 0x79818D},
	Track:       {0xE9E6E0, 0x2B3037},
	Text:        {0x1B1F24, 0xE8EAED},
	Text2:       {0x545962, 0xB0B6BF},
	Text3:       {0x666B74, 0x959CA7},
	Accent:      {0x2B57C9, 0x3D68DB},
	AccentHover: {0x2248AC, 0x345DCB},
	OnAccent:    {0xFFFFFF, 0xFFFFFF},
	AccentText:  {0x2450BE, 0x8FB0FF},
}

// stateColours holds text, tint and solid of each state.
var stateColours = map[State][partsOfState]pair{
	OK:        {{0x1B7440, 0x62CC90}, {0xE5F4EA, 0x16301F}, {0x2E9E5B, 0x3FA96B}},
	Working:   {{0x0B6679, 0x55C6DA}, {0xE0F2F5, 0x11303A}, {0x1793AB, 0x2FA3B9}},
	Attention: {{0x8A5206, 0xEFB558}, {0xFDF0D9, 0x372A13}, {0xC67A0B, 0xD6932B}},
	Error:     {{0xB42A23, 0xFF8D84}, {0xFCEAE8, 0x3D2020}, {0xD6423A, 0xE05A50}},
	Paused:    {{0x6546A8, 0xBDA4F4}, {0xEFEAFA, 0x2B2342}, {0x8A6AD0, 0x9377DB}},
	Unknown:   {{0x555E6B, 0xABB4C0}, {0xECEEF1, 0x282D34}, {0x838C99, 0x6E7784}},
}

var (
	lightTokens         = buildTokens(false, false)
	darkTokens          = buildTokens(true, false)
	lightContrastTokens = buildTokens(false, true)
	darkContrastTokens  = buildTokens(true, true)
)

func buildTokens(dark, highContrast bool) *Tokens {
	t := &Tokens{Dark: dark}
	for role, p := range plainColours {
		t.colours[role] = p.pick(dark)
	}
	for state, parts := range stateColours {
		for i, p := range parts {
			t.colours[state.role(i)] = p.pick(dark)
		}
	}
	if highContrast {
		t.colours[Text3] = t.colours[Text2]
		t.colours[Border] = t.colours[Outline]
	}
	return t
}

func (p pair) pick(dark bool) color.NRGBA {
	v := p.light
	if dark {
		v = p.dark
	}
	return color.NRGBA{R: uint8(v >> 16), G: uint8(v >> 8), B: uint8(v), A: 0xFF}
}

// Light and Dark give the plain tokens, for pictures and tests.
func Light() *Tokens { return lightTokens }

// Dark gives the dark tokens.
func Dark() *Tokens { return darkTokens }
