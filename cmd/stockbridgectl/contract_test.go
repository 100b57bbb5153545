package main

import "time"

// The documents of the contract, as another program would declare them. They are written anew here, so that a key that is
// renamed by accident does not agree with itself.

type statusJSON struct {
	At          time.Time `json:"at"`
	State       string    `json:"state"`
	Brightpearl struct {
		Account   string `json:"account"`
		Connected bool   `json:"connected"`
		Remaining int    `json:"requests_remaining"`
		Made      int    `json:"requests_made"`
		Throttled int    `json:"throttled"`
	} `json:"brightpearl"`
	Stores []storeStatusJSON `json:"stores"`
}

type storeStatusJSON struct {
	Name      string         `json:"name"`
	Username  string         `json:"username"`
	State     string         `json:"state"`
	Currency  string         `json:"currency"`
	Orders    map[string]int `json:"orders"`
	SKUs      map[string]int `json:"skus"`
	Stock     map[string]int `json:"stock"`
	Shipments map[string]int `json:"shipments"`
	Requests  map[string]int `json:"requests"`
	Delay     struct {
		OrdersP50 *float64 `json:"orders_p50"`
		OrdersP95 *float64 `json:"orders_p95"`
		StockP50  *float64 `json:"stock_p50"`
		StockP95  *float64 `json:"stock_p95"`
	} `json:"delay_seconds"`
}

type pageJSON struct {
	Total int    `json:"total"`
	Next  string `json:"next"`
}

type ordersJSON struct {
	pageJSON
	Orders []orderJSON `json:"orders"`
}

type orderJSON struct {
	ID            int64      `json:"id"`
	Store         string     `json:"store"`
	EKMID         int64      `json:"ekm_order_id"`
	Number        string     `json:"ekm_order_number"`
	State         string     `json:"state"`
	Stage         string     `json:"stage"`
	PlacedAt      time.Time  `json:"placed_at"`
	PostedAt      *time.Time `json:"posted_at"`
	Total         string     `json:"total"`
	Currency      string     `json:"currency"`
	SalesOrderID  *int       `json:"brightpearl_order_id"`
	ContactID     *int       `json:"brightpearl_contact_id"`
	Reserved      int        `json:"reserved_units"`
	Wanted        int        `json:"wanted_units"`
	Paid          bool       `json:"paid"`
	Receipt       bool       `json:"receipt"`
	Cause         *causeJSON `json:"cause"`
	Flags         []string   `json:"flags"`
	Attempts      int        `json:"attempts"`
	NextAttemptAt *time.Time `json:"next_attempt_at"`
}

type causeJSON struct {
	Code string `json:"code"`
	Text string `json:"text"`
	Fix  string `json:"fix"`
}

type exportJSON struct {
	File       string   `json:"file"`
	Store      *string  `json:"store"`
	Rows       int      `json:"rows"`
	Several    int      `json:"in_several_stores"`
	Doubted    int      `json:"doubted"`
	NearMatch  int      `json:"near_match"`
	Duplicate  int      `json:"duplicate"`
	WithoutSKU int      `json:"no_sku"`
	Invalid    int      `json:"invalid"`
	Altered    []string `json:"altered"`
}

type skusJSON struct {
	pageJSON
	SKUs []skuJSON `json:"skus"`
}

type skuJSON struct {
	Store      string  `json:"store"`
	SKU        string  `json:"sku"`
	State      string  `json:"state"`
	ProductID  *int    `json:"ekm_product_id"`
	VariantID  *int    `json:"ekm_variant_id"`
	Product    *int    `json:"brightpearl_product_id"`
	OnHand     *int    `json:"on_hand"`
	Published  *int    `json:"published"`
	Listed     *int    `json:"listed"`
	Suggestion string  `json:"suggestion"`
	Name       string  `json:"name"`
	Reason     string  `json:"reason"`
	OpenRows   int     `json:"open_order_rows"`
	Bundle     bool    `json:"bundle"`
	Kind       string  `json:"kind"`
	SoldMonth  int     `json:"sold_month"`
	Barcode    string  `json:"barcode"`
	GTIN       string  `json:"gtin"`
	Chosen     bool    `json:"chosen"`
	ProductSKU string  `json:"brightpearl_sku"`
	WasID      *int    `json:"was_brightpearl_product_id"`
	Price      *string `json:"price"`
	Currency   string  `json:"currency"`
}

type acceptJSON struct {
	Suggestions []skuJSON `json:"suggestions"`
	Would       int       `json:"would_accept"`
	Accepted    int       `json:"accepted"`
}

