package settings_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"stockbridge/core/fault"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/screen"
	"stockbridge/ui/theme"
)

// woken is an installation with wake-ups in all states.
func woken() view.Webhooks {
	topics := []view.WebhookTopic{{Topic: "order.created", State: "on"}, {Topic: "order.updated", State: "on"}}
	broken := []view.WebhookTopic{{Topic: "order.created", State: "disabled", Reason: "EKM gave up after 20 tries"}, {Topic: "order.updated", State: "on"}}
	return view.Webhooks{On: true, Listen: "127.0.0.1:17831", PublicURL: "https://wake.hollinswray.example", Listening: true, Sources: []view.WebhookSource{
		{Name: "Brightpearl", State: "proven", Every: 5 * time.Minute, LastAt: now.Add(-40 * time.Second), Received: 1204, Confirmed: 318, CheckedAt: now.Add(-10 * time.Minute),
			Topics: []view.WebhookTopic{{Topic: "goods-out-note", State: "on"}, {Topic: "product.modified.on-hand-modified", State: "on"}}},
		{StoreID: 2, Name: "Kiln & Larder", State: "silent", Every: 30 * time.Second, LastAt: now.Add(-3 * time.Hour), Received: 88, Confirmed: 41, Missed: 1, CheckedAt: now.Add(-10 * time.Minute), Topics: broken},
		{StoreID: 3, Name: "Muddy Paws", State: "waiting", Every: 30 * time.Second, Topics: topics},
		{StoreID: 1, Name: "Potting Shed", State: "refused", Every: 30 * time.Second, CheckedAt: now.Add(-10 * time.Minute),
			Topics: []view.WebhookTopic{{Topic: "order.created", State: "refused", Reason: "a merchant's token may not subscribe"}}}}}
}

func wakeupPage(t *testing.T, s *shop) (rig, *kit.Switch, []*kit.Entry) {
	t.Helper()
	r := open(t, s, "advanced")
	return r, find[*kit.Switch](r.win.Content())[0], find[*kit.Entry](r.win.Content())[1:] // the first is the search
}

func TestWakeUpsAreOffAndSaidToBeOptional(t *testing.T) {
	r, on, _ := wakeupPage(t, newShop())
	if on.On() || !r.shows("Wake-ups are optional") || !r.shows("a reverse proxy or a tunnel") || !r.shows("README") {
		t.Errorf("the page shows %s", words(r.win.Content()))
	}
}

func TestAnAddressThatCannotBeReachedIsNamedBesideItsField(t *testing.T) {
	s := newShop()
	r, on, fields := wakeupPage(t, s)
	test.Tap(on)
	if fields[0].Text() != "127.0.0.1:17831" || !r.shows("1 value to correct") {
		t.Errorf("the listen address is %q", fields[0].Text())
	}
	for text, want := range map[string]string{
		"wake.example.com":              "Write a whole address",
		"http://wake.example.com":       "Write an https address",
		"https://localhost/x":           "not known outside your network",
		"https://192.168.1.20":          "not known outside your network",
		"https://shop-pc.local":         "not known outside your network",
		"https://wake.example.com/?a=1": "after a question mark",
	} {
		fields[1].SetText(text)
		if !r.shows(want) {
			t.Errorf("%s is not said to be wrong: %s", text, words(r.win.Content()))
		}
	}
	fields[1].SetText("https://wake.example.com")
	fields[0].SetText("127.0.0.1:17830")
	if !r.shows("Port 17830 belongs to the sign-in") {
		t.Error("the sign-in's port is accepted")
	}
	fields[0].SetText("127.0.0.1:17832")
	press(t, r.win.Content(), "Save")
	if !slices.Equal(s.hooksSet, []string{"true 127.0.0.1:17832 https://wake.example.com"}) || r.nav.toast != "Wake-ups are on" || !r.shows("Listening on 127.0.0.1:17832") || r.shows("not saved") {
		t.Errorf("set %v, said %q", s.hooksSet, r.nav.toast)
	}
}

func TestARefusedChangeKeepsWhatWasEntered(t *testing.T) {
	s := newShop()
	s.hooksErr = fault.Hold(fault.Cause{Code: "SB-HOOK-001", Text: "The port 17831 is in use.", Fix: "Take another one."})
	r, on, fields := wakeupPage(t, s)
	test.Tap(on)
	fields[1].SetText("https://wake.example.com")
	press(t, r.win.Content(), "Save")
	fields = find[*kit.Entry](r.win.Content())[1:]
	if !r.shows("The wake-ups were not changed") || !r.shows("The port 17831 is in use. Take another one. SB-HOOK-001") || fields[1].Text() != "https://wake.example.com" {
		t.Errorf("after a refusal: %s", words(r.win.Content()))
	}
	press(t, r.win.Content(), "Discard")
	if fields = find[*kit.Entry](r.win.Content())[1:]; fields[1].Text() != "" || r.shows("not saved") || r.shows("were not changed") {
		t.Error("Discard left something behind")
	}
}

