package webhook

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"path"
	"regexp"
	"strconv"
	"strings"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/fault"
)

// DefaultListen is where wake-ups are received unless somebody says otherwise: a reverse proxy or a tunnel on this computer brings them.
const DefaultListen = "127.0.0.1:17831"

// CodeSettings is the code of settings that cannot work, CodeListen that of an address at which we cannot listen.
const (
	CodeSettings = "SB-SET-340"
	CodeListen   = "SB-NET-003"
)

const longestURL = 300

// plainPath is what travels through proxies unchanged.
var plainPath = regexp.MustCompile(`^[A-Za-z0-9/._~-]*$`)

// check completes and checks settings. Only what is switched on has to make sense.
func check(s db.WebhookSetting) (db.WebhookSetting, error) {
	s.Listen, s.PublicURL = strings.TrimSpace(s.Listen), strings.TrimSpace(s.PublicURL)
	if s.Listen == "" {
		s.Listen = DefaultListen
	}
	if !s.On {
		return s, nil
	}
	host, port, err := net.SplitHostPort(s.Listen)
	if n, bad := strconv.Atoi(port); err != nil || bad != nil || n < 1 || n > 65535 {
		return s, refuse("The listen address has to be an address of this computer and a port from 1 to 65535.", "Type it like "+DefaultListen+".")
	}
	if _, err := netip.ParseAddr(host); err != nil && host != "" && host != "localhost" {
		return s, refuse("The listen address has to begin with an IP address of this computer.", "Type it like "+DefaultListen+", or 0.0.0.0:17831 for every network of this computer.")
	}
	s.PublicURL, err = checkURL(s.PublicURL)
	return s, err
}

func refuse(text, fix string) error {
	return fault.Hold(fault.Cause{Code: CodeSettings, Text: text, Fix: fix})
}

const likeThis = "Type the address under which your proxy or tunnel is reached, like https://hooks.example.com/stockbridge."

// checkURL returns the address without a slash at its end. What was typed is not repeated: it may hold a password.
func checkURL(text string) (string, error) {
	u, err := url.Parse(text)
	switch {
	case text == "":
		return "", refuse("The services need a public address to send wake-ups to.", likeThis)
	case err != nil || u.Host == "" || u.Opaque != "":
		return "", refuse("The public address is not a web address.", likeThis)
	case len(text) > longestURL:
		return "", refuse(fmt.Sprintf("The public address is longer than %d characters.", longestURL), likeThis)
	case u.User != nil:
		return "", refuse("The public address holds a user name or password. The services would not use it, and others could read it.", likeThis)
	case u.RawQuery != "" || u.ForceQuery || u.Fragment != "" || strings.Contains(text, "#"):
		return "", refuse("The public address has a part behind ? or #. Only the path can be used.", likeThis)
	case u.Scheme != "https" && u.Scheme != "http":
		return "", refuse("The public address has to begin with https://.", likeThis)
	case u.Scheme == "http" && !loopback(u.Hostname()):
		return "", refuse("The public address has to begin with https://: the services send to nothing else, and the secret in it would be readable on its way.", likeThis)
	case u.Scheme == "https" && private(u.Hostname()):
		return "", refuse("The public address is one of your own network: neither EKM nor Brightpearl can reach it.", likeThis)
	case !plainPath.MatchString(u.EscapedPath()):
		return "", refuse("The path of the public address holds characters that not every proxy passes on. Use letters, digits, dashes and slashes.", likeThis)
	}
	if port := u.Port(); port != "" {
		if n, err := strconv.Atoi(port); err != nil || n < 1 || n > 65535 {
			return "", refuse("The port of the public address is not one.", likeThis)
		}
	}
	clean := strings.TrimRight(path.Clean("/"+u.Path), "/")
	return u.Scheme + "://" + strings.ToLower(u.Host) + clean, nil
}

func loopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}

func private(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && (ip.IsPrivate() || ip.IsLoopback() || ip.IsLinkLocalUnicast() || ip.IsUnspecified())
}

// sourceName is the part of an address that says who calls.
func sourceName(store commerce.StoreID) string {
	if store == 0 {
		return "brightpearl"
	}
	return fmt.Sprintf("ekm-%d", store)
}

// sourceNamed is the other way round; ok is false for anything but what sourceName gives.
func sourceNamed(name string) (commerce.StoreID, bool) {
	if name == sourceName(0) {
		return 0, true
	}
	digits, ok := strings.CutPrefix(name, "ekm-")
	n, err := strconv.ParseInt(digits, 10, 64)
	if !ok || err != nil || n < 1 || sourceName(commerce.StoreID(n)) != name {
		return 0, false
	}
	return commerce.StoreID(n), true
}

// secretOf is the secret of a source's address. Every source has its own, so that one that leaks wakes one poll only.
func secretOf(root []byte, source string) string {
	mac := hmac.New(sha256.New, root)
	mac.Write([]byte("stockbridge wake-up\x00" + source))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// addressOf is where a source sends its wake-ups. It holds a secret.
func addressOf(publicURL string, root []byte, store commerce.StoreID) string {
	name := sourceName(store)
	return publicURL + "/" + name + "/" + secretOf(root, name)
}

// tail is the last two parts of an address's path: source and secret.
func tail(address string) (source, secret string) {
	u, err := url.Parse(address)
	if err != nil {
		return "", ""
	}
	dir, secret := path.Split(u.Path)
	return path.Base(strings.TrimRight(dir, "/")), secret
}
