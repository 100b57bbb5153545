package vault

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
)

// webhookKey names the entry of the secret from which the addresses for wake-ups are made. It holds no separator, so it is no
// account's and no store's.
const webhookKey = "webhook"

// WebhookSecret is the installation's secret for the addresses at which the services send wake-ups; it is made when it is asked for
// first. Whoever knows it can wake us, and nothing more.
func (v *Vault) WebhookSecret(ctx context.Context) (Secret, error) {
	var secret Secret
	err := v.run(ctx, webhookKey, func() error {
		text, err := v.ring.Get(v.service, webhookKey)
		if err == nil && len(text) >= 64 {
			secret = Secret(text)
			return nil
		}
		if err != nil && !errors.Is(err, ErrNoEntry) {
			return err
		}
		var raw [32]byte
		rand.Read(raw[:])
		made := hex.EncodeToString(raw[:])
		if err := v.ring.Set(v.service, webhookKey, made); err != nil {
			return err
		}
		secret = Secret(made)
		return nil
	})
	return secret, ringFault("read the secret for wake-ups", err)
}
