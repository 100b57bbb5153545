package vault

import (
	"errors"
	"sync"

	"github.com/zalando/go-keyring"
)

// ErrNoEntry is what a Ring answers when it holds nothing under a name.
var ErrNoEntry = errors.New("no such keyring entry")

// Ring is a store of secrets: the operating system's in production. An implementation replaces an entry atomically, may
// refuse values over 2,560 bytes (Windows does) and may block while a person answers a prompt.
type Ring interface {
	// Get returns ErrNoEntry when there is none.
	Get(service, name string) (string, error)
	Set(service, name, value string) error
	// Delete returns ErrNoEntry when there is none.
	Delete(service, name string) error
}

// SystemRing is the operating system's key store: Credential Manager, Keychain or the Secret Service.
func SystemRing() Ring { return systemRing{} }

type systemRing struct{}

func (systemRing) Get(service, name string) (string, error) {
	if err := ringReachable(); err != nil {
		return "", err
	}
	value, err := keyring.Get(service, name)
	return value, translate(err)
}

func (systemRing) Set(service, name, value string) error {
	if err := ringReachable(); err != nil {
		return err
	}
	return keyring.Set(service, name, value)
}

func (systemRing) Delete(service, name string) error {
	if err := ringReachable(); err != nil {
		return err
	}
	return translate(keyring.Delete(service, name))
}

func translate(err error) error {
	if errors.Is(err, keyring.ErrNotFound) {
		return ErrNoEntry
	}
	return err
}

// NewMemoryRing keeps secrets in memory only: they are gone when the program ends. It serves the demo, whose shops exist
// no longer than the program does, and tests.
func NewMemoryRing() Ring { return &memoryRing{entries: map[[2]string]string{}} }

type memoryRing struct {
	mu      sync.Mutex
	entries map[[2]string]string
}

func (m *memoryRing) Get(service, name string) (string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	value, ok := m.entries[[2]string{service, name}]
	if !ok {
		return "", ErrNoEntry
	}
	return value, nil
}

func (m *memoryRing) Set(service, name, value string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.entries[[2]string{service, name}] = value
	return nil
}

func (m *memoryRing) Delete(service, name string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, ok := m.entries[[2]string{service, name}]; !ok {
		return ErrNoEntry
	}
	delete(m.entries, [2]string{service, name})
	return nil
}
