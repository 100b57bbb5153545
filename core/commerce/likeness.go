package commerce

// Likeness says in what two codes that are not equal are alike.
type Likeness string
