package engine_test

import (
	"stockbridge/core/sandbox/brightpearlsim"
	"stockbridge/core/sandbox/ekmsim"
)

// beginTroubles has both remotes fail: each kind of write's answer lost after it was done, 15 % mixed errors of all calls, storms of
// refusals, a search that lags behind, and every way in which a multi-message may go wrong.
func (c *campaign) beginTroubles() {
	c.t.Helper()
	faults := []brightpearlsim.Fault{
		{Name: brightpearlsim.InternalError, Probability: 0.05}, {Name: brightpearlsim.ErrorAfter, Probability: 0.04}, {Name: brightpearlsim.HTMLError, Probability: 0.03},
		{Name: brightpearlsim.ResetMidBody, Probability: 0.02}, {Name: brightpearlsim.Unavailable, Probability: 0.01},
		{Name: brightpearlsim.ThrottleStorm, Probability: 0.006, Seconds: 30}, {Name: brightpearlsim.SearchLag, Seconds: 10},
		{Name: brightpearlsim.MultiDown, Probability: 0.03}, {Name: brightpearlsim.MultiForgets, Probability: 0.01},
		{Name: brightpearlsim.MultiStops, Probability: 0.01}, {Name: brightpearlsim.MultiThrottle, Probability: 0.01},
	}
	for _, write := range []string{"POST contact-service/postal-address", "POST contact-service/contact", "POST order-service/sales-order",
		"POST warehouse-service/order/{id}/reservation", "PUT warehouse-service/order/{id}/reservation", "POST accounting-service/customer-payment",
		"POST multi-message"} {
		faults = append(faults, brightpearlsim.Fault{Name: brightpearlsim.LostAnswer, Route: write, Probability: 0.04})
		for _, inside := range []string{brightpearlsim.InternalError, brightpearlsim.ErrorAfter} {
			faults = append(faults, brightpearlsim.Fault{Name: inside, Route: write, Probability: 0.01})
		}
	}
	if err := c.box.Brightpearl.SetFaults(faults...); err != nil {
		c.t.Fatal(err)
	}
	if err := c.box.EKM.SetFaults([]ekmsim.Fault{{Name: "error_500", Probability: 0.05}, {Name: "html_502", Probability: 0.03}, {Name: "cut", Probability: 0.04},
		{Name: "throttle", Probability: 0.03}, {Name: "cut_after_write", Probability: 0.05}}); err != nil {
		c.t.Fatal(err)
	}
}

func (c *campaign) endTroubles() {
	c.t.Helper()
	if err := c.box.Brightpearl.SetFaults(); err != nil {
		c.t.Fatal(err)
	}
	if err := c.box.EKM.SetFaults(nil); err != nil {
		c.t.Fatal(err)
	}
}
