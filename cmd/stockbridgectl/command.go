package main

import (
	"context"
	"flag"
	"strings"
)

// action does a command whose flags and arguments have been read.
type action func(ctx context.Context, c *call) error

// command is one row of the table.
type command struct {
	name  string   // one or two words
	forms []string // what follows the name, one for each way of use
	about string
	least int // positional arguments
	most  int
	// flags registers the command's flags and returns what does it.
	flags func(*flag.FlagSet) action
}

const listForm = "[--store NAME] [--state STATE] [--query TEXT] [--limit N] [--after CURSOR]"

// commands is every command, in the order of the usage text.
func commands() []command {
	return []command{
		{"brightpearl connect", []string{
			"--account CODE --api-url URL --app-ref REF [--dev-ref REF] --token-stdin",
			"--account CODE --oauth --client-id ID [--api-url URL] [--authorize-url URL] [--token-url URL] [--dev-ref REF] [--secret-stdin] [--redirect-port PORT] [--no-browser]",
		}, "connect the account: by a private app's token, or by a sign-in in the browser", 0, 0, brightpearlConnect},
		{"brightpearl show", []string{""}, "the connection and its limits", 0, 0, brightpearlShow},
		{"brightpearl options", []string{"[--fresh]"}, "channels, price lists, warehouses, tax codes and more to choose from", 0, 0, brightpearlOptions},
		{"store connect", []string{
			"NAME --client-id ID --secret-stdin [--ekm-url URL] [--redirect-port PORT] [--no-browser]",
			"NAME --token-stdin [--ekm-url URL]",
		}, "add a store, or sign an existing one in again", 1, 1, storeConnect},
		{"store configure", []string{"NAME --set KEY=VALUE …"}, "change settings of a store", 1, 1, storeConfigure},
		{"store check", []string{"NAME"}, "the pre-flight: what is right, what is wrong, what to do", 1, 1, storeCheck},
		{"store canary", []string{"NAME --order NUMBER [--yes]"},
			"write to a test order of your own, to see whether EKM mails by it; without --yes only say what would be written", 1, 1, storeCanary},
		{"store dry-run", []string{"NAME [--orders N]"}, "what the newest orders would become by the settings of now; nothing is written", 1, 1, storeDryRun},
		{"store preview-stock", []string{"NAME"}, "what the first push of stock would write; nothing is written", 1, 1, storePreviewStock},
		{"store shadow", []string{"NAME start", "NAME stop", "NAME show", "NAME go-live --from ORDER"},
			"compare a store's orders with what staff type, without a write; then switch orders on from one of them", 2, 2, storeShadow},
		{"store go-live", []string{"NAME [--orders] [--stock] [--shipments]"}, "switch work on; all three when none is named", 1, 1, storeGoLive},
		{"store pause", []string{"NAME [--for DURATION]"}, "stop a store's work; nothing is lost", 1, 1, storePause},
		{"store resume", []string{"NAME"}, "end a pause", 1, 1, storeResume},
		{"store remove", []string{"NAME --yes"}, "forget a store's settings and sign-in; its orders and history stay", 1, 1, storeRemove},
		{"store list", []string{""}, "all stores with their state", 0, 0, storeList},
		{"settings defaults", []string{"", "--set KEY=VALUE … [--yes]"},
			"what new stores start from; a store with a default's value follows it; without --yes only say what would follow", 0, 0, settingsDefaults},
		{"settings history", []string{"[--store NAME | --defaults] [--key KEY] [--limit N]"}, "who changed which setting, when and where, the newest first", 0, 0, settingsHistory},
		{"settings undo", []string{"ID"}, "return a setting to what it was before a change", 1, 1, settingsUndo},
		{"settings export", []string{"FILE.json [--store NAME]"}, "the defaults and every store's settings, without sign-ins and anything personal", 1, 1, settingsExport},
		{"settings import", []string{"FILE.json (--to NAME | --defaults) [--from NAME] [--only KEY …] [--yes]"},
			"take settings out of such a file; --from names the store in it; without --yes only say what would change", 1, 1, settingsImport},
		{"sync", []string{"[--until-idle] [--timeout DURATION]"}, "run every background worker, until interrupted or until no work is due", 0, 0, syncCommand},
		{"status", []string{""}, "the figures of the account and of every store", 0, 0, statusCommand},
		{"skus", []string{listForm + " [--kind KIND] [--has asked,sold,stock,chosen]"}, "the match report", 0, 0, skusList},
		{"skus accept", []string{"--store NAME --sku SKU… [--reason TEXT] [--yes]", "--kind KIND [--store NAME] [--reason TEXT] [--yes]"},
			"codes mean what they look like, some or all of a kind; without --yes only say which", 0, 1 << 20, skusAccept},
		{"skus reject", []string{"--store NAME --sku SKU…"}, "never suggest those products for these codes again", 0, 1 << 20, skusReject},
		{"skus link", []string{"--store NAME --sku SKU --product ID [--listing EKM_PRODUCT[/VARIANT]] --reason TEXT"},
			"a code means a Brightpearl product, whatever its own SKU is", 0, 0, skusLink},
		{"skus unlink", []string{"--store NAME --sku SKU…"}, "take back what was decided about codes: accepted, linked and rejected", 0, 1 << 20, skusUnlink},
		{"skus confirm", []string{"--store NAME --sku SKU…"}, "the SKU has really moved to another product", 0, 1 << 20, skusConfirm},
		{"skus ignore", []string{"--store NAME --sku SKU… --reason TEXT", "--store NAME --sku SKU… --undo"},
			"these codes need no product", 0, 1 << 20, skusIgnore},
		{"skus rules", []string{"[--store NAME]"}, "what people have decided about codes", 0, 0, skusRules},
		{"skus rename", []string{"SKU NEW"}, "what giving listings another code would touch; nothing is renamed", 2, 2, skusRename},
		{"skus look", []string{"SKU"}, "what hides in a code, and in every stored code that looks like it", 1, 1, skusLook},
		{"skus export", []string{"(--store NAME | --all-stores) --unmatched FILE.csv|FILE.xlsx"},
			"a file of the products that Brightpearl lacks, for its product importer; codes keep their zeros best in .xlsx", 0, 0, skusExport},
		{"orders", []string{listForm + " [--from T] [--to T]"}, "the order queue", 0, 0, ordersList},
		{"orders show", []string{"ID [--store NAME]"}, "everything about one order, with its timeline", 1, 1, ordersShow},
		{"orders retry", []string{"ID… [--store NAME]", "--held [--store NAME]"}, "try orders again with the next sync", 0, 1 << 20, ordersRetry},
		{"orders exclude", []string{"ID --reason TEXT [--store NAME]"}, "take an order out of the import", 1, 1, ordersExclude},
		{"orders judge", []string{"ID --accept [--store NAME]", "ID --ignore --reason TEXT [--store NAME]", "ID --create-again [--store NAME]"},
			"what becomes of an order that EKM changed after it was posted, or whose sales order was deleted", 1, 1, ordersJudge},
		{"customers erase", []string{"--email-stdin"}, "forget a person here: reads {\"email\": \"…\"}; amounts and numbers stay", 0, 0, customersErase},
		{"orders download", []string{"--store NAME --number N [N…] [--yes]", "--store NAME --from T [--to T] [--yes]"},
			"read orders from EKM again, by number, EKM id or span; without --yes only say what that would do", 0, 1 << 20, ordersDownload},
		{"orders propose", []string{"ID [--fix JSON] [--store NAME]"}, "what an order would become by the rules of now; nothing is written", 1, 1, ordersPropose},
		{"orders fix", []string{"ID --fix JSON [--store NAME]"}, "decide one order beside the rules; {} takes it back", 1, 1, ordersFix},
		{"rules try", []string{"NAME KEY=VALUE"}, "what a setting would do to the store's held orders; nothing is written", 2, 2, rulesTry},
		{"rules make", []string{"NAME KEY=VALUE [--cause CODE]"}, "change a setting and have the held orders decided again", 2, 2, rulesMake},
		{"shipments", []string{listForm + " [--tab TAB] [--kind KIND] [--carrier NAME] [--untracked]"},
			"warehouse notes and what the stores were told of them; TAB is todo, part, today, told or problems, KIND goods_out or drop_ship", 0, 0, shipmentsList},
		{"shipments text", []string{"ORDER [--store NAME]"}, "what EKM is to show of an order by its notes; nothing is written", 1, 1, shipmentsText},
		{"shipments send", []string{"ORDER… [--store NAME]"}, "tell the store of these orders again with the next sync", 1, 1 << 20, shipmentsSend},
		{"shipments track", []string{"ORDER [--store NAME]"}, "write an order's tracking and internal notes now, and no status", 1, 1, shipmentsTrack},
		{"shipments handle", []string{"ORDER --reason TEXT [--store NAME]"}, "close an order's shipments; nothing is written", 1, 1, shipmentsHandle},
		{"shipments step-back", []string{"ORDER --reason TEXT [--store NAME] [--yes]"},
			"have EKM show what it showed before notes that Brightpearl took back; without --yes only say what that is", 1, 1, shipmentsStepBack},
		{"shipments recheck", []string{"[ORDER…] [--store NAME]"}, "read the notes of orders from Brightpearl now, or of the last days and of all open orders", 0, 1 << 20, shipmentsRecheck},
		{"stock", []string{listForm + " [--tab TAB]"}, "stock figures; TAB is risky, drift, zero, queued, problems, braked, frozen or exposed", 0, 0, stockList},
		{"stock explain", []string{"SKU [--store NAME] [--at TIME]"}, "how a stock figure comes about, now or at a moment of the last 30 days", 1, 1, stockExplain},
		{"stock push", []string{"--sku SKU [--store NAME]", "--all [--store NAME]"}, "read stock afresh and write it to the stores now", 0, 0, stockPush},
		{"stock freeze", []string{"(--sku SKU… | --all) [--store NAME] (--hold | --zero) [--for DURATION] --reason TEXT"},
			"have stores keep what they show, or show nothing", 0, 1 << 20, stockFreeze},
		{"stock thaw", []string{"(--sku SKU… | --all) [--store NAME]"}, "end a freeze; --all ends those of whole stores", 0, 1 << 20, stockThaw},
		{"stock buffer", []string{"--sku SKU… [--store NAME] (--units N|N% | --cap N | --clear) [--yes]"},
			"units kept back and most units shown; without --yes only say what that would do", 0, 1 << 20, stockBuffer},
		{"stock tag", []string{"--sku SKU… TAG [--off]"}, "tag SKUs, for a store's setting tag_buffer.TAG", 1, 1 << 20, stockTag},
		{"stock brake", []string{"[--store NAME]"}, "changes that were stopped before they were written", 0, 0, stockBrake},
		{"stock brake apply", []string{"--store NAME (--sku SKU… | --all) --reason TEXT"}, "let them through", 0, 1 << 20, stockBrakeApply},
		{"stock brake discard", []string{"--store NAME --reason TEXT"}, "drop them; Brightpearl's stock is read again", 0, 0, stockBrakeDiscard},
		{"stock readback", []string{"(--sku SKU | --all) [--store NAME]"}, "compare what the stores show with what they were told", 0, 0, stockReadBack},
		{"attention", []string{listForm}, "what needs a person, the gravest first", 0, 0, attentionList},
		{"activity", []string{"[--kind KIND] " + listForm}, "what happened, the newest first", 0, 0, activityList},
		{"audit orders", []string{"[--store NAME] [--from T] [--to T]"}, "prove that every EKM order has exactly one outcome", 0, 0, auditOrders},
		{"audit stock", []string{"[--store NAME]"}, "read the stores' stock back and list drift", 0, 0, auditStock},
		{"webhooks", []string{""}, "wake-ups by the two services: subscriptions, what came, and whether polls confirm it", 0, 0, webhooksShow},
		{"webhooks on", []string{"--public-url URL [--listen ADDRESS:PORT]"}, "have the services wake this program, through a proxy or tunnel of yours", 0, 0, webhooksOn},
		{"webhooks off", []string{""}, "end that and remove our subscriptions; polling stays", 0, 0, webhooksOff},
		{"webhooks check", []string{""}, "look at the subscriptions now, and mend them", 0, 0, webhooksCheck},
		{"diagnostics check", []string{""}, "the self-checks", 0, 0, diagnosticsCheck},
		{"version", []string{""}, "version, commit, Go and database schema", 0, 0, versionCommand},
	}
}

