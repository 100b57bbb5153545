package brightpearlsim

import (
	"strconv"
	"unicode/utf8"
)

const maxLine = 255

// postal is a postal address of the contact service.
type postal struct {
	AddressLine1   string `json:"addressLine1"`
	AddressLine2   string `json:"addressLine2"`
	AddressLine3   string `json:"addressLine3"`
	AddressLine4   string `json:"addressLine4"`
	PostalCode     string `json:"postalCode"`
	CountryIsoCode string `json:"countryIsoCode"`
	CountryID      number `json:"countryId"`
}

// postAddress makes a new address each time; addresses are not de-duplicated.
func (c *call) postAddress() reply {
	var in postal
	if bad := c.decode(&in); bad != nil {
		return *bad
	}
	if in.AddressLine1 == "" {
		return invalid(codeContactField, "addressLine1 is required")
	}
	for _, line := range []string{in.AddressLine1, in.AddressLine2, in.AddressLine3, in.AddressLine4, in.PostalCode} {
		if utf8.RuneCountInString(line) > maxLine {
			return invalid(codeContactField, "An address line is too long")
		}
	}
	letters := 3
	if c.on(AddressTwoLetters) {
		letters = 2
	}
	id, err := in.CountryID.id()
	known, ok := countryOf(in.CountryIsoCode, id)
	if err != nil || !ok || in.CountryIsoCode != "" && len(in.CountryIsoCode) != letters {
		return invalid(codeContactField, "The country is not known")
	}
	in.CountryIsoCode = known.three
	address := next(&c.srv.last.address)
	c.srv.addresses[address] = in
	return answer(address)
}

func (c *call) getAddresses() reply {
	set, bad := c.idsOf("ids", maxIDs)
	if bad != nil {
		return *bad
	}
	if set == nil {
		return invalid(codeBadRequest, "An id set is required")
	}
	list := []object{}
	for _, id := range set.ids() {
		if a, ok := c.srv.addresses[id]; ok {
			list = append(list, a.show(id))
		}
	}
	if len(list) == 0 {
		return notFound("No postal address found")
	}
	return answer(list)
}

func (a postal) show(id int) object {
	known, _ := countryOf(a.CountryIsoCode, 0)
	return object{
		"addressId": id, "addressLine1": a.AddressLine1, "addressLine2": a.AddressLine2, "addressLine3": a.AddressLine3,
		"addressLine4": a.AddressLine4, "postalCode": a.PostalCode, "countryId": known.id, "countryIsoCode": known.three,
	}
}

// orderAddress is an address on an order. Order addresses take 2 or 3 letters for the country.
type orderAddress struct {
	AddressFullName string `json:"addressFullName"`
	CompanyName     string `json:"companyName"`
	AddressLine1    string `json:"addressLine1"`
	AddressLine2    string `json:"addressLine2"`
	AddressLine3    string `json:"addressLine3"`
	AddressLine4    string `json:"addressLine4"`
	PostalCode      string `json:"postalCode"`
	CountryIsoCode  string `json:"countryIsoCode"`
	CountryID       number `json:"countryId"`
	Telephone       string `json:"telephone"`
	MobileTelephone string `json:"mobileTelephone"`
	Fax             string `json:"fax"`
	Email           string `json:"email"`
}

// check is the reason why an address is refused, or nothing.
func (a *orderAddress) check() string {
	if a == nil {
		return ""
	}
	for _, line := range []string{a.AddressFullName, a.CompanyName, a.AddressLine1, a.AddressLine2, a.AddressLine3, a.AddressLine4, a.PostalCode} {
		if utf8.RuneCountInString(line) > maxLine {
			return "An address line is too long"
		}
	}
	id, err := a.CountryID.id()
	if err != nil {
		return "countryId is not a number"
	}
	if a.CountryIsoCode == "" && id == 0 {
		return ""
	}
	known, ok := countryOf(a.CountryIsoCode, id)
	if !ok {
		return "The country is not known"
	}
	a.CountryIsoCode, a.CountryID = known.three, number{strconv.Itoa(known.id)}
	return ""
}

func (a *orderAddress) show() object {
	show := object{
		"addressFullName": a.AddressFullName, "companyName": a.CompanyName, "addressLine1": a.AddressLine1,
		"addressLine2": a.AddressLine2, "addressLine3": a.AddressLine3, "addressLine4": a.AddressLine4,
		"postalCode": a.PostalCode, "telephone": a.Telephone, "mobileTelephone": a.MobileTelephone, "email": a.Email,
	}
	if known, ok := countryOf(a.CountryIsoCode, 0); ok {
		show["countryId"], show["countryIsoCode"], show["countryIsoCode3"] = known.id, known.two, known.three
	}
	return show
}
