package kit

import (
	"stockbridge/ui/say"
	"stockbridge/ui/theme"
)

// MostRows is how many rows of an answer a table shows. The toolkit places rows by 32-bit floats: past 16.7 million units they would
// begin to overlap, and 300,000 rows of 40 stay well below.
const MostRows = 300_000

const overHeight float32 = 28

// rows is how many rows of the answer show.
func (t *PagedTable) rows() int { return min(t.pager.total, MostRows) }

// showOver says when there are more rows than show, and how to come to them.
func (t *PagedTable) showOver() {
	over := t.pager.total > MostRows
	if over {
		text := say.T("The first {shown} of {total} rows are shown. A filter, the search or another order brings the others.", MostRows, t.pager.total)
		t.over.set(Fill(theme.Sunken, Down(0, Divider(), Height(overHeight-1, Pad(t.columns.side, 0, Across(theme.Space2,
			NewIcon("info", theme.Text2, theme.IconSmall), Grow(NewElided(text, theme.Small, theme.Text2))))))))
	}
	if over == t.over.Visible() {
		return
	}
	if over {
		t.over.Show()
	} else {
		t.over.Hide()
	}
	t.Refresh()
}
