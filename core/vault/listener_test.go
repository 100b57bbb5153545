package vault_test

import (
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"stockbridge/core/vault"
)

// TestListenerIsOnThisMachineOnly has other machines' way to this one tried, and a request larger than any browser's.
func TestListenerIsOnThisMachineOnly(t *testing.T) {
	s := newSignInServer(t)
	o := options(t, s)
	addresses, err := net.InterfaceAddrs()
	if err != nil {
		t.Fatal(err)
	}
	o.OpenURL = func(address string) error {
		tried := 0
		for _, a := range addresses {
			ip, _, err := net.ParseCIDR(a.String())
			if err != nil || ip.IsLoopback() || ip.IsLinkLocalUnicast() {
				continue
			}
			tried++
			if c, err := net.Dial("tcp", net.JoinHostPort(ip.String(), strconv.Itoa(o.RedirectPort))); err == nil {
				c.Close()
				t.Error("the listener can be reached from outside")
			}
		}
		t.Logf("%d addresses of this machine were tried", tried)
		c, err := net.Dial("tcp4", net.JoinHostPort("127.0.0.1", strconv.Itoa(o.RedirectPort)))
		if err != nil {
			return err
		}
		defer c.Close()
		go func() { // it is cut off in the middle
			_, _ = io.WriteString(c, "GET /oauth/callback?state="+strings.Repeat("x", 1<<20)+" HTTP/1.1\r\nHost: localhost\r\n\r\n")
		}()
		if head, _ := io.ReadAll(io.LimitReader(c, 64)); !strings.Contains(string(head), strconv.Itoa(http.StatusRequestHeaderFieldsTooLarge)) {
			t.Errorf("a request of a megabyte is answered with %q", head)
		}
		_, _, err = browse(address)
		return err
	}
	if _, err := vault.SignIn(t.Context(), o); err != nil {
		t.Fatal(err)
	}
}
