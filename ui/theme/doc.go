// Package theme is the visual language in Go: colours, type, spacing and icons, named by the
// job they do and never by how they look.
//
// A widget asks for a Role ("text", "border", the tint of a state) and gets the colour for the
// theme in force, light or dark. It asks again in its Refresh, so a switch of the system's
// setting reaches every part of the window without anybody keeping a list of listeners.
//
// The tables are constant after start and Icon guards its cache, so every function may be
// called from any goroutine. Start reading at Role in roles.go, then Theme in theme.go.
package theme
