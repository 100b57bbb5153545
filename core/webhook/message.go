package webhook

import (
	"encoding/json"
	"strconv"
	"strings"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
)

// mostIDs is how many entities one call may name; of more, everything of the topic is looked at.
const mostIDs = 1000

// wireMessage is either service's body. EKM: username, topic and entity_id, which may be a number or a string. Brightpearl: what we asked
// for, see brightpearlBody.
type wireMessage struct {
	Username string          `json:"username"`
	Topic    string          `json:"topic"`
	EntityID json.RawMessage `json:"entity_id"`

	Account string `json:"account"`
	Event   string `json:"event"`
	IDs     string `json:"ids"`
}

// read turns a body into hints. ok is false for what is not about us, names no topic of ours, or cannot be read.
func read(store commerce.StoreID, of string, body []byte) (hints []db.Hint, ok bool) {
	var m wireMessage
	if json.Unmarshal(body, &m) != nil {
		return nil, false
	}
	t, known := topicNamed(store, m.Topic)
	if !known || of == "" {
		return nil, false
	}
	if store != 0 {
		id, err := strconv.ParseInt(strings.Trim(string(m.EntityID), `"`), 10, 64)
		if err != nil || id < 1 || !strings.EqualFold(m.Username, of) {
			return nil, false
		}
		return []db.Hint{{Store: store, Topic: t.name, Entity: id, Times: 1}}, true
	}
	if !strings.EqualFold(m.Account, of) {
		return nil, false
	}
	ids, ok := parseIDs(m.IDs)
	if !ok {
		return nil, false
	}
	name, told := below(t, m.Event)
	if !told {
		return nil, true
	}
	for i, id := range ids {
		h := db.Hint{Topic: name, Entity: id}
		if i == 0 {
			h.Times = 1
		}
		hints = append(hints, h)
	}
	return hints, true
}

// below says what an event under a topic means. A subscription to all changes of products tells of their stock too, and one to all changes
// of notes of what is printed, picked and packed, which is no news for anybody here.
func below(t topic, event string) (name string, told bool) {
	if t.name == "product.modified" && event == topicOnHand {
		return topicOnHand, true
	}
	if t.kind == Notes {
		switch event[strings.LastIndex(event, ".")+1:] {
		case "printed", "picked", "packed", "un-printed", "un-picked", "un-packed":
			return "", false
		}
	}
	return t.name, true
}

// parseIDs reads an id set such as "1-3,7". Brightpearl: several ids come in one call where a subscription allows it. A set of more than
// mostIDs is everything, 0.
func parseIDs(text string) (out []int64, ok bool) {
	for part := range strings.SplitSeq(text, ",") {
		first, last, isRange := strings.Cut(strings.TrimSpace(part), "-")
		from, err := strconv.ParseInt(first, 10, 64)
		if err != nil || from < 1 {
			return nil, false
		}
		to := from
		if isRange {
			if to, err = strconv.ParseInt(last, 10, 64); err != nil || to < from {
				return nil, false
			}
		}
		if to-from >= int64(mostIDs-len(out)) {
			return []int64{0}, true
		}
		for i := range to - from + 1 { // never past the greatest id
			out = append(out, from+i)
		}
	}
	return out, true
}
