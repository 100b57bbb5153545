//go:build unix

package main

// startsWithComputer reports whether the system starts the program when the person signs in.
func startsWithComputer() bool {
	path, err := startNote()
	return err == nil && noteFile{path}.there()
}

// startWithComputer makes the system do that, or not any more. The note is read at the next sign-in.
func startWithComputer(on bool, program string, args []string) error {
	path, err := startNote()
	switch {
	case err != nil:
		return err
	case !on:
		return noteFile{path}.remove()
	}
	return noteFile{path}.write(startText(program, args))
}
