package setup

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"stockbridge/core/commerce"
	"stockbridge/ui/kit"
	"stockbridge/ui/live"
	"stockbridge/ui/say"
	"stockbridge/ui/screen"
	"stockbridge/ui/screen/testorder"
	"stockbridge/ui/theme"
)

// Options are what a Wizard works with; all are required but Now.
type Options struct {
	Feed    *live.Feed
	Actions Actions
	Trials  Trials
	Files   Files
	Memory  Memory
	Nav     screen.Navigator
	// Permissions are what EKM is asked for, and AccountUses what is done with a Brightpearl account; both are shown before the
	// browser opens.
	Permissions, AccountUses []Permission
	Now                      func() time.Time // nil: time.Now
}

// Wizard is the page on which a store is set up.
type Wizard struct {
	o    Options
	root *fyne.Container
	back func()

	id       commerce.StoreID // 0 until a shop is connected
	facts    facts
	form     *form
	step     Step
	again    bool // the connection form is shown although there is a connection
	listsErr error

	body     *fyne.Container     // of the step in front
	scroll   *kit.Scroll         // around it
	parts    []fyne.CanvasObject // of the body, below its title
	slot     *fyne.Container     // below them: work under way, what went wrong
	doing    swap                // what is being done, and how far it is
	primary  *kit.Button
	act      func()          // of the primary button
	footLine *fyne.Container // the buttons of the foot
	restore  func()          // gives the primary button its word and act back, while a consent has borrowed it
	fields   map[string]*kit.Field
	onFault  map[string]func(fault string)

	test   *testorder.Panel // of the store in front
	mailed bool             // the test order caused an e-mail
	coming swap             // what the moment of the start would bring
	report swap             // of the SKU check, or of the shadow
	differ bool             // the dry run's table shows differences only
	whole  bool             // the checks that are in order are listed too

	turn   int    // answers to earlier questions are dropped
	cancel func() // ends the work under way
	wait   func() // ends the wait for another look
}

// New makes the wizard; it shows nothing until Open.
func New(o Options) *Wizard {
	if o.Now == nil {
		o.Now = time.Now
	}
	return &Wizard{o: o, root: kit.Stack(kit.Gap(0, 0)), back: func() {}, wait: func() {}, form: newForm(Store{}.Settings, nil)}
}

// Content is what the page shows; always the same object.
func (w *Wizard) Content() fyne.CanvasObject { return w.root }

// The places that Open knows besides the first step that lacks something.
const (
	AtBrightpearl = "brightpearl"
	AtShop        = "shop"
)

// Open begins with a new store (0), or goes on with one: at the named place, or at the first step that lacks something. Back is
// called when the person leaves.
func (w *Wizard) Open(store commerce.StoreID, at string, back func()) {
	w.stop()
	w.id, w.back, w.facts, w.again = store, back, facts{now: w.o.Now()}, false
	w.form = newForm(Store{}.Settings, nil)
	w.step, w.test, w.mailed, w.whole = StepBrightpearl, nil, false, false
	w.showReading()
	w.read(func() {
		switch at {
		case AtBrightpearl:
			w.again = w.facts.account.Code != "" && !w.facts.account.Connected
			w.show(StepBrightpearl)
		case AtShop:
			w.again = true
			w.show(StepShop)
		default:
			w.show(w.facts.first())
		}
	})
}

// leave ends work under way, such as a sign-in that waits for the browser, and goes back.
func (w *Wizard) leave() {
	w.stop()
	w.back()
}

func (w *Wizard) stop() {
	w.turn++
	w.wait()
	if w.cancel != nil {
		w.cancel()
		w.cancel = nil
	}
}

// run does work off the UI goroutine. What it returns is shown only if nobody has gone elsewhere meanwhile.
func (w *Wizard) run(work func(ctx context.Context) (show func())) {
	w.stop()
	turn := w.turn
	ctx, cancel := context.WithCancel(context.Background())
	w.cancel = cancel
	w.o.Feed.Go(func(life context.Context) {
		defer context.AfterFunc(life, cancel)()
		show := work(ctx)
		w.o.Feed.Do(func() {
			if turn == w.turn {
				cancel()
				w.cancel = nil
				show()
			}
		})
	})
}

