package orderflow_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/ekm"
	"stockbridge/core/sandbox/brightpearlsim"
	"stockbridge/core/settings"
	"stockbridge/core/view"
)

// contact has somebody type a contact into Brightpearl.
func (r *rig) contact(c brightpearlsim.NewContact) int {
	r.t.Helper()
	id, err := r.sim.Brightpearl.AddContact(c)
	if err != nil {
		r.t.Fatal(err)
	}
	return id
}

// searches counts the contact searches from now on.
func (r *rig) searches() *atomic.Int64 {
	var n atomic.Int64
	r.mu.Lock()
	defer r.mu.Unlock()
	r.before = func(q *http.Request) {
		if strings.HasSuffix(q.URL.Path, "/contact-search") {
			n.Add(1)
		}
	}
	return &n
}

// buy places an order of one address and runs it through. The shopper is always the same person.
func (r *rig) buy(email string) int64 {
	r.t.Helper()
	b := basket(r.goods[0])
	b.Email, b.NoEmail, b.Shopper = email, email == "", 9
	id := r.place(b)
	r.run()
	return id
}

func TestKnownCustomersCostNoSearch(t *testing.T) {
	r := newRig(t)
	want := map[string]int{}
	for i := range 3 {
		email := fmt.Sprintf("known%d@example.org", i)
		want[email] = r.contact(brightpearlsim.NewContact{FirstName: "Ann", LastName: "Known", Email: strings.ToUpper(email)})
	}
	if err := r.desk.PollContacts(t.Context()); err != nil {
		t.Fatal(err)
	}
	n := r.searches()
	for email, id := range want {
		if s := r.posted(r.buy(email)); s.ContactID != id {
			t.Errorf("the order of %s is on contact %d, want %d", email, s.ContactID, id)
		}
	}
	if n.Load() != 0 {
		t.Errorf("%d searches were made for customers that are known", n.Load())
	}
	// Somebody new is searched for once before being created, and never again.
	first := r.posted(r.buy("new@example.org"))
	if second := r.posted(r.buy("new@example.org")); second.ContactID != first.ContactID || n.Load() != 1 {
		t.Errorf("%d searches, contacts %d and %d", n.Load(), first.ContactID, second.ContactID)
	}
	// A contact that staff make between two orders is taken in by the next reading.
	staffed := r.contact(brightpearlsim.NewContact{FirstName: "Bo", LastName: "Typed", Email: "typed@example.org"})
	r.advance(time.Minute)
	if err := r.desk.PollContacts(t.Context()); err != nil {
		t.Fatal(err)
	}
	before := n.Load()
	if s := r.posted(r.buy("typed@example.org")); s.ContactID != staffed || n.Load() != before {
		t.Errorf("the order is on contact %d, want %d; %d searches", s.ContactID, staffed, n.Load()-before)
	}
}