type linkRulesJSON struct {
	Rules []struct {
		Store      string    `json:"store"`
		SKU        string    `json:"sku"`
		ProductID  *int      `json:"ekm_product_id"`
		VariantID  *int      `json:"ekm_variant_id"`
		Verdict    string    `json:"verdict"`
		Product    int       `json:"brightpearl_product_id"`
		ProductSKU string    `json:"brightpearl_sku"`
		Reason     string    `json:"reason"`
		Actor      string    `json:"actor"`
		At         time.Time `json:"at"`
	} `json:"rules"`
}

type renameJSON struct {
	Rename struct {
		From        string    `json:"from"`
		To          string    `json:"to"`
		Possible    bool      `json:"possible"`
		Problem     string    `json:"problem"`
		Safer       string    `json:"safer"`
		Product     *int      `json:"brightpearl_product_id"`
		ProductSKU  string    `json:"brightpearl_sku"`
		Products    int       `json:"products"`
		Listings    []skuJSON `json:"listings"`
		Taken       []skuJSON `json:"taken"`
		NearMatches []skuJSON `json:"near_matches"`
		OpenOrders  int       `json:"open_orders"`
		OpenLines   int       `json:"open_order_lines"`
		Reserved    int       `json:"reserved_units"`
	} `json:"rename"`
}

type termsJSON struct {
	OnHand  int  `json:"on_hand"`
	Pending int  `json:"pending"`
	Buffer  int  `json:"buffer"`
	Cap     int  `json:"cap"`
	Stop    bool `json:"stop"`
}

type stockJSON struct {
	pageJSON
	Stock []levelJSON `json:"stock"`
}

type levelJSON struct {
	termsJSON
	Store      string     `json:"store"`
	SKU        string     `json:"sku"`
	Name       string     `json:"name"`
	State      string     `json:"state"`
	ProductID  *int       `json:"ekm_product_id"`
	VariantID  *int       `json:"ekm_variant_id"`
	Product    *int       `json:"brightpearl_product_id"`
	Wanted     int        `json:"wanted"`
	Published  *int       `json:"published"`
	Listed     int        `json:"listed"`
	Superseded int        `json:"superseded"`
	ChangedAt  *time.Time `json:"changed_at"`
	WrittenAt  *time.Time `json:"written_at"`
	ReadBackAt *time.Time `json:"read_back_at"`
	Attempts   int        `json:"attempts"`
	Cause      *causeJSON `json:"cause"`
	Bundle     bool       `json:"bundle"`
	Price      string     `json:"price"`
	Currency   string     `json:"currency"`
	BufferFrom string     `json:"buffer_from"`
	Exposure   struct {
		Units int    `json:"units"`
		Money string `json:"money"`
	} `json:"exposure"`
	SoldPerHour  float64    `json:"sold_per_hour"`
	Delay        float64    `json:"delay_seconds"`
	Suggested    int        `json:"suggested_buffer"`
	Freeze       string     `json:"freeze"`
	FrozenUntil  *time.Time `json:"frozen_until"`
	FreezeReason string     `json:"freeze_reason"`
	Tags         []string   `json:"tags"`
	DriftAt      *time.Time `json:"drift_at"`
	DriftShown   *int       `json:"drift_shown"`
	AgreedAt     *time.Time `json:"agreed_at"`
	Braked       bool       `json:"braked"`
}

type momentJSON struct {
	termsJSON
	At        time.Time `json:"at"`
	Event     string    `json:"event"`
	Wanted    int       `json:"wanted"`
	AddUp     bool      `json:"terms_add_up"`
	Published int       `json:"published"`
	Listed    int       `json:"listed"`
	State     string    `json:"state"`
}

type stockRuleJSON struct {
	Store  *string    `json:"store"`
	SKU    *string    `json:"sku"`
	Buffer string     `json:"buffer"`
	Cap    *int       `json:"cap"`
	Freeze string     `json:"freeze"`
	Until  *time.Time `json:"frozen_until"`
	Reason string     `json:"reason"`
	Actor  string     `json:"actor"`
	At     *time.Time `json:"at"`
}

