package vault

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"time"

	"stockbridge/core/fault"
)

// listen serves the address that the browser returns to, on IPv4 and IPv6 loopback: which of the two "localhost" means is
// the browser's choice. The returned function stops it.
func (a *Attempt) listen() (stop func(), err error) {
	listeners, err := loopbackListeners(a.options.RedirectPort)
	if err != nil {
		return nil, a.fault(fault.NeedsPerson, CodePortTaken, fmt.Sprintf("port %d of this computer is in use, so the browser "+
			"could not come back; close the other program (perhaps a second Stockbridge that is signing in), or set another "+
			"redirect port here and in the app's registration", a.options.RedirectPort), err)
	}
	server := &http.Server{
		Handler:           http.HandlerFunc(a.serve),
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       10 * time.Second,
		WriteTimeout:      10 * time.Second,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(slog.DiscardHandler, slog.LevelDebug), // it quotes requests, which hold codes
	}
	var serving sync.WaitGroup
	for _, l := range listeners {
		serving.Go(func() {
			if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
				a.log.Warn("the listener for the sign-in answer stopped", "remote", a.options.Remote)
			}
		})
	}
	return func() {
		// The browser is still reading its page when the answer has arrived.
		ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
		defer cancel()
		if server.Shutdown(ctx) != nil {
			_ = server.Close()
		}
		serving.Wait()
	}, nil
}

func loopbackListeners(port int) ([]net.Listener, error) {
	four, err := net.Listen("tcp4", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	if err != nil {
		return nil, err
	}
	six, err := net.Listen("tcp6", net.JoinHostPort("::1", strconv.Itoa(port)))
	if err == nil {
		return []net.Listener{four, six}, nil
	}
	// Without IPv6 on this machine IPv4 is enough; otherwise another program would get the browser's answer.
	if probe, probeErr := net.Listen("tcp6", "[::1]:0"); probeErr == nil {
		_ = probe.Close()
		_ = four.Close()
		return nil, err
	}
	return []net.Listener{four}, nil
}

// serve answers the browser. Everything but the one valid answer leaves the attempt open, so that another page on this
// machine cannot end it by guessing.
func (a *Attempt) serve(w http.ResponseWriter, r *http.Request) {
	switch {
	case !a.ownHost(r.Host):
		writePage(w, http.StatusForbidden, "Not here", "This address only serves the sign-in of Stockbridge.")
	case r.URL.Path != callbackPath:
		writePage(w, http.StatusNotFound, "Nothing here", "This address only serves the sign-in of Stockbridge.")
	case r.Method != http.MethodGet:
		w.Header().Set("Allow", http.MethodGet)
		writePage(w, http.StatusMethodNotAllowed, "Not like this", "Open the sign-in page from Stockbridge.")
	case a.over():
		writePage(w, http.StatusGone, "Already done", "This sign-in has ended. You can close this page.")
	case !a.accept(r.URL.Query()):
		writePage(w, http.StatusBadRequest, "Not this sign-in",
			"This page belongs to another sign-in. Go back to Stockbridge and use the page that it opened last.")
	case r.URL.Query().Get("error") != "":
		writePage(w, http.StatusOK, "Not signed in", "Access was not given. Go back to Stockbridge to see what to do.")
	default:
		writePage(w, http.StatusOK, "Thank you", "Stockbridge has the answer. Go back to it; you can close this page.")
	}
}

func (a *Attempt) over() bool {
	select {
	case <-a.settled:
		return true
	default:
		return false
	}
}

// ownHost refuses names that merely resolve to this machine: a foreign web page could otherwise talk to the listener.
func (a *Attempt) ownHost(host string) bool {
	name, port, err := net.SplitHostPort(host)
	return err == nil && port == strconv.Itoa(a.options.RedirectPort) && isLoopback(name)
}

// accept settles the attempt when the query is its answer: the state matches and a code or an error came.
func (a *Attempt) accept(query url.Values) bool {
	if subtle.ConstantTimeCompare([]byte(query.Get("state")), []byte(a.state)) != 1 {
		return false
	}
	code, problem := query.Get("code"), cleanCode(query.Get("error"))
	switch {
	case problem != "":
		return a.settle(outcome{err: a.denied(problem)})
	case code != "":
		return a.settle(outcome{code: code})
	}
	return false
}

// denied words an error that the sign-in page reported.
func (a *Attempt) denied(problem string) error {
	text := "the sign-in page refused; check the app's registration (client id, scopes, redirect address " +
		a.config.RedirectURL + ") and sign in again"
	switch problem {
	case "access_denied":
		text = "access was not given; sign in again and choose Allow"
	case "server_error", "temporarily_unavailable":
		text = "the sign-in page is out of order; try again later"
	case "invalid_scope":
		text = "the app's registration does not include every permission asked for; tick them there and sign in again"
	}
	return &fault.Error{Kind: fault.SignIn, Code: CodeDenied, Op: "sign in", Remote: a.options.Remote, RemoteCode: problem,
		Text: text}
}
