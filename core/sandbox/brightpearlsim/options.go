package brightpearlsim

import (
	"slices"
	"strings"
)

const urisPer = 200

// getUris answers OPTIONS: the existing ids of a set as ready paths, at most 200 ids each.
func (c *call) getUris(path string, known []int) reply {
	slices.Sort(known)
	if wanted := c.vars["ids"]; wanted != "" {
		set, err := parseIDSet(wanted)
		if err != nil {
			return badIDSet(wanted)
		}
		known = slices.DeleteFunc(known, func(id int) bool { return !set.contains(id) })
	}
	_, resource, _ := strings.Cut(path, "/")
	uris := []string{}
	for chunk := range slices.Chunk(known, urisPer) {
		uris = append(uris, "/"+resource+"/"+compress(chunk))
	}
	return answer(object{"getUris": uris})
}

func badIDSet(text string) reply { return invalid(codeBadRequest, "Invalid id set: "+text) }

// idsOf reads an id set of the path and holds it to a limit. Without a set it answers nil.
func (c *call) idsOf(name string, limit int) (*idSet, *reply) {
	value := c.vars[name]
	if value == "" {
		return nil, nil
	}
	set, err := parseIDSet(value)
	if err != nil {
		no := badIDSet(value)
		return nil, &no
	}
	if set.count() > limit {
		no := invalid(codeBadRequest, "Too many ids in one request")
		return nil, &no
	}
	return &set, nil
}

// id reads a single id of the path; 0 is never the id of anything.
func (c *call) id(name string) int {
	set, err := parseIDSet(c.vars[name])
	if err != nil || set.count() != 1 {
		return 0
	}
	return set.spans[0].from
}

// listByID answers a small settings list, whole or by id set, in id order; nothing found is a 404.
func listByID[T any](c *call, rows []T, id func(T) int, show func(T) object) reply {
	set, bad := c.idsOf("ids", urisPer)
	if bad != nil {
		return *bad
	}
	list := []object{}
	byID := func(a, b T) int { return id(a) - id(b) }
	for _, row := range slices.SortedStableFunc(slices.Values(rows), byID) {
		if set == nil || set.contains(id(row)) {
			list = append(list, show(row))
		}
	}
	if len(list) == 0 {
		return notFound("Nothing found")
	}
	return answer(list)
}
