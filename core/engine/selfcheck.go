package engine

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/fault"
	"stockbridge/core/setup"
	"stockbridge/core/version"
)

const (
	// littleRoom and noRoom are bytes left on the disk of the data folder. A backup and a day's work fit into the first.
	littleRoom = 2 << 30
	noRoom     = 200 << 20
	// stuckAfter is how long work may be due before something is wrong with it: the promise is two minutes.
	stuckAfter = 15 * time.Minute
)

// SelfCheck examines this computer, the database and every connection, and tells each result as soon as it is known. It asks EKM and
// Brightpearl and stores the lists that it read; it changes no setting. What does not work is a result, no error; an error is the
// context's only.
func (e *Engine) SelfCheck(ctx context.Context, tell func(setup.Check)) error {
	c := selfCheck{e: e, tell: tell}
	for _, look := range []func(context.Context){c.data, c.room, c.database, c.keyring, c.account, c.stores, c.logins, c.wakeUps, c.stuck, c.version} {
		if err := ctx.Err(); err != nil {
			return err
		}
		look(ctx)
	}
	return ctx.Err()
}

type selfCheck struct {
	e     *Engine
	tell  func(setup.Check)
	clock *setup.Check // as the stores' checks found it
}

func (c *selfCheck) say(key, title string, r setup.Result, text, fix string) {
	c.tell(setup.Check{Key: key, Title: title, Result: r, Text: text, Fix: fix})
}

// judge tells a result that is good, or the failure's own words.
func (c *selfCheck) judge(key, title, text string, err error) {
	if err != nil {
		cause := fault.CauseOf(fault.Of(err))
		c.say(key, title, setup.Problem, cause.Text, cause.Fix)
		return
	}
	c.say(key, title, setup.OK, text, "")
}

// data writes a file into the data folder and removes it.
func (c *selfCheck) data(context.Context) {
	const key, title = "folder", "Data folder"
	f, err := os.CreateTemp(c.e.folder.path, ".stockbridge-check-*")
	if err == nil {
		_, err = f.WriteString("a check of the disk")
		if closing := f.Close(); err == nil {
			err = closing
		}
		os.Remove(f.Name())
	}
	if err != nil {
		c.say(key, title, setup.Problem, "It cannot be written: "+reason(err).Error()+". Nothing can be stored until it can.",
			"Give yourself the right to write there, or make room on the disk.")
		return
	}
	c.say(key, title, setup.OK, "It is free and can be written.", "")
}

func (c *selfCheck) room(context.Context) {
	const key, title = "disk", "Room on the disk"
	free, err := freeRoom(c.e.folder.path)
	switch {
	case err != nil:
		c.say(key, title, setup.Warning, "The system does not say how much room is left.", "Look at the disk yourself.")
	case free < noRoom:
		c.say(key, title, setup.Problem, fmt.Sprintf("Only %s are left where the data is. Work stops when nothing can be stored any more; nothing is lost.", bytes(free)), "Make room now.")
	case free < littleRoom:
		c.say(key, title, setup.Warning, fmt.Sprintf("%s are left where the data is.", bytes(free)), "Make room soon.")
	default:
		c.say(key, title, setup.OK, fmt.Sprintf("%s are left where the data is.", bytes(free)), "")
	}
}

func bytes(n uint64) string {
	if n < 1<<30 {
		return fmt.Sprintf("%d MB", n>>20)
	}
	return fmt.Sprintf("%d GB", n>>30)
}

func (c *selfCheck) database(ctx context.Context) {
	const key, title = "database", "Database"
	if err := c.e.DB.Examine(ctx); err != nil {
		if ctx.Err() == nil {
			c.say(key, title, setup.Problem, "It could not be read from end to end: "+strings.TrimRight(err.Error(), ".")+".",
				"Close Stockbridge, keep a copy of the data folder, and restore the newest backup.")
		}
		return
	}
	schema, err := c.e.DB.SchemaVersion(ctx)
	c.judge(key, title, fmt.Sprintf("Every table could be read; schema %d, %.1f MB.", schema, float64(c.e.DB.Size(ctx))/1e6), err)
}

func (c *selfCheck) keyring(ctx context.Context) {
	c.judge("keyring", "Key store", "The operating system keeps the sign-ins.", c.e.Vault.Probe(ctx))
}

