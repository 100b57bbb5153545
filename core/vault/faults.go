package vault

import (
	"context"
	"errors"
	"runtime"

	"stockbridge/core/fault"
)

// The codes of faults made here. They are stable: help pages and other programs name them.
const (
	CodeNoKeyring   = "SB-KEY-001" // the operating system's key store cannot be used
	CodeDamaged     = "SB-KEY-002" // a stored secret is incomplete
	CodeMissing     = "SB-KEY-003" // nothing is stored for this account
	CodeSignInEnded = "SB-SIG-001" // the remote no longer accepts the stored sign-in
	CodeDenied      = "SB-SIG-002" // the person did not allow access, or the remote's sign-in page refused
	CodePortTaken   = "SB-SIG-003" // the port for the answer of the sign-in page is in use
	CodeTimedOut    = "SB-SIG-004" // nobody finished the sign-in page in time
	CodeBadAddress  = "SB-SIG-005" // the pasted address is not the answer to this sign-in
	CodeBadClient   = "SB-SIG-006" // the remote does not know the client id or secret
	CodeNoBrowser   = "SB-SIG-007" // the browser could not be opened
	CodeBadDomain   = "SB-SIG-008" // the remote named an API domain that is not allowed
	CodeBadEndpoint = "SB-SIG-009" // an address for signing in is not https (or loopback http)
	CodeCutOff      = "SB-SIG-010" // a renewal was cut off between the remote's answer and the key store
)

// ErrMissing is in the chain of the fault for an account without stored secrets.
var ErrMissing = errors.New("nothing is stored for this account")

var (
	errDamaged = errors.New("a stored secret is incomplete")
	errNotKept = errors.New("the key store did not keep what was written")
	errTimeout = errors.New("the key store did not answer in time; a password prompt may be open")
	// errStale says that the entry was written or deleted by somebody else since it was read.
	errStale = errors.New("the stored secret changed meanwhile")
)

// ringFault turns a keyring's error into a fault. No keyring has typed errors beyond "no such entry", so everything else
// means that it cannot be used.
func ringFault(op string, err error) error {
	switch {
	case err == nil, errors.Is(err, errStale), errors.Is(err, errClosed),
		errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	case errors.Is(err, errDamaged):
		return &fault.Error{Kind: fault.SignIn, Code: CodeDamaged, Op: op,
			Text: "the stored sign-in is incomplete; sign in again, nothing else is lost", Cause: err}
	case errors.Is(err, ErrMissing):
		return &fault.Error{Kind: fault.SignIn, Code: CodeMissing, Op: op, Text: "sign in first", Cause: err}
	}
	return &fault.Error{Kind: fault.NeedsPerson, Code: CodeNoKeyring, Op: op, Text: keyringAdvice(runtime.GOOS), Cause: err}
}

// ForRemote makes a fault of the vault one of the remote whose requests it stops. A key store that cannot be used, because it
// is locked, say, is a trouble that passes: the remote's work waits, and it is tried again.
func ForRemote(err error, remote string) error {
	f, ok := errors.AsType[*fault.Error](err)
	if !ok || f.Remote != "" || f == errClosed {
		return err
	}
	named := *f
	named.Remote = remote
	if f.Code == CodeNoKeyring {
		named.Kind = fault.Offline
	}
	return &named
}

// keyringAdvice says what is wrong, why it matters and what to do, for an operating system as runtime names it.
func keyringAdvice(goos string) string {
	const what = "the key store of the operating system cannot be used, and sign-ins are kept nowhere else. "
	switch goos {
	case "windows":
		return what + "Check that the service Credential Manager is running and that this Windows user may store credentials " +
			"(a group policy can forbid it), then try again"
	case "darwin":
		return what + "Open Keychain Access, unlock the login keychain, allow Stockbridge when macOS asks, then try again"
	default:
		return what + "Install gnome-keyring or KWallet, log in to the desktop and unlock it, then try again. On a server " +
			"without a desktop start the program inside dbus-run-session, after gnome-keyring-daemon --unlock with the " +
			"password on its standard input"
	}
}
