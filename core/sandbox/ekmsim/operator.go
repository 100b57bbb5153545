package ekmsim

import (
	"math"
	"strconv"
	"strings"
	"time"
)

type kind int

const (
	kindNull kind = iota
	kindBool
	kindInteger
	kindDecimal
	kindString
	kindDate
	kindOffsetDate
	kindGUID
)

// value is one value of the search language. Comparing decimals as doubles is what EKM does as well.
type value struct {
	kind   kind
	null   bool
	truth  bool
	number float64
	text   string
	time   time.Time
}

func (k kind) numeric() bool { return k == kindInteger || k == kindDecimal }

// combine builds a binary operation, or refuses operands that do not go together.
func combine(op string, a, b search, rules searchRules) (search, error) {
	switch op {
	case "or", "and":
		if a.kind != kindBool || b.kind != kindBool {
			return search{}, errSearch
		}
		return search{kind: kindBool, eval: func(r record) value { return logical(op == "or", a.eval(r), b.eval(r)) }}, nil
	case "add", "sub", "mul", "div", "mod":
		if !a.kind.numeric() || !b.kind.numeric() {
			return search{}, errSearch
		}
		return search{kind: max(a.kind, b.kind), nullable: a.nullable || b.nullable, eval: func(r record) value {
			return arithmetic(op, a.eval(r), b.eval(r))
		}}, nil
	}
	a, b, err := fit(a, b)
	if err != nil {
		return search{}, err
	}
	if (op != "eq" && op != "ne") && (a.kind == kindNull || b.kind == kindNull || a.kind == kindString || a.kind == kindBool || a.kind == kindGUID) {
		return search{}, errSearch
	}
	againstNull := a.kind == kindNull || b.kind == kindNull
	return search{kind: kindBool, eval: func(r record) value { return compared(op, a.eval(r), b.eval(r), againstNull, rules) }}, nil
}

// fit brings the operands of a comparison to one type.
func fit(a, b search) (search, search, error) {
	a, b = converted(a, b), converted(b, a)
	switch {
	case a.kind == kindNull:
		return a, b, refuseUnless(b.nullable || b.kind == kindString || b.kind == kindNull)
	case b.kind == kindNull:
		return a, b, refuseUnless(a.nullable || a.kind == kindString)
	default:
		return a, b, refuseUnless(a.kind == b.kind && a.kind != kindOffsetDate || a.kind.numeric() && b.kind.numeric())
	}
}

func refuseUnless(fine bool) error {
	if !fine {
		return errSearch
	}
	return nil
}

// converted turns a quoted literal into the type of the other side, which the parser does for fields that cannot be null
// only: a quoted date is fine for order_date and an error for last_updated.
func converted(e, other search) search {
	if e.constant == nil || e.kind != kindString || other.kind == kindString || other.constant != nil || other.nullable {
		return e
	}
	v := value{kind: other.kind}
	var err error
	switch other.kind {
	case kindBool:
		v.truth, err = strconv.ParseBool(strings.ToLower(e.constant.text))
	case kindInteger, kindDecimal:
		v.number, err = strconv.ParseFloat(e.constant.text, 64)
	case kindDate:
		v.time, err = time.Parse(time.RFC3339, e.constant.text)
	case kindGUID:
		if v.text = strings.ToLower(e.constant.text); !guidPattern.MatchString(v.text) {
			err = errSearch
		}
	default:
		err = errSearch
	}
	if err != nil {
		return e
	}
	return search{kind: v.kind, constant: &v, eval: func(record) value { return v }}
}

// logical is three-valued, as in SQL: unknown or true is true, unknown and false is false.
func logical(or bool, a, b value) value {
	decided := func(v value) bool { return !v.null && v.truth == or }
	switch {
	case decided(a) || decided(b):
		return value{kind: kindBool, truth: or}
	case a.null || b.null:
		return value{kind: kindBool, null: true}
	}
	return value{kind: kindBool, truth: !or}
}

func arithmetic(op string, a, b value) value {
	v := value{kind: max(a.kind, b.kind), null: a.null || b.null}
	switch op {
	case "add":
		v.number = a.number + b.number
	case "sub":
		v.number = a.number - b.number
	case "mul":
		v.number = a.number * b.number
	case "div":
		if b.number == 0 {
			return value{kind: v.kind, null: true}
		}
		v.number = a.number / b.number
		if v.kind == kindInteger {
			v.number = math.Trunc(v.number)
		}
	case "mod":
		if b.number == 0 {
			return value{kind: v.kind, null: true}
		}
		v.number = math.Mod(a.number, b.number)
	}
	return v
}

func negated(e search) (search, error) {
	if !e.kind.numeric() {
		return search{}, errSearch
	}
	return search{kind: e.kind, nullable: e.nullable, eval: func(r record) value {
		v := e.eval(r)
		v.number = -v.number
		return v
	}}, nil
}

// compared compares two values. As in SQL, comparing with a row's missing value is neither true nor false, but the literal
// null asks whether there is a value.
func compared(op string, a, b value, againstNull bool, rules searchRules) value {
	if againstNull {
		return value{kind: kindBool, truth: (a.null && b.null) == (op == "eq")}
	}
	if a.null || b.null {
		return value{kind: kindBool, null: true}
	}
	return value{kind: kindBool, truth: holds(op, ordered(a, b, rules))}
}

// holds reports whether two values that are in an order satisfy an operator.
func holds(op string, order int) bool {
	switch op {
	case "eq":
		return order == 0
	case "ne":
		return order != 0
	case "gt":
		return order > 0
	case "ge":
		return order >= 0
	case "lt":
		return order < 0
	}
	return order <= 0
}

// ordered returns -1, 0 or 1 for two values of one type.
func ordered(a, b value, rules searchRules) int {
	switch a.kind {
	case kindInteger, kindDecimal:
		return sign(a.number - b.number)
	case kindDate, kindOffsetDate:
		return a.time.Compare(b.time)
	case kindBool:
		if a.truth == b.truth {
			return 0
		}
		if b.truth {
			return -1
		}
		return 1
	}
	return strings.Compare(rules.folded(a.text), rules.folded(b.text))
}

// folded is how the database sees a string: without regard to case and trailing blanks, unless a fault says otherwise.
func (r searchRules) folded(s string) string {
	if r.caseSensitive {
		return s
	}
	return strings.ToLower(strings.TrimRight(s, " "))
}

func sign(f float64) int {
	switch {
	case f < 0:
		return -1
	case f > 0:
		return 1
	}
	return 0
}
