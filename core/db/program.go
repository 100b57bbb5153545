package db

import (
	"context"
	"encoding/json"
	"fmt"

	"stockbridge/core/events"
	"stockbridge/core/settings"
)

// Program returns the settings of the whole data folder.
func (d *DB) Program(ctx context.Context) (settings.Program, error) {
	p := settings.ProgramDefaults()
	var document string
	ok, err := found(d.reader.QueryRowContext(ctx, `select document from program where id = 1`).Scan(&document))
	if err != nil || !ok {
		return p, err
	}
	if err := json.Unmarshal([]byte(document), &p); err != nil {
		return p, fmt.Errorf("the stored settings of the program: %w", err)
	}
	return p, nil
}

// SaveProgram stores the settings of the whole data folder.
func (t *Tx) SaveProgram(p settings.Program) error {
	document, err := json.Marshal(p)
	if err != nil {
		return err
	}
	t.Notify(events.Settings)
	return t.run(`insert into program (id, document, changed_at) values (1, $1, $2)
		on conflict (id) do update set document = excluded.document, changed_at = excluded.changed_at`, string(document), t.now)
}
