package inventory

import (
	"errors"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/theme"
)

// editor changes what people say about a SKU: its buffer, its cap, its tags. It stays while news redraw the pane, so that what is
// being typed stays.
type editor struct {
	s       *Screen
	e       explained
	where   *kit.Radio
	buffer  *kit.Entry
	limit   *kit.Entry
	bufferF *kit.Field
	limitF  *kit.Field
	effect  *effect
	save    *kit.Button
	tag     *kit.Entry
	filling bool // the fields are being filled, not typed into
}

func (s *Screen) editorOf(e explained) *editor {
	x := s.editor
	if x == nil || placeOf(x.e.LevelRow) != placeOf(e.LevelRow) {
		x = newEditor(s, e)
		s.editor = x
		return x
	}
	untouched := !x.dirty()
	x.e = e
	if untouched {
		x.fill()
	} else {
		x.look()
	}
	return x
}

func newEditor(s *Screen, e explained) *editor {
	x := &editor{s: s, e: e, effect: newEffect(s)}
	x.effect.grown = func() {
		if s.editor == x && s.Pane().Tabs().Current() == paneRules {
			s.SetBody(x.body())
		}
	}
	x.where = kit.NewRadio([]kit.Choice{{Value: hereOnly, Label: say.T("In {store}", e.Store)}, {Value: everywhere, Label: say.T("In every store that sells it")}}, hereOnly, func(string) { x.fill() })
	if ruleAt(e.rules, spot{e.StoreID, e.SKU}).Buffer == "" && ruleAt(e.rules, spot{0, e.SKU}).Buffer != "" {
		x.where.SetValue(everywhere)
	}
	x.buffer, x.limit = kit.NewEntry(say.T("Not set")), kit.NewEntry(say.T("Not set"))
	x.bufferF = kit.NewField(say.T("Buffer"), x.buffer).WithHelp(say.T("Units, or 10%"))
	x.limitF = kit.NewField(say.T("Cap"), x.limit).WithHelp(say.T("0: no cap"))
	x.save = kit.NewButton(say.T("Save"), kit.Primary, x.keep).Small()
	x.buffer.OnChanged = func(string) { x.typed() }
	x.limit.OnChanged = func(string) { x.typed() }
	x.tag = kit.NewEntry(say.T("For example: fragile")).Small()
	x.tag.OnSubmitted = func(string) { x.addTag() }
	x.fill()
	return x
}

// at is the place that the fields speak of.
func (x *editor) at() spot {
	if x.where.Value() == everywhere {
		return spot{0, x.e.SKU}
	}
	return spot{x.e.StoreID, x.e.SKU}
}

// stored is the rule of the place as it is kept.
func (x *editor) stored() view.StockRule { return ruleAt(x.e.rules, x.at()) }

// fill shows what is kept.
func (x *editor) fill() {
	r := x.stored()
	x.filling = true
	x.buffer.SetText(r.Buffer)
	x.limit.SetText(capText(r.Cap))
	x.filling = false
	x.effect.say("")
	x.look()
}

func capText(n int64) string {
	if n < 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}

// said is the rule that the fields say.
func (x *editor) said() (r view.StockRule, wrongBuffer, wrongCap error) {
	r = x.stored()
	r.Buffer, r.Cap = strings.TrimSpace(x.buffer.Text()), -1
	if r.Buffer != "" {
		var b commerce.Buffer
		if b, wrongBuffer = commerce.ParseBuffer(r.Buffer); wrongBuffer == nil {
			r.Buffer = b.String()
		}
	}
	if text := strings.TrimSpace(x.limit.Text()); text != "" {
		n, err := strconv.ParseInt(text, 10, 64)
		if r.Cap = n; err != nil || n < 0 || n > 1_000_000 {
			r.Cap, wrongCap = -1, errCap
		}
	}
	return r, wrongBuffer, wrongCap
}

var errCap = errors.New(say.Mark("It must be a whole number of units, or 0 for no cap"))

// dirty tells whether the fields say something else than is kept, or something that cannot be kept.
func (x *editor) dirty() bool {
	r, err, err2 := x.said()
	return err != nil || err2 != nil || r != x.stored()
}

// look says what is wrong with the fields and whether they can be saved.
func (x *editor) look() {
	r, err, err2 := x.said()
	x.bufferF.SetFault(sentenceOf(err))
	x.limitF.SetFault(sentenceOf(err2))
	x.save.Enable()
	if err != nil || err2 != nil || r == x.stored() {
		x.save.Disable()
	}
}

func sentenceOf(err error) string {
	if err == nil {
		return ""
	}
	return say.Of(sentence(err.Error()))
}

// typed asks what the fields would do, after a pause in the typing.
func (x *editor) typed() {
	if x.filling {
		return
	}
	x.look()
	if r, err, err2 := x.said(); err == nil && err2 == nil && r != x.stored() {
		x.effect.askSoon([]view.StockRule{r})
	} else {
		x.effect.say("")
	}
}

// use takes the suggested buffer.
func (x *editor) use() {
	x.buffer.SetText(strconv.FormatInt(x.e.Suggested, 10))
	if r, err, err2 := x.said(); err == nil && err2 == nil && r != x.stored() {
		x.effect.ask([]view.StockRule{r})
	}
}

func (x *editor) keep() {
	r, err, err2 := x.said()
	if err != nil || err2 != nil {
		return
	}
	x.effect.say("")
	x.s.setRules(say.T("save buffer and cap of {sku}", x.e.SKU), []view.StockRule{r}, say.T("Buffer and cap of {sku} are saved", x.e.SKU))
}

func (x *editor) addTag() {
	text := x.tag.Text()
	x.tag.SetText("")
	x.s.tag([]string{x.e.SKU}, text, true)
}

// body is the whole tab.
func (x *editor) body() fyne.CanvasObject {
	e := x.e.Explanation
	advice := []fyne.CanvasObject{kit.NewParagraph(suggestion(e.LevelRow, len(x.s.StoreCards())), theme.Body, theme.Text)}
	if e.Suggested > 0 {
		advice = append(advice, kit.Across(0, kit.NewButton(say.N(e.Suggested, "Use {n} unit", "Use {n} units"), kit.Secondary, x.use).Small()))
	}
	return kit.Down(theme.Space3,
		kit.Down(theme.Space2, kit.NewSection(say.T("Buffer and cap"), "", nil), x.where, kit.Grid(2, 12, x.bufferF, x.limitF),
			kit.NewParagraph(say.T("An empty field follows the store's settings. Now: {note}.", strings.TrimSuffix(bufferNote(e, len(x.s.StoreCards())), ".")), theme.Small, theme.Text2),
			x.effect.text, kit.Across(theme.Space2, x.save)),
		kit.Divider(), kit.Down(theme.Space2, append([]fyne.CanvasObject{kit.NewSection(say.T("Suggested buffer"), "", nil)}, advice...)...),
		kit.Divider(), kit.Down(theme.Space2, append([]fyne.CanvasObject{kit.NewSection(say.T("Tags"), say.T("In every store"), nil)}, x.tags()...)...))
}

func (x *editor) tags() []fyne.CanvasObject {
	var parts []fyne.CanvasObject
	for _, tag := range x.e.Tags {
		parts = append(parts, kit.Across(theme.Space2, kit.NewAccentTag(tag), kit.Spacer(),
			kit.NewLink(say.T("Remove"), theme.SmallMedium, func() { x.s.tag([]string{x.e.SKU}, tag, false) })))
	}
	return append(parts, kit.Across(theme.Space2, kit.Grow(x.tag), kit.NewButton(say.T("Add tag"), kit.Secondary, x.addTag).Small()))
}