func TestOtherAddressesOfAContact(t *testing.T) {
	for _, ready := range []bool{true, false} {
		t.Run(fmt.Sprintf("index %v", ready), func(t *testing.T) {
			r := newRig(t)
			merged := r.contact(brightpearlsim.NewContact{FirstName: "Ann", LastName: "Merged", Email: "main@example.org", SecondaryEmail: "old@example.org", TertiaryEmail: "older@example.org"})
			if ready {
				if err := r.desk.PollContacts(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
			for _, email := range []string{"old@example.org", "older@example.org"} {
				id := r.buy(email)
				if s := r.posted(id); s.ContactID != merged {
					t.Errorf("%s: on contact %d, want %d", email, s.ContactID, merged)
				}
				if why := r.order(id).ContactNote; !strings.Contains(why, "second or third e-mail") {
					t.Errorf("the note says %q", why)
				}
			}
			r.set(func(s *settings.Store) { s.OtherEmails = settings.Off })
			r.write(func(tx *db.Tx) error { return tx.ForgetContact(int64(merged)) })
			if s := r.posted(r.buy("older@example.org")); s.ContactID == merged {
				t.Error("the switch is off and the third address was used")
			}
		})
	}
}

func TestColleaguesPolicy(t *testing.T) {
	r := newRig(t)
	staff := r.contact(brightpearlsim.NewContact{FirstName: "Sam", LastName: "Staff", Email: "sam@example.org", Kind: "staff"})
	if err := r.desk.PollContacts(t.Context()); err != nil {
		t.Fatal(err)
	}
	id := r.buy("sam@example.org")
	r.stands(id, commerce.OrderHeld, "SB-ORD-107")
	r.set(func(s *settings.Store) { s.StaffEmailPolicy = settings.UseContact })
	r.write(func(tx *db.Tx) error { _, err := tx.ReleaseHeldOrders(r.store, ""); return err })
	r.run()
	if s := r.posted(id); s.ContactID != staff || !slices.Contains(r.order(id).Flags, "The e-mail address belongs to a supplier or a member of staff") {
		t.Errorf("on contact %d with the flags %q", s.ContactID, r.order(id).Flags)
	}
	r.contact(brightpearlsim.NewContact{FirstName: "Sue", LastName: "Supplier", Email: "sue@example.org", Kind: "supplier"})
	r.set(func(s *settings.Store) { s.StaffEmailPolicy = settings.CreateContact })
	if s := r.posted(r.buy("sue@example.org")); s.ContactID == staff {
		t.Error("a new customer was wanted")
	}
}

func TestSharedAddressesNameNobody(t *testing.T) {
	r := newRig(t, func(s *settings.Store) { s.SharedEmails = []string{"market.example", "till@shop.example"} })
	fallback := int64(r.contact(brightpearlsim.NewContact{FirstName: "Web", LastName: "Shopper"}))
	r.set(func(s *settings.Store) { s.FallbackContact = fallback })
	for _, email := range []string{"a1b2@market.example", "Till@Shop.example", "none", ""} {
		id := r.buy(email)
		if s := r.posted(id); int64(s.ContactID) != fallback {
			t.Errorf("%q: on contact %d, want the fallback %d", email, s.ContactID, fallback)
		}
	}
	if s := r.posted(r.buy("somebody@shop.example")); int64(s.ContactID) == fallback {
		t.Error("another address of the domain is nobody's")
	}
}

// TestContactsWithoutAddress: one for each name and postcode, found again, also after a lost answer, and never somebody else's.
func TestContactsWithoutAddress(t *testing.T) {
	r := newRig(t, func(s *settings.Store) { s.NoEmailPolicy = settings.CreateContact })
	first := r.posted(r.buy(""))
	r.advance(8 * 24 * time.Hour) // all contacts are read anew in between
	if err := r.desk.PollContacts(t.Context()); err != nil {
		t.Fatal(err)
	}
	if second := r.posted(r.buy("n/a")); second.ContactID != first.ContactID {
		t.Errorf("the orders are on the contacts %d and %d", first.ContactID, second.ContactID)
	}
	r.write(func(tx *db.Tx) error { return tx.ForgetContact(int64(first.ContactID)) })
	if err := r.sim.Brightpearl.SetFaults(brightpearlsim.Fault{Name: brightpearlsim.LostAnswer, Route: "/contact/", NextN: 1}); err != nil {
		t.Fatal(err)
	}
	b := basket(r.goods[0])
	b.NoEmail, b.Shopper = true, 9
	id := r.place(b)
	r.poll()
	for range 4 {
		r.work()
		r.advance(time.Minute)
	}
	third := r.posted(id)
	made := 0
	for _, c := range r.sim.Brightpearl.Books().Contacts {
		if c.ID > first.ContactID {
			made++
		}
	}
	if made != 1 || third.ContactID == first.ContactID {
		t.Errorf("%d contacts were made after the first; the order is on %d", made, third.ContactID)
	}
}

func TestManySurnamesUnderOneAddress(t *testing.T) {
	r := newRig(t)
	var last int64
	surnames := map[string]bool{}
	for _, p := range r.sim.World.People {
		if len(surnames) > 5 || surnames[p.Last] {
			continue
		}
		surnames[p.Last] = true
		b := basket(r.goods[0])
		b.Email, b.Shopper = "office@example.org", p.ID
		last = r.place(b)
		r.run()
	}
	flags := strings.Join(r.order(last).Flags, "; ")
	if !strings.Contains(flags, "More than 5 surnames") {
		t.Errorf("the flags are %q", flags)
	}
}

// TestErasedPerson: nothing of a person is left here, and nothing comes back with the next reading.
func TestErasedPerson(t *testing.T) {
	r := newRig(t)
	b := basket(r.goods[0])
	b.Email, b.Shopper = "erase.me@example.org", 3
	done := r.place(b)
	r.run()
	r.posted(done)
	b.PaymentStatus = "UNKNOWN"
	open := r.place(b)
	r.poll()
	if err := r.desk.PollContacts(t.Context()); err != nil {
		t.Fatal(err)
	}
	r.write(func(tx *db.Tx) error { return tx.SetShopper(r.order(done).ID, "") }) // as an older version left it
	got, err := r.desk.Erase(t.Context(), " Erase.Me@example.org ", "test")
	if err != nil || got.Orders != 1 || got.Open != 1 || got.Contacts != 1 {
		t.Fatalf("erased %+v, %v", got, err)
	}
	r.advance(time.Hour)
	if err := r.desk.PollContacts(t.Context()); err != nil {
		t.Fatal(err)
	}
	r.run()
	if known, err := r.db.ContactsFor(t.Context(), r.desk.EmailHash("erase.me@example.org")); err != nil || len(known) > 0 {
		t.Errorf("the index knows %v again, %v", known, err)
	}
	w := r.order(done)
	if text := fmt.Sprintf("%+v", w.Order); strings.Contains(text, "Featherstonehaugh") || strings.Contains(text, "erase.me") || w.Order.Total == 0 {
		t.Errorf("the order holds %s", text)
	}
	page, err := r.db.OrderPage(t.Context(), view.Filter{Text: "Featherstonehaugh"}, view.Window{Limit: 5})
	if err != nil || len(page.Rows) != 1 || page.Rows[0].EKMID != open {
		t.Errorf("a search finds %+v, %v", page.Rows, err)
	}
	// EKM still shows the person; a change of the order there does not bring the name back.
	if _, err := r.shop.Orders.SetStatus(t.Context(), ekm.ID(done), "PROCESSING"); err != nil {
		t.Fatal(err)
	}
	r.advance(time.Hour)
	r.run()
	if w := r.order(done); strings.Contains(fmt.Sprintf("%+v", w.Order), "Featherstonehaugh") {
		t.Error("the name came back")
	}
	if err := r.db.Write(t.Context(), func(tx *db.Tx) error { _, err := tx.ReleaseOrder(r.order(done).ID); return err }); err != nil || r.order(done).State != commerce.OrderPosted {
		t.Errorf("the erased order is %s, %v", r.order(done).State, err)
	}
	if _, err := r.desk.Erase(t.Context(), "nobody", "test"); err == nil {
		t.Error("something that is no address was taken")
	}
}
