package ekmsim

import (
	"math"
	"strings"
	"time"
)

// function is one function of the search language: its argument types, its result and how to compute it.
type function struct {
	args []kind
	kind kind
	run  func(rules searchRules, args []value) value
}

func textTest(test func(s, part string) bool) function {
	return function{[]kind{kindString, kindString}, kindBool, func(rules searchRules, a []value) value {
		return value{kind: kindBool, truth: test(rules.folded(a[0].text), rules.folded(a[1].text))}
	}}
}

func textChange(change func(string) string) function {
	return function{[]kind{kindString}, kindString, func(_ searchRules, a []value) value {
		return value{kind: kindString, text: change(a[0].text)}
	}}
}

func datePart(part func(time.Time) int) function {
	return function{[]kind{kindDate}, kindInteger, func(_ searchRules, a []value) value {
		return value{kind: kindInteger, number: float64(part(a[0].time))}
	}}
}

func roundBy(round func(float64) float64) function {
	return function{[]kind{kindDecimal}, kindDecimal, func(_ searchRules, a []value) value {
		return value{kind: kindDecimal, number: round(a[0].number)}
	}}
}

// functions are those that the parser knows and a database can execute. now, utcnow, cast and isof are known to the parser
// only; since EKM shows neither, they are refused.
var functions = map[string]function{
	"contains":   textTest(strings.Contains),
	"startswith": textTest(strings.HasPrefix),
	"endswith":   textTest(strings.HasSuffix),
	"tolower":    textChange(strings.ToLower),
	"toupper":    textChange(strings.ToUpper),
	"trim":       textChange(strings.TrimSpace),
	"length": {[]kind{kindString}, kindInteger, func(_ searchRules, a []value) value {
		return value{kind: kindInteger, number: float64(len([]rune(a[0].text)))}
	}},
	"indexof": {[]kind{kindString, kindString}, kindInteger, func(rules searchRules, a []value) value {
		return value{kind: kindInteger, number: float64(strings.Index(rules.folded(a[0].text), rules.folded(a[1].text)))}
	}},
	"concat": {[]kind{kindString, kindString}, kindString, func(_ searchRules, a []value) value {
		return value{kind: kindString, text: a[0].text + a[1].text}
	}},
	"substring": {[]kind{kindString, kindInteger}, kindString, func(_ searchRules, a []value) value {
		runes := []rune(a[0].text)
		from := min(max(0, int(a[1].number)), len(runes))
		return value{kind: kindString, text: string(runes[from:])}
	}},
	"year":    datePart(time.Time.Year),
	"month":   datePart(func(t time.Time) int { return int(t.Month()) }),
	"day":     datePart(time.Time.Day),
	"hour":    datePart(time.Time.Hour),
	"minute":  datePart(time.Time.Minute),
	"second":  datePart(time.Time.Second),
	"floor":   roundBy(math.Floor),
	"ceiling": roundBy(math.Ceil),
	"round":   roundBy(math.RoundToEven),
	"date": {[]kind{kindDate}, kindDate, func(_ searchRules, a []value) value {
		return value{kind: kindDate, time: a[0].time.UTC().Truncate(24 * time.Hour)}
	}},
}

func callFunction(name string, args []search, rules searchRules) (search, error) {
	f, ok := functions[name]
	if !ok || len(args) != len(f.args) {
		return search{}, errSearch
	}
	for i, want := range f.args {
		if args[i].kind != want && !(want.numeric() && args[i].kind.numeric()) {
			return search{}, errSearch
		}
	}
	return search{kind: f.kind, eval: func(r record) value {
		values := make([]value, len(args))
		for i, a := range args {
			if values[i] = a.eval(r); values[i].null {
				return value{kind: f.kind, null: true}
			}
		}
		return f.run(rules, values)
	}}, nil
}
