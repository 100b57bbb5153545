package overview

import (
	"time"

	"stockbridge/core/view"
	"stockbridge/ui/kit"
	"stockbridge/ui/say"
	"stockbridge/ui/theme"
)

// spans are the choices of the page's header, by their number of days.
func spans() []kit.Choice {
	return []kit.Choice{{Value: "1", Label: say.T("Today")}, {Value: "7", Label: say.T("7 days")}, {Value: "30", Label: say.T("30 days")}}
}

func daysOf(span string) int {
	switch span {
	case "7":
		return 7
	case "30":
		return 30
	}
	return 1
}

// What colours mean in the charts; bars and line of orders share theirs.
var (
	orderRole = theme.Working.Solid()
	stockRole = theme.Text2
	riskRole  = theme.Attention.Solid()
)

// ordersTitle and exposureTitle name the charts with their span.
func ordersTitle(days int) string {
	switch days {
	case 7:
		return say.T("Orders and delay, 7 days")
	case 30:
		return say.T("Orders and delay, 30 days")
	}
	return say.T("Orders and delay today")
}

// ordersPlot draws delays as lines and orders as bars. A delay of nothing is a gap, not a 0.
func ordersPlot(t view.Trend) kit.Plot {
	p := columns(t)
	orders, order, stock := make([]float64, len(t.Points)), make([]float64, len(t.Points)), make([]float64, len(t.Points))
	for i, x := range t.Points {
		orders[i], order[i], stock[i] = float64(x.Orders), known(x.OrderDelay), known(x.StockDelay)
	}
	p.Bars, p.BarRole = orders, orderRole
	p.Lines = []kit.Series{{Values: stock, Role: stockRole}, {Values: order, Role: orderRole}}
	p.Goal, p.GoalIs = goal.Seconds(), say.T("2 min")
	p.Word = func(v float64) string { return say.Span(time.Duration(v * float64(time.Second))) }
	p.BarWord = func(v float64) string { return say.Count(int(v)) }
	return p
}

func known(d time.Duration) float64 {
	if d <= 0 {
		return kit.Unknown
	}
	return d.Seconds()
}

// ordersFigures are the numbers beside the chart: of the span, and the delays of the last 24 hours.
func ordersFigures(t view.Trend, o view.Overview) []kit.Figure {
	orders := 0
	for _, p := range t.Points {
		orders += p.Orders
	}
	delayed := func(d time.Duration) string {
		if d <= 0 {
			return say.T("None")
		}
		return delay(d)
	}
	return []kit.Figure{{Role: orderRole, Bar: true, Value: say.Count(orders), Label: say.T("Orders placed")},
		{Role: orderRole, Value: delayed(o.OrderDelayP95), Label: say.T("Order delay, p95")},
		{Role: stockRole, Value: delayed(o.StockDelayP95), Label: say.T("Stock delay, p95")}}
}

// exposurePlot draws what was shown too high as steps; hours in which the program did not run are gaps.
func exposurePlot(t view.Trend) kit.Plot {
	p := columns(t)
	units := make([]float64, len(t.Points))
	for i, x := range t.Points {
		units[i] = kit.Unknown
		if x.Sampled {
			units[i] = float64(x.Units)
		}
	}
	p.Steps, p.Lines = true, []kit.Series{{Values: units, Role: riskRole}}
	p.Word = func(v float64) string { return say.Count(int(v)) }
	return p
}

// exposureFigures are what is shown too high now, the most of the span with its moment, and what sells meanwhile.
func exposureFigures(t view.Trend, o view.Overview) []kit.Figure {
	now := kit.Figure{Role: riskRole, Value: say.N(o.RiskUnits, "{n} unit", "{n} units"), Label: say.T("Shown too high now")}
	if o.RiskUnits > 0 {
		now.Value = say.T("{units}, {money}", now.Value, say.Money(o.RiskMoney, o.Currency))
	}
	out := []kit.Figure{now}
	if worst, ok := worstPoint(t); ok && worst.Units > 0 {
		when := say.T("Most, at {time}", say.Clock(worst.From))
		if t.Days > 1 {
			when = say.T("Most, on {day}", say.Weekday(worst.From))
		}
		out = append(out, kit.Figure{Value: say.N(worst.Units, "{n} unit", "{n} units"), Label: when})
	}
	return out
}

// worstPoint is the hour or day with the most units; not ok when nothing was sampled.
func worstPoint(t view.Trend) (worst view.TrendPoint, ok bool) {
	for _, p := range t.Points {
		if p.Sampled && (!ok || p.Units > worst.Units) {
			worst, ok = p, true
		}
	}
	return worst, ok
}

// exposureLine says in words what the figures mean.
func exposureLine(o view.Overview) string {
	switch {
	case o.SoldAt.IsZero() || o.ExposedSKUs == 0 || o.StockDelayP95 <= 0:
		return say.T("Units that shoppers can buy beyond what should be shown; the most of each span.")
	case o.SoldPerHour < 0.05:
		return say.N(o.ExposedSKUs, "Stores share {n} SKU and sell next to nothing of it.", "Stores share {n} SKUs and sell next to nothing of them.")
	}
	return say.N(o.ExposedSKUs, "Stores share {n} SKU and sell {rate} an hour of it: {units} within the stock delay of {delay}.",
		"Stores share {n} SKUs and sell {rate} an hour of them: {units} within the stock delay of {delay}.",
		say.Decimal(o.SoldPerHour, 1), say.Decimal(o.ExpectedInDelay(), 2), delay(o.StockDelayP95))
}

// columns are the room of a span and the words below it: every six hours of a day, each day of a week, each week of a month.
func columns(t view.Trend) kit.Plot {
	p := kit.Plot{Columns: len(t.Points)}
	if t.Days == 1 {
		p.Columns = max(24, len(t.Points))
		if len(t.Points) > 0 {
			for at := 0; at < 24; at += 6 {
				p.Axis = append(p.Axis, kit.AxisWord{At: at, Text: say.Clock(t.Points[0].From.Add(time.Duration(at) * time.Hour))})
			}
		}
		return p
	}
	step := 1
	if t.Days > 7 {
		step = 7
	}
	for at := (len(t.Points) - 1) % step; at < len(t.Points); at += step {
		p.Axis = append(p.Axis, kit.AxisWord{At: at, Text: say.Day(t.Points[at].From)})
	}
	return p
}
