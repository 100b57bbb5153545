package db

import (
	"io"
	"io/fs"
	"regexp"
	"strings"
)

// translated shows migration files in the words of one engine. A file is written as SQLite has it; beyond that it may hold
//
//	-- +only sqlite        the lines until the next mark are for one engine,
//	-- +only postgres
//	-- +both               and these for both again;
//	this_writer()          who counts: see the migration of the counts.
//
// Triggers need no StatementBegin: each ends with a line "end;".
type translated struct {
	files   fs.FS
	dialect dialect
}

// Open reads a migration and translates it.
func (t translated) Open(name string) (fs.File, error) {
	file, err := t.files.Open(name)
	if err != nil || !strings.HasSuffix(name, ".sql") {
		return file, err
	}
	defer file.Close()
	text, err := io.ReadAll(file)
	if err != nil {
		return nil, err
	}
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	return textFile{strings.NewReader(t.dialect.migration(only(string(text), t.dialect.name()))), info}, nil
}

// textFile is a file whose text is made.
type textFile struct {
	*strings.Reader
	info fs.FileInfo
}

func (f textFile) Stat() (fs.FileInfo, error) { return f.info, nil }
func (f textFile) Close() error               { return nil }

// only leaves out what another engine is told.
func only(text, engine string) string {
	var out strings.Builder
	reads := true
	for line := range strings.Lines(text) {
		if mark, ok := strings.CutPrefix(strings.TrimSpace(line), "-- +only "); ok {
			reads = strings.HasPrefix(engine, mark)
			continue
		}
		if strings.TrimSpace(line) == "-- +both" {
			reads = true
			continue
		}
		if reads {
			out.WriteString(line)
		}
	}
	return out.String()
}

var (
	aTrigger    = regexp.MustCompile(`(?ms)^create trigger (\w+) (after .*?) on (\w+)(?:\s+when (.*?))?\nbegin\n(.*?)^end;$`)
	dropTrigger = regexp.MustCompile(`(?m)^drop trigger (\w+);$`)
)

// oneStatement tells goose that a trigger's semicolons do not end it.
func oneStatement(trigger string) string {
	return "-- +goose StatementBegin\n" + trigger + "\n-- +goose StatementEnd"
}

func (sqliteDialect) migration(text string) string {
	text = strings.ReplaceAll(text, "this_writer()", "0")
	return aTrigger.ReplaceAllStringFunc(text, oneStatement)
}

// migration makes a function of each trigger, as PostgreSQL wants it, and stores what SQLite computes when it is asked.
func (postgresDialect) migration(text string) string {
	text = strings.ReplaceAll(text, "this_writer()", "pg_backend_pid()")
	text = strings.ReplaceAll(text, ") virtual;", ") stored;")
	text = dropTrigger.ReplaceAllString(text, "drop function $1() cascade;")
	return aTrigger.ReplaceAllStringFunc(text, func(trigger string) string {
		part := aTrigger.FindStringSubmatch(trigger)
		name, event, table, when, body := part[1], part[2], part[3], part[4], part[5]
		if when == "" {
			when = "true"
		}
		return oneStatement("create function " + name + "() returns trigger language plpgsql as $$ begin\nif " + when + " then\n" + body +
			"end if;\nreturn null;\nend $$;\ncreate trigger " + name + " " + event + " on " + table +
			" for each row execute function " + name + "();")
	})
}
