// Package ekmsim is a local EKM: many shops behind one base URL, with sign-in pages, tokens, rate limits, search language,
// webhooks and shoppers, built from EKM's published API description.
//
// It exists so that Stockbridge can be played with, measured and tested without a real shop. It is strict where EKM is
// documented and adjustable where EKM is not: every open question is a Fault that can be switched on (see faultNames).
// Its wire types are its own, so that a misspelt field in the client cannot agree with itself.
//
// A Server is safe for any number of concurrent callers. Handler works as soon as New has returned; shoppers and webhook
// deliveries happen inside Run, or, for tests with a clock of their own, whenever Advance is called.
//
// Start reading at Config, then Server.serveAPI, which every API request passes through. The doors for operators and
// tests are under /_sandbox/ (doors.go) and are not part of EKM.
package ekmsim
