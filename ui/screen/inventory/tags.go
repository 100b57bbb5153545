package inventory

import (
	"context"
	"slices"
	"strings"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/theme"
)

// The two things that can be done with a tag.
const (
	putOn   = "on"
	takeOff = "off"
)

// askTag asks which tag to put on the SKUs of rows, or to take off.
func (s *Screen) askTag(rows []view.LevelRow) {
	skus := skusOf(rows)
	have := tagsOf(rows)
	tag := kit.NewEntry(say.T("For example: fragile"))
	choices := []kit.Choice{{Value: putOn, Label: say.T("Put it on")}}
	if len(have) > 0 {
		choices = append(choices, kit.Choice{Value: takeOff, Label: say.T("Take it off"), Note: kit.Elide(say.T("they carry {tags}", strings.Join(have, ", ")), theme.Small, 220)})
	}
	way := kit.NewRadio(choices, putOn, nil)
	d := kit.ShowDialog(s.o.Nav.Canvas(), kit.DialogOptions{
		Title: say.N(len(skus), "Tag {n} SKU?", "Tag {n} SKUs?"), Confirm: say.T("Save tag"),
		Text: say.T("A tag belongs to the SKU, in every store. Settings can give a tag a buffer of its own."),
		Body: kit.Down(theme.Space2, kit.NewField(say.T("Tag"), tag), way),
		Done: func(yes bool) {
			if yes {
				s.tag(skus, tag.Text(), way.Value() == putOn)
			}
		},
	})
	d.NeedsText(tag)
}

// tagsOf are the tags that any of the rows carries.
func tagsOf(rows []view.LevelRow) []string {
	var tags []string
	for _, v := range rows {
		tags = append(tags, v.Tags...)
	}
	slices.Sort(tags)
	return slices.Compact(tags)
}

// tag puts a tag on SKUs or takes it off.
func (s *Screen) tag(skus []string, tag string, on bool) {
	if tag = commerce.TagKey(tag); tag == "" || len(skus) == 0 {
		return
	}
	what := skus[0]
	if len(skus) > 1 {
		what = say.N(len(skus), "{n} SKU", "{n} SKUs")
	}
	done := say.T("{what}: tag {tag} is on", what, tag)
	if !on {
		done = say.T("{what}: tag {tag} is off", what, tag)
	}
	s.Do(say.T("tag {what}", what), func(ctx context.Context) (string, error) { return done, s.o.Actions.Tag(ctx, skus, tag, on) })
	s.Table().ClearChecks()
}
