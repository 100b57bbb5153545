package engine_test

import (
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/sandbox"
	"stockbridge/core/sandbox/ekmsim"
	"stockbridge/core/setup"
	"stockbridge/core/vault"
)

// TestLoginsSurviveKills kills the program without warning again and again while its tokens live for seconds, at moments spread over the
// renewal of a single-use token: when EKM was asked, when it has answered and the answer has not left, while the answer is being stored,
// and in between. The keyring is a real one. A login may be lost only where EKM had answered and nothing was stored, and then the program
// says so. Orders arrive all the while, and none is lost. STOCKBRIDGE_LOGIN_KILLS says how often.
func TestLoginsSurviveKills(t *testing.T) {
	kills, err := strconv.Atoi(os.Getenv("STOCKBRIDGE_LOGIN_KILLS"))
	if err != nil {
		kills = 100
	}
	if testing.Short() {
		kills = 20
	}
	k := newRenewals(t)
	lost := map[string]int{}
	struck := map[string]int{}
	marked := 0
	for n := range kills {
		step := renewalSteps[n%len(renewalSteps)]
		k.order()
		if !k.kill(step) {
			t.Fatalf("kill %d: the moment %q never came", n, step.name)
		}
		struck[step.name]++
		entry := k.stored()
		if entry.Renewing.IsZero() {
			continue // nothing was under way; were the login lost all the same, the next renewal would not come
		}
		marked++
		if !k.signedOut() {
			continue
		}
		lost[step.name]++
		// The answer was not stored, for the entry is still the one of before; it had been given, for the old token was taken.
		if !k.wasAnswered() {
			t.Errorf("kill %d at %q: a login is lost that EKM never answered", n, step.name)
		}
		k.expectExplained(sumOf(lost))
		k.signIn(k.config.Users[0])
	}
	total := sumOf(lost)
	t.Logf("%d kills at %v; %d left a renewal cut off, %d logins lost, all in the window: %v", kills, struck, marked, total, lost)
	if total > struck["answered"]+struck["storing"] {
		t.Error("logins were lost outside the window")
	}
	if struck["answered"] > 0 && lost["answered"] == 0 {
		t.Error("no kill hit the window")
	}
	// Only a token whose successor was lost is offered again, and then the one before it.
	if n := k.box.EKM.Books().RefreshTokensReused; n > 2*total {
		t.Errorf("%d refresh tokens were used a second time, %d logins were lost", n, total)
	}
	k.prove()
}

// prove lets the program come to rest and compares the books.
func (k *renewals) prove() {
	k.t.Helper()
	if err := k.box.EKM.SetFaults(nil); err != nil {
		k.t.Fatal(err)
	}
	for range 10 {
		k.run("", []int{0, 3}, "sync", "--until-idle", "--timeout", "2m")
		if k.retry(commerce.OrderWaiting, commerce.OrderWorking) == 0 {
			break
		}
	}
	k.run("", []int{0}, "audit", "orders")
	e := k.openData()
	defer e.Close()
	if n := agreeOrders(k.t, e.DB, k.box.EKM.Books(), k.box.Brightpearl.Books(), k.config.Users, k.started.Add(-time.Hour)); n != k.placed {
		k.t.Errorf("%d of %d orders are in Brightpearl", n, k.placed)
	}
}

func sumOf(counts map[string]int) (n int) {
	for _, c := range counts {
		n += c
	}
	return n
}

// renewalStep is where in a renewal the program is killed: at a call, or up to some time after it.
type renewalStep struct {
	name  string
	call  string // "": the first one with the new token
	after time.Duration
}

var renewalSteps = []renewalStep{
	{"asked", ekmsim.AskedForToken, 0},
	{"storing", ekmsim.TokenRoute, 10 * time.Millisecond},
	{"storing", ekmsim.TokenRoute, 30 * time.Millisecond},
	{"using", "", 0},
	{"storing", ekmsim.TokenRoute, 60 * time.Millisecond},
	{"answered", ekmsim.TokenRoute, 0},
	{"storing", ekmsim.TokenRoute, 20 * time.Millisecond},
	{"afterwards", ekmsim.TokenRoute, 400 * time.Millisecond},
	{"storing", ekmsim.TokenRoute, 40 * time.Millisecond},
	{"storing", ekmsim.TokenRoute, 100 * time.Millisecond},
}

// renewals is one store, signed in through the browser, whose program is killed.
type renewals struct {
	*journey
	box    *sandbox.Sandbox
	rng    *rand.Rand
	vault  *vault.Vault
	codes  []string
	placed int

	mu       sync.Mutex
	victim   *exec.Cmd // nil: nobody
	ended    chan struct{}
	step     renewalStep
	struck   bool
	answered bool // since the victim began
}

