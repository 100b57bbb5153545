package engine_test

import (
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"
)

// killer ends a process without warning at a moment that is counted in calls: when the simulators have carried one out and not
// answered it yet. The answer then waits until nobody is there to read it.
type killer struct {
	mu      sync.Mutex
	victim  *exec.Cmd // nil: nobody
	ended   chan struct{}
	at      moment
	calls   int
	matches int
	struck  string        // the call at which it struck
	alive   chan struct{} // a call of Brightpearl came
}

// moment is the so-manieth call that contains a text, or of any kind when those do not come.
type moment struct {
	part  string
	match int
	most  int
}

// never is the moment that does not come.
var never = moment{match: 1 << 30, most: 1 << 30}

// seen is told of every call of the simulators.
func (k *killer) seen(call string) {
	k.mu.Lock()
	victim, ended := k.victim, k.ended
	if victim == nil {
		k.mu.Unlock()
		return
	}
	if strings.HasPrefix(call, "brightpearl ") {
		select {
		case k.alive <- struct{}{}:
		default:
		}
	}
	k.calls++
	if strings.Contains(call, k.at.part) {
		k.matches++
	}
	if k.matches < k.at.match && k.calls < k.at.most {
		k.mu.Unlock()
		return
	}
	k.victim, k.struck = nil, call
	k.mu.Unlock()
	_ = victim.Process.Kill()
	<-ended
}

// quietFor is how long a program may be without a call of Brightpearl before it is killed where it stands: its lane waits after a
// trouble, and a merchant may end it then as well.
const quietFor = 600 * time.Millisecond

// aim sets the moment of the next kill; it is counted from here, over as many processes as it takes.
func (k *killer) aim(at moment) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.at, k.calls, k.matches = at, 0, 0
}

// watch starts a process, kills it at the moment, and tells at which call that was; empty when it had gone quiet.
func (k *killer) watch(t *testing.T, c *exec.Cmd) string {
	t.Helper()
	ended := make(chan struct{})
	k.mu.Lock()
	k.victim, k.ended, k.struck, k.alive = c, ended, "", make(chan struct{}, 1)
	err := c.Start()
	k.mu.Unlock()
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		_ = c.Wait()
		close(ended)
	}()
	quiet := time.NewTimer(10 * quietFor) // it opens its data and its keyring first
	defer quiet.Stop()
	for {
		select {
		case <-k.alive:
			quiet.Reset(quietFor)
			continue
		case <-ended:
		case <-quiet.C:
			k.mu.Lock()
			early := k.victim != nil
			k.victim = nil
			k.mu.Unlock()
			if early {
				_ = c.Process.Kill()
			}
			<-ended
		}
		break
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.victim != nil {
		k.victim = nil
		t.Fatalf("the program ended by itself: %s", c.ProcessState)
	}
	return k.struck
}
