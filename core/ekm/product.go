package ekm

// Product is a listing of the catalogue.
type Product struct {
	ID               ID              `json:"id"`
	ParentProductID  ID              `json:"parent_product_id"` // above 0: a copy or a variant, to be ignored in lists
	CategoryID       ID              `json:"category_id"`
	Name             Text            `json:"name"`
	ShortDescription Text            `json:"short_description"`
	ProductCode      Text            `json:"product_code"` // the SKU; neither required nor unique
	Stock            Int             `json:"number_in_stock"`
	TotalStock       Int             `json:"total_product_stock"` // over all variants
	Price            Decimal         `json:"price"`               // with or without tax, by the shop's tax settings
	RRP              Decimal         `json:"rrp"`
	Weight           Decimal         `json:"product_weight"`
	Brand            Text            `json:"brand"`
	Condition        Text            `json:"condition"`
	GTIN             Text            `json:"gtin"`
	MPN              Text            `json:"mpn"`
	TaxApplicable    Bool            `json:"tax_applicable"`
	TaxRateID        ID              `json:"tax_rate_id"`
	Live             Bool            `json:"live"`
	Buyable          Bool            `json:"can_be_added_to_cart"`
	LastModified     Time            `json:"last_modified"`
	SEOFriendlyURL   Text            `json:"seo_friendly_url"` // appended to the shop's domain
	Variants         []Variant       `json:"variants"`
	Attributes       []AttributeItem `json:"attribute_items"`
}

// Variant is one combination of choices, sold in its own right. Its name and tax are the parent's.
type Variant struct {
	ID              ID            `json:"id"`
	ParentProductID ID            `json:"parent_product_id"` // 0 in some answers
	ProductCode     Text          `json:"product_code"`
	Stock           Int           `json:"number_in_stock"`
	Price           Decimal       `json:"price"`
	RRP             Decimal       `json:"rrp"`
	Weight          Decimal       `json:"product_weight"`
	Condition       Text          `json:"condition"`
	GTIN            Text          `json:"gtin"`
	MPN             Text          `json:"mpn"`
	Live            Bool          `json:"live"`
	IsDefault       Bool          `json:"is_default_variant"`
	Combinations    []Combination `json:"variant_combinations"`
}

// Combination is one choice, for example Colour and Blue.
type Combination struct {
	Name   Text `json:"variant_name"`
	Choice Text `json:"variant_choice"`
}

// AttributeItem is a further property; some shops keep their SKU in one with the key "SKU".
type AttributeItem struct {
	ID    ID   `json:"id"`
	Key   Text `json:"attribute_key"`
	Value Text `json:"attribute_value"`
}
