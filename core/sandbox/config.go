package sandbox

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net"
	"strings"

	"stockbridge/core/sandbox/ekmsim"
)

// Config is how to connect to a running sandbox, as printed by the command. All secrets in it are made up.
type Config struct {
	EKMURL                  string `json:"ekm_url"` // base of both API and sign-in
	BrightpearlURL          string `json:"brightpearl_url"`
	Account                 string `json:"account"`
	AppRef                  string `json:"app_ref"`
	DevRef                  string `json:"dev_ref"`
	AccountToken            string `json:"account_token"`
	StaffToken              string `json:"staff_token"`
	BrightpearlClientID     string `json:"brightpearl_client_id"`
	BrightpearlClientSecret string `json:"brightpearl_client_secret"`
	BrightpearlAuthorizeURL string `json:"brightpearl_authorize_url"`
	BrightpearlTokenURL     string `json:"brightpearl_token_url"`
	EKMClientID             string `json:"ekm_client_id"`
	EKMClientSecret         string `json:"ekm_client_secret"`
	Users                   []User `json:"users"`
}

// User is one EKM store: how to sign in, and the Brightpearl settings that suit it.
type User struct {
	Name              string `json:"name"`
	Username          string `json:"username"`
	Password          string `json:"password"`
	AccessToken       string `json:"access_token"`
	Currency          string `json:"currency"`
	ChannelID         int    `json:"channel_id"`
	PriceListID       int    `json:"price_list_id"`
	WarehouseID       int    `json:"warehouse_id"`
	PaymentMethod     string `json:"payment_method"`
	TaxCodeTaxable    string `json:"tax_code_taxable"`
	TaxCodeNotTaxable string `json:"tax_code_not_taxable"`
	OrderStatusID     int    `json:"order_status_id"`
	ShippingMethodID  int    `json:"shipping_method_id"`
}

const (
	accountCode = "sandbox"
	appRef      = "sandbox_stockbridge"
	devRef      = "sandbox-dev"
	clientID    = "sandbox-stockbridge-oauth"
)

// keys are the made-up secrets of the Brightpearl account.
type keys struct{ account, staff, client string }

func keysOf(seed int64) keys {
	secret := func(kind string) string {
		sum := sha256.Sum256(fmt.Appendf(nil, "%s %d", kind, seed))
		return hex.EncodeToString(sum[:16])
	}
	return keys{secret("account token"), secret("staff token"), secret("client secret")}
}

func configOf(s *Sandbox, k keys, listeners [2]net.Listener) Config {
	brightpearl := "http://" + listeners[1].Addr().String()
	c := Config{
		EKMURL: "http://" + listeners[0].Addr().String(), BrightpearlURL: brightpearl, Account: accountCode, AppRef: appRef,
		DevRef: devRef, AccountToken: k.account, StaffToken: k.staff, BrightpearlClientID: clientID, BrightpearlClientSecret: k.client,
		BrightpearlAuthorizeURL: brightpearl + s.Brightpearl.AuthorizePath(), BrightpearlTokenURL: brightpearl + s.Brightpearl.TokenPath(),
		EKMClientID: ekmsim.DefaultClient.ID, EKMClientSecret: ekmsim.DefaultClient.Secret, Users: []User{},
	}
	for _, store := range s.World.Stores {
		c.Users = append(c.Users, User{
			Name: store.Name, Username: store.Username, Password: store.Password, AccessToken: store.AccessToken,
			Currency: store.Currency, ChannelID: store.ChannelID, PriceListID: store.PriceListID, WarehouseID: mainWarehouse,
			PaymentMethod: paymentCode(store.Username), TaxCodeTaxable: "T20", TaxCodeNotTaxable: "T0",
			OrderStatusID: newWebOrder, ShippingMethodID: tracked48,
		})
	}
	return c
}

// paymentCode is at most 32 characters, in upper case as Brightpearl keeps them.
func paymentCode(username string) string {
	code := "EKM" + strings.ToUpper(username)
	return code[:min(len(code), 32)]
}
