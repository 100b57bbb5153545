package fault

// otherProblems are those of stock, shipments, sign-ins, settings and this computer.
var otherProblems = []Problem{}
