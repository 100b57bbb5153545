package main

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"io"
	"time"

	"stockbridge/core/engine"
	"stockbridge/core/fault"
	"stockbridge/core/view"
)

// webhooksDocument is how wake-ups stand. The addresses to which they are sent hold secrets and are not shown.
type webhooksDocument struct {
	On        bool                    `json:"on"`
	Listen    string                  `json:"listen"`
	PublicURL string                  `json:"public_url"`
	Listening bool                    `json:"listening"` // in this process
	Cause     *fault.Cause            `json:"cause"`
	Sources   []webhookSourceDocument `json:"sources"`
}

// webhookSourceDocument is one service that sends them.
type webhookSourceDocument struct {
	Store     *string                `json:"store"` // null: Brightpearl
	Name      string                 `json:"name"`
	State     string                 `json:"state"` // off, waiting, proven, silent, refused
	Every     float64                `json:"poll_seconds"`
	LastAt    *time.Time             `json:"last_at"`
	Received  int64                  `json:"received"`
	Confirmed int64                  `json:"confirmed"`
	Missed    int64                  `json:"missed"`
	CheckedAt *time.Time             `json:"checked_at"`
	Topics    []webhookTopicDocument `json:"topics"`
}

// webhookTopicDocument is one subscription.
type webhookTopicDocument struct {
	Topic  string `json:"topic"`
	State  string `json:"state"` // on, off, disabled, refused
	Reason string `json:"reason"`
}

func webhooksOf(w view.Webhooks) webhooksDocument {
	return webhooksDocument{On: w.On, Listen: w.Listen, PublicURL: w.PublicURL, Listening: w.Listening, Cause: causeFor(w.Cause),
		Sources: translate(w.Sources, func(s view.WebhookSource) webhookSourceDocument {
			d := webhookSourceDocument{Name: s.Name, State: s.State, Every: s.Every.Seconds(), LastAt: timeOf(s.LastAt), Received: s.Received, Confirmed: s.Confirmed,
				Missed: s.Missed, CheckedAt: timeOf(s.CheckedAt), Topics: translate(s.Topics, func(t view.WebhookTopic) webhookTopicDocument { return webhookTopicDocument(t) })}
			if s.StoreID != 0 {
				d.Store = &s.Name
			}
			return d
		})}
}

func webhooksShow(*flag.FlagSet) action {
	return func(ctx context.Context, c *call) error {
		e, err := c.open(ctx)
		if err != nil {
			return err
		}
		return c.showWebhooks(ctx, e)
	}
}

func webhooksOn(f *flag.FlagSet) action {
	publicURL := f.String("public-url", "", "")
	listen := f.String("listen", "", "")
	return func(ctx context.Context, c *call) error {
		if *publicURL == "" {
			return wrong("--public-url is missing")
		}
		e, err := c.open(ctx)
		if err != nil {
			return err
		}
		if err := e.SetWebhooks(ctx, true, *listen, *publicURL); err != nil {
			return err
		}
		fmt.Fprintln(c.errs, "The services are subscribed to when the program or sync runs, which also listens.")
		return c.showWebhooks(ctx, e)
	}
}

func webhooksOff(*flag.FlagSet) action {
	return func(ctx context.Context, c *call) error {
		e, err := c.open(ctx)
		if err != nil {
			return err
		}
		if err := e.SetWebhooks(ctx, false, "", ""); err != nil {
			return err
		}
		if err := e.CheckWebhooks(ctx); err != nil { // our subscriptions go
			return err
		}
		return c.showWebhooks(ctx, e)
	}
}

func webhooksCheck(*flag.FlagSet) action {
	return func(ctx context.Context, c *call) error {
		e, err := c.open(ctx)
		if err != nil {
			return err
		}
		if err := e.CheckWebhooks(ctx); err != nil {
			return err
		}
		return c.showWebhooks(ctx, e)
	}
}

func (c *call) showWebhooks(ctx context.Context, e *engine.Engine) error {
	w, err := e.Webhooks(ctx)
	if err != nil {
		return err
	}
	return c.show(map[string]any{"webhooks": webhooksOf(w)}, func(out io.Writer) { printWebhooks(out, w) })
}

func printWebhooks(out io.Writer, w view.Webhooks) {
	facts(out, "Wake-ups", map[bool]string{true: "on", false: "off"}[w.On], "Listen address", w.Listen, "Public address", cmp.Or(w.PublicURL, "–"))
	if len(w.Sources) == 0 {
		return
	}
	sources := table{head: []string{"source", "state", ">received", ">told", ">not told", "last", "checked"}}
	topics := table{head: []string{"source", "topic", "state", "reason"}}
	for _, s := range w.Sources {
		sources.add(s.Name, s.State, number(s.Received, true), number(s.Confirmed, true), number(s.Missed, true), clock(s.LastAt), clock(s.CheckedAt))
		for _, t := range s.Topics {
			topics.add(s.Name, t.Topic, t.State, t.Reason)
		}
	}
	fmt.Fprintln(out)
	sources.print(out)
	if w.On {
		fmt.Fprintln(out)
		topics.print(out)
	}
}
