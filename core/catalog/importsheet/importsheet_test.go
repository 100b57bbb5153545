package importsheet_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"

	"github.com/xuri/excelize/v2"

	"stockbridge/core/catalog/importsheet"
	"stockbridge/core/commerce"
	"stockbridge/core/db"
	"stockbridge/core/sheet"
)

// shops is a database with two stores; Kitchen was connected first, but comes second by name.
type shops struct {
	*db.DB
	t               testing.TB
	kitchen, garden commerce.StoreID
}

func open(t testing.TB) shops {
	t.Helper()
	d, err := db.Open(t.Context(), db.Options{Path: filepath.Join(t.TempDir(), "test.db")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	s := shops{DB: d, t: t}
	s.kitchen = s.store("Kitchen")
	s.garden = s.store("Garden")
	return s
}

func (s shops) store(name string) (id commerce.StoreID) {
	s.t.Helper()
	s.write(func(tx *db.Tx) (err error) {
		id, err = tx.AddStore(db.StoreRow{Store: commerce.Store{Name: name, Username: name, BaseURL: "https://example.test", Currency: "GBP"}})
		return err
	})
	return id
}

func (s shops) write(do func(*db.Tx) error) {
	s.t.Helper()
	if err := s.Write(context.Background(), do); err != nil {
		s.t.Fatal(err)
	}
}

// list stores listings that have been matched.
func (s shops) list(state commerce.LinkState, listings ...db.Listing) {
	s.t.Helper()
	var links []db.Link
	for _, l := range listings {
		links = append(links, db.Link{Store: l.Store, ProductID: l.ProductID, VariantID: l.VariantID, SKU: commerce.TrimSKU(l.SKU), State: state})
	}
	s.write(func(tx *db.Tx) error { return errors.Join(tx.SaveListings(1, listings), tx.SaveLinks(links, nil)) })
}

// fill gives both stores listings of every kind.
func (s shops) fill() {
	s.t.Helper()
	s.list(commerce.EKMOnly,
		db.Listing{Store: s.kitchen, ProductID: 1, SKU: "00123", Name: "Jug", Choice: "Blue", VariantID: 7, GTIN: "0501000000001", Price: 12_50},
		db.Listing{Store: s.kitchen, ProductID: 2, SKU: "MUG", Name: "A mug of Kitchen's", Price: 4_00},
		db.Listing{Store: s.garden, ProductID: 3, SKU: " MUG\u00a0", Name: `Mug, "large"`, Price: 5_00},
		db.Listing{Store: s.garden, ProductID: 4, SKU: "-A1", Name: "Spade"},
		db.Listing{Store: s.garden, ProductID: 5, SKU: "LINK", Name: `=HYPERLINK("https://example.com")`, Price: 1},
		db.Listing{Store: s.garden, ProductID: 6, SKU: "=1+1", Name: "Matched by an older version"},
		db.Listing{Store: s.garden, ProductID: 7, SKU: "BOWL", Name: "Bowl"},
		db.Listing{Store: s.garden, ProductID: 8, SKU: "POT", Name: "Pot"})
	s.list(commerce.NearMatch, db.Listing{Store: s.kitchen, ProductID: 9, SKU: "BOWL", Name: "Bowl"})
	s.list(commerce.Duplicate, db.Listing{Store: s.kitchen, ProductID: 10, SKU: "POT", Name: "Pot"}, db.Listing{Store: s.kitchen, ProductID: 11, SKU: "POT", Name: "Pan"})
	s.list(commerce.WithoutSKU, db.Listing{Store: s.garden, ProductID: 12, Name: "Gift wrap"})
	s.list(commerce.InvalidSKU, db.Listing{Store: s.kitchen, ProductID: 13, SKU: "@sum(a1)", Name: "Odd"})
	s.list(commerce.Matched, db.Listing{Store: s.kitchen, ProductID: 14, SKU: "HAS", Name: "Has a product"})
	s.list(commerce.IgnoredSKU, db.Listing{Store: s.kitchen, ProductID: 15, SKU: "VOUCHER", Name: "Voucher"})
}

var head = []string{"SKU", "Product name", "Barcode", "Price", "Stores", "EKM product"}

// read returns the cells of a sheet, without those at the end of a row that are empty.
func read(t *testing.T, path string) (rows [][]string) {
	t.Helper()
	if filepath.Ext(path) == ".csv" {
		f, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if rows, err = csv.NewReader(f).ReadAll(); err != nil {
			t.Fatal(err)
		}
		return rows
	}
	book, err := excelize.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	name := book.GetSheetName(0)
	if rows, err = book.GetRows(name, excelize.Options{RawCellValue: true}); err != nil {
		t.Fatal(err)
	}
	for i, row := range rows {
		for j := range row {
			cell, _ := excelize.CoordinatesToCellName(j+1, i+1)
			if formula, err := book.GetCellFormula(name, cell); err != nil || formula != "" {
				t.Errorf("%s is the formula %q (%v)", cell, formula, err)
			}
		}
	}
	return rows
}

func TestSheet(t *testing.T) {
	s := open(t)
	s.fill()
	folder := t.TempDir()
	spade, jug := []string{"-A1", "Spade", "", "0.00", "Garden", "4"}, []string{"00123", "Jug, Blue", "0501000000001", "12.50", "Kitchen", "1/7"}
	link := []string{"LINK", `=HYPERLINK("https://example.com")`, "", "0.01", "Garden", "5"}
	guarded := []string{"LINK", `'=HYPERLINK("https://example.com")`, "", "0.01", "Garden", "5"}
	both, mine := []string{"MUG", `Mug, "large"`, "", "5.00", "Garden; Kitchen", "3"}, []string{"MUG", "A mug of Kitchen's", "", "4.00", "Kitchen", "2"}
	all := importsheet.Counts{Rows: 4, Several: 1, Doubted: 2, WithoutSKU: 1, Invalid: 2, NearMatch: 1, Duplicate: 2}
	altered := all
	altered.Altered = []string{"LINK"}
	for _, c := range []struct {
		file  string
		store commerce.StoreID
		want  importsheet.Counts
		rows  [][]string
	}{
		{"all.csv", 0, altered, [][]string{head, spade, jug, guarded, both}},
		{"all.xlsx", 0, all, [][]string{head, spade, jug, link, both}},
		{"kitchen.csv", s.kitchen, importsheet.Counts{Rows: 2, Invalid: 1, NearMatch: 1, Duplicate: 2}, [][]string{head, jug, mine}},
		{"kitchen.xlsx", s.kitchen, importsheet.Counts{Rows: 2, Invalid: 1, NearMatch: 1, Duplicate: 2}, [][]string{head, jug, mine}},
	} {
		path := filepath.Join(folder, c.file)
		got, err := importsheet.File(t.Context(), s.DB, c.store, path)
		if err != nil || !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %+v, want %+v (%v)", c.file, got, c.want, err)
		}
		if rows := read(t, path); !slices.EqualFunc(rows, c.rows, slices.Equal) {
			t.Errorf("%s:\n got %q\nwant %q", c.file, rows, c.rows)
		}
	}
}

func TestNothingIsLacking(t *testing.T) {
	s := open(t)
	for _, file := range []string{"none.csv", "none.xlsx"} {
		path := filepath.Join(t.TempDir(), file)
		counts, err := importsheet.File(t.Context(), s.DB, 0, path)
		if err != nil || !reflect.DeepEqual(counts, importsheet.Counts{}) {
			t.Errorf("%s: %+v, %v", file, counts, err)
		}
		if rows := read(t, path); len(rows) != 1 || !slices.Equal(rows[0], head) {
			t.Errorf("%s: %q", file, rows)
		}
	}
}

// many gives Garden listings that Brightpearl lacks.
func (s shops) many(n int) {
	s.t.Helper()
	for from := 0; from < n; from += 10_000 {
		var listings []db.Listing
		for i := from; i < min(n, from+10_000); i++ {
			listings = append(listings, db.Listing{Store: s.garden, ProductID: int64(100 + i), SKU: fmt.Sprintf("%07d", i), Name: fmt.Sprintf("Tea towel number %d, natural", i),
				GTIN: "5010000000017", Price: commerce.Pence(i)})
		}
		s.list(commerce.EKMOnly, listings...)
	}
}

// watched does something before the first bytes arrive.
type watched struct {
	io.Writer
	first func()
}

func (w *watched) Write(b []byte) (int, error) {
	if w.first != nil {
		w.first()
		w.first = nil
	}
	return w.Writer.Write(b)
}

// Rows leave before all have been read: what is listed while they do is in the file.
func TestRowsAreWrittenAsTheyAreRead(t *testing.T) {
	s := open(t)
	s.many(10_000)
	var b bytes.Buffer
	counts, err := importsheet.Write(t.Context(), s.DB, 0, sheet.CSV, &watched{&b, func() {
		s.list(commerce.EKMOnly, db.Listing{Store: s.kitchen, ProductID: 1, SKU: "ZEBRA", Name: "New"})
	}})
	if err != nil || counts.Rows != 10_001 {
		t.Fatalf("%+v, %v", counts, err)
	}
	rows, err := csv.NewReader(&b).ReadAll()
	if err != nil || len(rows) != 10_002 || rows[1][0] != "0000000" || rows[10_000][0] != "0009999" || rows[10_001][0] != "ZEBRA" {
		t.Errorf("%d rows, %v", len(rows), err)
	}
}

func TestAFailureLeavesNoFile(t *testing.T) {
	s := open(t)
	s.fill()
	folder := t.TempDir()
	stopped, stop := context.WithCancel(t.Context())
	stop()
	for _, file := range []string{"a.csv", "a.xlsx"} {
		if _, err := importsheet.File(stopped, s.DB, 0, filepath.Join(folder, file)); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", file, err)
		}
	}
	if _, err := importsheet.File(t.Context(), s.DB, 0, filepath.Join(folder, "a.ods")); err == nil {
		t.Error("a file of an unknown kind was written")
	}
	if _, err := importsheet.File(t.Context(), s.DB, 0, filepath.Join(folder, "missing", "a.csv")); err == nil {
		t.Error("a file was written into no folder")
	}
	if left, err := os.ReadDir(folder); err != nil || len(left) != 0 {
		t.Errorf("the folder holds %v (%v)", left, err)
	}
	broken := errors.New("the disk is full")
	for _, f := range []sheet.Format{sheet.CSV, sheet.XLSX} {
		if _, err := importsheet.Write(t.Context(), s.DB, 0, f, full{broken}); !errors.Is(err, broken) {
			t.Errorf("%s: %v", f, err)
		}
	}
}

type full struct{ err error }

func (w full) Write([]byte) (int, error) { return 0, w.err }

func BenchmarkWrite(b *testing.B) {
	s := open(b)
	s.many(100_000)
	for _, f := range []sheet.Format{sheet.CSV, sheet.XLSX} {
		b.Run(string(f), func(b *testing.B) {
			for b.Loop() {
				if _, err := importsheet.Write(b.Context(), s.DB, 0, f, io.Discard); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
