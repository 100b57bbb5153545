package sandbox

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"stockbridge/core/sandbox/brightpearlsim"
	"stockbridge/core/sandbox/ekmsim"
)

// usualOdds is how often a trouble strikes when nothing else is said; always would leave nothing to try out.
const usualOdds = 0.05

// ekmTroubles are the EKM faults that strike single requests; all others choose a behaviour and stand.
var ekmTroubles = []string{
	"latency", "error_500", "html_502", "unauthorized", "forbidden", "throttle", "cut", "cut_after_write", "plan_restriction",
	"plan_restriction_200", "webhook_dropped", "webhook_order_swapped", "stock_lost",
}

type faultPlan struct {
	ekm         []ekmsim.Fault
	brightpearl []brightpearlsim.Fault
}

// parseFaults sorts fault names to their simulators. A name may be "ekm:NAME" or "brightpearl:NAME" to mean one of
// them, and NAME=0.2 to set the probability. Troubles strike one call in twenty unless told otherwise.
func parseFaults(names []string) (faultPlan, error) {
	var plan faultPlan
	known := ekmsim.FaultNames()
	for _, text := range names {
		name, odds, given := strings.Cut(strings.TrimSpace(text), "=")
		probability := 0.0
		if given {
			var err error
			if probability, err = strconv.ParseFloat(odds, 64); err != nil || probability <= 0 || probability > 1 {
				return plan, fmt.Errorf("fault %q: the probability must be more than 0 and at most 1", text)
			}
		}
		onlyEKM, onlyBrightpearl := false, false
		name, onlyEKM = strings.CutPrefix(name, "ekm:")
		name, onlyBrightpearl = strings.CutPrefix(name, "brightpearl:")
		_, ofEKM := known[name]
		ofBrightpearl := slices.Contains(brightpearlsim.FaultNames(), name)
		ofEKM, ofBrightpearl = ofEKM && !onlyBrightpearl, ofBrightpearl && !onlyEKM
		if !ofEKM && !ofBrightpearl {
			return plan, fmt.Errorf("unknown fault %q", text)
		}
		if ofEKM {
			f := ekmsim.Fault{Name: name, Probability: probability}
			if !given && slices.Contains(ekmTroubles, name) {
				f.Probability = usualOdds
			}
			plan.ekm = append(plan.ekm, f)
		}
		if ofBrightpearl {
			f := brightpearlsim.Fault{Name: name, Probability: probability}
			if !given && !brightpearlsim.IsSwitch(name) {
				f.Probability = usualOdds
			}
			plan.brightpearl = append(plan.brightpearl, f)
		}
	}
	return plan, nil
}
