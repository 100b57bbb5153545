package brightpearlsim

import "strings"

// country is how Brightpearl names a country: its own id and both ISO codes. Only the id of the United Kingdom is
// known from the real service; the others are numbered in list order.
type country struct {
	id         int
	two, three string
}

const countryList = "GB GBR,IE IRL,US USA,FR FRA,DE DEU,NL NLD,BE BEL,LU LUX,ES ESP,PT PRT,IT ITA,AT AUT,CH CHE,DK DNK,SE SWE," +
	"NO NOR,FI FIN,IS ISL,PL POL,CZ CZE,SK SVK,HU HUN,RO ROU,BG BGR,GR GRC,HR HRV,SI SVN,EE EST,LV LVA,LT LTU,MT MLT,CY CYP," +
	"JE JEY,GG GGY,IM IMN,GI GIB,CA CAN,MX MEX,BR BRA,AR ARG,AU AUS,NZ NZL,JP JPN,KR KOR,CN CHN,HK HKG,SG SGP,MY MYS,TH THA," +
	"IN IND,AE ARE,SA SAU,IL ISR,TR TUR,ZA ZAF,UA UKR,RS SRB,EG EGY"

var countries = func() []country {
	var list []country
	for i, codes := range strings.Split(countryList, ",") {
		two, three, _ := strings.Cut(codes, " ")
		id := i + 1
		if two == "GB" {
			id = 222
		}
		list = append(list, country{id, two, three})
	}
	return list
}()

// countryOf finds a country by 2 or 3 letters in upper case, or by id.
func countryOf(code string, id int) (country, bool) {
	return pick(countries, func(c country) bool {
		return code != "" && (c.two == code || c.three == code) || code == "" && c.id == id
	})
}
