package world

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"unicode"
)

var firstNames = []string{"Ann", "Ben", "Cara", "Dev", "Elin", "Farah", "George", "Hana", "Imran", "Jo", "Kofi", "Lena", "Mei", "Nia",
	"Omar", "Priya", "Quinn", "Rosa", "Sam", "Tara", "Umar", "Vera", "Will", "Yusuf", "Zoë", "Siân", "Søren", "Łucja", "Beyoncé", "Ngọc"}

var lastNames = []string{"Ash", "Birch", "Carr", "Dale", "Ellis", "Field", "Grove", "Hill", "Irwin", "Jones", "Khan", "Lane", "Marsh",
	"North", "Okoro", "Patel", "Quick", "Reed", "Singh", "Thorne", "Underhill", "Vale", "Wood", "Young", "O'Neil", "Brontë", "Müller", "Żak"}

var streets = []string{"High Street", "Mill Lane", "Church Road", "Station Road", "The Green", "Orchard Close", "Bridge Street",
	"Park Avenue", "Castle View", "Meadow Way", "Quay Side", "Chapel Row"}

// place is a made-up pairing of a real town with a postcode that has the right form.
type place struct{ town, county, area string }

var places = []place{{"Preston", "Lancashire", "PR1"}, {"York", "North Yorkshire", "YO1"}, {"Bath", "Somerset", "BA2"},
	{"Norwich", "Norfolk", "NR3"}, {"Cardiff", "", "CF10"}, {"Aberystwyth", "Ceredigion", "SY23"}, {"Dundee", "", "DD1"},
	{"Kendal", "Cumbria", "LA9"}, {"Lewes", "East Sussex", "BN7"}, {"Truro", "Cornwall", "TR1"}, {"Belfast", "County Antrim", "BT9"},
	{"Ludlow", "Shropshire", "SY8"}}

// makePeople makes n shoppers. The first few are the awkward ones, so that even a small world meets them.
func makePeople(rng *rand.Rand, n int) []Person {
	awkward := []Person{
		{First: "Ann", Last: "Ash", Email: "ann@example.org"},
		{First: "Joann", Last: "Ashby", Email: "joann@example.org"}, // contains the mail address above
		{First: "Maximiliana Alexandrina", Last: "Featherstonehaugh-Cholmondeley", Email: "maxi@example.com"},
		{First: "Łucja", Last: "Żółć", Email: "lucja@example.net"},
		{First: "Ngọc", Last: "Trần", Email: "ngoc@example.com"},
		{First: "Siân", Last: "O'Neil", Email: "sian.oneil@example.org", Company: "Bryn & Daughters Ltd"},
	}
	people := make([]Person, 0, n)
	for i := range n {
		var p Person
		if i < len(awkward) {
			p = awkward[i]
		} else {
			p.First = firstNames[rng.IntN(len(firstNames))]
			p.Last = lastNames[rng.IntN(len(lastNames))]
			domain := []string{"example.com", "example.org", "example.net"}[rng.IntN(3)]
			p.Email = fmt.Sprintf("%s.%s%d@%s", plainLetters(p.First), plainLetters(p.Last), i, domain)
			if rng.IntN(12) == 0 {
				p.Company = p.Last + " & Partners"
			}
		}
		p.ID = i + 1
		p.Phone = fmt.Sprintf("01632 960%03d", i%1000) // a range kept free for fiction
		p.Address = makeAddress(rng)
		if rng.IntN(8) == 0 {
			elsewhere := makeAddress(rng)
			p.DeliverElsewhere = &elsewhere
		}
		people = append(people, p)
	}
	return people
}

func makeAddress(rng *rand.Rand) Address {
	at := places[rng.IntN(len(places))]
	a := Address{
		Line1: fmt.Sprintf("%d %s", 1+rng.IntN(180), streets[rng.IntN(len(streets))]),
		Town:  at.town, County: at.county, Country: "GB", CountryName: "United Kingdom",
		Postcode: fmt.Sprintf("%s %d%c%c", at.area, 1+rng.IntN(9), "ABDEFGHJLN"[rng.IntN(10)], "PQRSTUWXYZ"[rng.IntN(10)]),
	}
	if rng.IntN(4) == 0 {
		a.Line2 = fmt.Sprintf("Flat %d", 1+rng.IntN(20))
	}
	return a
}

// plainLetters turns a name into the local part of a mail address.
func plainLetters(name string) string {
	folded := strings.NewReplacer("ë", "e", "â", "a", "ø", "o", "Ł", "l", "é", "e", "ọ", "o", "ü", "u", "Ż", "z").Replace(name)
	return strings.Map(func(r rune) rune {
		if r > unicode.MaxASCII || !unicode.IsLetter(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, folded)
}
