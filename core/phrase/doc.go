// Package phrase is the book of what the engine says to people: every sentence of a cause, a problem or the activity, with named
// places for what differs.
//
// A sentence is written down once, here, and filled where something happens. What is stored is the filled English text, which
// programs and old databases know; Read finds out again which sentences a text is made of and what stands in their places. So a
// window can say them in another language, and a file for support can hold the sentence and leave out what stands in a place by
// its Class: the words are ours, only the places can hold what is a merchant's or a shopper's. A text that Read does not know is
// nobody's sentence, and a file for support leaves it out altogether.
//
// The sentences stand in one file for each part of the engine. Start reading at Sentence, then Read, then places.go.
package phrase
