package setup

import (
	"fmt"
	"strings"
	"time"

	"stockbridge/core/view"
	"stockbridge/ui/say"
)

// checklist is the setup as a text: what each step decided, the checks, the dry run and the shadow, each with its result. It holds
// no secret and no shopper.
func (f facts) checklist() string {
	var b strings.Builder
	line := func(done bool, what, result string) {
		box := "[ ]"
		if done {
			box = "[x]"
		}
		fmt.Fprintln(&b, strings.TrimRight(fmt.Sprintf("%s %s  %s", box, what, result), " "))
	}
	head := func(title string) { fmt.Fprintf(&b, "\n%s\n", title) }
	fmt.Fprintln(&b, say.T("Go-live of {store}", f.store.Name))
	fmt.Fprintln(&b, say.Exact(f.now))
	head(say.T("Steps"))
	for s := range stepCount {
		if done := f.missing(s) == 0; done {
			line(true, say.Of(titles[s]), f.result(s))
		} else {
			line(false, say.Of(titles[s]), f.lacks(s))
		}
	}
	head(say.T("Checks"))
	if f.checks == nil {
		line(false, say.T("Not run yet"), "")
	}
	for _, c := range f.checks {
		text := say.Of(c.Text)
		if c.Result != CheckOK {
			text += " " + say.Of(c.Fix)
		}
		line(c.Result != CheckProblem, say.Of(c.Title), text)
	}
	if f.dry != nil {
		head(say.T("Dry run"))
		fmt.Fprintln(&b, say.T("{reads} reads, {writes} writes. Last run {time}, took {span}", f.dry.Reads, f.dry.Writes, say.When(f.dry.At, f.now), say.Span(max(f.dry.Took, time.Second))))
		for _, o := range f.dry.Orders {
			line(o.Result != view.DryHeld, o.Number, resultWords(o)+" "+say.Of(o.Cause.Text))
		}
	}
	if f.shadow.On || f.shadow.Orders > 0 {
		head(say.T("Shadow"))
		fmt.Fprintln(&b, shadowProof(f.shadow, f.now))
		line(f.shadow.Ready() == 1, say.T("Alike"), say.T("{n} of {all}", f.shadow.Alike, f.shadow.Paired))
		for _, k := range f.shadow.Kinds {
			line(false, kindWord(k.Kind), say.N(k.Orders, "{n} order", "{n} orders"))
		}
	}
	return b.String()
}

// fileName is a name that every file system takes.
func fileName(name string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(`/\:*?"<>|`, r) || r < ' ' {
			return '-'
		}
		return r
	}, name)
}