func TestEachServiceSaysHowItsWakeUpsStand(t *testing.T) {
	s := newShop()
	s.hooks = woken()
	r, _, _ := wakeupPage(t, s)
	r.win.Resize(fyne.NewSize(1072, 1600))
	for _, want := range []string{"Proven", "Every 5 min", "40 s ago, 1,204 in all", "318 of 318", "Silent", "41 of 42, 1 missed", "Switched off by the service", "EKM gave up after 20 tries",
		"Waiting for proof", "None yet", "a merchant's token may not subscribe", "Listening on 127.0.0.1:17831"} {
		if !r.shows(want) {
			t.Errorf("%q is not shown", want)
		}
	}
	press(t, r.win.Content(), "Check now")
	if s.checked != 1 {
		t.Errorf("checked %d times", s.checked)
	}
	s.hooks.Listening, s.hooks.Cause = false, fault.Cause{Code: "SB-HOOK-001", Text: "Port 17831 is in use.", Fix: "Take another one."}
	r.screen.Reload()
	if !r.shows("This computer does not listen") || !r.shows("Port 17831 is in use.") || !r.shows("polled as without wake-ups") {
		t.Error("nobody is told that this computer does not listen")
	}
}

// The wake-ups are read again from time to time, and a person who has just clicked into a field keeps the cursor there.
func TestTheStateIsReadAgainWhileTheFieldsStay(t *testing.T) {
	s := newShop()
	s.hooks = woken()
	r, _, fields := wakeupPage(t, s)
	r.win.Resize(fyne.NewSize(1072, 1600))
	s.hooks.Sources[2].State, s.hooks.Sources[2].Received, s.hooks.Sources[2].LastAt = "proven", 1, now
	r.screen.ReadWakeups()
	if r.shows("Waiting for proof") || !r.shows("0 s ago, 1 in all") {
		t.Errorf("the page still shows %s", words(r.win.Content()))
	}
	if find[*kit.Entry](r.win.Content())[1] != fields[0] {
		t.Error("the field was made anew under the person's hands")
	}
	s.hooks.PublicURL = "https://other.example.com"
	r.screen.ReadWakeups()
	if got := find[*kit.Entry](r.win.Content())[2].Text(); got != "https://other.example.com" {
		t.Errorf("the address that somebody else changed is still %q", got)
	}
}

func TestASearchFindsTheWakeUps(t *testing.T) {
	r := open(t, newShop(), "stock")
	find[*kit.Entry](r.win.Content())[0].SetText("webhook")
	for _, l := range find[*kit.Link](r.win.Content()) {
		if strings.Contains(words(l), "Wake-ups") {
			test.Tap(l)
		}
	}
	if !r.shows("Listen address") {
		t.Errorf("the search does not lead there: %s", words(r.win.Content()))
	}
}

func TestPicturesOfWakeUps(t *testing.T) {
	for name, mode := range map[string]theme.Mode{"light": theme.AlwaysLight, "dark": theme.AlwaysDark} {
		sizes := map[string]fyne.Size{"": {Width: 1072, Height: 720}}
		if mode == theme.AlwaysLight {
			sizes["-wide"] = fyne.NewSize(1712, 1000)
		}
		for suffix, size := range sizes {
			s := newShop()
			s.hooks = woken()
			r := show(t, s, mode, size.Width, size.Height)
			r.screen.Open(screen.Route{Tab: "wake-ups"})
			keep(t, "settings-advanced"+suffix+"-"+name, r.win)
			scrolls := find[*kit.Scroll](r.win.Content())
			scrolls[len(scrolls)-1].ScrollToBottom()
			keep(t, "settings-advanced-end"+suffix+"-"+name, r.win)

			s = newShop()
			s.hooksErr = errors.New("x")
			r = show(t, s, mode, size.Width, size.Height)
			r.screen.Open(screen.Route{Tab: "wake-ups"})
			test.Tap(find[*kit.Switch](r.win.Content())[0])
			find[*kit.Entry](r.win.Content())[2].SetText("http://192.168.1.20")
			keep(t, "settings-advanced-faults"+suffix+"-"+name, r.win)
		}
	}
}