// read asks for everything that is stored about the account and the store.
func (w *Wizard) read(then func()) {
	id := w.id
	w.run(func(ctx context.Context) func() {
		got, proposals, lists, err := readFacts(ctx, w.o, id)
		return func() {
			if err != nil {
				w.showUnreadable(err, then)
				return
			}
			got.now, got.checks, got.dry, got.preview = w.o.Now(), w.facts.checks, w.facts.dry, w.facts.preview
			got.seen = w.hasSeen(id, got.matches)
			w.facts, w.listsErr = got, lists
			if got.store != nil {
				w.form = newForm(got.store.Settings, proposals)
			}
			then()
		}
	})
}

// readFacts reads what the steps are reckoned from. Lists that cannot be read now do not keep a person from the first steps;
// their error comes apart.
func readFacts(ctx context.Context, o Options, id commerce.StoreID) (f facts, proposals []Change, lists, err error) {
	a := o.Actions
	if f.account, err = a.Account(ctx); err != nil {
		return f, nil, nil, err
	}
	if f.apps, err = a.Apps(ctx); err != nil || id == 0 {
		return f, nil, nil, err
	}
	store, err := a.Store(ctx, id)
	if err != nil {
		return f, nil, nil, err
	}
	f.store = &store
	if f.matches, err = a.Matches(ctx, id); err != nil {
		return f, nil, nil, err
	}
	if f.shadow, err = o.Trials.Shadow(ctx, id); err != nil {
		return f, nil, nil, err
	}
	if f.account.Code == "" {
		return f, nil, nil, nil
	}
	if f.choices, lists = a.Choices(ctx, id, false); lists != nil {
		return f, nil, lists, nil
	}
	if f.shop, lists = a.Shop(ctx, id); lists != nil {
		return f, nil, lists, nil
	}
	proposals, lists = a.Propose(ctx, id)
	return f, proposals, lists, nil
}

// sheet is one step's page.
type sheet struct {
	parts   []fyne.CanvasObject
	primary string
	act     func()
	left    string            // what is left to settle, beside the buttons
	extra   fyne.CanvasObject // a second button beside Back

	finished bool // nothing is left that could be finished later
}

// show brings a step to the front.
func (w *Wizard) show(step Step) {
	w.stop()
	w.step = step
	w.fields, w.onFault = map[string]*kit.Field{}, map[string]func(string){}
	w.slot = kit.Down(theme.Space3)
	var s sheet
	switch step {
	case StepBrightpearl:
		s = w.accountSheet()
	case StepShop:
		s = w.shopSheet()
	case StepMoney:
		s = w.moneySheet()
	case StepOrders:
		s = w.ordersSheet()
	case StepStock:
		s = w.stockSheet()
	case StepShipments:
		s = w.shipmentsSheet()
	case StepSKUs:
		s = w.skusSheet()
	case StepDryRun:
		s = w.dryRunSheet()
	default:
		s = w.liveSheet()
	}
	w.parts = s.parts
	parts := append([]fyne.CanvasObject{head(step)}, s.parts...)
	if w.listsErr != nil && step >= StepMoney && step <= StepShipments {
		parts = append(parts, faultNote(say.T("The lists to choose from could not be read"), w.listsErr,
			kit.NewButton(say.T("Read again"), kit.Secondary, func() { w.read(func() { w.show(step) }) }).Small()))
	}
	w.frame(append(parts, w.slot), w.foot(s))
	switch {
	case step == StepLive && w.facts.checks == nil && w.facts.store != nil && !w.facts.live():
		w.check()
	case step == StepLive:
		w.followShadow()
	case step == StepSKUs:
		w.followReadings()
	case step == StepOrders:
		w.readComing()
	}
}

func head(step Step) fyne.CanvasObject {
	return kit.Down(2, kit.NewText(say.Of(titles[step]), theme.Title, theme.Text),
		kit.NewParagraph(say.Of(whys[step]), theme.Body, theme.Text2).Wide())
}

