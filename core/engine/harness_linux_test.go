package engine_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/engine"
	"stockbridge/core/sandbox"
	"stockbridge/core/sandbox/brightpearlsim"
	"stockbridge/core/sandbox/ekmsim"
	"stockbridge/core/vault"
	"stockbridge/core/vault/vaulttest"
	"stockbridge/core/view"
)

// journey is a fresh machine: the two programs, a keyring of its own, a running sandbox and an empty data folder.
type journey struct {
	t       *testing.T
	env     []string
	ctl     string
	data    string
	config  sandbox.Config
	started time.Time
}

// newJourney starts the sandbox as a program of its own.
func newJourney(t *testing.T, args ...string) *journey {
	t.Helper()
	j := newMachine(t)
	box := exec.Command(filepath.Join(filepath.Dir(j.ctl), "sandbox"), args...)
	box.Stderr = io.Discard
	out, err := box.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := box.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = box.Process.Signal(syscall.SIGTERM)
		_, _ = io.Copy(io.Discard, out)
		_ = box.Wait()
	})
	line, err := bufio.NewReader(out).ReadBytes('\n')
	if err != nil {
		t.Fatalf("the sandbox said nothing: %v", err)
	}
	if err := json.Unmarshal(line, &j.config); err != nil {
		t.Fatalf("the sandbox said %s: %v", line, err)
	}
	return j
}

// newMachine has everything but a sandbox to connect to.
func newMachine(t *testing.T) *journey {
	t.Helper()
	j := &journey{t: t, env: vaulttest.Session(t), data: filepath.Join(t.TempDir(), "data folder"), started: time.Now()}
	programs := t.TempDir()
	build := exec.Command("go", "build", "-o", programs, "stockbridge/cmd/stockbridgectl", "stockbridge/cmd/sandbox")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	j.ctl = filepath.Join(programs, "stockbridgectl")
	return j
}

func (j *journey) command(ctx context.Context, input string, args ...string) *exec.Cmd {
	c := exec.CommandContext(ctx, j.ctl, append([]string{"--data", j.data, "--json"}, args...)...)
	c.Env = j.env
	c.Stdin = strings.NewReader(input)
	return c
}

// run runs the program and expects one of the exit codes.
func (j *journey) run(input string, codes []int, args ...string) []byte {
	j.t.Helper()
	ctx, cancel := context.WithTimeout(j.t.Context(), 3*time.Minute)
	defer cancel()
	c := j.command(ctx, input, args...)
	var out, complaint bytes.Buffer
	c.Stdout, c.Stderr = &out, &complaint
	err := c.Run()
	for _, code := range codes {
		if c.ProcessState != nil && c.ProcessState.ExitCode() == code {
			return out.Bytes()
		}
	}
	j.t.Fatalf("stockbridgectl %s: %v, want exit code %v\n%s\n%s", strings.Join(args, " "), err, codes, out.String(), complaint.String())
	return nil
}

// connect does what a merchant does: the account, one store by signing in with a browser, the others by token, the settings,
// and the switches; none means all of them.
func (j *journey) connect(switches ...string) {
	j.t.Helper()
	ok := []int{0}
	j.run(`{"account_token": "`+j.config.AccountToken+`"}`, ok, "brightpearl", "connect", "--account", j.config.Account, "--api-url", j.config.BrightpearlURL,
		"--app-ref", j.config.AppRef, "--dev-ref", j.config.DevRef, "--token-stdin")
	for i, u := range j.config.Users {
		if i == 0 {
			j.signIn(u)
		} else {
			j.run(`{"access_token": "`+u.AccessToken+`"}`, ok, "store", "connect", u.Name, "--token-stdin", "--ekm-url", j.config.EKMURL)
		}
		j.run("", ok, append([]string{"store", "configure", u.Name}, j.settings(u)...)...)
		j.run("", ok, append([]string{"store", "go-live", u.Name}, switches...)...)
	}
}

// settings are those that suit a store.
func (j *journey) settings(u sandbox.User) (args []string) {
	for key, value := range map[string]string{
		"channel_id": fmt.Sprint(u.ChannelID), "price_list_id": fmt.Sprint(u.PriceListID), "warehouse_id": fmt.Sprint(u.WarehouseID),
		"tax_code_taxable": u.TaxCodeTaxable, "tax_code_not_taxable": u.TaxCodeNotTaxable, "payment_method": u.PaymentMethod,
		"order_status_id": fmt.Sprint(u.OrderStatusID), "shipping_method_id": fmt.Sprint(u.ShippingMethodID),
		"orders_from": j.started.Add(-time.Hour).UTC().Format(time.RFC3339),
	} {
		args = append(args, "--set", key+"="+value)
	}
	return args
}

