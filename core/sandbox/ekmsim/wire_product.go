package ekmsim

// wireProduct is EKM's V1Product.
type wireProduct struct {
	ID                int64           `json:"id"`
	CategoryID        *int64          `json:"category_id"`
	Name              string          `json:"name"`
	Description       *string         `json:"description"`
	ShortDescription  *string         `json:"short_description"`
	NumberInStock     int64           `json:"number_in_stock"`
	Price             amount          `json:"price"`
	RRP               amount          `json:"rrp"`
	ProductCode       *string         `json:"product_code" null:"keep"`
	ChargeDelivery    bool            `json:"charge_delivery"`
	SpecialOffer      bool            `json:"special_offer"`
	Brand             *string         `json:"brand"`
	Condition         *string         `json:"condition"`
	GTIN              *string         `json:"gtin"`
	MPN               *string         `json:"mpn"`
	ProductWeight     amount          `json:"product_weight"`
	CanBeAddedToCart  bool            `json:"can_be_added_to_cart"`
	TaxApplicable     bool            `json:"tax_applicable"`
	TaxRateID         *int32          `json:"tax_rate_id"`
	Live              bool            `json:"live"`
	OrderNote         *string         `json:"order_note"`
	RedirectURL       *string         `json:"redirect_url"`
	LastModified      stamp           `json:"last_modified"`
	MetaDescription   *string         `json:"meta_description"`
	MetaKeywords      *string         `json:"meta_keywords"`
	MetaTitle         *string         `json:"meta_title"`
	TotalProductStock int64           `json:"total_product_stock"`
	ParentProductID   *int64          `json:"parent_product_id" null:"keep"`
	Options           []wireOption    `json:"options"`
	Variants          []wireVariant   `json:"variants" null:"keep"`
	Categories        []wireCategory  `json:"categories"`
	AttributeItems    []wireAttribute `json:"attribute_items"`
	OrderLocation     int64           `json:"order_location"`
	SEOFriendlyURL    *string         `json:"seo_friendly_url"`
}

// wireVariant is V1ProductVariant.
type wireVariant struct {
	ID                  int64             `json:"id"`
	ParentProductID     int64             `json:"parent_product_id"`
	ProductCode         *string           `json:"product_code" null:"keep"`
	RRP                 amount            `json:"rrp"`
	IsDefaultVariant    bool              `json:"is_default_variant"`
	NumberInStock       int64             `json:"number_in_stock"`
	Price               amount            `json:"price"`
	ProductWeight       amount            `json:"product_weight"`
	Condition           *string           `json:"condition"`
	GTIN                *string           `json:"gtin"`
	MPN                 *string           `json:"mpn"`
	Live                bool              `json:"live"`
	VariantCombinations []wireCombination `json:"variant_combinations" null:"keep"`
}

type wireCombination struct {
	VariantName   string `json:"variant_name"`
	VariantChoice string `json:"variant_choice"`
}

type wireCategory struct {
	CategoryID        int64 `json:"category_id"`
	IsCategoryManaged bool  `json:"is_category_managed"`
}

type wireAttribute struct {
	ID                int64   `json:"id"`
	AttributeKey      *string `json:"attribute_key" null:"keep"`
	ProductID         int64   `json:"product_id"`
	AttributeValue    *string `json:"attribute_value" null:"keep"`
	Visible           bool    `json:"visible"`
	EbayAttributeName *string `json:"ebay_attribute_name"`
	OrderLocation     int64   `json:"order_location"`
}

// wireOption is V1ProductOption: a choice without stock of its own, such as gift wrapping.
type wireOption struct {
	ID          int64            `json:"id"`
	ProductID   int64            `json:"product_id"`
	Name        string           `json:"name"`
	IsRequired  bool             `json:"is_required"`
	Type        string           `json:"type"`
	Size        int32            `json:"size"`
	OptionItems []wireOptionItem `json:"option_items"`
}

type wireOptionItem struct{}

type wireProductStock struct {
	ID                int64 `json:"id"`
	Stock             int64 `json:"stock"`
	TotalProductStock int64 `json:"total_product_stock"`
}

type wireVariantStock struct {
	ID              int64 `json:"id"`
	ParentProductID int64 `json:"parent_product_id"`
	Stock           int64 `json:"stock"`
}
