package kit

// pager remembers a few pages of the answer to the present question. It knows nothing of
// widgets and does no work of its own.
type pager struct {
	question int // counts questions, so that late answers can be told
	total    int
	known    bool // the total is that of an answer
	pages    map[int]*tablePage
	used     int // clock for choosing the page to forget
}

type tablePage struct {
	rows   []Row
	asked  int // the question under which the page was last asked for
	filled int // the question under which rows came
	used   int
}

// keptPages is how many pages stay: the visible ones, their neighbours and where one came from.
const keptPages = 8

func (p *pager) reset() {
	p.question++
	p.total, p.known = 0, false
	p.pages = nil
}

// renew makes every page outdated without forgetting it.
func (p *pager) renew() { p.question++ }

// wants tells whether a page has to be asked for.
func (p *pager) wants(page int) bool {
	kept, ok := p.pages[page]
	return p.question > 0 && (!ok || kept.asked != p.question)
}

// ask notes that a page is being asked for; false when it was already.
func (p *pager) ask(page int) bool {
	if page < 0 || !p.wants(page) {
		return false
	}
	if p.pages == nil {
		p.pages = map[int]*tablePage{}
	}
	if p.pages[page] == nil {
		p.pages[page] = &tablePage{}
	}
	p.pages[page].asked = p.question
	p.touch(page)
	p.forget()
	return true
}

func (p *pager) touch(page int) {
	p.used++
	p.pages[page].used = p.used
}

func (p *pager) forget() {
	for len(p.pages) > keptPages {
		oldest := -1
		for n, page := range p.pages {
			if oldest < 0 || page.used < p.pages[oldest].used {
				oldest = n
			}
		}
		delete(p.pages, oldest)
	}
}

func (p *pager) store(page int, answer Page) {
	p.total, p.known = answer.Total, true
	kept := p.pages[page]
	if kept == nil {
		return // forgotten while it was on its way
	}
	kept.rows, kept.filled = answer.Rows, p.question
	for n := range p.pages {
		if n*PageSize >= p.total && n > 0 {
			delete(p.pages, n)
		}
	}
}

// failed lets a page be asked for again under the next question only, so that a broken source
// is not asked at every frame.
func (p *pager) failed(page int) {
	if kept := p.pages[page]; kept != nil {
		kept.filled = 0
	}
}

// row gives a row that is kept, if only from an earlier question.
func (p *pager) row(i int) (Row, bool) {
	if i < 0 || i >= p.total {
		return Row{}, false
	}
	kept, ok := p.pages[i/PageSize]
	if !ok || i%PageSize >= len(kept.rows) {
		return Row{}, false
	}
	p.touch(i / PageSize)
	return kept.rows[i%PageSize], true
}

func (p *pager) find(key string) (int, bool) {
	for n, page := range p.pages {
		for i, row := range page.rows {
			if row.Key == key && n*PageSize+i < p.total {
				return n*PageSize + i, true
			}
		}
	}
	return 0, false
}