// signIn walks through the browser's part of the sign-in: the form, then the redirect to the program.
func (j *journey) signIn(u sandbox.User) {
	j.t.Helper()
	ctx, cancel := context.WithTimeout(j.t.Context(), time.Minute)
	defer cancel()
	c := j.command(ctx, `{"client_secret": "`+j.config.EKMClientSecret+`"}`, "store", "connect", u.Name, "--client-id", j.config.EKMClientID, "--secret-stdin",
		"--ekm-url", j.config.EKMURL, "--redirect-port", fmt.Sprint(freePort(j.t)), "--no-browser")
	out, err := c.StdoutPipe()
	if err != nil {
		j.t.Fatal(err)
	}
	var complaint bytes.Buffer
	c.Stderr = &complaint
	if err := c.Start(); err != nil {
		j.t.Fatal(err)
	}
	lines := bufio.NewReader(out)
	first, err := lines.ReadBytes('\n')
	var open struct {
		URL string `json:"open_url"`
	}
	if err != nil || json.Unmarshal(first, &open) != nil || open.URL == "" {
		j.t.Fatalf("the program did not say which address to open: %s %v\n%s", first, err, complaint.String())
	}
	browse(j.t, open.URL, u)
	rest, _ := io.ReadAll(lines)
	if err := c.Wait(); err != nil {
		j.t.Fatalf("sign in: %v\n%s\n%s", err, rest, complaint.String())
	}
}

var hiddenField = regexp.MustCompile(`name="([^"]+)"[^>]*value="([^"]*)"`)

// browse opens a sign-in page, fills the form in and follows the redirects, as a person with a browser does.
func browse(t *testing.T, address string, u sandbox.User) {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	browser := &http.Client{Jar: jar, Timeout: 20 * time.Second}
	page, err := browser.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	body, _ := io.ReadAll(page.Body)
	page.Body.Close()
	form := url.Values{}
	for _, m := range hiddenField.FindAllStringSubmatch(string(body), -1) {
		form.Set(m[1], strings.NewReplacer("&amp;", "&", "&#34;", `"`, "&#43;", "+").Replace(m[2]))
	}
	form.Set("username", u.Username)
	form.Set("password", u.Password)
	form.Set("decision", "allow")
	answer, err := browser.PostForm(page.Request.URL.String(), form)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		t.Fatalf("the sign-in ended with %s at %s", answer.Status, answer.Request.URL.Path)
	}
}

func (j *journey) post(address, body string) {
	j.t.Helper()
	answer, err := http.Post(address, "application/json", strings.NewReader(body))
	if err != nil {
		j.t.Fatal(err)
	}
	answer.Body.Close()
	if answer.StatusCode/100 != 2 {
		j.t.Fatalf("%s: %s", address, answer.Status)
	}
}

func read[T any](t *testing.T, address string) (v T) {
	t.Helper()
	answer, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if err := json.NewDecoder(answer.Body).Decode(&v); err != nil {
		t.Fatal(err)
	}
	return v
}

func (j *journey) ekmBooks() ekmsim.Books {
	return read[ekmsim.Books](j.t, j.config.EKMURL+"/_sandbox/books")
}

func (j *journey) brightpearlBooks() brightpearlsim.Books {
	return read[brightpearlsim.Books](j.t, j.config.BrightpearlURL+"/_sandbox/books")
}

// check ends all life in the simulators, lets the program catch up, and compares its own proof and figures with their books.
// Check-outs that are under way still end, so it is repeated until nothing has happened meanwhile.
func (j *journey) check() {
	j.t.Helper()
	j.post(j.config.EKMURL+"/_sandbox/shoppers", `{"orders_per_minute": 0}`)
	j.post(j.config.BrightpearlURL+"/_sandbox/warehouse", `{"enabled": false}`)
	for range 60 {
		before := sold(j.ekmBooks())
		for range 2 {
			j.run("", []int{0, 3}, "sync", "--until-idle", "--timeout", "2m")
		}
		audit := j.run("", []int{0, 3}, "audit", "orders")
		ekm, bright := j.ekmBooks(), j.brightpearlBooks()
		if sold(ekm) != before || j.retry(commerce.OrderWaiting, commerce.OrderWorking) > 0 {
			continue // or a contact that may have been made when the program was killed is still waited for
		}
		var verdict struct {
			Balanced bool `json:"balanced"`
		}
		if json.Unmarshal(audit, &verdict) != nil || !verdict.Balanced {
			j.t.Errorf("the audit says %s", audit)
		}
		e := j.openData()
		defer e.Close()
		agree(j.t, e.DB, ekm, bright, j.config.Users, j.started.Add(-time.Hour))
		return
	}
	j.t.Fatal("the shops never came to rest")
}

// retry makes the orders in some states due and tells how many there were, without those that wait for their payment.
func (j *journey) retry(states ...commerce.OrderState) (left int) {
	j.t.Helper()
	e := j.openData()
	defer e.Close()
	f := view.Filter{}
	for _, s := range states {
		f.States = append(f.States, string(s))
	}
	open, err := e.DB.OrderPage(j.t.Context(), f, view.Window{Limit: 1000})
	if err != nil {
		j.t.Fatal(err)
	}
	for _, o := range open.Rows {
		if o.WaitsForPayment {
			continue
		}
		if o.State == commerce.OrderHeld {
			j.t.Logf("order %s of %s is held at %q after %d attempts: %s", o.Number, o.Store, o.Stage, o.Attempts, o.Cause.Text)
		}
		if err := e.RetryOrder(j.t.Context(), o.ID, "test"); err != nil {
			j.t.Fatal(err)
		}
		left++
	}
	if left > 0 {
		j.t.Logf("%d orders are left", left)
	}
	return left
}

func (j *journey) openData() *engine.Engine {
	j.t.Helper()
	e, err := engine.Open(j.t.Context(), engine.Options{Folder: j.data, Ring: vault.NewMemoryRing()})
	if err != nil {
		j.t.Fatal(err)
	}
	return e
}
