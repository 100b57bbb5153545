//go:build unix && !darwin

package main

import (
	"bytes"
	"context"
	"html"
	"image"
	"image/color"
	_ "image/png" // pictures of the tray
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/godbus/dbus/v5"

	"stockbridge/assets"
	"stockbridge/ui/say"
)

// Names on the session bus: who shows tray icons (StatusNotifierItem), and who shows notifications (Desktop Notifications
// Specification 1.2).
const (
	trayHost        = "org.kde.StatusNotifierWatcher"
	notifyService   = "org.freedesktop.Notifications"
	notifyPath      = "/org/freedesktop/Notifications"
	busPatience     = 2 * time.Second
	rememberedNotes = 32 // whose clicks are still understood
)

// surroundings is what the desktop around the program offers, asked on the session bus. Without a bus it offers nothing: Fyne's tray
// would then fail when the program quits (systray closes a connection that it never made), so it must not be set. Its functions may
// be called from any goroutine.
type surroundings struct {
	conn    *dbus.Conn // nil without a bus
	signals chan *dbus.Signal
	host    atomic.Bool
	log     *slog.Logger

	mu       sync.Mutex
	clicks   map[uint32]func()
	order    []uint32 // of clicks, oldest first
	hostGone func()
}

// lookAround connects to the session bus where one runs; none is started.
func lookAround(log *slog.Logger) *surroundings {
	s := &surroundings{log: log, clicks: map[uint32]func(){}, signals: make(chan *dbus.Signal, 16)}
	conn, err := dbus.SessionBusPrivateNoAutoStartup()
	if err == nil {
		if err = conn.Auth(nil); err == nil {
			err = conn.Hello()
		}
		if err != nil {
			conn.Close()
		}
	}
	if err != nil {
		log.Info("there is no session bus: no tray, no notifications", "error", err)
		return s
	}
	s.conn = conn
	for _, match := range [][]dbus.MatchOption{
		{dbus.WithMatchInterface("org.freedesktop.DBus"), dbus.WithMatchMember("NameOwnerChanged"), dbus.WithMatchArg(0, trayHost)},
		{dbus.WithMatchInterface(notifyService), dbus.WithMatchMember("ActionInvoked")},
	} {
		if err := conn.AddMatchSignal(match...); err != nil {
			log.Warn("the session bus does not tell what happens there", "error", err)
		}
	}
	conn.Signal(s.signals)
	var has bool
	if err := s.call(conn.BusObject(), "org.freedesktop.DBus.NameHasOwner", trayHost).Store(&has); err != nil {
		log.Warn("the session bus does not say who shows tray icons", "error", err)
	}
	s.host.Store(has)
	go s.listen()
	return s
}

func (s *surroundings) call(o dbus.BusObject, method string, args ...any) *dbus.Call {
	ctx, cancel := context.WithTimeout(context.Background(), busPatience)
	defer cancel()
	return o.CallWithContext(ctx, method, 0, args...)
}

// listen ends with the connection.
func (s *surroundings) listen() {
	for signal := range s.signals {
		switch signal.Name {
		case "org.freedesktop.DBus.NameOwnerChanged":
			var name, old, now string
			if dbus.Store(signal.Body, &name, &old, &now) == nil && name == trayHost {
				s.host.Store(now != "")
				s.mu.Lock()
				gone := s.hostGone
				s.mu.Unlock()
				if now == "" && gone != nil {
					gone()
				}
			}
		case notifyService + ".ActionInvoked":
			var id uint32
			var key string
			if dbus.Store(signal.Body, &id, &key) == nil {
				s.mu.Lock()
				clicked := s.clicks[id]
				s.mu.Unlock()
				if clicked != nil {
					clicked()
				}
			}
		}
	}
}

// trayWorks reports whether Fyne's tray may be set. It then shows the icon as soon as somebody shows icons, which at a sign-in may be
// later than we start.
func (s *surroundings) trayWorks() bool { return s.conn != nil }

// hasTray reports whether somebody shows icons now.
func (s *surroundings) hasTray() bool { return s.host.Load() }

// whenTrayGoes has a function called when nobody shows icons any more.
func (s *surroundings) whenTrayGoes(gone func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hostGone = gone
}

// notify shows a notification that can be clicked where there is a service for that, and says so. It waits for the service.
func (s *surroundings) notify(title, text string, clicked func()) bool {
	if s.conn == nil {
		return false
	}
	service := s.conn.Object(notifyService, notifyPath)
	var can []string
	if err := s.call(service, notifyService+".GetCapabilities").Store(&can); err != nil {
		s.log.Warn("nobody shows notifications", "error", err)
		return false
	}
	if slices.Contains(can, "body-markup") {
		text = html.EscapeString(text)
	}
	hints := map[string]dbus.Variant{"desktop-entry": dbus.MakeVariant(appID)}
	if picture, err := notePicture(); err == nil {
		hints["image-data"] = dbus.MakeVariant(picture)
	}
	var id uint32
	err := s.call(service, notifyService+".Notify", windowTitle, uint32(0), "", title, text, []string{"default", say.T("Open")}, hints, int32(-1)).Store(&id)
	if err != nil {
		s.log.Warn("a notification could not be shown", "error", err)
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.clicks[id] = clicked
	s.order = append(s.order, id)
	if len(s.order) > rememberedNotes {
		delete(s.clicks, s.order[0])
		s.order = s.order[1:]
	}
	return true
}

// rawPicture is a picture as the specification wants it: (iiibiiay).
type rawPicture struct {
	Width, Height, RowBytes int32
	Alpha                   bool
	Bits, Channels          int32
	Data                    []byte
}

// notePicture is the sign of what needs a person.
func notePicture() (rawPicture, error) {
	file, err := assets.Tray(assets.TrayAttention, 64, false)
	if err != nil {
		return rawPicture{}, err
	}
	img, _, err := image.Decode(bytes.NewReader(file.Content()))
	if err != nil {
		return rawPicture{}, err
	}
	b := img.Bounds()
	p := rawPicture{Width: int32(b.Dx()), Height: int32(b.Dy()), RowBytes: int32(4 * b.Dx()), Alpha: true, Bits: 8, Channels: 4}
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			c := color.NRGBAModel.Convert(img.At(x, y)).(color.NRGBA)
			p.Data = append(p.Data, c.R, c.G, c.B, c.A)
		}
	}
	return p, nil
}

// throughFyne reports whether Fyne shows what notify could not: it asks the same service on the same bus, without a limit of time.
func (*surroundings) throughFyne() bool { return false }

func (s *surroundings) close() {
	if s.conn != nil {
		s.conn.Close()
	}
}
