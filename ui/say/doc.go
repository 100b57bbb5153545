// Package say is where the window's words become those of the person's language: every text that people read goes through T, N,
// X or Of, and every number, amount and time through the functions of numbers.go and times.go. The English text in the code is
// the key; the other languages are files below texts, one folder for each, which Fyne's lang package looks up. A new language is a
// folder with files and a line in languages. Until Use is called, words are those of the code.
//
//	say.T("Nothing needs you")                                         a text
//	say.T("{shown} of {all} shown", shown, all)                         with places, filled in the order in which English has them
//	say.N(n, "{n} order waits", "{n} orders wait")                      by number; {n} is n, further places follow in their order
//	say.X("order's state", "Open")                                      a text that means something else elsewhere
//	var columns = []kit.Column{{Title: say.Mark("State")}}              for lists made before a language is known …
//	say.Of(column.Title)                                                … which are translated where they are shown
//
// T, N, X and Mark take literals only, because a test collects them: English (UK) is written out from the code, German has to be
// complete, and what no code says any more has to leave the files. Of also takes words from core, which knows no language; what it
// does not know it leaves as it is. Numbers among the places are written with the language's own marks.
//
// All functions may be called from any goroutine. Use changes the language for words that are written afterwards; the window has
// to be built anew. Start reading at T.
package say
