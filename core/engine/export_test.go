package engine

import "context"

// AuditNight is one look of the nightly audit.
func (e *Engine) AuditNight(ctx context.Context) error { return e.auditNight(ctx) }

// RenewLogins is what happens first of all, at the start and after sleep.
func (e *Engine) RenewLogins(ctx context.Context) { e.renewLogins(ctx) }

// SettingsOf are the settings that suit a made-up store.
var SettingsOf = settingsOf
