package screen

import (
	"stockbridge/core/settings"
	"stockbridge/ui/say"
)

// SettingWord is a value of a setting that is chosen from a closed list, in words; another value is shown as it is.
func SettingWord(name, value string) string {
	switch name {
	case "no_email_policy", "staff_email_policy":
		switch value {
		case settings.CreateContact:
			return say.T("Make a contact")
		case settings.UseContact:
			return say.T("Use that contact")
		}
	case "match_other_emails":
		switch value {
		case settings.On:
			return say.T("Yes")
		case settings.Off:
			return say.T("No")
		}
	case "shipment_notes":
		switch value {
		case settings.NotesOff:
			return say.T("No line")
		case settings.NotesSeveral:
			return say.T("With several parcels")
		case settings.NotesEvery:
			return say.T("Every shipment")
		}
	}
	switch value {
	case settings.TextRow:
		return say.T("Text row")
	case settings.FallbackContact:
		return say.T("Fallback contact")
	case settings.Hold:
		return say.T("Hold the order")
	case settings.ShippedLast:
		return say.T("With the last")
	case settings.ShippedFirst:
		return say.T("With the first")
	case settings.ShippedEach:
		return say.T("With each")
	case settings.TaxByEKM:
		return say.T("EKM's rates and products")
	case settings.TaxByBrightpearl:
		return say.T("Brightpearl's contacts and products")
	case settings.DiscountSpread:
		return say.T("Spread over the goods")
	case settings.DiscountRows:
		return say.T("Rows of their own")
	case settings.UnpaidWait:
		return say.T("Wait for the payment")
	case settings.UnpaidAsPaid:
		return say.T("Download and mark as paid")
	case settings.UnpaidAsUnpaid:
		return say.T("Download without a receipt")
	case "yes":
		return say.T("Yes")
	case "no":
		return say.T("No")
	}
	return value
}
