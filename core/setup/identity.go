package setup

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/fault"
	"stockbridge/core/vault"
)

// sameStore decides whether a proved sign-in is for a store that exists. It refuses the sign-in of another shop under the
// store's name, and of a connected shop under another name.
func (d *Desk) sameStore(ctx context.Context, row db.StoreRow, who identity) (known db.StoreRow, again bool, err error) {
	remote := storeRemote(row.Name)
	stores, err := d.db.Stores(ctx)
	if err != nil {
		return known, false, err
	}
	known, again, err = d.db.StoreNamed(ctx, row.Name)
	if err != nil {
		return known, false, err
	}
	if again && !d.sameShop(ctx, known.Store, who) {
		return known, false, sentence{kind: fault.NeedsPerson, code: CodeOtherShop, op: connectStore, remote: remote,
			text: fmt.Sprintf("This sign-in belongs to the EKM shop %s, but the store %s is the shop %s. The store keeps its connection; nothing was changed.", who.username, known.Name, known.Username),
			fix:  fmt.Sprintf("Sign in with the login of %s. To add the other shop, connect it under a name of its own.", known.Username)}.fault()
	}
	for _, other := range stores {
		switch {
		case other.ID == known.ID || !who.is(other.Store):
		case who.assumed:
			return known, false, unknownShop(remote)
		default:
			return known, false, sentence{kind: fault.NeedsPerson, code: CodeShopTaken, op: connectStore, remote: remote,
				text: fmt.Sprintf("The EKM shop %s is connected already, as the store %s, which works on. One shop must not be imported twice; no store was added.", other.Username, other.Name),
				fix:  fmt.Sprintf("Use the store %s, or sign in to another shop.", other.Name)}.fault()
		}
	}
	return known, again, nil
}

// sameShop reports whether a sign-in may take over a store of its name: it is the same shop, or nothing proves the contrary.
func (d *Desk) sameShop(ctx context.Context, known commerce.Store, who identity) bool {
	if who.is(known) || who.assumed {
		return true
	}
	if !assumedName(known) {
		return false
	}
	// The store may have been connected by a token that told nothing. A later one that told its shop left the subject.
	secrets, err := d.o.Vault.LoadStore(ctx, StoreVaultID(known))
	switch {
	case err != nil:
		return false
	case secrets.Subject != "":
		return strings.EqualFold(secrets.Subject, who.username)
	}
	return known.Domain == "" && known.ShopName == ""
}

// handOver stores the tokens of a refused sign-in for the store whose shop they are of. EKM ends a login's earlier refresh
// token with a new consent, so without them that store would have to be signed in again.
func (d *Desk) handOver(ctx context.Context, row db.StoreRow, who identity, secrets vault.Store) error {
	if secrets.Kind != vault.KindOAuth || !who.subject {
		return nil
	}
	stores, err := d.db.Stores(ctx)
	if err != nil {
		return err
	}
	for _, other := range stores {
		if other.AuthKind != string(vault.KindOAuth) || other.ClientID != row.ClientID || other.BaseURL != row.BaseURL || !who.is(other.Store) {
			continue
		}
		if err := d.o.Vault.SaveStore(ctx, StoreVaultID(other.Store), secrets); err != nil {
			return err
		}
		other.LoginUntil = row.LoginUntil
		if err := d.db.Write(ctx, func(tx *db.Tx) error {
			if err := tx.SaveConnection(other); err != nil {
				return err
			}
			tx.Wake(db.LaneOf(other.ID))
			return tx.Log(db.Activity{Store: other.ID, Kind: "login", Subject: other.Name,
				Text: "Its shop was signed in for another store. That was refused, and this store works on with the new sign-in."})
		}); err != nil {
			return err
		}
		d.changed()
	}
	return nil
}

func unknownShop(remote string) error {
	return sentence{kind: fault.NeedsPerson, code: CodeUnknownShop, op: connectStore, remote: remote,
		text: "EKM accepted the token, but nothing says which shop it belongs to: it may read neither the shop's domain nor its name, and the given name is the account name of another store. Nothing was stored.",
		fix:  "Choose another name for the store, or give the token the permissions for domains and account details in EKM, then connect again."}.fault()
}

// identity is what tells shops apart.
type identity struct {
	username string // EKM's account name, or what stands for it
	subject  bool   // the token itself named it
	assumed  bool   // nothing named it; it is what a person called the store
	domain   string
	shopName string
}

func identify(subject string, shop ShopChoices) identity {
	w := identity{username: strings.TrimSpace(subject), domain: bareDomain(shop.Domain), shopName: strings.ToLower(shop.ShopName)}
	w.subject = w.username != ""
	if !w.subject {
		w.username = cmp.Or(w.domain, w.shopName)
	}
	return w
}

// assumedName reports whether a store's account name may be nothing but the name that a person gave it.
func assumedName(s commerce.Store) bool { return strings.EqualFold(s.Username, s.Name) }

// is reports whether a stored store is this shop. Where only one of both came with an account name, the domain decides, and
// the shop's name only where a domain is unknown.
func (w identity) is(s commerce.Store) bool {
	if strings.EqualFold(s.Username, w.username) {
		return true
	}
	stored := bareDomain(s.Domain)
	named := !strings.EqualFold(s.Username, stored) && !strings.EqualFold(s.Username, s.ShopName)
	domains := w.domain != "" && stored != ""
	if w.subject && named && !(domains && assumedName(s)) {
		return false // two account names that differ
	}
	if domains {
		return w.domain == stored
	}
	return w.shopName != "" && strings.EqualFold(s.ShopName, w.shopName)
}

// bareDomain is a domain as people say it: lower case, without scheme, path and www.
func bareDomain(domain string) string {
	domain = strings.ToLower(strings.TrimSpace(domain))
	domain = strings.TrimPrefix(strings.TrimPrefix(domain, "https://"), "http://")
	domain, _, _ = strings.Cut(domain, "/")
	return strings.TrimPrefix(domain, "www.")
}
