package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"stockbridge/core/engine"
	"stockbridge/core/fault"
	"stockbridge/core/setup"
)

func diagnosticsCheck(*flag.FlagSet) action {
	return func(ctx context.Context, c *call) error {
		e, err := c.open(ctx)
		if err != nil {
			return err // the folder is in use or cannot be written, and the error says which
		}
		d := selfChecks{e: e}
		d.add("folder", "Data folder", "It is free and can be written.", nil)
		d.database(ctx)
		d.add("keyring", "Key store", "The operating system keeps the sign-ins.", e.Vault.Probe(ctx))
		d.account(ctx)
		if err := d.stores(ctx); err != nil {
			return err
		}
		d.logins(ctx)
		if err := ctx.Err(); err != nil {
			return err
		}
		return c.showChecks(d.checks)
	}
}

// selfChecks collects checks of this computer and of the connections.
type selfChecks struct {
	e      *engine.Engine
	checks []setup.Check
}

// add notes a check; a failure makes it a problem with its own words.
func (d *selfChecks) add(key, title, text string, err error) {
	k := setup.Check{Key: key, Title: title, Result: setup.OK, Text: text}
	if err != nil {
		cause := fault.CauseOf(fault.Of(err))
		k.Result, k.Text, k.Fix = setup.Problem, cause.Text, cause.Fix
	}
	d.checks = append(d.checks, k)
}

// database reads the whole database, by copying it.
func (d *selfChecks) database(ctx context.Context) {
	const key, title = "database", "Database"
	folder, err := os.MkdirTemp("", "stockbridge-*")
	if err == nil {
		defer os.RemoveAll(folder)
		err = d.e.DB.Backup(ctx, filepath.Join(folder, "copy.db"))
	}
	if err != nil {
		d.checks = append(d.checks, setup.Check{Key: key, Title: title, Result: setup.Problem, Text: "It could not be read from end to end: " + err.Error() + ".",
			Fix: "Make room on the disk and check again. If it stays, restore a backup of the data folder."})
		return
	}
	schema, err := d.e.DB.SchemaVersion(ctx)
	d.add(key, title, fmt.Sprintf("Every table could be read; schema %d, %.1f MB.", schema, float64(d.e.DB.Size(ctx))/1e6), err)
}

func (d *selfChecks) account(ctx context.Context) {
	const key, title = "brightpearl", "Brightpearl"
	a, ok, err := d.e.DB.Account(ctx)
	if err == nil && !ok {
		d.checks = append(d.checks, setup.Check{Key: key, Title: title, Result: setup.Warning, Text: "No account is connected.",
			Fix: "Connect it: stockbridgectl brightpearl connect …"})
		return
	}
	if err == nil {
		_, err = d.e.Setup.Options(ctx, true)
	}
	d.add(key, title, "The account "+a.Code+" answers.", err)
}

func (d *selfChecks) stores(ctx context.Context) error {
	stores, err := d.e.DB.Stores(ctx)
	if err != nil {
		return err
	}
	for _, s := range stores {
		_, err := d.e.Setup.ShopOptions(ctx, s.ID)
		d.add("store/"+s.Name, "Store "+s.Name, "The shop answers.", err)
	}
	return nil
}

// logins tells how often a renewal was cut off where nothing could save the login: a sign that the computer crashes.
func (d *selfChecks) logins(ctx context.Context) {
	n, err := d.e.DB.LoginsCutOff(ctx)
	text := "No login was ever lost to a renewal that was cut off."
	if n > 0 {
		text = fmt.Sprintf("%d logins were lost so far because a renewal was cut off, by a crash, a power cut or a broken connection.", n)
	}
	d.add("logins", "Logins", text, err)
}
