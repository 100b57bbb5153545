package world

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// department is a shelf of nouns that share a SKU prefix.
type department struct {
	name, prefix string
	vat          int // percent
	nouns        []string
}

var departments = []department{
	{"Garden", "GA", 20, []string{"Dibber", "Trowel", "Watering Can", "Plant Pot", "Bird Feeder", "Garden Twine", "Kneeling Pad", "Seed Tray", "Hand Fork", "Boot Scraper"}},
	{"Kitchen", "KI", 20, []string{"Kettle", "Mixing Bowl", "Bread Bin", "Rolling Pin", "Colander", "Butter Dish", "Tea Towel", "Cake Tin", "Whisk", "Chopping Board"}},
	{"Pets", "PE", 20, []string{"Dog Lead", "Cat Bed", "Feeding Bowl", "Rabbit Hutch", "Scratching Post", "Dog Collar", "Bird Bath", "Fish Tank", "Pet Blanket", "Chew Toy"}},
	{"Attic", "AT", 20, []string{"Mantel Clock", "Picture Frame", "Hat Box", "Storage Trunk", "Writing Box", "Candlestick", "Letter Rack", "Wall Mirror", "Coat Hook", "Desk Lamp"}},
	{"Books", "BO", 0, []string{"Bird Guide", "Recipe Book", "Road Atlas", "Poetry Book", "Bread Handbook", "Knitting Book", "Story Book", "Tree Guide", "Seaside Guide", "Puzzle Book"}},
	{"Nursery", "NU", 0, []string{"Baby Vest", "Knitted Hat", "Sleep Suit", "Child's Mittens", "Baby Socks", "Romper", "Child's Raincoat", "Bib", "Booties", "Child's Jumper"}},
	{"Comfort", "CO", 5, []string{"Grab Rail", "Booster Seat", "Bath Step", "Insulation Roll", "Car Seat Base", "Door Handrail", "Draught Strip", "Bed Rail", "Toilet Frame", "Pipe Lagging"}},
}

var makes = []string{"Oak", "Copper", "Enamel", "Willow", "Slate", "Linen", "Brass", "Beech", "Stone", "Tin", "Rope", "Cork",
	"Harbour", "Meadow", "Orchard", "Bramble", "Heather", "Juniper", "Thistle", "Clover", "Fern", "Hazel", "Rowan", "Sorrel"}

var colours = []Choice{{"Colour", "Blue"}, {"Colour", "Red"}, {"Colour", "Green"}, {"Colour", "Cream"}, {"Colour", "Grey"}}

var sizes = []Choice{{"Size", "Small"}, {"Size", "Medium"}, {"Size", "Large"}, {"Size", "Extra Large"}, {"Size", "Giant"}}

// goodsMaker fills a list of goods up to a limit.
type goodsMaker struct {
	rng      *rand.Rand
	limit    int
	goods    []Good
	families []Family
}

// makeGoods makes exactly n goods: first the special ones, so that even a small world has one of each, then the usual mix of
// single goods and families.
func makeGoods(rng *rand.Rand, n int) ([]Good, []Family) {
	m := &goodsMaker{rng: rng, limit: n}
	for range 1 + n/200 {
		m.addUntracked()
	}
	first := m.addPart()
	for range 1 + n/250 {
		m.addBundle(first, m.addPart())
	}
	m.addTwins()
	for range 2 + n/50 {
		m.add(m.plain()).Unlisted = true
	}
	if n >= 200 {
		m.addFamily(25)
	}
	if n >= 2000 {
		m.addFamily(250)
	}
	for len(m.goods) < n {
		if left := n - len(m.goods); left >= 6 && m.rng.IntN(5) == 0 {
			m.addFamily(2 + m.rng.IntN(5))
		} else {
			m.add(m.plain())
		}
	}
	return m.goods, m.families
}

// add appends a good and gives it its id. The pointer is good until the next call.
func (m *goodsMaker) add(g Good) *Good {
	g.ID = len(m.goods) + 1
	g.Barcode = ean13(5_000_000_000_00 + int64(g.ID))
	m.goods = append(m.goods, g)
	return &m.goods[len(m.goods)-1]
}

// plain is a good of its own with stock in both warehouses; add gives it its id.
func (m *goodsMaker) plain() Good {
	d := departments[m.rng.IntN(len(departments))]
	g := m.priced(d)
	// Every number has a 0, so that each SKU can be misread with a letter O.
	serial := len(m.goods) + len(m.families) + 1
	g.SKU = fmt.Sprintf("%s-%05d", d.prefix, serial*10)
	g.Name = makes[m.rng.IntN(len(makes))] + " " + d.nouns[m.rng.IntN(len(d.nouns))]
	g.Units = m.units()
	return g
}