func newRenewals(t *testing.T) *renewals {
	t.Helper()
	k := &renewals{journey: newMachine(t), rng: rand.New(rand.NewPCG(5, 1))}
	for _, v := range k.env { // the test looks into the same keyring
		if name, value, _ := strings.Cut(v, "="); name == "DBUS_SESSION_BUS_ADDRESS" {
			t.Setenv(name, value)
		}
	}
	box, err := sandbox.Start(t.Context(), sandbox.Options{Stores: 1, Products: 60, Seed: 5, Speed: 50, TokenLife: 3 * time.Second, Seen: k.seen})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = box.Close() })
	k.box, k.config = box, box.Config()
	stockUp(t, box)
	k.codes = sellable(box)[k.config.Users[0].Username]
	k.connect("--orders")
	e := k.openData()
	installation, err := e.DB.Installation(t.Context(), false)
	if err != nil {
		t.Fatal(err)
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	if k.vault, err = vault.Open(vault.Options{Service: "Stockbridge/" + installation.UID, Log: slog.New(slog.DiscardHandler)}); err != nil {
		t.Fatal(err)
	}
	return k
}

// order has a shopper order something.
func (k *renewals) order() {
	k.t.Helper()
	b := ekmsim.Basket{Email: "shopper@example.org", Lines: []ekmsim.Line{{Code: k.codes[k.rng.IntN(len(k.codes))], Quantity: 1}}}
	if _, err := k.box.EKM.PlaceOrder(k.config.Users[0].Username, b); err != nil {
		k.t.Fatal(err)
	}
	k.placed++
}

// seen is told of every call of the simulators and kills the victim at its step.
func (k *renewals) seen(call string) {
	k.mu.Lock()
	victim, ended, step := k.victim, k.ended, k.step
	_, route, _ := strings.Cut(call, " ")
	hit := victim != nil && strings.HasPrefix(call, "ekm/") && (route == step.call || step.call == "" && k.answered && route != ekmsim.TokenRoute)
	if hit {
		k.victim, k.struck = nil, true
	}
	if route == ekmsim.TokenRoute {
		k.answered = true
	}
	k.mu.Unlock()
	switch {
	case !hit:
	case step.after > 0: // the answer leaves meanwhile
		time.AfterFunc(time.Duration(k.rng.Int64N(int64(step.after))), func() { _ = victim.Process.Kill() })
	default:
		_ = victim.Process.Kill()
		<-ended
		if step.name == "asked" {
			time.Sleep(10 * time.Millisecond) // the server notices that nobody waits any more
		}
	}
}

// kill runs the program, makes it renew its token, and kills it at a step of that.
func (k *renewals) kill(step renewalStep) bool {
	k.t.Helper()
	// The access token is refused once, which begins a renewal even where the token has some seconds left.
	if err := k.box.EKM.SetFaults([]ekmsim.Fault{{Name: "unauthorized", NextN: 1}}); err != nil {
		k.t.Fatal(err)
	}
	c := k.command(k.t.Context(), "", "sync")
	ended := make(chan struct{})
	k.mu.Lock()
	k.victim, k.ended, k.step, k.struck, k.answered = c, ended, step, false, false
	err := c.Start()
	k.mu.Unlock()
	if err != nil {
		k.t.Fatal(err)
	}
	go func() {
		_ = c.Wait()
		close(ended)
	}()
	select {
	case <-ended:
	case <-time.After(15 * time.Second):
		_ = c.Process.Kill()
		<-ended
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.victim = nil
	return k.struck
}

func (k *renewals) wasAnswered() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.answered
}

// stored is the store's sign-in as the next start finds it.
func (k *renewals) stored() vault.Store {
	k.t.Helper()
	s, err := k.vault.LoadStore(k.t.Context(), setup.StoreVaultID(commerce.Store{Username: k.config.Users[0].Username}))
	if err != nil {
		k.t.Fatalf("the sign-in cannot be read after a kill: %v", err)
	}
	return s
}

// signedOut has the program go on and reports whether it needs a new sign-in.
func (k *renewals) signedOut() bool {
	k.t.Helper()
	if err := k.box.EKM.SetFaults(nil); err != nil {
		k.t.Fatal(err)
	}
	k.run("", []int{0, 3, 4}, "sync", "--until-idle", "--timeout", "2m")
	e := k.openData()
	defer e.Close()
	s, _, err := e.DB.StoreNamed(k.t.Context(), k.config.Users[0].Name)
	if err != nil {
		k.t.Fatal(err)
	}
	return s.State == commerce.StoreSignIn
}

// expectExplained checks that a lost login is said to be one, and counted.
func (k *renewals) expectExplained(lost int) {
	k.t.Helper()
	if out := string(k.run("", []int{0, 3}, "attention")); strings.Count(out, vault.CodeCutOff) != 1 {
		k.t.Errorf("a lost login is not explained: %s", out)
	}
	e := k.openData()
	defer e.Close()
	if n, err := e.DB.LoginsCutOff(k.t.Context()); err != nil || n != lost {
		k.t.Errorf("%d logins were counted as cut off, want %d, %v", n, lost, err)
	}
}
