package fault

// orderProblems are those of orders, SKUs and the proof of the books.
var orderProblems = []Problem{}
