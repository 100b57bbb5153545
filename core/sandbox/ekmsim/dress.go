package ekmsim

import (
	"encoding/json"
	"reflect"
	"time"
)

// render turns an answer into bytes, in the dress that the standing faults ask for.
func (a answer) render(c *call) []byte {
	if a.body == nil {
		return nil
	}
	e := *a.body
	d := dresser{shift: c.clockShift(), nulls: c.fault("null_fields")}
	if e.Data != nil && (d.shift != 0 || d.nulls) {
		e.Data = d.dress(reflect.ValueOf(e.Data), false).Interface()
	}
	if c.fault("links_null") {
		e.Links = nil
	}
	body, err := json.Marshal(e)
	if err != nil {
		panic(err) // wire types always marshal
	}
	if c.fault("extra_fields") {
		body = withExtraFields(body)
	}
	return body
}

// dresser copies wire values with dates shifted and nullable fields emptied.
type dresser struct {
	shift time.Duration
	nulls bool
}

func (d dresser) dress(v reflect.Value, keep bool) reflect.Value {
	if v.Type() == reflect.TypeFor[stamp]() {
		shifted := time.Time(v.Interface().(stamp)).Add(d.shift)
		return reflect.ValueOf(stamp(shifted))
	}
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return v
		}
		out := reflect.New(v.Type().Elem())
		out.Elem().Set(d.dress(v.Elem(), keep))
		return out
	case reflect.Slice:
		if v.IsNil() {
			return v
		}
		out := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		for i := range v.Len() {
			out.Index(i).Set(d.dress(v.Index(i), keep))
		}
		return out
	case reflect.Struct:
		out := reflect.New(v.Type()).Elem()
		for i := range v.NumField() {
			f := v.Type().Field(i)
			nullable := f.Type.Kind() == reflect.Pointer || f.Type.Kind() == reflect.Slice
			if d.nulls && nullable && f.Tag.Get("null") != "keep" {
				continue
			}
			out.Field(i).Set(d.dress(v.Field(i), false))
		}
		return out
	}
	return v
}

// withExtraFields adds a field of an unknown kind to the envelope and to every record.
func withExtraFields(body []byte) []byte {
	var tree map[string]any
	if err := json.Unmarshal(body, &tree); err != nil {
		return body
	}
	add := func(record any) {
		if m, ok := record.(map[string]any); ok {
			m["sandbox_extra"] = map[string]any{"since": "later", "values": []int{1, 2}}
		}
	}
	add(tree)
	if list, ok := tree["data"].([]any); ok {
		for _, record := range list {
			add(record)
		}
	} else {
		add(tree["data"])
	}
	out, err := json.Marshal(tree)
	if err != nil {
		return body
	}
	return out
}
