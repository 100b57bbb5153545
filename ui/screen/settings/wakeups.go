package settings

import (
	"context"
	"net"
	"net/url"
	"strconv"
	"strings"
	"time"

	"stockbridge/core/view"
	"stockbridge/ui/say"
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
		return say.T("Write an address and a port, such as {example}", usualListen)
	case n == signInPort:
		return say.T("Port 17830 belongs to the sign-in. Take another, such as 17831")
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
		return say.T("Write a whole address, such as {example}", "https://wake.example.com")
	}
	host := strings.ToLower(u.Hostname())
	ip := net.ParseIP(host)
	switch {
	case u.Scheme == "http" && (host == "localhost" || ip != nil && ip.IsLoopback()):
		return "" // a sandbox on this computer
	case u.Scheme != "https":
		return say.T("Write an https address; the services call no other")
	case u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return say.T("Leave out user names and everything after a question mark")
	case ip != nil && (ip.IsLoopback() || ip.IsPrivate() || ip.IsUnspecified() || ip.IsLinkLocalUnicast()), host == "localhost", ip == nil && !strings.Contains(host, "."),
		strings.HasSuffix(host, ".local"), strings.HasSuffix(host, ".lan"), strings.HasSuffix(host, ".internal"):
		return say.T("This address is not known outside your network. Write the public one of the proxy or tunnel")
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
	return answers(search, "wake-ups wakeups webhooks listen address public proxy tunnel advanced "+say.T("Wake-ups by EKM and Brightpearl")+" "+say.Of(advanced))
}

// toldInTime is how many of the news that polls found were told before.
func toldInTime(s view.WebhookSource) string {
	all := s.Confirmed + s.Missed
	if all == 0 {
		return say.T("Nothing to compare yet")
	}
	if s.Missed > 0 {
		return say.T("{told} of {all}, {missed} missed", s.Confirmed, all, s.Missed)
	}
	return say.T("{told} of {all}", s.Confirmed, all)
}

// lastWakeUp is when the last one came, and how many came in all.
func lastWakeUp(s view.WebhookSource, now time.Time) string {
	if s.LastAt.IsZero() {
		return say.T("None yet")
	}
	return say.T("{span} ago, {number} in all", say.Span(now.Sub(s.LastAt)), s.Received)
}

// topicState is a subscription in a word, and whether it is one that should be on.
func topicState(t view.WebhookTopic) (word string, broken bool) {
	switch t.State {
	case "on":
		return say.T("On"), false
	case "disabled":
		return say.T("Switched off by the service"), true
	case "refused":
		return say.X("of a subscription", "Refused"), true
	}
	return say.T("Off"), false
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
				s.o.Nav.Toast(map[bool]string{true: say.T("Wake-ups are on"), false: say.T("Wake-ups are off")}[on])
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
				s.o.Nav.Failed(say.T("Check the wake-ups"), err)
			}
			s.Reload()
		})
	})
}
