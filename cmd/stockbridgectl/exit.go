package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"stockbridge/core/engine"
	"stockbridge/core/fault"
	"stockbridge/core/setup"
)

// The exit codes of the contract.
const (
	exitDone      = 0
	exitFailed    = 1
	exitUsage     = 2
	exitAttention = 3
	exitSignIn    = 4
	exitInUse     = 5
)

// The codes of failures that are met here.
const (
	codeFailed      = "SB-CLI-001"
	codeUsage       = "SB-CLI-002"
	codeInterrupted = "SB-CLI-003"
	codeTimeLimit   = "SB-CLI-004"
	codeInUse       = "SB-CLI-005"
	codeFolder      = "SB-CLI-006"
)

// errAttention ends a command that has done its work and said what needs a person.
var errAttention = errors.New("something needs a person")

// detailed is a failure whose JSON document says more than the failure.
type detailed struct {
	error
	key   string
	value any
}

func (d detailed) Unwrap() error { return d.error }

// report tells how the command ended, where something is to be told, and returns the exit code.
func (c *call) report(ctx context.Context, err error) int {
	switch {
	case err == nil:
		return exitDone
	case err == errAttention: // joined with a failure, the failure counts
		return exitAttention
	}
	code, causes := c.judge(ctx, err)
	for _, cause := range causes {
		line := "stockbridgectl: " + cause.Text
		if cause.Fix != "" && code != exitUsage {
			line += "\n  " + cause.Fix
		}
		if strings.HasPrefix(cause.Code, "SB-") && !strings.HasPrefix(cause.Code, "SB-CLI-") {
			line += " (" + cause.Code + ")"
		}
		fmt.Fprintln(c.errs, plain(line))
	}
	if code == exitUsage {
		fmt.Fprintln(c.errs, c.hint())
	}
	if c.json {
		document := map[string]any{"error": causes[0]}
		if d, ok := errors.AsType[detailed](err); ok {
			document[d.key] = d.value
		}
		if len(causes) > 1 {
			document["errors"] = causes
		}
		if err := c.write(document); err != nil {
			fmt.Fprintln(c.errs, "stockbridgectl: the result cannot be written:", err)
		}
	}
	return code
}

func (c *call) hint() string {
	if c.command == nil {
		return "Try: stockbridgectl --help"
	}
	return "Usage: " + strings.ReplaceAll(c.command.usage(), "\n", "\n       ")
}

// judge finds the exit code and the causes to tell; there is at least one, the gravest first.
func (c *call) judge(ctx context.Context, err error) (int, []fault.Cause) {
	if u, ok := errors.AsType[*usageError](err); ok {
		return exitUsage, []fault.Cause{{Code: codeUsage, Text: u.text, Fix: c.hint()}}
	}
	if e, ok := errors.AsType[*engine.InUseError](err); ok {
		return exitInUse, []fault.Cause{{Code: codeInUse, Text: sentence(e.Error())}}
	}
	if e, ok := errors.AsType[*engine.FolderError](err); ok {
		return exitFailed, []fault.Cause{{Code: codeFolder, Text: sentence(e.Error())}}
	}
	var causes []fault.Cause
	code := exitFailed
	for _, leaf := range leaves(err) {
		if leaf == errAttention {
			continue
		}
		cause := causeOf(ctx, leaf)
		switch {
		case slices.Contains(causes, cause):
		case signIn(leaf):
			code = exitSignIn
			causes = slices.Insert(causes, 0, cause)
		default:
			causes = append(causes, cause)
		}
	}
	if len(causes) == 1 && slices.Contains(argumentCodes, causes[0].Code) {
		code = exitUsage
		causes[0].Text += " " + causes[0].Fix
	}
	return code, causes
}

// argumentCodes are refusals of what was typed, before any request was made.
var argumentCodes = []string{setup.CodeBadAddress, setup.CodeBadName, setup.CodeNothingGiven}

func causeOf(ctx context.Context, err error) fault.Cause {
	if context.Cause(ctx) != nil && (fault.Is(err, fault.Cancelled) || errors.Is(err, context.DeadlineExceeded)) {
		return fault.Cause{Code: codeInterrupted, Text: "Interrupted before everything was done. Nothing is lost.", Fix: "Run the command again."}
	}
	if late, ok := errors.AsType[*lateError](err); ok {
		return fault.Cause{Code: codeTimeLimit, Text: late.Error(), Fix: "Run the command again, or give it more time with --timeout."}
	}
	if f, ok := errors.AsType[*fault.Error](err); ok {
		return fault.CauseOf(f)
	}
	return fault.Cause{Code: codeFailed, Text: sentence(err.Error())}
}

// leaves are the failures that were joined into one error.
func leaves(err error) []error {
	if _, ok := err.(*fault.Error); ok {
		return []error{err}
	}
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		var out []error
		for _, e := range joined.Unwrap() {
			out = append(out, leaves(e)...)
		}
		return out
	}
	if inner := errors.Unwrap(err); inner != nil {
		if below := leaves(inner); len(below) > 1 {
			return below
		}
	}
	return []error{err}
}

// signIn reports whether a sign-in is what is needed, anywhere in an error.
func signIn(err error) bool {
	switch e := err.(type) {
	case nil:
		return false
	case *fault.Error:
		return e.Kind == fault.SignIn || signIn(e.Cause)
	case interface{ Unwrap() []error }:
		return slices.ContainsFunc(e.Unwrap(), signIn)
	}
	return signIn(errors.Unwrap(err))
}

// sentence makes an error's text readable: capital and full stop.
func sentence(text string) string {
	if text == "" {
		return text
	}
	if first := text[:1]; first >= "a" && first <= "z" {
		text = strings.ToUpper(first) + text[1:]
	}
	if !strings.ContainsAny(text[len(text)-1:], ".!?") {
		text += "."
	}
	return text
}