func (w *Wizard) foot(s sheet) fyne.CanvasObject {
	var parts []fyne.CanvasObject
	if w.step > StepBrightpearl {
		parts = append(parts, kit.NewButton(say.T("Back"), kit.Secondary, func() { w.show(w.step - 1) }).WithIcon("arrow-left"))
	}
	if s.extra != nil {
		parts = append(parts, s.extra)
	}
	parts = append(parts, kit.Spacer())
	if s.left != "" {
		parts = append(parts, kit.NewElided(s.left, theme.Body, theme.Text2))
	}
	if !s.finished {
		parts = append(parts, kit.NewButton(say.T("Finish later"), kit.Quiet, w.leave))
	}
	w.act, w.restore = s.act, nil
	w.primary = kit.NewButton(s.primary, kit.Primary, s.act)
	w.footLine = kit.Across(theme.Space2, append(parts, w.primary)...)
	return kit.FootBar(kit.Grow(w.footLine))
}

// setPrimary gives the primary button another word and act, and the foot room for it.
func (w *Wizard) setPrimary(label string, act func()) {
	w.primary.SetLabel(label)
	w.primary.SetTapped(act)
	w.footLine.Refresh()
}

// frame puts a step's parts beside the list of steps.
func (w *Wizard) frame(parts []fyne.CanvasObject, foot fyne.CanvasObject) {
	above, title := say.T("Add store"), say.T("New store")
	if w.facts.store != nil {
		title = w.facts.store.Name
		if w.facts.live() {
			above = say.T("Store")
		}
	}
	steps := kit.NewStepList(above, title, say.T("Saved after each step. You can close and go on later."))
	steps.Set(w.facts.lines(w.step, w.show))
	w.body = kit.Down(theme.Space4, parts...)
	w.scroll = kit.NewScroll(kit.Inset(16, 24, 24, 24, kit.MaxWidth(800, w.body)))
	w.root.Objects = []fyne.CanvasObject{kit.AcrossTop(0, steps, kit.Grow(kit.NewPage(w.scroll, foot)))}
	w.root.Refresh()
}

// next saves nothing and goes to the following step.
func (w *Wizard) next() { w.show(min(w.step+1, StepLive)) }

// left says how much nobody has decided yet.
func (w *Wizard) left() string {
	n := w.form.open()
	if n == 0 {
		return ""
	}
	return say.N(n, "{n} thing to settle before go-live", "{n} things to settle before go-live")
}

// save stores what the step decided and goes on.
func (w *Wizard) save() { w.saveThen(w.next) }

func (w *Wizard) saveThen(then func()) {
	step := w.step
	changes, ok := w.form.changes(step, w.facts.shop, w.facts.store.Settings)
	w.showFaults()
	if !ok {
		return
	}
	if len(changes) == 0 {
		then()
		return
	}
	id := w.id
	w.busy(say.T("Saving and checking with Brightpearl and EKM…"), nil)
	w.run(func(ctx context.Context) func() {
		err := w.o.Actions.Configure(ctx, id, changes)
		return func() {
			if err != nil {
				w.notSaved(err, changes)
				return
			}
			w.facts.checks, w.facts.dry, w.facts.preview = nil, nil, nil // they were made with other settings
			w.read(then)
		}
	})
}

func (w *Wizard) notSaved(err error, changes []Change) {
	if w.step == StepOrders {
		defer w.readComing() // saving has ended it
	}
	if w.form.refused(screen.CauseOf(err).Text, changes) {
		w.settle()
		w.showFaults()
		w.scroll.ScrollToTop()
		return
	}
	w.failed(say.T("The step was not saved"), err)
}

// showFaults puts each fault beside its field.
func (w *Wizard) showFaults() {
	for key, f := range w.fields {
		f.SetFault(w.form.faults[key])
	}
	for key, tell := range w.onFault {
		tell(w.form.faults[key])
	}
	w.refreshBody()
}