func (c *selfCheck) account(ctx context.Context) {
	const key, title = "brightpearl", "Brightpearl"
	a, ok, err := c.e.DB.Account(ctx)
	if err == nil && !ok {
		c.say(key, title, setup.Warning, "No account is connected.", "Connect it on the Stores screen, or by stockbridgectl brightpearl connect.")
		return
	}
	if err == nil {
		_, err = c.e.Setup.Options(ctx, true)
	}
	c.judge(key, title, "The account "+a.Code+" answers.", err)
}

// stores runs each store's own checks and tells the gravest of each; what they found about the clock becomes a check of its own.
func (c *selfCheck) stores(ctx context.Context) {
	rows, err := c.e.DB.Stores(ctx)
	if err != nil {
		c.judge("stores", "Stores", "", err)
		return
	}
	for _, row := range rows {
		if ctx.Err() != nil {
			return
		}
		c.store(ctx, row)
	}
	if c.clock != nil {
		c.tell(*c.clock)
	}
}

func (c *selfCheck) store(ctx context.Context, row db.StoreRow) {
	key, title := "store/"+row.Name, "Store "+row.Name
	if row.State == commerce.StoreSetup {
		_, err := c.e.Setup.ShopOptions(ctx, row.ID)
		c.judge(key, title, "The shop answers. Its setup is not finished.", err)
		return
	}
	checks, err := c.e.Setup.Check(ctx, row.ID)
	if err != nil {
		c.judge(key, title, "", err)
		return
	}
	worst := setup.Check{Result: setup.OK, Text: "The shop answers; sign-in, permissions and settings are fine."}
	more := 0
	for _, k := range checks {
		switch {
		case k.Key == "clock":
			if c.clock == nil || grave(k.Result) > grave(c.clock.Result) {
				c.clock = &k
			}
		case k.Key == "keyring" || k.Key == "brightpearl" || k.Result == setup.OK: // told once, not for each store
		case grave(k.Result) > grave(worst.Result):
			if worst.Result != setup.OK {
				more++
			}
			worst = setup.Check{Result: k.Result, Text: k.Title + ": " + k.Text, Fix: k.Fix}
		default:
			more++
		}
	}
	if more > 0 {
		worst.Text += fmt.Sprintf(" And %d more; the store's Health tab lists them.", more)
	}
	c.say(key, title, worst.Result, worst.Text, worst.Fix)
}

func grave(r setup.Result) int {
	switch r {
	case setup.Problem:
		return 2
	case setup.Warning:
		return 1
	}
	return 0
}

// logins tells how often a renewal was cut off where nothing could save the login: a sign that the computer crashes.
func (c *selfCheck) logins(ctx context.Context) {
	n, err := c.e.DB.LoginsCutOff(ctx)
	text := "No login was ever lost to a renewal that was cut off."
	if n > 0 {
		text = fmt.Sprintf("%d logins were lost so far because a renewal was cut off, by a crash, a power cut or a broken connection.", n)
	}
	c.judge("logins", "Logins", text, err)
}

func (c *selfCheck) wakeUps(ctx context.Context) {
	const key, title = "wake_ups", "Wake-ups"
	hooks, err := c.e.Webhooks(ctx)
	switch {
	case err != nil:
		c.judge(key, title, "", err)
	case !hooks.On:
		c.say(key, title, setup.OK, "They are off. Orders and stock are asked for every few seconds instead.", "")
	case hooks.Cause.Code != "":
		c.say(key, title, setup.Warning, hooks.Cause.Text, hooks.Cause.Fix)
	default:
		var silent []string
		for _, s := range hooks.Sources {
			if s.State == "silent" || s.State == "refused" {
				silent = append(silent, s.Name)
			}
		}
		if len(silent) > 0 {
			c.say(key, title, setup.Warning, "These do not tell what happens: "+strings.Join(silent, ", ")+". They are asked for news as usual, so nothing is late.",
				"Look at Settings, Advanced.")
			return
		}
		c.say(key, title, setup.OK, "They are on, and no service was found silent.", "")
	}
}

func (c *selfCheck) stuck(ctx context.Context) {
	const key, title = "stuck", "Stuck work"
	n, err := c.e.DB.DueBefore(ctx, c.e.o.Now().Add(-stuckAfter))
	if err == nil && n > 0 {
		c.say(key, title, setup.Warning, fmt.Sprintf("%d pieces of work have been due for over %d minutes.", n, int(stuckAfter.Minutes())),
			"See what the bottom strip says of EKM and Brightpearl; a pause they asked for ends by itself.")
		return
	}
	c.judge(key, title, "No work has been due for long.", err)
}

func (c *selfCheck) version(context.Context) {
	c.say("version", "Version", setup.OK, version.Version+", commit "+version.Commit()+".", "")
}
