package brightpearl

import (
	"context"

	"stockbridge/core/rest"
)

// LeadSources reads where customers may come from.
type LeadSources struct{ c *Client }

// LeadSource is one origin of orders and contacts.
type LeadSource struct {
	ID     LeadSourceID `json:"id"`
	Name   string       `json:"name"`
	Active bool         `json:"isActive"`
}

// List reads all lead sources.
func (s *LeadSources) List(ctx context.Context) ([]LeadSource, error) {
	return list[LeadSource](ctx, s.c, "list lead sources", "/contact-service/lead-source/", rest.Checks)
}
