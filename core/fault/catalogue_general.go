package fault

// general are the problems that a kind of failure becomes when no rule says it better.
var general = []Problem{
	{
		Code: "SB-NET-001", Title: "A service cannot be reached", Severity: Passing, Action: ActDiagnostics,
		What: "EKM or Brightpearl could not be reached, or what answered was not the service.",
		Why:  "The internet connection, a proxy, or the service itself is down.",
		Now:  "Work for this service waits and goes on by itself; nothing is lost, and figures stay as they were last known.",
		Do:   "Check the internet connection of this computer. Nothing else is needed.",
		Ends: "The service answers again.",
	},
}
