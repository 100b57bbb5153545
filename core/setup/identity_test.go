package setup_test

import (
	"strconv"
	"testing"
	"time"

	"stockbridge/core/db"
	"stockbridge/core/fault"
	"stockbridge/core/sandbox/ekmsim"
	"stockbridge/core/setup"
	"stockbridge/core/vault"
)

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

// Somebody signs in with the login of a connected shop, for another name or for another store. EKM has ended that shop's
// earlier refresh token by then, so the store gets the new one.
func TestRefusedSignInIsHandedOver(t *testing.T) {
	r := newRig(t)
	garden, err := r.ConnectStoreOAuth(t.Context(), r.signIn("Garden", 0))
	if err != nil {
		t.Fatal(err)
	}
	toys, err := r.ConnectStoreOAuth(t.Context(), r.signIn("Toys", 1))
	if err != nil {
		t.Fatal(err)
	}
	stored := func(row db.StoreRow) vault.Store {
		t.Helper()
		s, err := r.vault.LoadStore(t.Context(), setup.StoreVaultID(row.Store))
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	for name, code := range map[string]string{"Second": setup.CodeShopTaken, "Toys": setup.CodeOtherShop} {
		t.Run(name, func(t *testing.T) {
			before, other := stored(garden), stored(toys)
			if err := r.db.Write(t.Context(), func(tx *db.Tx) error { return tx.SetStoreSignedOut(garden.ID) }); err != nil {
				t.Fatal(err)
			}
			_, err := r.ConnectStoreOAuth(t.Context(), r.signIn(name, 0))
			refusal(t, err, fault.NeedsPerson, code)
			if after := stored(garden); after.Refresh == before.Refresh || after.Subject != garden.Username {
				t.Error("the store still has the refresh token that EKM has ended")
			}
			if stored(toys).Refresh != other.Refresh {
				t.Error("the other store's tokens were touched")
			}
			if row := r.reload(garden.ID); row.State != garden.State || row.LoginUntil.Before(r.now.Add(14*24*time.Hour)) {
				t.Errorf("the store does not work on: %+v until %s", row.State, row.LoginUntil)
			}
			if stores, _ := r.db.Stores(t.Context()); len(stores) != 2 {
				t.Errorf("%d stores", len(stores))
			}
		})
	}
	// The access token dies, so the handed-over refresh token has to work.
	if err := r.box.EKM.SetFaults([]ekmsim.Fault{{Name: "unauthorized", Shop: garden.Username, NextN: 1}}); err != nil {
		t.Fatal(err)
	}
	if _, err := r.ShopOptions(t.Context(), garden.ID); err != nil {
		t.Errorf("the store does not work: %v", err)
	}
}

// A merchant's token that tells nothing of its shop is the shop that the person says it is.
func TestTokenThatTellsNothing(t *testing.T) {
	r := newRig(t)
	silent := func(refused bool) {
		t.Helper()
		var faults []ekmsim.Fault
		if refused {
			faults = []ekmsim.Fault{{Name: "forbidden", Route: "/settings/"}}
		}
		if err := r.box.EKM.SetFaults(faults); err != nil {
			t.Fatal(err)
		}
	}
	opaque := r.behind(&disguise{token: r.conf.Users[0].AccessToken})
	connect := func(name, token string) (db.StoreRow, error) {
		return opaque.ConnectStoreToken(t.Context(), name, r.conf.EKMURL, vault.Secret(token))
	}
	silent(true)
	row, err := connect("My Shop", "opaque")
	if err != nil {
		t.Fatal(err)
	}
	if row.Username != "my shop" || row.State != "setup" {
		t.Errorf("the store is %q in state %s", row.Username, row.State)
	}
	if _, err := connect("my SHOP", "opaque"); err != nil {
		t.Errorf("the same token again: %v", err)
	}
	// A token that tells its shop is taken, as nothing proves it wrong, and from then on it is the shop.
	silent(false)
	again, err := connect("My Shop", r.conf.Users[0].AccessToken)
	if err != nil || again.ID != row.ID || again.Username != "my shop" || again.Domain == "" {
		t.Fatalf("a token that tells its shop: %v %+v", err, again)
	}
	_, err = connect("My Shop", r.conf.Users[1].AccessToken)
	refusal(t, err, fault.NeedsPerson, setup.CodeOtherShop)
	if signed, err := r.ConnectStoreOAuth(t.Context(), r.signIn("My Shop", 0)); err != nil || signed.ID != row.ID {
		t.Fatalf("the same shop by the browser: %v", err)
	}
	silent(true)
	if kept, err := connect("My Shop", "opaque"); err != nil || kept.Domain != again.Domain || kept.ShopName != again.ShopName {
		t.Errorf("a silent token made the store forget its shop: %v %+v", err, kept)
	}
	// A sign-in names its shop even where no setting can be read.
	if _, err := r.ConnectStoreOAuth(t.Context(), r.signIn("Signed", 2)); err != nil {
		t.Fatal(err)
	}
	_, err = r.ConnectStoreOAuth(t.Context(), r.signIn("Signed", 1))
	refusal(t, err, fault.NeedsPerson, setup.CodeOtherShop)
	// Secrets are kept by account name, so a name must not fall upon another store's.
	silent(false)
	other, err := connect("Other", r.conf.Users[1].AccessToken)
	if err != nil {
		t.Fatal(err)
	}
	silent(true)
	if again, err := connect("Other", "opaque"); err != nil || again.ID != other.ID || again.Username != other.Username {
		t.Errorf("nothing proves the silent token wrong: %v", err)
	}
	_, err = connect(other.Username, "opaque")
	refusal(t, err, fault.NeedsPerson, setup.CodeUnknownShop)
}

// Value after value that Brightpearl does not have must not eat the allowance that orders need.
func TestListsAreReadAgainOnceAMinute(t *testing.T) {
	r, garden := connected(t)
	d := &disguise{}
	desk := r.behind(d)
	wrong := func() int64 {
		t.Helper()
		before := d.lists.Load()
		for range 3 {
			_, err := desk.Configure(t.Context(), garden.ID, []setup.Change{{Key: "channel_id", Value: "4711"}, {Key: "warehouse_id", Value: "4711"}})
			refusal(t, err, fault.NeedsPerson, setup.CodeBadSetting)
		}
		return d.lists.Load() - before
	}
	if n := wrong(); n != 0 {
		t.Errorf("the lists were read %d times just after they were read", n)
	}
	r.now = r.now.Add(2 * time.Minute)
	if n := wrong(); n != 1 {
		t.Errorf("two minutes later the lists were read %d times, want once", n)
	}
}

// A store that was connected by a token that told nothing is bound to its shop by the first sign-in that names one.
func TestSignInBindsTheStore(t *testing.T) {
	r := newRig(t)
	if err := r.box.EKM.SetFaults([]ekmsim.Fault{{Name: "forbidden", Route: "/settings/"}}); err != nil {
		t.Fatal(err)
	}
	opaque := r.behind(&disguise{token: r.conf.Users[0].AccessToken})
	row, err := opaque.ConnectStoreToken(t.Context(), "My Shop", r.conf.EKMURL, "opaque")
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if again, err := r.ConnectStoreOAuth(t.Context(), r.signIn("My Shop", 0)); err != nil || again.ID != row.ID || again.AuthKind != "oauth" {
			t.Fatalf("signed in by the browser: %v %+v", err, again.Store)
		}
	}
	_, err = r.ConnectStoreOAuth(t.Context(), r.signIn("My Shop", 1))
	refusal(t, err, fault.NeedsPerson, setup.CodeOtherShop)
}
