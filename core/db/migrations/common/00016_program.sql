-- Settings of the whole data folder, as one document.

-- +goose Up
create table program (
  id integer primary key,                  -- always 1
  document text not null,
  changed_at bigint not null
);

-- +goose Down
drop table program;