type explainJSON struct {
	Explain []struct {
		levelJSON
		AddUp      bool           `json:"terms_add_up"`
		Ahead      *int           `json:"writes_ahead"`
		NextLook   *time.Time     `json:"next_read_back"`
		Rule       *stockRuleJSON `json:"rule"`
		Warehouses []struct {
			ID        int        `json:"warehouse_id"`
			Name      string     `json:"name"`
			InStock   int        `json:"in_stock"`
			Allocated int        `json:"allocated"`
			OnHand    int        `json:"on_hand"`
			Counts    bool       `json:"counts"`
			At        *time.Time `json:"at"`
		} `json:"warehouses"`
		Orders []struct {
			ID     int    `json:"id"`
			Store  string `json:"store"`
			Number string `json:"ekm_order_number"`
			State  string `json:"state"`
			Units  int    `json:"units"`
		} `json:"orders"`
		At      *momentJSON      `json:"at"`
		Past    []momentJSON     `json:"past"`
		History []map[string]any `json:"history"`
	} `json:"explain"`
}

type bufferJSON struct {
	Preview struct {
		Figures int `json:"figures"`
		Up      int `json:"up"`
		Down    int `json:"down"`
		ToZero  int `json:"to_zero"`
		Units   int `json:"units"`
		Changes []struct {
			figureJSON
			Store     string     `json:"store"`
			SKU       string     `json:"sku"`
			ProductID *int       `json:"ekm_product_id"`
			VariantID *int       `json:"ekm_variant_id"`
			Product   *int       `json:"brightpearl_product_id"`
			Published *int       `json:"published"`
			Would     figureJSON `json:"would"`
		} `json:"changes"`
	} `json:"preview"`
	Done    bool `json:"done"`
	Changed int  `json:"changed"`
}

type figureJSON struct {
	termsJSON
	Wanted int `json:"wanted"`
}

type rulesJSON struct {
	Rules   []stockRuleJSON `json:"rules"`
	Changed int             `json:"changed"`
}

type lookJSON struct {
	Look []struct {
		Where      string `json:"where"`
		ProductID  *int   `json:"ekm_product_id"`
		VariantID  *int   `json:"ekm_variant_id"`
		Product    *int   `json:"brightpearl_product_id"`
		Code       string `json:"code"`
		Same       bool   `json:"same"`
		Difference string `json:"difference"`
		Findings   []struct {
			At        *int   `json:"at"`
			CodePoint string `json:"code_point"`
			Name      string `json:"name"`
			Kind      string `json:"kind"`
		} `json:"findings"`
	} `json:"look"`
}

type brakesJSON struct {
	Brakes []struct {
		Store    string    `json:"store"`
		At       time.Time `json:"at"`
		Why      string    `json:"why"`
		Text     string    `json:"text"`
		SKUs     int       `json:"skus"`
		Zeroed   int       `json:"zeroed"`
		Wild     int       `json:"wild"`
		Short    int       `json:"short"`
		Shown    int       `json:"shown"`
		UnitsUp  int       `json:"units_up"`
		UnitsOff int       `json:"units_off"`
		Money    string    `json:"money"`
		Currency string    `json:"currency"`
		Figures  []struct {
			termsJSON
			SKU       string `json:"sku"`
			Name      string `json:"name"`
			ProductID int    `json:"ekm_product_id"`
			VariantID *int   `json:"ekm_variant_id"`
			Shows     int    `json:"shows"`
			Would     int    `json:"would"`
			Why       string `json:"why"`
			Price     string `json:"price"`
		} `json:"figures"`
	} `json:"brakes"`
}

type readBackJSON struct {
	Checked int         `json:"checked"`
	Left    int         `json:"left_out"`
	Drifted int         `json:"drifted"`
	Again   int         `json:"written_again"`
	Drift   []levelJSON `json:"drift"`
}

type shipmentsJSON struct {
	pageJSON
	Shipments []struct {
		Store        string     `json:"store"`
		EKMOrderID   int64      `json:"ekm_order_id"`
		Number       string     `json:"ekm_order_number"`
		SalesOrderID *int       `json:"brightpearl_order_id"`
		NoteID       int        `json:"goods_out_note_id"`
		Kind         string     `json:"kind"`
		Units        int        `json:"units"`
		Carrier      string     `json:"carrier"`
		Tracking     string     `json:"tracking"`
		State        string     `json:"state"`
		ShippedAt    *time.Time `json:"shipped_at"`
		SentAt       *time.Time `json:"sent_at"`
		StatusWanted string     `json:"ekm_status_wanted"`
		Cause        *causeJSON `json:"cause"`
		Attempts     int        `json:"attempts"`
		UnitsOrdered int        `json:"units_ordered"`
		UnitsShipped int        `json:"units_shipped"`
		Notes        int        `json:"notes"`
		SeenAt       *time.Time `json:"seen_at"`
		StatusNow    string     `json:"ekm_status"`
		Gone         string     `json:"gone"`
		GoneAt       *time.Time `json:"gone_at"`
		Reason       string     `json:"reason"`
		Emailed      []bool     `json:"emailed"`
	} `json:"shipments"`
}

