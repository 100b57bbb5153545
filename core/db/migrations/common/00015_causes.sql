-- What is known of a cause beside the rows that it stops: that a person has put it off or given it to somebody, and when it was
-- settled. And indexes of the activity for what people ask of it.

-- +goose Up
create table cause_note (
  key text primary key,                    -- as on its card
  code text not null,
  severity text not null,
  store_id bigint not null,
  title text not null,
  text text not null,
  since bigint not null,
  orders bigint not null,                  -- what it stopped when last looked at
  skus bigint not null,
  shipments bigint not null,
  money bigint not null,
  currency text not null,
  settled_at bigint not null default 0,    -- 0: it is open
  alone boolean not null default false,    -- settled without a person's doing
  snoozed_at bigint not null default 0,    -- 0: it is not
  snoozed_until bigint not null default 0,
  snooze_reason text not null default '',
  snoozed_by text not null default '',
  snoozed_things bigint not null default 0, -- orders, SKUs and shipments at that time
  snoozed_money bigint not null default 0,
  assigned text not null default ''
);
create index cause_settled on cause_note (settled_at) where settled_at > 0;
create index activity_people on activity (id) where actor <> 'Stockbridge';
create index activity_trouble on activity (level, id) where level <> 'info';

-- +goose Down
drop index activity_trouble;
drop index activity_people;
drop table cause_note;
