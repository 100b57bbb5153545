package brightpearlsim

import (
	"slices"
	"strings"
	"time"
)

// hook is one webhook subscription.
type hook struct {
	ID               int    `json:"id"`
	SubscribeTo      string `json:"subscribeTo"`
	HTTPMethod       string `json:"httpMethod"`
	URITemplate      string `json:"uriTemplate"`
	BodyTemplate     string `json:"bodyTemplate"`
	ContentType      string `json:"contentType"`
	IDSetAccepted    bool   `json:"idSetAccepted"`
	QualityOfService int    `json:"qualityOfService"`
}

// hookDesk holds the subscriptions and what is still to be delivered.
type hookDesk struct {
	hooks        []*hook
	waiting      []*delivery
	addresses    []string // every one that was ever named, see Secrets
	instanceName string
}

var (
	hookResources  = []string{"product", "sales-order", "order", "goods-out-note", "drop-ship-note", "goods-in-note", "quarantine-release"}
	hookLifecycles = []string{"created", "modified", "destroyed"}
	hookVariables  = []string{"${account-code}", "${resource-type}", "${lifecycle-event}", "${resource-id}"}
)

func (c *call) postWebhook() reply {
	var in struct {
		hook
		ID number `json:"id"`
	}
	if bad := c.decode(&in); bad != nil {
		return *bad
	}
	h := in.hook
	resource, lifecycle, _ := strings.Cut(h.SubscribeTo, ".")
	lifecycle, _, _ = strings.Cut(lifecycle, ".")
	body := h.HTTPMethod == "POST" || h.HTTPMethod == "PUT"
	switch {
	case !slices.Contains(hookResources, resource):
		return invalid(codeHookResource, "The resource "+resource+" cannot be subscribed to")
	case lifecycle != "" && !slices.Contains(hookLifecycles, lifecycle) || resource == "order" && lifecycle == "created":
		return invalid(codeHookLifecycle, "Invalid lifecycle event "+lifecycle)
	case !body && h.HTTPMethod != "GET" && h.HTTPMethod != "DELETE":
		return invalid(codeBadRequest, "httpMethod must be GET, POST, PUT or DELETE")
	case h.URITemplate == "" || body && (h.BodyTemplate == "" || h.ContentType == ""):
		return invalid(codeBadRequest, "uriTemplate, and for POST and PUT bodyTemplate and contentType, are required")
	case h.QualityOfService != 0 && h.QualityOfService != 1:
		return invalid(codeBadRequest, "qualityOfService must be 0 or 1")
	}
	for _, variable := range hookVariables {
		if !strings.Contains(h.URITemplate+h.BodyTemplate, variable) {
			return invalid(codeHookVariable, "The template must contain "+variable)
		}
	}
	h.ID = next(&c.srv.last.webhook)
	c.srv.hooks.hooks = append(c.srv.hooks.hooks, &h)
	c.srv.hooks.addresses = append(c.srv.hooks.addresses, h.URITemplate)
	return answer(h.ID)
}

func (c *call) getWebhooks() reply {
	set, bad := c.idsOf("ids", maxIDs)
	if bad != nil {
		return *bad
	}
	list := []*hook{}
	for _, h := range c.srv.hooks.hooks {
		if set == nil || set.contains(h.ID) {
			list = append(list, h)
		}
	}
	if len(list) == 0 {
		return notFound("No webhook found with id " + c.vars["ids"])
	}
	return answer(list)
}

func (c *call) hook() (*hook, *reply) {
	id := c.id("id")
	h, ok := pick(c.srv.hooks.hooks, func(h *hook) bool { return h.ID == id })
	if !ok {
		no := notFound("No webhook found with id " + c.vars["id"])
		return nil, &no
	}
	return h, nil
}

func (c *call) deleteWebhook() reply {
	h, bad := c.hook()
	if bad != nil {
		return *bad
	}
	c.srv.hooks.hooks = slices.DeleteFunc(c.srv.hooks.hooks, func(other *hook) bool { return other == h })
	c.srv.hooks.waiting = slices.DeleteFunc(c.srv.hooks.waiting, func(d *delivery) bool { return d.hook == h })
	return done()
}

// simulateWebhook sends a made-up event to the receiver.
func (c *call) simulateWebhook() reply {
	var in struct {
		TestData struct {
			ResourceIDs []number `json:"resourceIds"`
			FullEvent   string   `json:"fullEvent"`
		} `json:"testData"`
	}
	if bad := c.decode(&in); bad != nil {
		return *bad
	}
	h, bad := c.hook()
	if bad != nil {
		return *bad
	}
	if len(in.TestData.ResourceIDs) > 10 {
		return invalid(codeBadRequest, "At most 10 resource ids are allowed")
	}
	event := in.TestData.FullEvent
	if event == "" {
		event = h.SubscribeTo
	}
	for _, n := range in.TestData.ResourceIDs {
		id, err := n.id()
		if err != nil {
			return invalid(codeBadRequest, "A resource id is not a number")
		}
		c.srv.enqueueLocked(h, event, id, c.now)
	}
	return done()
}

// raiseLocked queues an event for every subscription to it or to one of its ancestors.
func (s *Server) raiseLocked(event string, id int, now time.Time) {
	if s.onLocked(DroppedHooks, event) {
		return
	}
	for _, h := range s.hooks.hooks {
		if event == h.SubscribeTo || strings.HasPrefix(event, h.SubscribeTo+".") {
			s.enqueueLocked(h, event, id, now)
			if s.onLocked(DuplicateHooks, "") {
				s.enqueueLocked(h, event, id, now.Add(time.Nanosecond))
			}
		}
	}
}

func (s *Server) enqueueLocked(h *hook, event string, id int, now time.Time) {
	if h.IDSetAccepted {
		for _, d := range s.hooks.waiting {
			if d.hook == h && d.event == event && d.tries == 0 && d.due.Equal(now) {
				d.ids = append(d.ids, id)
				return
			}
		}
	}
	s.hooks.waiting = append(s.hooks.waiting, &delivery{hook: h, event: event, ids: []int{id}, raised: now, due: now})
}

func (c *call) getInstance() reply {
	return answer(object{
		"installedIntegrationInstanceId": c.who.instance, "installedIntegrationId": 3, "instanceName": c.srv.hooks.instanceName,
	})
}

func (c *call) putInstance() reply {
	var in struct {
		InstanceName string `json:"instanceName"`
	}
	if bad := c.decode(&in); bad != nil {
		return *bad
	}
	c.srv.hooks.instanceName = in.InstanceName
	return answer(object{
		"installedIntegrationInstanceId": c.who.instance, "installedIntegrationId": 3, "instanceName": in.InstanceName,
	})
}
