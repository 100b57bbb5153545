package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"
)

// usageError says that the command was called wrongly.
type usageError struct {
	text    string
	command *command // whose usage to show; nil: a hint at --help
}

func (e *usageError) Error() string { return e.text }

func wrong(format string, args ...any) error { return &usageError{text: fmt.Sprintf(format, args...)} }

// parse finds the command and reads its flags, which may stand before, between and after the other words. The call is
// returned even with an error, so that the error can be reported in the form that was asked for.
func (a *app) parse(args []string) (*call, action, error) {
	c := &call{app: a}
	c.globals.log.Set(slog.LevelWarn)
	c.log = slog.New(slog.NewJSONHandler(a.errs, &slog.HandlerOptions{Level: &c.globals.log}))
	// Before anything can go wrong: the error has to come in the right form as well.
	c.json = slices.Contains(args, "--json") || slices.Contains(args, "-json")
	m, rest, err := c.find(args)
	if err != nil {
		return c, nil, err
	}
	if m == nil {
		return c, help("", usageText()), nil
	}
	c.command = m
	set := c.flagSet()
	work := m.flags(set)
	c.args, err = interleaved(set, rest)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return c, help(m.usage(), m.about), nil
	case err != nil:
		return c, nil, err
	case len(c.args) < m.least:
		return c, nil, wrong("%s: an argument is missing", m.name)
	case len(c.args) > m.most:
		// Not repeated: what stands in a wrong place may be a secret.
		return c, nil, wrong("%s takes %s; %d given", m.name, arguments(m.most), len(c.args))
	}
	return c, work, nil
}

// flagSet is a new set with the flags that every command takes.
func (c *call) flagSet() *flag.FlagSet {
	set := flag.NewFlagSet("stockbridgectl", flag.ContinueOnError)
	set.SetOutput(io.Discard)
	set.StringVar(&c.data, "data", c.data, "")
	set.BoolVar(&c.json, "json", c.json, "")
	set.Func("log-level", "", func(text string) error {
		if err := c.globals.log.UnmarshalText([]byte(text)); err != nil || !slices.Contains([]string{"debug", "info", "warn", "error"}, text) {
			return errors.New("it must be debug, info, warn or error")
		}
		return nil
	})
	return set
}

// find reads words until they name a command. No command and no error means that help was asked for.
func (c *call) find(args []string) (*command, []string, error) {
	all := commands()
	named := func(name string) *command {
		for i := range all {
			if all[i].name == name {
				return &all[i]
			}
		}
		return nil
	}
	name, rest := "", args
	for {
		set := c.flagSet()
		if err := set.Parse(rest); errors.Is(err, flag.ErrHelp) {
			return nil, nil, nil
		} else if err != nil {
			return nil, nil, flagError(err)
		}
		if rest = set.Args(); len(rest) == 0 {
			if name == "" {
				return nil, nil, wrong("a command is missing")
			}
			return nil, nil, wrong("%s: a second word is missing; it has %s", name, strings.Join(group(all, name), ", "))
		}
		if name == "" && rest[0] == "help" {
			return nil, nil, nil
		}
		name, rest = strings.TrimSpace(name+" "+rest[0]), rest[1:]
		if len(rest) > 0 && begins(all, name+" "+rest[0]) {
			continue // the longest name counts
		}
		if m := named(name); m != nil {
			if len(rest) > 0 && m.most == 0 && len(group(all, name)) > 0 && !strings.HasPrefix(rest[0], "-") {
				return nil, nil, wrong("unknown command %q; %s has %s", name+" "+rest[0], name, strings.Join(group(all, name), ", "))
			}
			return m, rest, nil
		}
		if len(group(all, name)) == 0 {
			first, _, second := strings.Cut(name, " ")
			if second {
				return nil, nil, wrong("unknown command %q; %s has %s", name, first, strings.Join(group(all, first), ", "))
			}
			return nil, nil, wrong("unknown command %q", name)
		}
	}
}

// begins reports whether the words name a command or are the first words of one.
func begins(all []command, words string) bool {
	return slices.ContainsFunc(all, func(m command) bool { return strings.HasPrefix(m.name+" ", words+" ") })
}

// group lists the words that follow the first ones of a name, each once.
func group(all []command, first string) []string {
	var out []string
	for _, m := range all {
		if words, ok := strings.CutPrefix(m.name, first+" "); ok {
			if word, _, _ := strings.Cut(words, " "); !slices.Contains(out, word) {
				out = append(out, word)
			}
		}
	}
	return out
}

// interleaved parses flags wherever they stand and returns the other words. After "--" everything is a word.
func interleaved(set *flag.FlagSet, args []string) (words []string, err error) {
	for {
		if err := set.Parse(args); err != nil {
			return nil, flagError(err)
		}
		rest := set.Args()
		if n := len(args) - len(rest); n > 0 && args[n-1] == "--" {
			return append(words, rest...), nil
		}
		if len(rest) == 0 {
			return words, nil
		}
		words, args = append(words, rest[0]), rest[1:]
	}
}

// flagError says in plain words what the flag package found. Values are left out: one may be a secret in a wrong place.
func flagError(err error) error {
	if errors.Is(err, flag.ErrHelp) {
		return err
	}
	text := err.Error()
	if name, ok := strings.CutPrefix(text, "flag provided but not defined: -"); ok {
		name, _, _ = strings.Cut(name, "=")
		return wrong("unknown flag --%s", name)
	}
	if name, ok := strings.CutPrefix(text, "flag needs an argument: -"); ok {
		return wrong("--%s needs a value", name)
	}
	for _, mark := range []string{" for flag -", " for -"} {
		if i := strings.LastIndex(text, mark); i >= 0 {
			name, reason, _ := strings.Cut(text[i+len(mark):], ": ")
			if reason == "" || strings.HasPrefix(reason, "parse error") || strings.HasPrefix(reason, "strconv.") {
				return wrong("--%s has a value that it cannot have", name)
			}
			return wrong("--%s: %s", name, reason)
		}
	}
	return wrong("the flags cannot be read")
}

func arguments(n int) string {
	switch n {
	case 0:
		return "no argument"
	case 1:
		return "one argument"
	}
	return fmt.Sprintf("%d arguments", n)
}

// help writes a text to standard output, below the usage of one command where there is one.
func help(usage, text string) action {
	return func(_ context.Context, c *call) error {
		head, body := "", text
		if usage != "" {
			head = "Usage: " + strings.ReplaceAll(usage, "\n", "\n       ") + "\n"
			body = "  " + strings.ToUpper(text[:1]) + text[1:] + ".\n"
		}
		_, err := io.WriteString(c.out, head+body)
		return err
	}
}
