package webhook

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"sync/atomic"
	"syscall"
	"time"

	"golang.org/x/sync/errgroup"

	"stockbridge/core/db"
	"stockbridge/core/fault"
)

const (
	retryEvery      = time.Minute // after which an address is tried again at which we could not listen
	mostConnections = 128
	headerWithin    = 5 * time.Second
	callWithin      = 10 * time.Second
	idleWithin      = time.Minute
	closeWithin     = 5 * time.Second
	listenProblem   = "webhooks/listen"
)

// Run receives wake-ups while they are switched on, nudges polls and judges services, until ctx ends. It returns when the listener is
// closed and what was received is stored.
func (d *Desk) Run(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	work, stop := context.WithCancel(context.WithoutCancel(ctx)) // hints are written until the last call is answered
	group.Go(func() error { d.write(work); return nil })
	group.Go(func() error { d.nudgePolls(ctx); return nil })
	group.Go(func() error { d.judgeOften(ctx); return nil })
	group.Go(func() error { defer stop(); d.listen(ctx); return nil })
	return group.Wait()
}

func (d *Desk) judgeOften(ctx context.Context) {
	ticker := time.NewTicker(judgeEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			last, cancel := context.WithTimeout(context.WithoutCancel(ctx), closeWithin)
			d.judge(last)
			cancel()
			return
		case <-ticker.C:
			d.judge(ctx)
		}
	}
}

// listen serves by the settings of the moment, and begins anew when they change.
func (d *Desk) listen(ctx context.Context) {
	recalled := false
	for ctx.Err() == nil {
		if !recalled {
			err := d.recall(ctx)
			if recalled = err == nil; !recalled && ctx.Err() == nil {
				d.o.Log.Error("wake-ups that were not followed could not be read", "error", err)
			}
		}
		retry := time.NewTimer(retryEvery)
		if d.serve(ctx) {
			retry.Reset(retryEvery)
		} else {
			retry.Stop()
		}
		select {
		case <-ctx.Done():
		case <-d.changed:
		case <-retry.C:
		}
		retry.Stop()
	}
}

// serve receives until the settings change or ctx ends. again is true when it could not, or not any longer.
func (d *Desk) serve(ctx context.Context) (again bool) {
	s, err := d.Setting(ctx)
	if err != nil {
		return true
	}
	if !s.On {
		d.closed(ctx, fault.Cause{})
		return false
	}
	var answers atomic.Pointer[receiver]
	r, err := d.receiver(ctx, s)
	if err != nil {
		d.closed(ctx, fault.CauseOf(err))
		return true
	}
	answers.Store(r)
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", s.Listen)
	if err != nil {
		d.closed(ctx, whyNot(s.Listen, err))
		return ctx.Err() == nil
	}
	d.opened(ctx)
	handler := http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) { answers.Load().ServeHTTP(w, req) })
	server := &http.Server{Handler: handler, ReadHeaderTimeout: d.headerWithin, ReadTimeout: callWithin, WriteTimeout: callWithin, IdleTimeout: idleWithin,
		MaxHeaderBytes: longestBody, DisableGeneralOptionsHandler: true, ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)} // its lines may hold paths
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(limit(listener, mostConnections)) }()
	for same := true; same; {
		select {
		case err := <-ended:
			d.closed(ctx, whyNot(s.Listen, err))
			return true
		case <-ctx.Done():
			same = false
		case <-d.changed:
			now, err := d.Setting(ctx)
			if err == nil && now == s {
				r, err = d.receiver(ctx, s) // who may call has changed, if anything
			}
			if same = err == nil && now == s; same {
				answers.Store(r)
			} else {
				signal(d.changed) // listen begins anew
			}
		}
	}
	closing, cancel := context.WithTimeout(context.WithoutCancel(ctx), closeWithin)
	defer cancel()
	if server.Shutdown(closing) != nil {
		server.Close()
	}
	<-ended
	d.pause()
	return false
}

// receiver is made for who is connected now.
func (d *Desk) receiver(ctx context.Context, s db.WebhookSetting) (*receiver, error) {
	root, err := d.o.Secret(ctx)
	if err != nil {
		return nil, err
	}
	u, err := url.Parse(s.PublicURL)
	if err != nil {
		return nil, err
	}
	r := newReceiver(d, u.Path)
	account, ok, err := d.db.Account(ctx)
	if err != nil {
		return nil, err
	}
	if ok {
		r.add(root, 0, account.Code)
	}
	stores, err := d.db.Stores(ctx)
	for _, s := range stores {
		known, err := d.db.WebhookSource(ctx, s.ID)
		if err != nil {
			return nil, err
		}
		r.add(root, s.ID, cmp.Or(known.Owner, s.Username))
	}
	return r, err
}

// opened notes that we listen.
func (d *Desk) opened(ctx context.Context) {
	d.mu.Lock()
	d.listening, d.cause = d.o.Now(), fault.Cause{}
	d.mu.Unlock()
	d.note(ctx, func(tx *db.Tx) error { return tx.Heal(listenProblem) })
}

// pause notes that nobody listens for a moment; opened or closed follows.
func (d *Desk) pause() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.listening = time.Time{}
}

// closed notes that nobody listens, and why; without a cause nobody is meant to.
func (d *Desk) closed(ctx context.Context, cause fault.Cause) {
	d.mu.Lock()
	d.listening, d.cause = time.Time{}, cause
	d.mu.Unlock()
	if cause.Zero() {
		d.note(ctx, func(tx *db.Tx) error { return tx.Heal(listenProblem) })
		return
	}
	d.o.Log.Warn("wake-ups cannot be received", "code", cause.Code)
	d.note(ctx, func(tx *db.Tx) error {
		return tx.Raise(db.Problem{Key: listenProblem, Code: cause.Code, Severity: "attention", Title: "Wake-ups cannot be received", Text: cause.Text, Fix: cause.Fix})
	})
}

func (d *Desk) note(ctx context.Context, write func(*db.Tx) error) {
	if err := d.db.Write(ctx, write); err != nil && ctx.Err() == nil {
		d.o.Log.Warn("the state of wake-ups could not be noted", "error", err)
	}
}

// whyNot says why an address cannot be listened at.
func whyNot(listen string, err error) fault.Cause {
	c := fault.Cause{Code: CodeListen, Text: fmt.Sprintf("Stockbridge cannot listen at %s. Polling goes on at its fast pace, so nothing is late.", listen),
		Fix: "Choose an address of this computer and a free port, here and in the proxy or tunnel. It is tried again each minute."}
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		c.Text = fmt.Sprintf("Another program listens at %s already. Polling goes on at its fast pace, so nothing is late.", listen)
		c.Fix = "End the other program, or choose another port here and in the proxy or tunnel. It is tried again each minute."
	case errors.Is(err, syscall.EACCES):
		c.Text = fmt.Sprintf("This user may not listen at %s. Polling goes on at its fast pace, so nothing is late.", listen)
		c.Fix = "Choose a port above 1023, here and in the proxy or tunnel. It is tried again each minute."
	}
	return c
}
