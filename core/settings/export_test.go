package settings

// Classified reports whether a setting stands in the list that says what a file may hold.
func Classified(name string) bool {
	_, ok := exported[name]
	return ok
}