type auditJSON struct {
	Balanced bool `json:"balanced"`
	Stores   []struct {
		Name         string   `json:"name"`
		Placed       int      `json:"placed"`
		Posted       int      `json:"posted"`
		Waiting      int      `json:"waiting"`
		Held         int      `json:"held"`
		Excluded     int      `json:"excluded"`
		Missing      []string `json:"missing"`
		Duplicated   []string `json:"duplicated"`
		MoneyDiffers []string `json:"money_differs"`
		Gaps         []string `json:"gaps"`
		Changed      int64    `json:"changed_statement"`
		Days         []struct {
			Day         string      `json:"day"`
			Placed      outcomeJSON `json:"placed"`
			Posted      outcomeJSON `json:"posted"`
			Waiting     outcomeJSON `json:"waiting"`
			Held        outcomeJSON `json:"held"`
			Excluded    outcomeJSON `json:"excluded"`
			Cancelled   outcomeJSON `json:"cancelled"`
			Gaps        int         `json:"gaps"`
			Settled     string      `json:"settled"`
			EKM         outcomeJSON `json:"ekm"`
			SalesOrders outcomeJSON `json:"sales_orders"`
			Receipts    outcomeJSON `json:"receipts"`
			Tax         string      `json:"tax"`
			TaxCodes    []struct {
				Code string `json:"code"`
				Net  string `json:"net"`
				Tax  string `json:"tax"`
			} `json:"tax_codes"`
			Balanced    bool `json:"balanced"`
			Closed      bool `json:"closed"`
			Differences []struct {
				EKMID  int64  `json:"ekm_order_id"`
				Number string `json:"ekm_order_number"`
				Kind   string `json:"kind"`
				Amount string `json:"amount"`
				Text   string `json:"text"`
			} `json:"differences"`
		} `json:"days"`
	} `json:"stores"`
}

type outcomeJSON struct {
	Orders int    `json:"orders"`
	Money  string `json:"money"`
}

type downloadJSON struct {
	Orders []struct {
		EKMID    int64     `json:"ekm_order_id"`
		Number   string    `json:"ekm_order_number"`
		PlacedAt time.Time `json:"placed_at"`
		Total    string    `json:"total"`
		Currency string    `json:"currency"`
		ID       *int64    `json:"id"`
		Now      string    `json:"now"`
		Then     string    `json:"then"`
		Does     bool      `json:"does"`
	} `json:"orders"`
	Would      int `json:"would_download"`
	Downloaded int `json:"downloaded"`
}

type webhooksJSON struct {
	Webhooks struct {
		On        bool       `json:"on"`
		Listen    string     `json:"listen"`
		PublicURL string     `json:"public_url"`
		Listening bool       `json:"listening"`
		Cause     *causeJSON `json:"cause"`
		Sources   []struct {
			Store     *string    `json:"store"`
			Name      string     `json:"name"`
			State     string     `json:"state"`
			Every     float64    `json:"poll_seconds"`
			LastAt    *time.Time `json:"last_at"`
			Received  int        `json:"received"`
			Confirmed int        `json:"confirmed"`
			Missed    int        `json:"missed"`
			CheckedAt *time.Time `json:"checked_at"`
			Topics    []struct {
				Topic  string `json:"topic"`
				State  string `json:"state"`
				Reason string `json:"reason"`
			} `json:"topics"`
		} `json:"sources"`
	} `json:"webhooks"`
}

type checksJSON struct {
	Checks []struct {
		Key    string `json:"key"`
		Title  string `json:"title"`
		Result string `json:"result"`
		Text   string `json:"text"`
		Fix    string `json:"fix"`
	} `json:"checks"`
}

// flowJSON is a line of a connect flow.
type flowJSON struct {
	OpenURL     string         `json:"open_url"`
	Store       map[string]any `json:"store"`
	Brightpearl map[string]any `json:"brightpearl"`
	Error       *causeJSON     `json:"error"`
}

// syncJSON is a line of a sync.
type syncJSON struct {
	statusJSON
	Step        string     `json:"step"`
	Text        string     `json:"text"`
	Idle        bool       `json:"idle"`
	NeedsPerson []string   `json:"needs_person"`
	Status      statusJSON `json:"status"`
	Error       *causeJSON `json:"error"`
}