// usage is how the command is called, one line for each form.
func (m command) usage() string {
	lines := make([]string, len(m.forms))
	for i, form := range m.forms {
		lines[i] = strings.TrimSpace("stockbridgectl " + m.name + " " + form)
	}
	return strings.Join(lines, "\n")
}

const usageHead = `Stockbridge keeps EKM stores and one Brightpearl account in step. This is the program without a window.

Usage: stockbridgectl [--data DIR] [--json] [--log-level LEVEL] COMMAND …

Commands:
`

const usageFoot = `
Everywhere:
  --data DIR         the data folder (default: Stockbridge in your configuration folder)
  --json             write one JSON document (sync and connect: one object a line)
  --log-level LEVEL  debug, info, warn or error, to standard error (default: warn)

Secrets are read from standard input as one JSON object, never from arguments:
  {"account_token": "…"}  {"staff_token": "…"}  {"client_secret": "…"}  {"access_token": "…"}
With --oauth, --authorize-url and --token-url are complete addresses that already hold the account code, such as
https://oauth.brightpearlapp.com/token/CODE, and --api-url wins over the address that the sign-in names.
A fix names lines by their EKM id, as orders show --json has them, and the delivery -1, extras -2:
  {"contact": 9001, "products": {"42": 1007}, "text_rows": [43], "tax_codes": {"42": "T5", "-1": "T20"}}
Times are RFC 3339, such as 2026-11-23T09:00:00Z, or a date. Durations look like 90s, 30m or 2h.
A KIND of suggestion is what the codes differ in, spaces, case, dash, zeros, slash or letters, or barcode when only that agrees.
Several SKUs follow one --sku: --sku A B. Words that begin with a dash stand after --.
Without --limit, lists hold the first 200 rows for people, and with --json all of them (activity: 200).

Exit codes: 0 done, 1 failed, 2 wrong usage, 3 done but something needs a person, 4 sign-in needed,
5 the data folder is in use.
`

// usageText is what --help shows.
func usageText() string {
	var b strings.Builder
	b.WriteString(usageHead)
	for _, m := range commands() {
		for _, form := range m.forms {
			b.WriteString(strings.TrimRight("  "+m.name+" "+form, " ") + "\n")
		}
		b.WriteString("      " + m.about + "\n")
	}
	b.WriteString(usageFoot)
	return b.String()
}
