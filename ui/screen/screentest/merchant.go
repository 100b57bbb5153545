package screentest

import (
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
)

// Noon is now on the made-up day of the pictures: a little past two.
var Noon = time.Date(2026, 11, 23, 14, 2, 0, 0, time.Local)

// Now is a clock that stands at Noon.
func Now() time.Time { return Noon }

// At is a time of that day, written as "13:58" or "13:58:20".
func At(clock string) time.Time {
	layout := "15:04:05"
	if len(clock) == len("15:04") {
		layout = "15:04"
	}
	t, err := time.ParseInLocation(layout, clock, time.Local)
	if err != nil {
		panic(err)
	}
	return time.Date(Noon.Year(), Noon.Month(), Noon.Day(), t.Hour(), t.Minute(), t.Second(), 0, time.Local)
}

// The three stores of the made-up merchant.
const (
	Shed commerce.StoreID = 1
	Kiln commerce.StoreID = 2
	Paws commerce.StoreID = 3
)

// Names are what the stores are called.
var Names = map[commerce.StoreID]string{Shed: "Potting Shed", Kiln: "Kiln & Larder", Paws: "Muddy Paws"}

// Stores are their cards; stock is off for the last one.
func Stores() []view.StoreCard {
	var out []view.StoreCard
	for id := Shed; id <= Paws; id++ {
		out = append(out, view.StoreCard{Store: commerce.Store{ID: id, Name: Names[id], StockOn: id != Paws}, LastContactAt: Noon.Add(-9 * time.Second)})
	}
	return out
}
