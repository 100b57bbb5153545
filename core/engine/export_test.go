package engine

import "context"

// AuditNight is one look of the nightly audit.
func (e *Engine) AuditNight(ctx context.Context) error { return e.auditNight(ctx) }
