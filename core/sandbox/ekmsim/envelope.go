package ekmsim

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
)

// envelope surrounds every answer.
type envelope struct {
	Meta             map[string]int    `json:"meta"`
	Links            []link            `json:"links"`
	ValidationResult []violation       `json:"validation_result"`
	Errors           map[string]string `json:"errors"`
	Data             any               `json:"data"`
}

type link struct {
	Rel  string `json:"rel"`
	Href string `json:"href"`
}

type violation struct {
	MemberNames  []string `json:"member_names"`
	ErrorMessage string   `json:"error_message"`
}

// answer is what a handler returns: a code and an envelope, or no body at all when envelope is nil.
type answer struct {
	code int
	body *envelope
}

func ok(data any) answer { return with(http.StatusOK, data) }

func with(code int, data any) answer {
	return answer{code, &envelope{Meta: map[string]int{}, Links: []link{}, Data: data}}
}

func bare(code int) answer { return answer{code: code} }

// refused answers with one violation; member may be empty.
func refused(code int, member, format string, args ...any) answer {
	v := violation{ErrorMessage: fmt.Sprintf(format, args...)}
	if member != "" {
		v.MemberNames = []string{member}
	}
	a := with(code, nil)
	a.body.ValidationResult = []violation{v}
	return a
}

func notFound(kind string, id int64) answer {
	return refused(http.StatusNotFound, "id", "%s '%d' not found.", kind, id)
}

func badSearch() answer { return refused(http.StatusBadRequest, "", "Invalid search expression") }

// paged cuts the page that the request asks for out of all rows. The links lack prefix and query, as EKM's do.
func paged[T any](c *call, path string, rows []T) answer {
	page, limit, problem := c.paging()
	if problem != nil {
		return *problem
	}
	pages := (len(rows) + limit - 1) / limit
	from := min((page-1)*limit, len(rows))
	to := min(from+limit, len(rows))
	a := ok(append([]T{}, rows[from:to]...))
	a.body.Meta = map[string]int{"pages_total": pages, "items_total": len(rows), "items_per_page": limit}
	href := func(n int) string { return path + "?page=" + strconv.Itoa(n) }
	a.body.Links = append(a.body.Links, link{"current", href(page)})
	if page > 1 {
		a.body.Links = append(a.body.Links, link{"previous", href(page - 1)})
	}
	if page < pages {
		a.body.Links = append(a.body.Links, link{"next", href(page + 1)})
	}
	return a
}

// whole answers a list that is not paged, with the meta that EKM shows all the same.
func whole[T any](path string, rows []T) answer {
	a := ok(append([]T{}, rows...))
	a.body.Meta = map[string]int{"pages_total": 1, "items_total": len(rows), "items_per_page": 20}
	a.body.Links = append(a.body.Links, link{"current", path + "?page=1"})
	return a
}

// pageLimit is the most rows that EKM puts on a page.
const pageLimit = 20

// paging reads page and limit. A limit above 20 is clamped, or refused when the limit_over_20_refused fault stands.
func (c *call) paging() (page, limit int, problem *answer) {
	page, limit = 1, pageLimit
	for _, p := range []struct {
		name string
		into *int
	}{{"page", &page}, {"limit", &limit}} {
		text := c.query.Get(p.name)
		if text == "" {
			continue
		}
		n, err := strconv.ParseInt(text, 10, 32)
		if err != nil || n < 1 {
			a := refused(http.StatusBadRequest, p.name, "The value '%s' is not valid.", text)
			return 0, 0, &a
		}
		*p.into = int(n)
	}
	if limit > pageLimit && c.fault("limit_over_20_refused") {
		a := refused(http.StatusBadRequest, "limit", "The field limit must be between 1 and %d.", pageLimit)
		return 0, 0, &a
	}
	return page, min(limit, pageLimit), nil
}

// decode reads a closed request body: EKM's schemas allow no field that they do not name.
func (c *call) decode(into any) *answer {
	d := json.NewDecoder(bytes.NewReader(c.body))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil || d.More() {
		a := refused(http.StatusBadRequest, "", "The request body is not valid.")
		return &a
	}
	return nil
}