func (m *goodsMaker) priced(d department) Good {
	gross := int64(2+m.rng.IntN(28))*100 + []int64{25, 49, 50, 75, 95, 99}[m.rng.IntN(6)]
	net := NetOfVAT(gross, d.vat)
	return Good{
		Department: d.name, VATPercent: d.vat, StockTracked: true,
		GrossPrice: gross, Price: net, Cost: net * int64(40+m.rng.IntN(20)) / 100,
		WeightGrams: int64(50 + 10*m.rng.IntN(250)),
	}
}

func (m *goodsMaker) units() []Units {
	main := int64(m.rng.IntN(180) + 20)
	if m.rng.IntN(25) == 0 {
		main = int64(m.rng.IntN(3)) // a few that run out at once
	}
	return []Units{{MainWarehouse, main}, {SecondWarehouse, int64(m.rng.IntN(60))}}
}

func (m *goodsMaker) addUntracked() {
	g := m.plain()
	g.Name = "Gift Wrapping, " + makes[m.rng.IntN(len(makes))]
	g.StockTracked, g.Units, g.WeightGrams = false, nil, 0
	m.add(g)
}

// addPart adds a well-stocked good that a bundle may contain and returns its id.
func (m *goodsMaker) addPart() int {
	g := m.plain()
	g.Units = []Units{{MainWarehouse, int64(200 + m.rng.IntN(200))}, {SecondWarehouse, 40}}
	return m.add(g).ID
}

func (m *goodsMaker) addBundle(first, second int) {
	a, b := m.goods[first-1], m.goods[second-1]
	g := m.plain()
	g.SKU += "-SET"
	g.Name = a.Name + " and " + b.Name + " Set"
	g.Department, g.VATPercent = a.Department, max(a.VATPercent, b.VATPercent)
	g.GrossPrice = (2*a.GrossPrice + b.GrossPrice) * 9 / 10
	g.Price = NetOfVAT(g.GrossPrice, g.VATPercent)
	g.Cost = 2*a.Cost + b.Cost
	g.WeightGrams = 2*a.WeightGrams + b.WeightGrams
	g.Components = []Component{{first, 2}, {second, 1}}
	g.Units = nil
	m.add(g)
}

func (m *goodsMaker) addTwins() {
	one := m.add(m.plain())
	id, sku := one.ID, one.SKU
	two := m.plain()
	two.SKU, two.TwinOf = sku, id
	m.goods[id-1].TwinOf = m.add(two).ID
}

// addFamily adds a parent with count variants: colours, then colours by sizes, then numbered designs.
func (m *goodsMaker) addFamily(count int) {
	d := departments[m.rng.IntN(4)] // the taxed departments; clothes sizes of books would look odd
	base := m.priced(d)
	serial := len(m.goods) + len(m.families) + 1
	family := Family{
		ID:   len(m.families) + 1,
		Code: fmt.Sprintf("%s-%05d", d.prefix, serial*10),
		Name: makes[m.rng.IntN(len(makes))] + " " + d.nouns[m.rng.IntN(len(d.nouns))],
	}
	for i := range count {
		choices := variantChoices(i, count)
		g := base
		g.Family, g.Choices = family.ID, choices
		g.SKU, g.Name = family.Code, family.Name
		for _, c := range choices {
			g.SKU += "-" + abbreviated(c.Value)
			g.Name += " - " + c.Value
		}
		g.Units = m.units()
		family.Goods = append(family.Goods, m.add(g).ID)
		if i == 0 {
			for _, c := range choices {
				family.Options = append(family.Options, c.Option)
			}
		}
	}
	m.families = append(m.families, family)
}

func variantChoices(i, count int) []Choice {
	switch {
	case count <= len(colours):
		return []Choice{colours[i]}
	case count <= len(colours)*len(sizes):
		return []Choice{colours[i%len(colours)], sizes[i/len(colours)]}
	default:
		design := Choice{"Design", fmt.Sprintf("D%02d", 1+i/len(colours))}
		return []Choice{colours[i%len(colours)], design}
	}
}

func abbreviated(value string) string {
	value = strings.ReplaceAll(value, " ", "")
	return strings.ToUpper(value[:min(4, len(value))])
}

// NetOfVAT takes VAT out of pence, rounding half up.
func NetOfVAT(gross int64, percent int) int64 {
	d := int64(100 + percent)
	return (gross*100*2 + d) / (2 * d)
}

// ean13 appends the check digit to twelve digits.
func ean13(twelve int64) string {
	text := fmt.Sprintf("%012d", twelve)
	sum := 0
	for i, r := range text {
		digit := int(r - '0')
		if i%2 == 1 {
			digit *= 3
		}
		sum += digit
	}
	return text + string(rune('0'+(10-sum%10)%10))
}
