package db

import (
	"fmt"
	"strings"
	"time"

	"stockbridge/core/commerce"
	"stockbridge/core/view"
)

// moment scans UTC milliseconds into a time, 0 into the zero time.
type moment struct{ at *time.Time }

func (m moment) Scan(value any) error {
	ms, ok := value.(int64)
	if !ok {
		return fmt.Errorf("a time is stored as %T", value)
	}
	*m.at = fromMillis(ms)
	return nil
}

// textLines scans text into its lines.
type textLines struct{ out *[]string }

func (l textLines) Scan(value any) error {
	switch v := value.(type) {
	case string:
		*l.out = fromLines(v)
	case []byte:
		*l.out = fromLines(string(v))
	default:
		return fmt.Errorf("lines are stored as %T", value)
	}
	return nil
}

// orderFields are where the columns of orderColumns go.
func orderFields(o *view.OrderRow) []any {
	return []any{&o.ID, &o.StoreID, &o.Store, &o.EKMID, &o.Number, &o.State, &o.Stage, moment{&o.PlacedAt}, moment{&o.PostedAt},
		&o.Total, &o.Currency, &o.Customer, &o.Lines, &o.LinesTied, &o.WantedUnits, &o.ReservedUnits, &o.PaidUp, &o.Receipt,
		&o.SalesOrderID, &o.ContactID, &o.ShippedUnits, &o.Cause.Code, &o.Cause.Text, &o.Cause.Fix, textLines{&o.Flags},
		&o.Attempts, moment{&o.NextAttemptAt}, &o.EKMStatus, &o.WaitsForPayment, &o.Changed, &o.Country}
}

// finishOrder hides the time of a next attempt from orders that will not be attempted by themselves.
func finishOrder(o *view.OrderRow, err error) error {
	if o.State != commerce.OrderWaiting && o.State != commerce.OrderWorking {
		o.NextAttemptAt = time.Time{}
	}
	return err
}

// withChoice is a listing's name with its variant: "Tea towel, natural".
func withChoice(name, choice string) string {
	if choice = strings.TrimSpace(choice); choice == "" {
		return name
	}
	if name == "" {
		return choice
	}
	return name + ", " + choice
}
