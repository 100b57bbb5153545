package settings

import (
	"context"
	"net"
	"net/url"
	"strconv"
	"strings"
	"time"

	"stockbridge/core/view"
	"stockbridge/ui/screen"
)

// wakeups is what the page knows of the wake-ups, and what was entered but not saved. It holds no widgets.
type wakeups struct {
	stored   view.Webhooks
	err      error // of reading
	read     bool
	edited   bool
	on       bool
	listen   string
	public   string
	failure  error // of the last save
	saving   bool
	checking bool
}

// signInPort is taken while somebody signs in.
const signInPort = 17830

// usualListen is what the address field suggests.
const usualListen = "127.0.0.1:17831"

// took takes an answer; what was entered and not saved stays.
func (w *wakeups) took(stored view.Webhooks, err error) {
	if w.err = err; err != nil {
		return
	}
	w.stored, w.read = stored, true
	if !w.edited {
		w.discard()
	}
}

// discard enters what is stored.
func (w *wakeups) discard() {
	w.on, w.listen, w.public, w.edited, w.failure = w.stored.On, w.stored.Listen, w.stored.PublicURL, false, nil
}

// entered notes a change of one of the fields.
func (w *wakeups) entered() {
	w.edited = w.on != w.stored.On || strings.TrimSpace(w.listen) != w.stored.Listen || strings.TrimSpace(w.public) != w.stored.PublicURL
}

// listenFault says what to enter instead of a wrong address of this computer; "" when it is fine. While wake-ups are off an
// empty field is fine.
func (w *wakeups) listenFault() string {
	text := strings.TrimSpace(w.listen)
	if text == "" && !w.on {
		return ""
	}
	_, port, err := net.SplitHostPort(text)
	n, number := strconv.Atoi(port)
	switch {
	case err != nil || number != nil || n < 1 || n > 65535:
		return "Write an address and a port, such as " + usualListen
	case n == signInPort:
		return "Port 17830 belongs to the sign-in. Take another, such as 17831"
	}
	return ""
}

// publicFault does the same for the address at which the services reach this computer.
func (w *wakeups) publicFault() string {
	text := strings.TrimSpace(w.public)
	if text == "" && !w.on {
		return ""
	}
	u, err := url.Parse(text)
	if err != nil || u.Hostname() == "" {
		return "Write a whole address, such as https://wake.example.com"
	}
	host := strings.ToLower(u.Hostname())
	ip := net.ParseIP(host)
	switch {
	case u.Scheme == "http" && (host == "localhost" || ip != nil && ip.IsLoopback()):
		return "" // a sandbox on this computer
	case u.Scheme != "https":
		return "Write an https address; the services call no other"
	case u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return "Leave out user names and everything after a question mark"
	case ip != nil && (ip.IsLoopback() || ip.IsPrivate() || ip.IsUnspecified() || ip.IsLinkLocalUnicast()), host == "localhost", ip == nil && !strings.Contains(host, "."),
		strings.HasSuffix(host, ".local"), strings.HasSuffix(host, ".lan"), strings.HasSuffix(host, ".internal"):
		return "This address is not known outside your network. Write the public one of the proxy or tunnel"
	}
	return ""
}

func (w *wakeups) faults() int {
	n := 0
	for _, f := range []string{w.listenFault(), w.publicFault()} {
		if f != "" {
			n++
		}
	}
	return n
}

// wakeupsFound reports whether a search means the wake-ups.
func wakeupsFound(search string) bool {
	const words = "wake-ups wakeups webhooks listen address public proxy tunnel advanced"
	for word := range strings.FieldsSeq(strings.ToLower(search)) {
		if !strings.Contains(words, word) {
			return false
		}
	}
	return strings.TrimSpace(search) != ""
}

// toldInTime is how many of the news that polls found were told before.
func toldInTime(s view.WebhookSource) string {
	all := s.Confirmed + s.Missed
	if all == 0 {
		return "Nothing to compare yet"
	}
	text := screen.Count(s.Confirmed) + " of " + screen.Count(all)
	if s.Missed > 0 {
		text += ", " + screen.Count(s.Missed) + " missed"
	}
	return text
}

// lastWakeUp is when the last one came, and how many came in all.
func lastWakeUp(s view.WebhookSource, now time.Time) string {
	if s.LastAt.IsZero() {
		return "None yet"
	}
	return screen.Ago(s.LastAt, now) + " ago, " + screen.Count(s.Received) + " in all"
}

// topicState is a subscription in a word, and whether it is one that should be on.
func topicState(t view.WebhookTopic) (word string, broken bool) {
	switch t.State {
	case "on":
		return "On", false
	case "disabled":
		return "Switched off by the service", true
	case "refused":
		return "Refused", true
	}
	return "Off", false
}

// saveWakeups stores what was entered.
func (s *Screen) saveWakeups() {
	w := &s.state.wakeups
	if w.faults() > 0 {
		return // they are beside their fields
	}
	on, listen, public := w.on, strings.TrimSpace(w.listen), strings.TrimSpace(w.public)
	w.saving = true
	s.view.showFoot()
	s.o.Feed.Go(func(ctx context.Context) {
		err := s.o.Wakeups.SetWebhooks(ctx, on, listen, public)
		s.o.Feed.Do(func() {
			w.saving, w.failure = false, err
			if err == nil {
				w.edited = false
				s.o.Nav.Toast(map[bool]string{true: "Wake-ups are on", false: "Wake-ups are off"}[on])
			}
			s.Reload()
		})
	})
}

// wakeupsEvery is how often the wake-ups are read again while they are in front: they come without news of their own.
const wakeupsEvery = 5 * time.Second

// watchWakeups reads the wake-ups from time to time while they are in front, unless somebody is changing them.
func (s *Screen) watchWakeups() {
	s.tick = s.o.Feed.Clock().After(wakeupsEvery, func() {
		if w := &s.state.wakeups; s.state.ownGroup(advanced) && !w.edited && !w.saving && !w.checking {
			s.readWakeups()
		}
		s.watchWakeups()
	})
}

// readWakeups reads how the wake-ups stand. The fields stay as they are, with the cursor in them, unless what they hold changed.
func (s *Screen) readWakeups() {
	s.o.Feed.Go(func(ctx context.Context) {
		stored, err := s.o.Wakeups.Webhooks(ctx)
		s.o.Feed.Do(func() {
			w := &s.state.wakeups
			before := w.stored
			w.took(stored, err)
			if before.On != stored.On || before.Listen != stored.Listen || before.PublicURL != stored.PublicURL || err != nil {
				s.view.show()
				return
			}
			s.view.showSources()
		})
	})
}

// checkWakeups asks both services how the subscriptions stand.
func (s *Screen) checkWakeups() {
	s.state.wakeups.checking = true
	s.view.show()
	s.o.Feed.Go(func(ctx context.Context) {
		err := s.o.Wakeups.CheckWebhooks(ctx)
		s.o.Feed.Do(func() {
			s.state.wakeups.checking = false
			if err != nil {
				s.o.Nav.Failed("check the wake-ups", err)
			}
			s.Reload()
		})
	})
}
