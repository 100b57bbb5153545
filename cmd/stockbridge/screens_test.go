package main

import "testing"

func TestOnlyWebPagesAreOpened(t *testing.T) {
	for address, good := range map[string]bool{
		"https://www.garden.example": true, "http://localhost:17830/x?y=1#z": true,
		"file:///etc/passwd": false, "javascript:alert(1)": false, "ms-msdt:/id": false, "smb://files.example/x": false, "garden.example": false, "": false,
		"https://": false, "https://user@garden.example": false, "-x": false, "https://a b": false,
	} {
		if _, err := webAddress(address); (err == nil) != good {
			t.Errorf("%q: %v", address, err)
		}
	}
}
