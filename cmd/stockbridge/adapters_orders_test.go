package main

import "testing"

// TestSalesOrderPage holds that a link leads to the data centre of the account, and nowhere where that is not known.
func TestSalesOrderPage(t *testing.T) {
	for api, want := range map[string]string{
		"https://euw1.brightpearlconnect.com": "https://euw1.brightpearlapp.com/patt-op.php?scode=invoice&oID=",
		"https://use1.brightpearlconnect.com": "https://use1.brightpearlapp.com/patt-op.php?scode=invoice&oID=",
		"https://ws-eu1.brightpearl.com":      "", "http://127.0.0.1:8080": "", "https://a.b.brightpearlconnect.com": "", "": "",
	} {
		if got := pageOfAPI(api); got != want {
			t.Errorf("%q leads to %q", api, got)
		}
	}
}
