-- Settings: the defaults that stores start from and follow, and every change with what was there before.

-- +goose Up
create table setting_default (
  id integer primary key,                  -- always 1
  document text not null,
  changed_at bigint not null
);
create table setting_change (
  id bigint primary key,
  at bigint not null,
  actor text not null,
  pc text not null default '',             -- the computer's name
  scope bigint not null,                   -- the store; 0: the defaults
  key text not null,
  before text not null,                    -- '' is not set; of e-mail addresses only their number
  after text not null,
  reason text not null default ''          -- default | copy | import | undo | rule | start, or '' for a person's own choice
);
create index setting_change_key on setting_change (scope, key, id);

-- +goose Down
drop table setting_change;
drop table setting_default;
