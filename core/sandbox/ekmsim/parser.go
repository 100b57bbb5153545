package ekmsim

import "strings"

// search is a compiled expression, or a part of one: what type it gives and how to get it from a record.
type search struct {
	kind     kind
	nullable bool
	constant *value // of a literal
	eval     func(record) value
}

// parser reads the OData-like language, lowest precedence first:
//
//	or, and, eq ne, gt ge lt le, add sub, mul div mod, not -, primary
//
// Operators are left-associative, keywords and member names are case-insensitive, operators stand between blanks.
type parser struct {
	schema *schema
	rules  searchRules
	tokens []token
	at     int
	depth  int
	ors    int
}

// mostOrs is how many times or an expression may have under the long_or_refused fault: what order searches need.
const mostOrs = 4

// searchRules are the open questions about EKM's language.
type searchRules struct {
	caseSensitive bool // comparing strings minds case and outer blanks
	noNested      bool // nested members such as customer_details/email_address are refused
	fewOrs        bool // an expression with more than mostOrs times or is refused
}

// compileSearch compiles an expression for records of a schema. It returns errSearch for whatever EKM would not understand.
func compileSearch(text string, s *schema, rules searchRules) (func(record) bool, error) {
	list, err := tokens(text)
	if err != nil {
		return nil, err
	}
	p := &parser{schema: s, rules: rules, tokens: list}
	e, err := p.binary(0)
	if err != nil {
		return nil, err
	}
	if p.peek().kind != tokenEnd || e.kind != kindBool || rules.fewOrs && p.ors > mostOrs {
		return nil, errSearch
	}
	return func(r record) bool {
		v := e.eval(r)
		return v.truth && !v.null
	}, nil
}

// levels are the binary operators by rising precedence.
var levels = [][]string{{"or"}, {"and"}, {"eq", "ne"}, {"gt", "ge", "lt", "le"}, {"add", "sub"}, {"mul", "div", "mod"}}

func (p *parser) peek() token { return p.tokens[p.at] }

func (p *parser) next() token {
	t := p.tokens[p.at]
	if t.kind != tokenEnd {
		p.at++
	}
	return t
}

func (p *parser) binary(level int) (search, error) {
	if level == len(levels) {
		return p.unary()
	}
	left, err := p.binary(level + 1)
	if err != nil {
		return search{}, err
	}
	for {
		op, ok := p.operator(levels[level])
		if !ok {
			return left, nil
		}
		right, err := p.binary(level + 1)
		if err != nil {
			return search{}, err
		}
		if op == "or" {
			p.ors++
		}
		if left, err = combine(op, left, right, p.rules); err != nil {
			return search{}, err
		}
	}
}

// operator consumes one of the words when it is next and stands between blanks.
func (p *parser) operator(words []string) (string, bool) {
	t := p.peek()
	if t.kind != tokenName || !t.spaced {
		return "", false
	}
	for _, w := range words {
		if strings.EqualFold(t.text, w) {
			p.at++
			return w, true
		}
	}
	return "", false
}

// maxDepth bounds nesting, so that a hostile expression cannot exhaust the stack.
const maxDepth = 100

func (p *parser) unary() (search, error) {
	if p.depth++; p.depth > maxDepth {
		return search{}, errSearch
	}
	defer func() { p.depth-- }()
	if p.peek().kind == tokenMinus {
		p.at++
		e, err := p.unary()
		if err != nil {
			return search{}, err
		}
		return negated(e)
	}
	if _, ok := p.operator([]string{"not"}); ok {
		e, err := p.unary()
		if err != nil || e.kind != kindBool {
			return search{}, errSearch
		}
		return search{kind: kindBool, eval: func(r record) value {
			v := e.eval(r)
			v.truth = !v.truth
			return v
		}}, nil
	}
	return p.primary()
}

func (p *parser) primary() (search, error) {
	switch t := p.next(); t.kind {
	case tokenLiteral:
		v := t.literal
		return search{kind: v.kind, constant: &v, eval: func(record) value { return v }}, nil
	case tokenOpen:
		e, err := p.binary(0)
		if err != nil || p.next().kind != tokenClose {
			return search{}, errSearch
		}
		return e, nil
	case tokenName:
		if p.peek().kind == tokenOpen {
			return p.call(strings.ToLower(t.text))
		}
		return p.path(t.text)
	}
	return search{}, errSearch
}

// path reads a member, nested members behind slashes.
func (p *parser) path(name string) (search, error) {
	full := strings.ToLower(name)
	for p.peek().kind == tokenSlash {
		p.at++
		t := p.next()
		if t.kind != tokenName || p.rules.noNested {
			return search{}, errSearch
		}
		full += "/" + strings.ToLower(t.text)
	}
	f, ok := p.schema.fields[full]
	if !ok {
		return search{}, errSearch
	}
	return search{kind: f.kind, nullable: f.nullable, eval: f.value}, nil
}

func (p *parser) call(name string) (search, error) {
	p.at++ // the parenthesis
	var args []search
	if p.peek().kind == tokenClose {
		p.at++
		return callFunction(name, args, p.rules)
	}
	for {
		e, err := p.binary(0)
		if err != nil {
			return search{}, err
		}
		args = append(args, e)
		switch p.next().kind {
		case tokenComma:
		case tokenClose:
			return callFunction(name, args, p.rules)
		default:
			return search{}, errSearch
		}
	}
}
